#include "tests/support/lab/lab_stock.hpp"

#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "servers/smdp/stock.hpp"
#include "servers/store/master_key.hpp"

namespace sixline::tests::support {

namespace {

std::string nine_digits(std::size_t number) {
  const std::string text = std::to_string(number);
  return std::string(9 - text.size(), '0') + text;
}

Result<std::string> add_profile(servers::smdp::Stock& stock, std::size_t number, const std::string& owner) {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  values.iccid = "899990199" + nine_digits(number);
  values.imsi = "001019" + nine_digits(number);
  if (auto done = host::profile::personalise(package, values); !done) return tl::unexpected(done.error());
  const auto facts = host::profile::facts_of(package);
  if (!facts) return tl::unexpected(facts.error());
  host::es::SubscriptionAddress address;
  // The network's device shows its ICCID, and is reached under the number that follows from it.
  address.msisdn = tools::lab_number(facts->iccid);
  return stock.add(package.encode(), owner, lab_profile_type, address, {});
}

}  // namespace

Result<std::unique_ptr<servers::store::Store>> open_store(const tools::Lab& lab, const std::string& url) {
  auto key = servers::store::master_key_from((lab.folder / "master.TEST-ONLY.key").string());
  if (!key) return tl::unexpected(key.error());
  return servers::store::Store::open(url.empty() ? "sqlite:" + (lab.folder / "smdp.db").string() : url,
                                     std::move(*key));
}

Result<std::vector<std::string>> fill_stock(const tools::Lab& lab, std::size_t count,
                                            const std::string& owner) {
  auto store = open_store(lab);
  if (!store) return tl::unexpected(store.error());
  auto unit = (*store)->begin();
  if (!unit) return tl::unexpected(unit.error());
  servers::smdp::Stock stock(**unit);
  std::vector<std::string> iccids;
  for (std::size_t i = 0; i < count; ++i) {
    auto iccid = add_profile(stock, i, owner);
    if (!iccid) return tl::unexpected(iccid.error());
    iccids.push_back(std::move(*iccid));
  }
  if (auto committed = (*unit)->commit(); !committed) return tl::unexpected(committed.error());
  return iccids;
}

}  // namespace sixline::tests::support
