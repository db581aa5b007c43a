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

Result<host::profile::Package> package_of(std::size_t number) {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  values.iccid = "899990199" + nine_digits(number);
  values.imsi = "001019" + nine_digits(number);
  if (auto done = host::profile::personalise(package, values); !done) return tl::unexpected(done.error());
  return package;
}

}  // namespace

Result<std::unique_ptr<servers::store::Store>> open_store(const tools::Lab& lab, const std::string& url) {
  auto key = servers::store::master_key_from((lab.folder / "master.TEST-ONLY.key").string());
  if (!key) return tl::unexpected(key.error());
  return servers::store::Store::open(url.empty() ? "sqlite:" + (lab.folder / "smdp.db").string() : url,
                                     std::move(*key));
}

Result<std::string> add_profile(servers::store::Unit& unit, const host::profile::Package& package,
                                const std::string& owner, const std::string& type) {
  const auto facts = host::profile::facts_of(package);
  if (!facts) return tl::unexpected(facts.error());
  host::es::SubscriptionAddress address;
  // The network's device shows its ICCID, and is reached under the number that follows from it.
  address.msisdn = tools::lab_number(facts->iccid);
  return servers::smdp::Stock(unit).add(package.encode(), owner, type, address, {});
}

Result<std::vector<std::string>> fill_stock(const tools::Lab& lab, std::size_t count,
                                            const std::string& owner) {
  auto store = open_store(lab);
  if (!store) return tl::unexpected(store.error());
  auto unit = (*store)->begin();
  if (!unit) return tl::unexpected(unit.error());
  std::vector<std::string> iccids;
  for (std::size_t i = 0; i < count; ++i) {
    const auto package = package_of(i);
    if (!package) return tl::unexpected(package.error());
    auto iccid = add_profile(**unit, *package, owner, lab_profile_type);
    if (!iccid) return tl::unexpected(iccid.error());
    iccids.push_back(std::move(*iccid));
  }
  if (auto committed = (*unit)->commit(); !committed) return tl::unexpected(committed.error());
  return iccids;
}

}  // namespace sixline::tests::support
