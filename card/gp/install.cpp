// INSTALL, as a card without load files understands it: security domains are made, moved, given other
// privileges, and chosen for personalisation.  [GPCS §11.5] [TS 102 226 §8.2.1.3]
#include "card/gp/domains.hpp"
#include "card/gp/install_fields.hpp"
#include "card/gp/isd_p_record.hpp"
#include "card/gp/registry_walk.hpp"
#include "card/gp/toolkit_parameters.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;

constexpr std::uint8_t no_receipt[] = {0x00};

struct Call {
  Domains& domains;
  DomainSession& session;
  const Application& requester;
  const InstallFields& fields;
};

Result<Application, StatusWord> find_instance(const Call& call) {
  const auto aid = Aid::from(call.fields.instance);
  if (!aid) return wire::fail(sw::wrong_data);
  auto found = call.domains.registry().find(call.requester.id.owner, *aid);
  if (found && found->id.index == isd_p_index) return wire::fail(sw::reference_not_found);
  return found;
}

/// An application that the requester has power over.
Result<Application, StatusWord> find_managed(const Call& call, Privilege global) {
  auto found = find_instance(call);
  if (!found) return found;
  if (!may_manage(call.domains.registry(), call.requester, found->id, global))
    return wire::fail(sw::conditions_not_satisfied);
  return found;
}

/// What governs the whole card belongs to nobody in a profile.  [SGP.02 Annex C]
Result<Privileges, StatusWord> read_privileges(Bytes field) {
  Privileges privileges{};
  if (field.size() != 1 && field.size() != privileges.size()) return wire::fail(sw::wrong_data);
  std::copy(field.begin(), field.end(), privileges.begin());
  for (const Privilege of_the_card : {Privilege::CardLock, Privilege::CardTerminate, Privilege::CardReset}) {
    if (has(privileges, of_the_card)) return wire::fail(sw::wrong_data);
  }
  // [GPCS §9.1.3] Managing by right and managing by token exclude each other.
  if (has(privileges, Privilege::AuthorizedManagement) && has(privileges, Privilege::DelegatedManagement))
    return wire::fail(sw::wrong_data);
  return privileges;
}

/// C9: the secure channel protocols of the domain, each with its option.  [GPCS §11.5.2.3.7]
bool channels_fit(Bytes parameters) {
  auto reader = wire::TlvReader::ber(parameters);
  while (!reader.at_end()) {
    const auto parameter = reader.next();
    if (!parameter) return false;
    if (parameter->tag != tags::secure_channel) continue;
    for (Bytes pairs = parameter->value; !pairs.empty(); pairs = pairs.subspan(2)) {
      constexpr std::uint8_t over_the_air = 0x80;  // SCP80, SCP81
      if (pairs.size() < 2) return false;
      const bool known = (pairs[0] == scp03::identifier && pairs[1] == scp03::option_i) ||
                         (pairs[0] == scp02::identifier && scp02::is_option(pairs[1])) ||
                         (pairs[0] & ~1U) == over_the_air;
      if (!known) return false;
    }
  }
  return true;
}

StatusWord keep_parameters(Call& call, ApplicationId id, wire::Tag tag, Bytes value) {
  return status_of(call.domains.store().write(
      {id.owner, storage::Kind::DomainData, id.index, static_cast<std::uint16_t>(tag)}, value));
}

/// EA: TARs that nobody else in the profile has, and the minimum security of what comes to them.
StatusWord read_uicc_parameters(const Call& call, Bytes value, Application& domain) {
  const auto toolkit = wire::TlvReader::ber(value).find(tags::toolkit_parameters);
  if (!toolkit) return toolkit.error() == wire::Error::Missing ? sw::ok : sw::wrong_data;
  const StatusWord applied = read_toolkit_parameters(toolkit->value, domain);
  if (!applied.ok()) return applied;
  for (std::size_t i = 0; i < domain.tar_count; ++i) {
    if (call.domains.registry().find(domain.id.owner, domain.tars[i])) return sw::wrong_data;
  }
  return sw::ok;
}

StatusWord read_parameters(Call& call, Application& domain) {
  auto reader = wire::TlvReader::ber(call.fields.parameters);
  bool described = false;
  while (!reader.at_end()) {
    const auto parameter = reader.next();
    if (!parameter) return sw::wrong_data;
    StatusWord status = sw::ok;
    if (parameter->tag == tags::application_parameters) {
      described = true;
      if (!channels_fit(parameter->value)) return sw::wrong_data;
      status = keep_parameters(call, domain.id, parameter->tag, parameter->value);
    } else if (parameter->tag == tags::uicc_parameters) {
      status = read_uicc_parameters(call, parameter->value, domain);
      if (status.ok()) status = keep_parameters(call, domain.id, parameter->tag, parameter->value);
    }
    if (!status.ok()) return status;
  }
  return described ? sw::ok : sw::wrong_data;
}

/// The memory that the profile's ISD-P was granted is all there is for what its operator installs.
bool memory_suffices(const storage::Store& store, storage::Owner slot) {
  const auto isd_p = read_isd_p(store, slot);
  return !isd_p || isd_p->granted_memory == 0 || used_memory(store, slot) <= isd_p->granted_memory;
}

bool is_taken(const Registry& registry, storage::Owner owner, const Aid& aid) {
  return registry.find(owner, aid).has_value() || registry.find(storage::card_owner, aid).has_value();
}

StatusWord make_domain(Call& call, LifeCycle state) {
  const InstallFields& fields = call.fields;
  const bool from_domain_module = wire::equal(fields.load_file, domain_load_file().view()) &&
                                  wire::equal(fields.module, domain_module().view());
  if (!from_domain_module) return sw::reference_not_found;
  const auto aid = Aid::from(fields.instance);
  const auto privileges = read_privileges(fields.privileges);
  if (!aid || !privileges || !has(*privileges, Privilege::SecurityDomain)) return sw::wrong_data;
  Registry& registry = call.domains.registry();
  const storage::Owner owner = call.requester.id.owner;
  if (is_taken(registry, owner, *aid)) return sw::conditions_not_satisfied;
  Application domain{.id = {owner, registry.free_index(owner, mno_sd_index + 1)},
                     .kind = ApplicationKind::SecurityDomain,
                     .state = state,
                     .aid = *aid,
                     .privileges = *privileges,
                     .parent = call.requester.id.index};
  StatusWord status = read_parameters(call, domain);
  if (status.ok()) status = registry.put(domain);
  if (status.ok() && !memory_suffices(call.domains.store(), owner)) status = sw::not_enough_memory;
  return status;
}

StatusWord install_only(Call& call) {
  return make_domain(call, LifeCycle::Installed);
}

StatusWord install_and_make_selectable(Call& call) {
  return make_domain(call, LifeCycle::Selectable);
}

StatusWord make_selectable(Call& call) {
  const auto application = find_managed(call, Privilege::GlobalRegistry);
  if (!application) return application.error();
  if (application->state != LifeCycle::Installed) return sw::conditions_not_satisfied;
  return call.domains.registry().set_state(application->id, LifeCycle::Selectable);
}

/// Puts `application` under the domain with this AID, unless that makes a circle.
StatusWord associate(const Call& call, Application& application, Bytes domain_aid) {
  const auto aid = Aid::from(domain_aid);
  if (!aid) return sw::wrong_data;
  const Registry& registry = call.domains.registry();
  const auto domain = registry.find(call.requester.id.owner, *aid);
  if (!domain || domain->id.index == isd_p_index) return sw::reference_not_found;
  const bool fits = domain->kind == ApplicationKind::SecurityDomain && is_reachable(domain->state) &&
                    application.parent != isd_p_index && !is_under(registry, domain->id, application.id);
  if (!fits) return sw::conditions_not_satisfied;
  application.parent = domain->id.index;
  return sw::ok;
}

StatusWord extradite(Call& call) {
  auto application = find_managed(call, Privilege::GlobalRegistry);
  if (!application) return application.error();
  const StatusWord associated = associate(call, *application, call.fields.load_file);
  return associated.ok() ? call.domains.registry().put(*application) : associated;
}

StatusWord update_registry(Call& call) {
  auto application = find_managed(call, Privilege::GlobalRegistry);
  if (!application) return application.error();
  if (!call.fields.load_file.empty()) {
    const StatusWord associated = associate(call, *application, call.fields.load_file);
    if (!associated.ok()) return associated;
  }
  if (!call.fields.privileges.empty()) {
    const auto privileges = read_privileges(call.fields.privileges);
    if (!privileges) return privileges.error();
    if (has(*privileges, Privilege::SecurityDomain) !=
        has(application->privileges, Privilege::SecurityDomain)) {
      return sw::wrong_data;
    }
    // [GPCS §9.4.4] Its root keeps what governs a profile.
    if (application->parent == isd_p_index) return sw::conditions_not_satisfied;
    application->privileges = *privileges;
  }
  return call.domains.registry().put(*application);
}

/// [SGP.02 §4.1.2] The own ISD-P is personalised by ES6, which is none of these commands.
StatusWord personalize(Call& call) {
  const auto application = find_instance(call);
  if (!application) return application.error();
  const bool fits = application->kind == ApplicationKind::SecurityDomain &&
                    is_reachable(application->state) &&
                    is_under(call.domains.registry(), application->id, call.requester.id);
  if (!fits) return sw::conditions_not_satisfied;
  call.session.personalized = application->id;
  return sw::ok;
}

/// One variant of INSTALL.
struct Variant {
  std::uint8_t p1;
  bool manages;  ///< needs Authorized Management
  StatusWord (*handler)(Call& call);
};

constexpr Variant variants[] = {
    {0x04, true, install_only},    {0x0C, true, install_and_make_selectable},
    {0x08, true, make_selectable}, {0x10, true, extradite},
    {0x20, false, personalize},    {0x40, true, update_registry},
};
constexpr std::uint8_t for_load = 0x02;

}  // namespace

StatusWord install(Domains& domains, DomainSession& session, const CommandApdu& command,
                   ResponseApdu& response) {
  if ((command.p1 & for_load) != 0) return sw::function_not_supported;
  const auto variant = std::find_if(std::begin(variants), std::end(variants),
                                    [&command](const Variant& v) { return v.p1 == command.p1; });
  if (variant == std::end(variants) || command.p2 != 0) return sw::wrong_p1p2;
  const auto requester = domains.registry().get(session.selected);
  if (!requester) return requester.error();
  const auto fields = InstallFields::parse(command.data);
  if (!fields) return fields.error();
  const bool allowed = !variant->manages || has(requester->privileges, Privilege::AuthorizedManagement);
  if (!allowed) return sw::conditions_not_satisfied;
  // A token would be for a domain that manages by delegation.
  if (!fields->token.empty()) return sw::wrong_data;
  Call call{domains, session, *requester, *fields};
  const StatusWord status = variant->handler(call);
  if (status.ok()) response.data().put(no_receipt);
  return status;
}

}  // namespace sixline::card::gp
