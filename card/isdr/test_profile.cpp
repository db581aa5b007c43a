#include "card/isdr/test_profile.hpp"

#include "card/gp/card_identity.hpp"
#include "card/isdr/pending_switch.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::array<std::uint8_t, 3> isd_p_privileges{0x80, 0xC0, 0x00};

/// The lowest number that no ISD-P has; slots are fewer than numbers, so there is one.
wire::Aid free_aid(const gp::Registry& registry) {
  std::uint16_t number = wire::aid::first_isd_p_number;
  while (registry.find_isd_p(wire::aid::euicc(number))) ++number;
  return wire::aid::euicc(number);
}

StatusWord commit(storage::Store& store, StatusWord status) {
  if (status.ok()) status = gp::status_of(store.commit());
  if (!status.ok()) store.rollback();
  return status;
}

StatusWord create_isd_p(storage::Store& store, Owner slot) {
  gp::Registry registry(store);
  gp::Application isd_p{.id = gp::isd_p_id(slot),
                        .kind = gp::ApplicationKind::IsdP,
                        .state = gp::LifeCycle::Personalized,
                        .aid = free_aid(registry),
                        .privileges = isd_p_privileges};
  isd_p.tars[0] = wire::aid::tar_of(isd_p.aid);
  isd_p.tar_count = 1;
  StatusWord status = registry.put(isd_p);
  if (status.ok()) status = gp::write_isd_p(store, slot, {.test = true});
  return commit(store, status);
}

}  // namespace

Result<storage::Owner, StatusWord> install_test_profile(const runtime::Environment& environment,
                                                        isdp::PackageInstaller& installer, Bytes package,
                                                        wire::Writer& report) {
  storage::Store& store = environment.store;
  const bool in_factory =
      gp::card_identity(store) && !is_declared(store) && gp::test_slot(store) == storage::card_owner;
  if (!in_factory) return wire::fail(sw::conditions_not_satisfied);
  const Owner slot = gp::Registry(store).free_slot();
  if (slot == storage::card_owner) return wire::fail(sw::not_enough_memory);
  isdp::Installation installation(store, installer);
  StatusWord status = create_isd_p(store, slot);
  if (status.ok()) status = installation.begin(slot);
  if (status.ok()) {
    const isdp::Progress progress = installation.feed(package);
    if (progress == isdp::Progress::Installed) return slot;
    installation.abort();
    if (progress == isdp::Progress::Aborted) installation.write_report(report);
    status = sw::wrong_data;
  }
  store.rollback();
  commit(store, gp::status_of(store.erase(storage::all_of(slot))));
  return wire::fail(status);
}

}  // namespace sixline::card::isdr
