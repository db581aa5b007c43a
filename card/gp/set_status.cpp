// SET STATUS: applications and security domains of a profile are locked, unlocked, and declared personalised.
// [GPCS §11.10]
#include "card/gp/domains.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

// P1.
constexpr std::uint8_t issuer_domain = 0x80;
constexpr std::uint8_t application = 0x40;
constexpr std::uint8_t domain_and_its_applications = 0x60;

constexpr LifeCycle with_lock(LifeCycle state, bool locked) {
  const auto bits = static_cast<std::uint8_t>(state);
  return static_cast<LifeCycle>(locked ? bits | locked_bit : bits & ~locked_bit);
}

/// The state that `wanted` leads to: the top bit locks, without it a locked application gets back where it
/// was; a domain that is not locked may become PERSONALIZED.
Result<LifeCycle, StatusWord> next_state(const Application& target, std::uint8_t wanted) {
  if ((wanted & locked_bit) != 0) return with_lock(target.state, true);
  if (is_locked(target.state)) return with_lock(target.state, false);
  const bool personalized =
      wanted == static_cast<std::uint8_t>(LifeCycle::Personalized) &&
      target.kind == ApplicationKind::SecurityDomain &&
      (target.state == LifeCycle::Selectable || target.state == LifeCycle::Personalized);
  if (personalized) return LifeCycle::Personalized;
  return wire::fail(sw::conditions_not_satisfied);
}

StatusWord change(Domains& domains, const Application& requester, const Application& target,
                  std::uint8_t wanted) {
  const auto state = next_state(target, wanted);
  if (!state) return state.error();
  const bool locks = is_locked(*state) != is_locked(target.state);
  // A domain that could be locked with itself inside would stay so for ever, and the root of a profile
  // answers for all of it.
  const bool keeps_the_key = is_under(domains.registry(), requester.id, target.id);
  if (locks && keeps_the_key) return sw::conditions_not_satisfied;
  return *state == target.state ? sw::ok : domains.registry().set_state(target.id, *state);
}

StatusWord change_applications_of(Domains& domains, const Application& requester, const Application& target,
                                  std::uint8_t wanted) {
  const Registry& registry = domains.registry();
  const storage::Owner owner = target.id.owner;
  for (auto other = registry.next(owner, {}); other; other = registry.next(owner, other->id.index)) {
    if (other->id == target.id || !is_under(registry, other->id, target.id)) continue;
    const StatusWord changed = change(domains, requester, *other, wanted);
    if (!changed.ok()) return changed;
  }
  return sw::ok;
}

}  // namespace

StatusWord set_status(Domains& domains, DomainSession& session, const CommandApdu& command, ResponseApdu&) {
  const auto requester = domains.registry().get(session.selected);
  if (!requester) return requester.error();
  // [SGP.02 Annex C] To lock or terminate the card is nobody's right.
  if (command.p1 == issuer_domain) return sw::conditions_not_satisfied;
  if (command.p1 != application && command.p1 != domain_and_its_applications) return sw::wrong_p1p2;
  const auto aid = Aid::from(command.data);
  if (!aid) return sw::wrong_data;
  const Registry& registry = domains.registry();
  const auto target = registry.find(requester->id.owner, *aid);
  if (!target || target->id.index == isd_p_index) return sw::reference_not_found;
  if (!may_manage(registry, *requester, target->id, Privilege::GlobalLock))
    return sw::conditions_not_satisfied;
  const bool all = command.p1 == domain_and_its_applications;
  if (all && !is_security_domain(target->kind)) return sw::wrong_data;
  const StatusWord changed = change(domains, *requester, *target, command.p2);
  return changed.ok() && all ? change_applications_of(domains, *requester, *target, command.p2) : changed;
}

}  // namespace sixline::card::gp
