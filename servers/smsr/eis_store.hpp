// Where an SM-SR keeps its eUICC records.
#pragma once

#include "servers/smsr/euicc_record.hpp"

namespace sixline::servers::smsr {

class EisStore {
 public:
  /// Errors: NotFound, Storage (unreadable: never treated as "not there").
  virtual host::Result<EuiccRecord> load(const std::string& eid) const = 0;
  /// Durable when this returns. Errors: Storage.
  virtual host::Result<void> save(const EuiccRecord& record) = 0;
  virtual std::vector<std::string> eids() const = 0;

 protected:
  ~EisStore() = default;
};

}  // namespace sixline::servers::smsr
