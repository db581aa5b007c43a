// What an Operator changes of its profile in the EIS alone: POL2 and subscription address.
#include "host/es/content.hpp"
#include "servers/smsr/fan_out.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

namespace {

struct Target {
  EuiccRecord record{};
  es::EisProfile* profile = nullptr;
  std::optional<EsStatus> refusal{};
};

/// A profile that is installed.
host::Result<Target> target_of(Visit& visit, const Call& call, bool grantable) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  Target target;
  target.record = std::move(found->record);
  target.refusal = std::move(found->refusal);
  if (target.refusal) return target;
  FoundProfile profile = find_profile(visit, call, target.record, grantable);
  target.profile = profile.profile;
  target.refusal = std::move(profile.refusal);
  if (!target.refusal && target.profile->state < es::ProfileState::Disabled)
    target.refusal = EsStatus::of(Failure::BadState, {}, target.profile->iccid);
  return target;
}

}  // namespace

/// [SGP.02 §5.5.2] replaced as a whole; without `pol2` there are no rules (PROC-POL-22)
host::Result<Handled> update_policy_rules(Visit& visit, const Call& call) {
  auto target = target_of(visit, call, false);
  if (!target) return tl::unexpected(target.error());
  if (target->refusal) return call.response(*target->refusal);
  const es::Value* rules = call.content().find("pol2");
  const es::Pol2 pol2 = rules == nullptr ? es::Pol2{} : es::read_pol2(*rules);
  if (!pol2.well_formed()) return call.response(EsStatus::of(Failure::Pol2Invalid));
  es::EisProfile& profile = *target->profile;
  profile.pol2 = pol2;
  const ProfileChange change{"ProfilePOL2Updated",
                             target->record.eis.eid(),
                             profile.iccid,
                             profile.mno_id,
                             profile.smdp_id,
                             profile.profile_type,
                             acting_for(call, profile),
                             visit.now(),
                             pol2};
  if (auto saved = visit.records.save(target->record); !saved) return tl::unexpected(saved.error());
  if (auto told = fan_out(visit, change, &call.received.header); !told) return tl::unexpected(told.error());
  return call.response(EsStatus::success());
}

host::Result<Handled> update_subscription_address(Visit& visit, const Call& call) {
  auto target = target_of(visit, call, true);
  if (!target) return tl::unexpected(target.error());
  if (target->refusal && target->refusal->is(Failure::NotAllowed) &&
      call.function.interface == es::Interface::Es4)
    return call.response(EsStatus::of(Failure::AddressNotAllowed, {}, call.content().text("Iccid")));
  if (target->refusal) return call.response(*target->refusal);
  const es::Value* content = call.content().find("newSubscriptionAddress");
  const es::SubscriptionAddress address =
      content == nullptr ? es::SubscriptionAddress{} : es::read_address(*content);
  if (address == es::SubscriptionAddress{})
    return call.response(
        EsStatus::of(Failure::ConditionMissing, "newSubscriptionAddress has neither number"));
  target->profile->address = address;
  // Later messages go to the new number (PROC-QRY-04).
  if (target->profile->state == es::ProfileState::Enabled) target->record.line.msisdn = address.msisdn;
  if (auto saved = visit.records.save(target->record); !saved) return tl::unexpected(saved.error());
  return call.response(EsStatus::success());
}

}  // namespace sixline::servers::smsr
