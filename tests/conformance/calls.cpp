// The nominal call of every function, and the stage at which it succeeds.
#include "host/es/eis_content.hpp"
#include "tests/conformance/cases.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::conformance {

namespace {

using tools::m2m_sp_id;
using tools::operator_id;
using tools::other_sm_sr_id;
using tools::sm_dp_id;
using tools::sm_sr_id;

struct StageRow {
  std::string_view function;
  Stage stage;
};
constexpr StageRow stages[]{
    {"SendData", Stage::Created},
    {"RegisterEIS", Stage::Unregistered},
    {"CreateISDP", Stage::Registered},
    {"DownloadProfile", Stage::Registered},
    {"UpdateEISAdditionalProperties", Stage::Registered},
    {"SendData", Stage::Created},
    {"ProfileDownloadCompleted", Stage::Created},
    {"DisableProfile", Stage::Enabled},
    {"SetPLMA", Stage::NoCard},
    {"GetPLMA", Stage::NoCard},
    {"SetONC", Stage::NoCard},
    {"GetONC", Stage::NoCard},
    {"PrepareSMSRChange", Stage::NoCard},
    {"HandoverEUICC", Stage::Unregistered},
    {"AuthenticateSMSR", Stage::Registered},
    {"CreateAdditionalKeySet", Stage::Registered},
};

/// Who speaks, and to whom.
void address(Call& call) {
  const es::Function& function = *call.message.function;
  switch (function.direction) {
    case es::Direction::EumToSmSr: call.as = "eum", call.to = sm_sr_id; return;
    case es::Direction::OperatorToSmDp: call.as = "operator", call.to = sm_dp_id; return;
    case es::Direction::SmDpToOperator: call.as = "smdp", call.to = operator_id; return;
    case es::Direction::SmDpToSmSr: call.as = "smdp", call.to = sm_sr_id; return;
    case es::Direction::SmSrToSmDp: call.as = "smsr", call.to = sm_dp_id; return;
    case es::Direction::OperatorToSmSr: call.as = "operator", call.to = sm_sr_id; return;
    case es::Direction::SmSrToOperator: call.as = "smsr", call.to = operator_id; return;
    case es::Direction::OldToNewSmSr:
    case es::Direction::NewToOldSmSr: call.as = "other-smsr", call.to = sm_sr_id; return;
  }
}

void fill_plma(es::Value& plma) {
  plma.set("Mno-id", operator_id).set("ProfileType", World::profile_type).set("M2m-sp-id", m2m_sp_id);
  plma.remove("AuthorisedOperation");
  plma.add_text("AuthorisedOperation", "GetEIS");
}

void fill_onc(es::Value& onc) {
  onc.set("Mno-id", operator_id).set("ProfileType", World::profile_type);
  onc.remove("DiscardedNotification");
  onc.add_text("DiscardedNotification", "HandleProfileEnabledNotification");
}

void fill(World& world, Call& call, const es::Field& field) {
  es::Value& content = call.message.content;
  const std::string_view name = field.name;
  const auto anew = [&]() -> es::Value& {
    content.remove(name);
    return content.add(field);
  };
  switch (field.type) {
    case es::Type::Eid: content.set(name, world.eid); return;
    case es::Type::Iccid: content.set(name, world.iccid); return;
    case es::Type::Plma: return fill_plma(anew());
    case es::Type::Onc: return fill_onc(anew());
    case es::Type::Pol2:
      anew()
          .add("Rule")
          .set("Subject", "PROFILE")
          .set("Action", "DELETE")
          .set("Qualification", "Not-Allowed");
      return;
    case es::Type::SubscriptionAddress: anew().set("Msisdn", tools::lab_number(world.iccid)); return;
    case es::Type::Eis:
    case es::Type::PartialEis:
      if (!world.eis.eid().empty()) es::write_eis(anew(), world.eis, es::eis_marks(*call.message.function));
      return;
    case es::Type::Aid: content.set(name, World::isd_p_aid); return;
    default: break;
  }
  if (name == "Smsr-id" || name == "SmSr-id" || name == "CurrentSMSRid") content.set(name, sm_sr_id);
  if (name == "Target-Smsr-id") content.set(name, other_sm_sr_id);
  if (name == "Mno-id") content.set(name, operator_id);
  if (name == "EnableProfile") content.set_flag(name, false);
  if (name == "RequiredMemory") content.set_number(name, 20'000);
}

/// INSTALL [for personalization] of the ISD-P, as a C-APDU for the ISD-R.  [SGP.02 §4.1.3.1]
constexpr const char* data_for_isd_r =
    "221B80E62000160000"
    "10A0000005591010FFFFFFFF8900001100"
    "000000";
/// INITIALIZE UPDATE of SCP03t: what an ISD-P answers to anybody.  [SGP.02 §4.1.3.3]
constexpr const char* data_for_isd_p = "840A30000102030405060708";

}  // namespace

bool needs_card(const es::Function& function) {
  return function.style == es::Style::Asynchronous && stage_of(function) != Stage::NoCard &&
         function.interface != es::Interface::Es7 && function.name != "SMSRChange" &&
         function.name != "SetEmergencyProfileAttribute" && function.name != "SetFallBackAttribute";
}

Stage stage_of(const es::Function& function) {
  if (function.is_notification()) return Stage::NoCard;
  for (const StageRow& row : stages)
    if (row.function == function.name) return row.stage;
  return Stage::Installed;
}

Call nominal_call(World& world, const es::Function& function) {
  Call call{es::test::golden(function, function.first_kind(), es::test::Fill::Mandatory)};
  if (!function.is_notification()) call.message.content.remove("FunctionCallIdentifier");
  address(call);
  for (const es::Field& field : function.input)
    if (call.message.content.has(field.name)) fill(world, call, field);
  if (function.name == "DownloadProfile") {
    if (!world.eis.eid().empty()) world.stock(World::profile_type, std::string(operator_id), "500");
    call.message.content.set("Iccid", world.iccid);
  }
  if (function.name == "SendData") call.message.content.set("Data", data_for_isd_r);
  if (function.name == "UpdateConnectivityParameters")
    call.message.content.set("ConnectivityParameters", data_for_isd_p);
  return call;
}

}  // namespace sixline::conformance
