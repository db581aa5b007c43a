#include "servers/smsr/eis_store.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "host/profile/identity.hpp"

namespace sixline::servers::smsr {

namespace {

host::Result<EuiccRecord> parse(const std::string& text, const std::string& where) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return host::fail(host::ErrorCode::Storage, where + ": not readable as JSON");
  auto record = record_from_json(json);
  if (!record) return host::fail(host::ErrorCode::Storage, where + ": " + record.error().what);
  return record;
}

auto unknown(const std::string& eid) {
  return host::fail(host::ErrorCode::NotFound, "no eUICC " + eid);
}

}  // namespace

host::Result<EuiccRecord> MemoryEisStore::load(const std::string& eid) const {
  const auto found = records_.find(eid);
  if (found == records_.end()) return unknown(eid);
  return parse(found->second, "record of " + eid);
}

host::Result<void> MemoryEisStore::save(const EuiccRecord& record) {
  records_[record.eis.eid()] = to_json(record).dump();
  return {};
}

std::vector<std::string> MemoryEisStore::eids() const {
  std::vector<std::string> out;
  for (const auto& [eid, record] : records_) out.push_back(eid);
  return out;
}

host::Result<EuiccRecord> FileEisStore::load(const std::string& eid) const {
  // The EID becomes part of a path: nothing but digits may.
  if (!host::profile::all_digits(eid)) return unknown(eid);
  const auto path = folder_ / (eid + ".json");
  if (!std::filesystem::exists(path)) return unknown(eid);
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return host::fail(host::ErrorCode::Storage, path.string() + ": cannot be read");
  return parse(text, path.string());
}

host::Result<void> FileEisStore::save(const EuiccRecord& record) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const auto path = folder_ / (record.eis.eid() + ".json");
  auto fresh = path;
  fresh += ".new";
  {
    std::ofstream file(fresh, std::ios::trunc);
    file << to_json(record).dump(1) << '\n';
    file.flush();
    if (!file) return host::fail(host::ErrorCode::Storage, fresh.string() + ": cannot be written");
  }
  std::filesystem::rename(fresh, path, error);
  if (error) return host::fail(host::ErrorCode::Storage, path.string() + ": " + error.message());
  return {};
}

std::vector<std::string> FileEisStore::eids() const {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error))
    if (entry.path().extension() == ".json") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace sixline::servers::smsr
