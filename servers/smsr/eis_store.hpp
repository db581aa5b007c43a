// Where an SM-SR keeps its eUICC records.
#pragma once

#include <filesystem>
#include <map>

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

class MemoryEisStore final : public EisStore {
 public:
  host::Result<EuiccRecord> load(const std::string& eid) const override;
  host::Result<void> save(const EuiccRecord& record) override;
  std::vector<std::string> eids() const override;

 private:
  std::map<std::string, std::string> records_;  // as JSON, so that tests see what a restart would see
};

/// One JSON file per eUICC, replaced and never rewritten.
class FileEisStore final : public EisStore {
 public:
  explicit FileEisStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  host::Result<EuiccRecord> load(const std::string& eid) const override;
  host::Result<void> save(const EuiccRecord& record) override;
  std::vector<std::string> eids() const override;

 private:
  std::filesystem::path folder_;
};

}  // namespace sixline::servers::smsr
