// The memory of the servers. A Unit is one transaction: what it wrote is there, all of it, when commit() has
// returned, and none of it before. See servers/DESIGN.md.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/crypto/secret.hpp"
#include "host/error.hpp"
#include "servers/store/rows.hpp"

namespace sixline::servers::store {

using host::Result;

/// Errors of all functions: Storage (the database failed; nothing of the unit remains) and WrongState (the
/// unit lost a race: begin again). Other errors stand beside the function.
class Unit {
 public:
  /// Without commit(), nothing happened.
  virtual ~Unit() = default;
  virtual Result<void> commit() = 0;
  /// One of begin_reading().
  virtual bool is_reading() const = 0;

  // eUICCs (SM-SR)
  /// Errors: BadInput (the EID is there already, or an ICCID stands twice).
  virtual Result<void> insert_euicc(const EuiccRow& row) = 0;
  /// Without a lock, for answers that change nothing; profiles fit the state for certain only after
  /// begin_reading(). Errors: NotFound.
  virtual Result<EuiccRow> find_euicc(const std::string& eid) = 0;
  /// Nobody else locks this row until the unit ends; waits for whoever has it. Errors: NotFound.
  virtual Result<EuiccRow> lock_euicc(const std::string& eid) = 0;
  /// State, profiles and wake_at of a row that was locked or inserted in this unit. Errors: NotFound;
  /// BadInput (an ICCID twice).
  virtual Result<void> update_euicc(const EuiccRow& row) = 0;
  /// Its audit trail stays (PROC-AUD-03, PROC-AUD-06).
  virtual Result<void> remove_euicc(const std::string& eid) = 0;
  /// One whose wake_at is not after `now`, locked, the longest overdue first; rows that others have locked
  /// are passed over. Nothing when there is none. A state that cannot be opened comes empty, so that it does
  /// not keep those behind it waiting: put_off_euicc().
  virtual Result<std::optional<EuiccRow>> lock_due_euicc(es::Time now) = 0;
  /// A row that was locked is due no more; the rest of it stays as it is.
  virtual Result<void> put_off_euicc(const std::string& eid) = 0;
  virtual Result<std::optional<es::Time>> next_euicc_wake() = 0;
  virtual Result<std::vector<std::string>> eids_with_iccid(const std::string& iccid) = 0;
  virtual Result<std::vector<std::string>> eids_with_msisdn(const std::string& msisdn) = 0;
  /// In order of EID, those after `after`, at most `limit`.
  virtual Result<std::vector<std::string>> eids(const std::string& after, std::size_t limit) = 0;
  virtual Result<std::vector<std::string>> eids_of_operator(const std::string& mno_id,
                                                            const std::string& after, std::size_t limit) = 0;
  /// Those with a profile that a PLMA opens to this M2M SP.
  virtual Result<std::vector<std::string>> eids_of_m2m_sp(const std::string& m2m_sp_id,
                                                          const std::string& after, std::size_t limit) = 0;

  // Audit trail: appended, never changed or removed.
  virtual Result<void> append_audit(const AuditRow& row) = 0;
  /// The newest `limit`, oldest of them first.
  virtual Result<std::vector<AuditRow>> audit_of(const std::string& eid, std::size_t limit) = 0;

  // Authorisations and configurations
  /// One for each Operator, profile type and M2M SP; without operations it is removed.
  virtual Result<void> put_plma(const es::Plma& plma) = 0;
  /// Empty strings match all.
  virtual Result<std::vector<es::Plma>> plmas(const std::string& mno_id, const std::string& profile_type,
                                              const std::string& m2m_sp_id) = 0;
  virtual Result<void> put_onc(const es::Onc& onc) = 0;
  virtual Result<std::vector<es::Onc>> oncs(const std::string& mno_id, const std::string& profile_type) = 0;

  // Calls that were received
  /// By caller, function and call identifier.
  virtual Result<std::optional<ReceivedRow>> find_received(const std::string& caller,
                                                           const std::string& function,
                                                           const std::string& call_id) = 0;
  /// Writes a new one; false when the call is there already, also when another unit was quicker by a moment.
  virtual Result<bool> add_received(const ReceivedRow& row) = 0;
  virtual Result<void> put_received(const ReceivedRow& row) = 0;
  virtual Result<std::size_t> forget_received(es::Time now) = 0;

  // Jobs (SM-DP, and answers that an SM-SR waits for)
  virtual Result<void> put_job(const JobRow& row) = 0;
  virtual Result<JobRow> lock_job(const std::string& id) = 0;
  virtual Result<void> remove_job(const std::string& id) = 0;
  /// As lock_due_euicc(): a state that cannot be opened comes empty.
  virtual Result<std::optional<JobRow>> lock_due_job(es::Time now) = 0;
  /// A job that was locked is due no more; the rest of it stays as it is.
  virtual Result<void> put_off_job(const std::string& id) = 0;
  virtual Result<std::optional<es::Time>> next_job_wake() = 0;
  virtual Result<void> put_call(const CallRow& row) = 0;
  virtual Result<std::optional<CallRow>> find_call(const std::string& message_id) = 0;
  virtual Result<void> remove_call(const std::string& message_id) = 0;

  // Messages to send
  /// Errors: BadInput (the message is there already).
  virtual Result<void> put_outbox(const OutboxRow& row) = 0;
  /// Up to `limit` rows with a URL whose next attempt is due; theirs is set to `claimed_until`, so that
  /// nobody else takes them before. Rows that others have locked are passed over.
  virtual Result<std::vector<OutboxRow>> claim_outbox(es::Time now, es::Time claimed_until,
                                                      std::size_t limit) = 0;
  /// How its post goes on: next attempt, attempts, last error and when to give up. What is said, and to whom,
  /// stays.
  virtual Result<void> update_outbox(const OutboxRow& row) = 0;
  virtual Result<void> remove_outbox(const std::string& message_id) = 0;
  virtual Result<std::optional<es::Time>> next_outbox_attempt() = 0;
  /// Takes the oldest message that waits under this address; `more` tells whether others do. The recipient
  /// must be the one given.
  struct Polled {
    OutboxRow row{};
    bool more = false;
  };
  virtual Result<std::optional<Polled>> take_polled(const std::string& poll_address,
                                                    const std::string& recipient) = 0;
  /// Of those that wait to be taken, those whose time is over.
  virtual Result<std::size_t> forget_polled(es::Time now) = 0;

  // Stock (SM-DP)
  virtual Result<void> put_stock(const StockRow& row) = 0;
  virtual Result<StockRow> lock_stock(const std::string& iccid) = 0;
  /// The first of this type and Operator that is available, locked; passes over rows that others have locked.
  virtual Result<std::optional<StockRow>> lock_available(const std::string& profile_type,
                                                         const std::string& mno_id) = 0;
  virtual Result<std::vector<StockRow>> stock() = 0;
};

/// What the host can be asked about itself, for /metrics and /healthz.
struct StoreCounts {
  std::size_t euiccs = 0;
  std::size_t jobs = 0;
  std::size_t outbox = 0;
};

/// May be used by many threads at once; each unit belongs to one.
class Store {
 public:
  /// "sqlite:PATH" or "postgresql://...". Makes the tables if they are not there; refuses a newer schema than
  /// it knows. `master_key`: 32 bytes that seal states. Errors: BadInput (address), Storage (not reachable,
  /// or the key is not the one that this database was made with).
  static Result<std::unique_ptr<Store>> open(const std::string& address, host::crypto::Secret master_key);
  virtual ~Store() = default;

  virtual Result<std::unique_ptr<Unit>> begin() = 0;
  /// A unit for answers that change nothing: it sees the store as it was at its first question, waits for no
  /// writer and holds none up. Locks and changes are refused (Storage). Not beside a unit of the same thread:
  /// a store in memory has room for one.
  virtual Result<std::unique_ptr<Unit>> begin_reading() = 0;
  virtual Result<StoreCounts> counts() = 0;
};

}  // namespace sixline::servers::store
