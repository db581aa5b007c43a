// Failures that need the card: it is away, busy, or does not agree with its EIS.  [SGP.02 §5.1.6]
#include "tests/conformance/recipes.hpp"

namespace sixline::conformance {

namespace {

/// Seconds; less than the tests let pass.
constexpr std::int64_t a_while = 20;

bool busy(World& world, Call& call) {
  // The device is silent: what is begun now stays under way.
  world.reach(tools::Reach::Silent);
  // Of these several may be under way, but none beside a switch.
  if (is_one_of(call, {"AuditEIS", "SendData", "UpdateConnectivityParameters"})) {
    Call first = nominal_call(world, es::function_named(es::Interface::Es4, "EnableProfile"));
    return world.post(first) < 300;
  }
  if (world.post(call) >= 300) return false;
  // The SM-DP asks the SM-SR in its own time.
  if (is_one_of(call, {"DownloadProfile"})) return world.knows_profile();
  if (is_one_of(call, {"CreateISDP"})) put(call, {"Iccid"}, unknown_iccid);
  return true;
}

bool time_to_live(World& world, Call& call) {
  world.reach(tools::Reach::Absent);
  call.validity = a_while;
  return true;
}

bool no_response(World& world, Call& call) {
  world.reach(tools::Reach::Silent);
  call.validity = a_while;
  return true;
}

bool memory(World& world, Call& call) {
  if (is_one_of(call, {"CreateISDP"})) return put(call, {"RequiredMemory"}, "99999999");
  world.edit_record([](EuiccRecord& record) { record.eis.remaining_memory = 100; });
  return is_one_of(call, {"DownloadProfile"});
}

/// The call of the wrong moment: enabling what is enabled, disabling what is not.
bool bad_state(World& world, Call& call) {
  if (is_one_of(call, {"DisableProfile"}))
    return world.send(nominal_call(world, es::function_named(es::Interface::Es4, "DisableProfile"))).ok();
  if (is_one_of(call, {"EnableProfile", "SetEmergencyProfileAttribute"}))
    return world.send(nominal_call(world, es::function_named(es::Interface::Es4, "EnableProfile"))).ok();
  // Installed, but its SM-DP has not said so yet: nobody else has a say in it (PROC-DEL-01).
  world.edit_profile([](es::EisProfile& profile) { profile.state = es::ProfileState::Created; });
  return is_one_of(call, {"DeleteProfile", "SetFallBackAttribute"});
}

/// A rule on the card itself: the profile, or the one that would have to be disabled, forbids it.
bool pol1(World& world, Call& call) {
  constexpr std::uint8_t no_disabling = 0x01, no_deletion = 0x02;
  const bool deletes = is_one_of(call, {"DeleteProfile", "DeleteISDP"});
  world.stock("ruled", std::string(tools::operator_id), "700", deletes ? no_deletion : no_disabling);
  if (!world.download_stocked(!deletes).ok()) return false;
  // Enabling the other profile would disable this one.
  return is_one_of(call, {"EnableProfile"}) || put(call, {"Iccid"}, world.iccid);
}

/// An ISD-P that the EIS does not have: what is to be created gets its AID.
bool leave_an_isd_p(World& world) {
  world.create_isd_p();
  world.edit_record([&](EuiccRecord& record) {
    record.eis.remove(world.iccid);
    record.lock.reset();
  });
  return true;
}

/// The EIS is behind the card, as after a report that nobody heard: which of its profiles is enabled is said
/// the wrong way round.
bool turn_states_round(World& world, const char* last_heard) {
  if (!world.send(nominal_call(world, es::function_named(es::Interface::Es4, last_heard))).ok()) return false;
  world.edit_record([](EuiccRecord& record) {
    for (es::EisProfile& profile : record.eis.profiles)
      profile.state =
          profile.state == es::ProfileState::Enabled ? es::ProfileState::Disabled : es::ProfileState::Enabled;
  });
  return true;
}

/// The SM-SR finds nothing wrong with it, the card does.
bool card_refused(World& world, Call& call) {
  if (is_one_of(call, {"CreateISDP", "DownloadProfile"})) return leave_an_isd_p(world);
  if (is_one_of(call, {"DisableProfile"})) return turn_states_round(world, "DisableProfile");
  if (is_one_of(call, {"EnableProfile", "DeleteProfile", "DeleteISDP"}))
    return turn_states_round(world, "EnableProfile");
  return false;
}

/// [SGP.02 §4.1.3.3] INITIALIZE UPDATE with a key version that no ISD-P has
constexpr const char* unknown_key_version = "840A7F000102030405060708";

bool isd_p_refused(World&, Call& call) {
  return put(call, {"Data", "ConnectivityParameters"}, unknown_key_version);
}

/// Its profile is the one that everything falls back to.
bool euicc_refused(World& world, Call&) {
  world.edit_record([](EuiccRecord& record) {
    for (es::EisProfile& profile : record.eis.profiles) profile.fall_back = false;
  });
  world.edit_profile([](es::EisProfile& profile) { profile.fall_back = true; });
  return true;
}

/// It holds the other of the two attributes.
bool attribute_refused(World& world, Call& call) {
  if (is_one_of(call, {"SetEmergencyProfileAttribute"})) return euicc_refused(world, call);
  world.edit_profile([](es::EisProfile& profile) { profile.emergency = true; });
  return true;
}

constexpr auto rows = std::to_array<Recipe>({
    {Failure::Busy, std::nullopt, busy},
    {Failure::TimeToLive, std::nullopt, time_to_live},
    {Failure::NoResponse, std::nullopt, no_response},
    {Failure::Memory, std::nullopt, memory},
    {Failure::BadState, std::nullopt, bad_state},
    {Failure::Pol1, Stage::Installed, pol1},
    {Failure::CardRefused, std::nullopt, card_refused},
    {Failure::IsdPRefused, std::nullopt, isd_p_refused},
    {Failure::EuiccRefused, std::nullopt, euicc_refused},
    {Failure::AttributeRefused, std::nullopt, attribute_refused},
});

}  // namespace

std::span<const Recipe> card_recipes() {
  return rows;
}

}  // namespace sixline::conformance
