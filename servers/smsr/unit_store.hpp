// The records of an SM-SR inside one unit of the store: read once, written once.
#pragma once

#include <map>

#include "servers/smsr/eis_store.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::smsr {

/// What the database keeps of a record: what the EUM signed apart, the audit trail apart, keys and all the
/// rest as a state that is sealed.
store::EuiccRow row_of(const EuiccRecord& record);
/// Errors: Storage (not readable).
host::Result<EuiccRecord> record_of(const store::EuiccRow& row);

class UnitEisStore final : public EisStore {
 public:
  explicit UnitEisStore(store::Unit& unit) : unit_(unit) {}

  /// Locks the row the first time, unless the unit only reads. Errors: NotFound, Storage, WrongState.
  host::Result<EuiccRecord> load(const std::string& eid) const override;
  host::Result<void> save(const EuiccRecord& record) override;
  /// None: nobody walks over all records in one unit.
  std::vector<std::string> eids() const override { return {}; }

  /// Writes the row even if nothing in it changed: when it is next due has.
  void touch(const std::string& eid);
  /// A row that was locked already.
  host::Result<void> adopt(const store::EuiccRow& row);
  /// Writes what was saved. `now`: what is still due then is due a second later, never at once.
  host::Result<void> flush(es::Time now);
  /// What failed while nobody could be told.
  const std::optional<host::Error>& failure() const { return failure_; }

 private:
  struct Kept {
    EuiccRecord record{};
    bool fresh = false;
    bool changed = false;
  };
  store::Unit& unit_;
  mutable std::map<std::string, Kept> records_;
  mutable std::optional<host::Error> failure_;
};

}  // namespace sixline::servers::smsr
