// A unit over SQL: which rows are read and written how. The same text for both databases.
#pragma once

#include <map>

#include "host/crypto/secret.hpp"
#include "servers/store/sql.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::store {

/// Statements whose text depends on the database; made once, since a statement is known by its text.
struct Queries {
  explicit Queries(const Connection& connection);
  std::string lock_euicc, lock_due_euicc, lock_job, lock_due_job, due_outbox, polled, lock_stock,
      lock_available;
};

class SqlUnit final : public Unit {
 public:
  SqlUnit(std::shared_ptr<Connection> connection, const Queries& queries,
          const host::crypto::Secret& master_key, bool reading)
      : connection_(std::move(connection)), queries_(queries), master_key_(master_key), reading_(reading) {}
  ~SqlUnit() override;
  Result<void> commit() override;
  bool is_reading() const override { return reading_; }

  Result<void> insert_euicc(const EuiccRow& row) override;
  Result<EuiccRow> find_euicc(const std::string& eid) override;
  Result<EuiccRow> lock_euicc(const std::string& eid) override;
  Result<void> update_euicc(const EuiccRow& row) override;
  Result<void> remove_euicc(const std::string& eid) override;
  Result<std::optional<EuiccRow>> lock_due_euicc(es::Time now) override;
  Result<void> put_off_euicc(const std::string& eid) override;
  Result<std::optional<es::Time>> next_euicc_wake() override;
  Result<std::vector<std::string>> eids_with_iccid(const std::string& iccid) override;
  Result<std::vector<std::string>> eids_with_msisdn(const std::string& msisdn) override;
  Result<std::vector<std::string>> eids(const std::string& after, std::size_t limit) override;
  Result<std::vector<std::string>> eids_of_operator(const std::string& mno_id, const std::string& after,
                                                    std::size_t limit) override;
  Result<std::vector<std::string>> eids_of_m2m_sp(const std::string& m2m_sp_id, const std::string& after,
                                                  std::size_t limit) override;
  Result<void> append_audit(const AuditRow& row) override;
  Result<std::vector<AuditRow>> audit_of(const std::string& eid, std::size_t limit) override;
  Result<void> put_plma(const es::Plma& plma) override;
  Result<std::vector<es::Plma>> plmas(const std::string& mno_id, const std::string& profile_type,
                                      const std::string& m2m_sp_id) override;
  Result<void> put_onc(const es::Onc& onc) override;
  Result<std::vector<es::Onc>> oncs(const std::string& mno_id, const std::string& profile_type) override;
  Result<std::optional<ReceivedRow>> find_received(const std::string& caller, const std::string& function,
                                                   const std::string& call_id) override;
  Result<bool> add_received(const ReceivedRow& row) override;
  Result<void> put_received(const ReceivedRow& row) override;
  Result<std::size_t> forget_received(es::Time now) override;
  Result<void> put_job(const JobRow& row) override;
  Result<JobRow> lock_job(const std::string& id) override;
  Result<void> remove_job(const std::string& id) override;
  Result<std::optional<JobRow>> lock_due_job(es::Time now) override;
  Result<void> put_off_job(const std::string& id) override;
  Result<std::optional<es::Time>> next_job_wake() override;
  Result<void> put_call(const CallRow& row) override;
  Result<std::optional<CallRow>> find_call(const std::string& message_id) override;
  Result<void> remove_call(const std::string& message_id) override;
  Result<void> put_outbox(const OutboxRow& row) override;
  Result<std::vector<OutboxRow>> claim_outbox(es::Time now, es::Time claimed_until,
                                              std::size_t limit) override;
  Result<void> update_outbox(const OutboxRow& row) override;
  Result<void> remove_outbox(const std::string& message_id) override;
  Result<std::optional<es::Time>> next_outbox_attempt() override;
  Result<std::size_t> forget_polled(es::Time now) override;
  Result<std::optional<Polled>> take_polled(const std::string& poll_address,
                                            const std::string& recipient) override;
  Result<void> put_stock(const StockRow& row) override;
  Result<StockRow> lock_stock(const std::string& iccid) override;
  Result<std::optional<StockRow>> lock_available(const std::string& profile_type,
                                                 const std::string& mno_id) override;
  Result<std::vector<StockRow>> stock() override;

 private:
  Result<Answer> run(std::string_view sql, std::initializer_list<Parameter> parameters);
  Result<void> change(std::string_view sql, std::initializer_list<Parameter> parameters);
  Result<std::vector<std::string>> texts(std::string_view sql, std::initializer_list<Parameter> parameters);
  Result<std::optional<es::Time>> earliest(std::string_view sql);

  host::crypto::Secret key_of(const std::string& place) const;
  /// `place` names the row: what was sealed for one is worthless in another.
  ByteString seal(const std::string& place, const std::string& state) const;
  Result<std::string> open(const std::string& place, Bytes sealed) const;

  /// What becomes of a row whose state cannot be opened.
  enum class Unopened : std::uint8_t { Fails, Empty };
  Result<std::optional<EuiccRow>> euicc_of(Result<Answer> answer, Unopened unopened = Unopened::Fails);
  Result<std::vector<ProfileRow>> read_profiles(const std::string& eid);
  Result<void> write_profiles(const EuiccRow& row);
  Result<void> write_profile(const std::string& eid, std::size_t place, const ProfileRow& profile);
  Result<std::optional<JobRow>> job_of(Result<Answer> answer, Unopened unopened = Unopened::Fails);
  Result<std::optional<StockRow>> stock_of(Result<Answer> answer);
  Result<StockRow> stock_row(const Row& row);

  std::shared_ptr<Connection> connection_;
  const Queries& queries_;
  const host::crypto::Secret& master_key_;
  bool reading_;
  std::map<std::string, std::vector<ProfileRow>> known_profiles_;  ///< as they are in the database
};

}  // namespace sixline::servers::store
