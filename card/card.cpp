#include "card/card.hpp"

#include "card/gp/card_identity.hpp"
#include "card/uicc/minimal_files.hpp"

namespace sixline::card {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t ins_select = 0xA4;
constexpr std::uint8_t ins_manage_channel = 0x70;
constexpr std::uint8_t ins_status = 0xF2;
constexpr std::uint8_t select_by_aid_p1 = 0x04;
constexpr std::uint8_t select_answer_bits = 0x0C;
constexpr std::uint8_t select_occurrence_bits = 0x03;

/// Ciphered, signed, counter higher.  [SGP.02 §2.4.3]
constexpr std::uint8_t euicc_minimum_spi1 = 0x16;

bool is_select_by_aid(const wire::CommandApdu& command) {
  return command.class_without_channel() == 0x00 && command.ins == ins_select &&
         command.p1 == select_by_aid_p1;
}

template <class Row>
bool has_row(std::span<const Row> rows, const wire::CommandApdu& command) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return row.cla == command.class_without_channel() && row.ins == command.ins;
  });
}

}  // namespace

Card::Card(platform::Platform& platform, std::span<storage::IndexEntry> index,
           const isdr::SwitchSettings& settings)
    : store_(platform.flash, index),
      environment_{platform, store_},
      uicc_(environment_),
      registry_(store_),
      keys_(store_),
      ecasd_(environment_),
      domains_(environment_, ecasd_),
      profile_installer_(environment_),
      installer_(profile_installer_),
      isd_p_(environment_, ecasd_, domains_, installer_),
      toolkit_(*this),
      service_centre_(store_),
      ota_(environment_, keys_, toolkit_, *this, service_centre_),
      profile_switch_(environment_, toolkit_, ota_, *this, settings),
      isd_r_(environment_, domains_, isd_p_, profile_switch_),
      remote_files_(uicc_),
      mno_sd_(environment_, domains_),
      link_(*this) {}

Result<void, storage::Error> Card::start() {
  return store_.mount();
}

Bytes Card::reset(runtime::Protocols protocols) {
  link_.reset();
  toolkit_.reset();
  ota_.reset();
  isd_p_.reset();
  isd_r_.reset();
  mno_sd_.reset();
  on_enabled_profile_changed(registry_.enabled_slot());
  profile_switch_.reset();
  return runtime::answer_to_reset(protocols);
}

std::size_t Card::transmit(Bytes command, MutableBytes response) {
  return link_.transmit(command, response);
}

std::size_t Card::exchange(Bytes apdu, MutableBytes response) {
  return link_.exchange(apdu, response);
}

void Card::poll() {
  ota_.poll();
  profile_switch_.poll(!ota_.answer_waits());
}

bool Card::is_issued() const {
  return gp::card_identity(store_).has_value();
}

// The identity comes last: a card whose issuance was interrupted is still blank and can be issued again.
StatusWord Card::issue(const isdr::Issuance& issuance) {
  if (is_issued()) return sw::conditions_not_satisfied;
  uicc::FileSystem files(store_, storage::card_owner);
  if (!files.mf()) {
    StatusWord status = uicc::create_minimal_files(store_, files);
    if (status.ok() && !store_.commit()) status = sw::memory_failure;
    if (!status.ok()) {
      store_.rollback();
      return status;
    }
  }
  return isdr::issue(environment_, issuance);
}

Result<storage::Owner, StatusWord> Card::install_bootstrap(Bytes package, wire::Writer& report) {
  return isdr::install_bootstrap(environment_, installer_, package, report);
}

Result<storage::Owner, StatusWord> Card::install_test_profile(Bytes package, wire::Writer& report) {
  return isdr::install_test_profile(environment_, installer_, package, report);
}

StatusWord Card::process(const wire::CommandApdu& command, wire::ResponseApdu& response) {
  const std::uint8_t channel = command.channel();
  if (!uicc_.is_open(channel)) return sw::channel_not_supported;
  const StatusWord status = route(channel, command, response);
  poll();
  return status;
}

StatusWord Card::route(std::uint8_t channel, const wire::CommandApdu& command, wire::ResponseApdu& response) {
  if (has_row(toolkit::Toolkit::commands(), command)) return toolkit_.process(command, response);
  if (is_select_by_aid(command)) return select_by_aid(channel, command, response);
  auto& domain = domain_sessions_[channel];
  if (domain && gp::Domains::knows(command)) return domains_.process(*domain, command, response);
  const StatusWord status = uicc_.process(channel, command, response);
  settle_selection(channel, command, status);
  if (status.ok() && command.ins == ins_status) toolkit_.status_received();
  return status;
}

StatusWord Card::select_by_aid(std::uint8_t channel, const wire::CommandApdu& command,
                               wire::ResponseApdu& response) {
  const bool first = (command.p2 & select_occurrence_bits) == 0;
  if (first && !command.data.empty() && !uicc_.has_adf(command.data) &&
      domains_.find_selectable(command.data).has_value()) {
    gp::DomainSession session;
    const StatusWord status = domains_.select(session, command.data, response);
    if (!status.ok()) return status;
    leave_domain(channel);
    domain_sessions_[channel] = session;
    uicc_.leave_application(channel);
    if ((command.p2 & select_answer_bits) == select_answer_bits) response.data().clear();
    return status;
  }
  const StatusWord status = uicc_.process(channel, command, response);
  settle_selection(channel, command, status);
  return status;
}

void Card::settle_selection(std::uint8_t channel, const wire::CommandApdu& command, StatusWord status) {
  if (!status.ok()) return;
  if (command.ins == ins_select) leave_domain(channel);
  if (command.ins != ins_manage_channel) return;
  for (std::uint8_t other = 0; other < domain_sessions_.size(); ++other) {
    if (!uicc_.is_open(other)) leave_domain(other);
  }
}

/// A secure channel ends with the selection it was opened in.  [GPCS §10.2.3]
void Card::leave_domain(std::uint8_t channel) {
  if (!domain_sessions_[channel]) return;
  domain_sessions_[channel].reset();
  domains_.leave(channel);
}

StatusWord Card::on_sms_pp(Bytes tlvs, wire::ResponseApdu& response) {
  return ota_.on_sms_pp(tlvs, response);
}

StatusWord Card::on_event(toolkit::EventType event, Bytes tlvs) {
  profile_switch_.on_event(event, tlvs);
  return sw::ok;
}

StatusWord Card::on_timer(std::uint8_t timer, Bytes) {
  profile_switch_.on_timer(timer);
  return sw::ok;
}

StatusWord Card::on_local_function(Bytes tlvs) {
  return isdr::run_local_function(profile_switch_, tlvs);
}

void Card::on_terminal_profile(Bytes) {
  profile_switch_.on_terminal_profile();
}

void Card::on_status() {
  ota_.on_status();
  profile_switch_.on_status();
}

// TARs 000001 and 00XXXX lead to the domains of the eUICC whatever profile is enabled, all others into the
// enabled profile only.  [SGP.02 §2.2.3]
std::optional<ota::Endpoint> Card::resolve(const wire::Tar& tar) {
  if (tar == wire::aid::tar_of(wire::aid::isd_r())) {
    return ota::Endpoint{&isd_r_, gp::isd_r_id, euicc_minimum_spi1, true};
  }
  const auto endpoint = resolve_isd_p(tar);
  return endpoint ? endpoint : resolve_in_profile(tar);
}

// The SM-SR reaches an ISD-P under the keys of the ISD-R.  [SGP.02 §2.4.3]
std::optional<ota::Endpoint> Card::resolve_isd_p(const wire::Tar& tar) {
  for (storage::Owner slot = 1; slot <= limits::max_profiles; ++slot) {
    const auto isd_p = registry_.get({slot, gp::isd_p_index});
    if (!isd_p || wire::aid::tar_of(isd_p->aid) != tar) continue;
    isd_p_.select(slot);
    return ota::Endpoint{&isd_p_, gp::isd_r_id, euicc_minimum_spi1, true};
  }
  return {};
}

std::optional<ota::Endpoint> Card::resolve_in_profile(const wire::Tar& tar) {
  const storage::Owner slot = registry_.enabled_slot();
  if (slot == storage::card_owner) return {};
  const auto application = find_in_profile(slot, tar);
  if (!application || !gp::is_reachable(application->state)) return {};
  if (application->kind == gp::ApplicationKind::RemoteFileManagement) {
    remote_files_.select(*application);
    return ota::Endpoint{&remote_files_, {slot, application->parent}, application->minimum_security, false};
  }
  if (application->kind != gp::ApplicationKind::SecurityDomain) return {};
  mno_sd_.select(application->id);
  const std::uint8_t minimum = application->minimum_security;
  return ota::Endpoint{&mno_sd_, application->id, minimum != 0 ? minimum : euicc_minimum_spi1, false};
}

/// The MNO-SD has the TARs of an issuer domain beside its own.  [TS 101 220 §7.3] [SGP.02 §2.2.1.4]
Result<gp::Application, StatusWord> Card::find_in_profile(storage::Owner slot, const wire::Tar& tar) const {
  constexpr wire::Tar issuer_domain[] = {{{0x00, 0x00, 0x00}}, {{0xB2, 0x01, 0x00}}};
  auto found = registry_.find(slot, tar);
  if (found ||
      std::find(std::begin(issuer_domain), std::end(issuer_domain), tar) == std::end(issuer_domain)) {
    return found;
  }
  return registry_.get({slot, gp::mno_sd_index});
}

void Card::on_enabled_profile_changed(storage::Owner enabled) {
  uicc_.mount(enabled);
  domain_sessions_ = {};
  domains_.reset();
}

}  // namespace sixline::card
