#include "card/isdr/issuance.hpp"

#include "card/gp/card_identity.hpp"
#include "card/isdr/sm_sr_addressing.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
namespace aid = wire::aid;
using gp::Application;
using gp::ApplicationKind;
using gp::LifeCycle;

// [SGP.02 Annex C] Global privileges of the two never reach into a profile.
constexpr std::array<std::uint8_t, 3> isd_r_privileges{0x80, 0xDC, 0x00};
constexpr std::array<std::uint8_t, 3> ecasd_privileges{0x80, 0x01, 0x00};
constexpr std::array<std::uint8_t, 3> isd_p_privileges{0x80, 0xC0, 0x00};
constexpr std::size_t aes_key_size = 16;
constexpr storage::Owner bootstrap_slot = 1;

/// Runs steps until one fails, then keeps the failure.
class Steps {
 public:
  Steps& then(StatusWord status) {
    if (status_.ok()) status_ = status;
    return *this;
  }
  StatusWord status() const { return status_; }

 private:
  StatusWord status_ = sw::ok;
};

Application domain(gp::ApplicationId id, ApplicationKind kind, const wire::Aid& name,
                   const std::array<std::uint8_t, 3>& privileges) {
  Application application{.id = id};
  application.kind = kind;
  application.state = LifeCycle::Personalized;
  application.aid = name;
  application.privileges = privileges;
  application.tars[0] = aid::tar_of(name);
  application.tar_count = 1;
  return application;
}

StatusWord put_key(gp::KeyStore& keys, std::uint8_t version, std::uint8_t id, gp::KeyType type, Bytes value) {
  gp::SecretKey key;
  key.reference = {version, id};
  key.type = type;
  return key.value.assign(value) ? keys.put(gp::isd_r_id, key) : sw::wrong_data;
}

StatusWord put_scp80_set(gp::KeyStore& keys, const Scp80KeySet& set) {
  if (!gp::is_scp80_version(set.version)) return sw::wrong_data;
  std::uint8_t id = 0;
  for (Bytes value : {set.kic, set.kid, set.kik}) {
    if (value.size() != aes_key_size) return sw::wrong_data;
    const StatusWord stored = put_key(keys, set.version, ++id, gp::KeyType::Aes, value);
    if (!stored.ok()) return stored;
  }
  return sw::ok;
}

StatusWord put_isd_r_keys(storage::Store& store, const Issuance& issuance) {
  gp::KeyStore keys(store);
  if (issuance.scp80_key_sets.empty()) return sw::wrong_data;
  for (const Scp80KeySet& set : issuance.scp80_key_sets) {
    const StatusWord stored = put_scp80_set(keys, set);
    if (!stored.ok()) return stored;
  }
  if (!issuance.psk) return sw::ok;
  if (!gp::is_scp81_version(issuance.psk->version)) return sw::wrong_data;
  return put_key(keys, issuance.psk->version, 0x01, gp::KeyType::TlsPsk, issuance.psk->value);
}

StatusWord put_ecasd(const runtime::Environment& environment, const Issuance& issuance) {
  ecasd::Ecasd ecasd(environment);
  Steps steps;
  steps.then(ecasd.store_private_key(issuance.curve, issuance.ecasd_private_key))
      .then(ecasd.store_certificate(issuance.ecasd_certificate));
  std::uint16_t number = 0;
  for (const ecasd::CiKey& key : issuance.ci_keys) steps.then(ecasd.store_ci_key(number++, key));
  return number == 0 ? sw::wrong_data : steps.status();
}

StatusWord settle(storage::Store& store, StatusWord status) {
  if (status.ok()) status = gp::status_of(store.commit());
  if (!status.ok()) store.rollback();
  return status;
}

/// In the open transaction: it becomes durable together with the mark of its installation.
StatusWord create_bootstrap_isd_p(storage::Store& store) {
  const Application isd_p = domain(gp::isd_p_id(bootstrap_slot), ApplicationKind::IsdP,
                                   aid::euicc(aid::first_isd_p_number), isd_p_privileges);
  return Steps()
      .then(gp::Registry(store).put(isd_p))
      .then(gp::write_isd_p(store, bootstrap_slot, {.provisional = true, .fall_back = true}))
      .status();
}

}  // namespace

StatusWord issue(const runtime::Environment& environment, const Issuance& issuance) {
  storage::Store& store = environment.store;
  if (gp::card_identity(store)) return sw::conditions_not_satisfied;
  gp::Registry registry(store);
  Steps steps;
  steps.then(gp::store_card_identity(store, issuance.eid))
      .then(registry.put(domain(gp::isd_r_id, ApplicationKind::IsdR, aid::isd_r(), isd_r_privileges)))
      .then(registry.put(domain(gp::ecasd_id, ApplicationKind::Ecasd, aid::ecasd(), ecasd_privileges)))
      .then(put_isd_r_keys(store, issuance))
      .then(put_ecasd(environment, issuance));
  if (!issuance.sm_sr_address.empty()) steps.then(set_sm_sr_address(store, issuance.sm_sr_address));
  return settle(store, steps.status());
}

Result<storage::Owner, StatusWord> install_bootstrap(const runtime::Environment& environment,
                                                     isdp::PackageInstaller& installer, Bytes package,
                                                     wire::Writer& report) {
  storage::Store& store = environment.store;
  isdp::Installation installation(store, installer);
  // The power may have gone during an earlier attempt, and nobody has reset the card since.
  installation.recover();
  const bool blank = gp::card_identity(store) && !gp::Registry(store).next_isd_p(storage::card_owner);
  if (!blank) return wire::fail(sw::conditions_not_satisfied);
  StatusWord status = create_bootstrap_isd_p(store);
  if (status.ok()) status = installation.begin(bootstrap_slot);
  if (!status.ok()) {
    store.rollback();
    return wire::fail(status);
  }
  const isdp::Progress progress = installation.feed(package, LifeCycle::Enabled);
  if (progress == isdp::Progress::Installed) return bootstrap_slot;
  installation.abort();
  if (progress == isdp::Progress::Aborted) installation.write_report(report);
  return wire::fail(sw::wrong_data);
}

}  // namespace sixline::card::isdr
