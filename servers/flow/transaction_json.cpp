#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"
#include "servers/flow/transaction.hpp"

namespace sixline::servers::flow {

namespace {

using nlohmann::json;

template <class Enum>
Enum enum_from(const json& j, Enum last) {
  const int value = j.get<int>();
  if (value < 0 || value > static_cast<int>(last)) throw json::other_error::create(502, "out of range", &j);
  return static_cast<Enum>(value);
}

Change change_from(const json& j) {
  return {enum_from(j.at("event"), es::ProfileEvent::Downloaded), j.at("iccid"), j.at("mno"), j.at("smdp"),
          j.at("type")};
}

json to_json(const Change& change) {
  return {{"event", static_cast<int>(change.event)},
          {"iccid", change.iccid},
          {"mno", change.mno_id},
          {"smdp", change.smdp_id},
          {"type", change.profile_type}};
}

Transaction read(const json& j) {
  Transaction t;
  j.at("id").get_to(t.id);
  t.kind = enum_from(j.at("kind"), Kind::Confirm);
  t.stage = enum_from(j.at("stage"), Stage::Ended);
  t.answer_to = enum_from(j.at("answerTo"), AnswerTo::Es4);
  j.at("function").get_to(t.function);
  t.caller = es::caller_from_json(j.at("caller"));
  j.at("expiry").get_to(t.expiry);
  j.at("eid").get_to(t.eid);
  j.at("iccid").get_to(t.iccid);
  if (j.contains("iccids")) j.at("iccids").get_to(t.iccids);
  t.isd_p_aid = es::bytes_from_json(j.at("isdPAid"));
  j.at("from").get_to(t.from_iccid);
  j.at("to").get_to(t.to_iccid);
  t.outcome = enum_from(j.at("outcome"), SwitchOutcome::Completed);
  t.data = es::bytes_from_json(j.at("data"));
  t.responses = es::bytes_from_json(j.at("responses"));
  j.at("memory").get_to(t.memory);
  j.at("notification").get_to(t.notification_number);
  j.at("attempts").get_to(t.attempts);
  j.at("command").get_to(t.command);
  j.at("answered").get_to(t.answered);
  for (const json& change : j.at("changed")) t.changed.push_back(change_from(change));
  t.result = es::status_from_json(j.at("result"));
  return t;
}

}  // namespace

Change change_of(es::ProfileEvent event, const es::EisProfile& profile) {
  return {event, profile.iccid, profile.mno_id, profile.smdp_id, profile.profile_type};
}

json to_json(const Transaction& t) {
  json changed = json::array();
  for (const Change& change : t.changed) changed.push_back(to_json(change));
  return {{"id", t.id},
          {"kind", static_cast<int>(t.kind)},
          {"stage", static_cast<int>(t.stage)},
          {"answerTo", static_cast<int>(t.answer_to)},
          {"function", t.function},
          {"caller", es::to_json(t.caller)},
          {"expiry", t.expiry},
          {"eid", t.eid},
          {"iccid", t.iccid},
          {"iccids", t.iccids},
          {"isdPAid", es::hex_json(t.isd_p_aid)},
          {"from", t.from_iccid},
          {"to", t.to_iccid},
          {"outcome", static_cast<int>(t.outcome)},
          {"data", es::hex_json(t.data)},
          {"responses", es::hex_json(t.responses)},
          {"memory", t.memory},
          {"notification", t.notification_number},
          {"attempts", t.attempts},
          {"command", t.command},
          {"answered", t.answered},
          {"changed", std::move(changed)},
          {"result", es::to_json(t.result)}};
}

host::Result<Transaction> transaction_from_json(const json& j) {
  try {
    return read(j);
  } catch (const json::exception& error) {
    return host::fail(host::ErrorCode::BadFormat, std::string("transaction: ") + error.what());
  }
}

}  // namespace sixline::servers::flow
