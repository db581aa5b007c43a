#include "servers/smdp/stock.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"
#include "host/profile/facts.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;

namespace {

host::Result<StockItem> read_item(const std::filesystem::path& path) {
  std::ifstream file(path);
  const auto j = nlohmann::json::parse(file, nullptr, false);
  try {
    StockItem item;
    j.at("iccid").get_to(item.iccid);
    j.at("profileType").get_to(item.profile_type);
    j.at("mnoId").get_to(item.mno_id);
    item.address = es::address_from_json(j.at("address"));
    item.pol2 = es::pol2_from_json(j.at("pol2"));
    item.package = es::bytes_from_json(j.at("package"));
    j.at("reservedFor").get_to(item.reserved_for);
    return item;
  } catch (const nlohmann::json::exception& error) {
    return host::fail(host::ErrorCode::Storage, path.string() + ": " + error.what());
  }
}

nlohmann::json to_json(const StockItem& item) {
  return {{"iccid", item.iccid},
          {"profileType", item.profile_type},
          {"mnoId", item.mno_id},
          {"address", es::to_json(item.address)},
          {"pol2", es::to_json(item.pol2)},
          {"package", es::hex_json(item.package)},
          {"reservedFor", item.reserved_for}};
}

}  // namespace

host::Result<std::string> Stock::add(ByteString package, std::string mno_id, std::string profile_type,
                                     es::SubscriptionAddress address, es::Pol2 pol2) {
  auto read = host::profile::Package::read(package);
  if (!read) return tl::unexpected(read.error());
  auto facts = host::profile::facts_of(*read);
  if (!facts) return tl::unexpected(facts.error());
  if (items_.contains(facts->iccid))
    return host::fail(host::ErrorCode::BadInput, "ICCID " + facts->iccid + " is in stock already");
  if (address.imsi.empty()) address.imsi = facts->imsi;
  items_[facts->iccid] = {facts->iccid,
                          std::move(profile_type),
                          std::move(mno_id),
                          std::move(address),
                          std::move(pol2),
                          std::move(package),
                          {}};
  return facts->iccid;
}

const StockItem* Stock::find(const std::string& iccid) const {
  const auto found = items_.find(iccid);
  return found == items_.end() ? nullptr : &found->second;
}

tl::expected<const StockItem*, EsStatus> Stock::reserve(const std::string& iccid,
                                                        const std::string& profile_type,
                                                        const std::string& eid) {
  if (iccid.empty() && profile_type.empty())
    return tl::unexpected(EsStatus::of(Failure::ConditionMissing, "neither Iccid nor ProfileType"));
  for (auto& [number, item] : items_) {
    const bool wanted = iccid.empty() ? item.profile_type == profile_type : number == iccid;
    if (!wanted) continue;
    if (!item.reserved_for.empty() && item.reserved_for != eid) {
      if (iccid.empty()) continue;
      return tl::unexpected(EsStatus::of(Failure::IccidInUse, {}, iccid));
    }
    item.reserved_for = eid;
    return &item;
  }
  return tl::unexpected(iccid.empty() ? EsStatus::of(Failure::ProfileUnavailable, {}, profile_type)
                                      : EsStatus::of(Failure::IccidUnknown, {}, iccid));
}

void Stock::release(const std::string& iccid) {
  if (const auto found = items_.find(iccid); found != items_.end()) found->second.reserved_for.clear();
}

host::Result<void> Stock::save(const std::filesystem::path& folder) const {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const auto& [iccid, item] : items_) {
    std::ofstream file(folder / (iccid + ".json"), std::ios::trunc);
    file << to_json(item).dump(1) << '\n';
    if (!file) return host::fail(host::ErrorCode::Storage, folder.string() + ": cannot be written");
  }
  return {};
}

host::Result<Stock> Stock::load(const std::filesystem::path& folder) {
  Stock stock;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".json") continue;
    auto item = read_item(entry.path());
    if (!item) return tl::unexpected(item.error());
    stock.items_[item->iccid] = std::move(*item);
  }
  return stock;
}

}  // namespace sixline::servers::smdp
