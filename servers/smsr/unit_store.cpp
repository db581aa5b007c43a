#include "servers/smsr/unit_store.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"

namespace sixline::servers::smsr {

namespace {

using nlohmann::json;

/// Of an EIS, what never changes after its registration.
constexpr std::array<const char*, 3> signed_keys{"eumSignedInfo", "signedXml", "signatureXml"};

auto unreadable(const std::string& eid, const std::string& why) {
  return host::fail(host::ErrorCode::Storage, "the record of " + eid + " is not readable: " + why);
}

}  // namespace

store::EuiccRow row_of(const EuiccRecord& record) {
  store::EuiccRow row;
  row.eid = record.eis.eid();
  json state = to_json(record), signed_part;
  json& eis = state.at("eis");
  for (const char* key : signed_keys) {
    signed_part[key] = std::move(eis.at(key));
    eis.erase(key);
  }
  eis["auditTrail"] = json::array();
  row.signed_part = signed_part.dump();
  row.state = state.dump();
  for (const es::EisProfile& profile : record.eis.profiles)
    row.profiles.push_back({profile.iccid, profile.mno_id, profile.smdp_id, profile.profile_type,
                            profile.address.msisdn, std::string(es::name_of(profile.state))});
  row.wake_at = record.next_deadline();
  return row;
}

host::Result<EuiccRecord> record_of(const store::EuiccRow& row) {
  json state = json::parse(row.state, nullptr, false);
  json signed_part = json::parse(row.signed_part, nullptr, false);
  if (!state.is_object() || !signed_part.is_object() || !state.contains("eis"))
    return unreadable(row.eid, "no JSON");
  for (auto& [key, value] : signed_part.items()) state["eis"][key] = std::move(value);
  auto record = record_from_json(state);
  if (!record) return unreadable(row.eid, record.error().what);
  return record;
}

host::Result<EuiccRecord> UnitEisStore::load(const std::string& eid) const {
  if (const auto kept = records_.find(eid); kept != records_.end()) return kept->second.record;
  auto row = unit_.is_reading() ? unit_.find_euicc(eid) : unit_.lock_euicc(eid);
  if (!row && row.error().code != host::ErrorCode::NotFound) failure_ = row.error();
  if (!row) return tl::unexpected(row.error());
  auto record = record_of(*row);
  if (!record) {
    failure_ = record.error();
    return record;
  }
  // What is only read is not read twice.
  if (!unit_.is_reading()) records_[eid] = {*record, false, false};
  return record;
}

host::Result<void> UnitEisStore::adopt(const store::EuiccRow& row) {
  auto record = record_of(row);
  if (!record) return tl::unexpected(record.error());
  records_[row.eid] = {std::move(*record), false, false};
  return {};
}

void UnitEisStore::touch(const std::string& eid) {
  if (const auto kept = records_.find(eid); kept != records_.end()) kept->second.changed = true;
}

host::Result<void> UnitEisStore::save(const EuiccRecord& record) {
  const auto [kept, fresh] = records_.try_emplace(record.eis.eid());
  if (fresh) kept->second.fresh = true;
  kept->second.record = record;
  kept->second.changed = true;
  return {};
}

host::Result<void> UnitEisStore::flush(es::Time now) {
  if (failure_) return tl::unexpected(*failure_);
  for (auto& [eid, kept] : records_) {
    if (!kept.changed) continue;
    store::EuiccRow row = row_of(kept.record);
    if (row.wake_at && *row.wake_at <= now) row.wake_at = now + 1;
    auto written = kept.fresh ? unit_.insert_euicc(row) : unit_.update_euicc(row);
    if (!written) return written;
    for (const es::AuditRecord& entry : kept.record.eis.audit_trail)
      if (auto kept_entry = unit_.append_audit({eid, entry.date, es::to_json(entry).dump()}); !kept_entry)
        return kept_entry;
    kept.record.eis.audit_trail.clear();
    kept.fresh = kept.changed = false;
  }
  return {};
}

}  // namespace sixline::servers::smsr
