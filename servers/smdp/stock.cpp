#include "servers/smdp/stock.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"
#include "host/profile/facts.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;
using nlohmann::json;

namespace {

/// CBOR: a package is bytes, and text would double it.
std::string state_of(const StockItem& item) {
  const json state{{"address", es::to_json(item.address)},
                   {"pol2", es::to_json(item.pol2)},
                   {"package", json::binary(item.package)},
                   {"job", item.job}};
  std::string out;
  json::to_cbor(state, out);
  return out;
}

Result<StockItem> item_of(store::StockRow row) {
  StockItem item;
  try {
    const json state = json::from_cbor(row.state);
    item.address = es::address_from_json(state.at("address"));
    item.pol2 = es::pol2_from_json(state.at("pol2"));
    item.package = state.at("package").get_binary();
    state.at("job").get_to(item.job);
  } catch (const json::exception& error) {
    return host::fail(host::ErrorCode::Storage, "stock " + row.iccid + ": " + error.what());
  }
  item.iccid = std::move(row.iccid);
  item.profile_type = std::move(row.profile_type);
  item.mno_id = std::move(row.mno_id);
  item.used_by = std::move(row.used_by);
  return item;
}

Stock::Reservation refused(Failure failure, const std::string& what) {
  return {EsStatus::of(failure, {}, what), {}, true};
}

}  // namespace

Result<void> Stock::put(const StockItem& item) {
  return unit_.put_stock({item.iccid, item.profile_type, item.mno_id, state_of(item), item.used_by});
}

Result<std::string> Stock::add(ByteString package, std::string mno_id, std::string profile_type,
                               es::SubscriptionAddress address, es::Pol2 pol2) {
  auto read = host::profile::Package::read(package);
  if (!read) return tl::unexpected(read.error());
  auto facts = host::profile::facts_of(*read);
  if (!facts) return tl::unexpected(facts.error());
  auto there = find(facts->iccid);
  if (!there) return tl::unexpected(there.error());
  if (*there) return host::fail(host::ErrorCode::BadInput, "ICCID " + facts->iccid + " is in stock already");
  if (address.imsi.empty()) address.imsi = facts->imsi;
  StockItem item{facts->iccid,
                 std::move(profile_type),
                 std::move(mno_id),
                 std::move(address),
                 std::move(pol2),
                 std::move(package),
                 {},
                 {}};
  if (auto stored = put(item); !stored) return tl::unexpected(stored.error());
  return facts->iccid;
}

Result<std::optional<StockItem>> Stock::find(const std::string& iccid) {
  auto row = unit_.lock_stock(iccid);
  if (!row && row.error().code == host::ErrorCode::NotFound) return std::nullopt;
  if (!row) return tl::unexpected(row.error());
  auto item = item_of(std::move(*row));
  if (!item) return tl::unexpected(item.error());
  return std::move(*item);
}

Result<Stock::Reservation> Stock::reserve(const es::DownloadProfile& request, const std::string& job) {
  auto found = request.iccid.empty() ? reserve_by_type(request) : reserve_by_iccid(request);
  if (!found || !found->status.ok()) return found;
  found->fresh = found->item.used_by.empty();
  found->item.used_by = request.eid;
  found->item.job = job;
  if (auto stored = put(found->item); !stored) return tl::unexpected(stored.error());
  return found;
}

Result<Stock::Reservation> Stock::reserve_by_iccid(const es::DownloadProfile& request) {
  auto found = find(request.iccid);
  if (!found) return tl::unexpected(found.error());
  if (!*found) return refused(Failure::IccidUnknown, request.iccid);
  StockItem& item = **found;
  if (item.mno_id != request.caller.on_behalf_of()) return refused(Failure::NotAllowed, item.iccid);
  if (!request.profile_type.empty() && request.profile_type != item.profile_type)
    return Reservation{EsStatus::of(Failure::ParameterInvalid, "ProfileType is not that of the Iccid"), {}};
  if (!item.used_by.empty() && item.used_by != request.eid) return refused(Failure::IccidInUse, item.iccid);
  if (!item.job.empty())
    return Reservation{EsStatus::of(Failure::Busy, "this profile is being downloaded", item.iccid), {}};
  return Reservation{EsStatus::success(), std::move(item)};
}

Result<Stock::Reservation> Stock::reserve_by_type(const es::DownloadProfile& request) {
  if (request.profile_type.empty())
    return Reservation{EsStatus::of(Failure::ConditionMissing, "neither Iccid nor ProfileType"), {}};
  auto row = unit_.lock_available(request.profile_type, request.caller.on_behalf_of());
  if (!row) return tl::unexpected(row.error());
  if (*row) {
    auto item = item_of(std::move(**row));
    if (!item) return tl::unexpected(item.error());
    return Reservation{EsStatus::success(), std::move(*item)};
  }
  const auto all = unit_.stock();
  if (!all) return tl::unexpected(all.error());
  bool known = false;
  bool own = false;
  for (const store::StockRow& one : *all) {
    if (one.profile_type != request.profile_type) continue;
    known = true;
    own = own || one.mno_id == request.caller.on_behalf_of();
  }
  if (!known) return refused(Failure::ProfileTypeUnknown, request.profile_type);
  return refused(own ? Failure::ProfileTypeUsedUp : Failure::ProfileTypeNotAllowed, request.profile_type);
}

Result<void> Stock::give_back(const std::string& iccid, Outcome outcome) {
  auto found = find(iccid);
  if (!found) return tl::unexpected(found.error());
  if (!*found) return {};
  (*found)->job.clear();
  if (outcome == Outcome::Free) (*found)->used_by.clear();
  return put(**found);
}

Result<void> Stock::forget_use(const std::string& iccid, const std::string& eid) {
  auto found = find(iccid);
  if (!found) return tl::unexpected(found.error());
  if (!*found || (*found)->used_by != eid || !(*found)->job.empty()) return {};
  (*found)->used_by.clear();
  return put(**found);
}

}  // namespace sixline::servers::smdp
