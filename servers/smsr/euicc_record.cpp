#include "servers/smsr/euicc_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"

namespace sixline::servers::smsr {

namespace {

using nlohmann::json;

json to_json(const GivenAnswer& given) {
  json out{{"caller", given.caller},
           {"messageId", given.message_id},
           {"status", es::to_json(given.answer.status)},
           {"iccid", given.answer.iccid},
           {"isdPAid", es::hex_json(given.answer.isd_p_aid)},
           {"euiccResponse", es::hex_json(given.answer.euicc_response)}};
  if (given.answer.eis) out["eis"] = es::to_json(*given.answer.eis);
  return out;
}

GivenAnswer answer_from(const json& j) {
  GivenAnswer given;
  j.at("caller").get_to(given.caller);
  j.at("messageId").get_to(given.message_id);
  given.answer.status = es::status_from_json(j.at("status"));
  j.at("iccid").get_to(given.answer.iccid);
  given.answer.isd_p_aid = es::bytes_from_json(j.at("isdPAid"));
  given.answer.euicc_response = es::bytes_from_json(j.at("euiccResponse"));
  if (j.contains("eis"))
    if (auto eis = es::eis_from_json(j.at("eis"))) given.answer.eis = std::move(*eis);
  return given;
}

json to_json(const flow::CardNotification& n) {
  return {{"eid", n.eid},
          {"type", static_cast<int>(n.type)},
          {"number", n.number},
          {"isdPAid", es::hex_json(n.isd_p_aid)},
          {"imei", es::hex_json(n.imei)}};
}

flow::CardNotification notification_from(const json& j) {
  return {j.at("eid").get<std::string>(), static_cast<flow::NotificationType>(j.at("type").get<int>()),
          j.at("number").get<std::uint16_t>(), es::bytes_from_json(j.at("isdPAid")),
          es::bytes_from_json(j.at("imei"))};
}

json to_json(const flow::SendToCard& script) {
  return {{"tar", es::hex_json(script.tar.bytes)},
          {"definite", script.definite},
          {"commands", es::hex_json(script.commands)},
          {"command", script.command}};
}

flow::SendToCard script_from(const json& j) {
  flow::SendToCard script;
  if (const auto tar = wire::Tar::from(es::bytes_from_json(j.at("tar")))) script.tar = *tar;
  j.at("definite").get_to(script.definite);
  script.commands = es::bytes_from_json(j.at("commands"));
  j.at("command").get_to(script.command);
  return script;
}

json to_json(const OutstandingPacket& outstanding) {
  return {{"transaction", outstanding.transaction},
          {"command", outstanding.command},
          {"tar", es::hex_json(outstanding.packet.tar.bytes)},
          {"counter", outstanding.packet.counter},
          {"spi1", outstanding.packet.security.spi1},
          {"spi2", outstanding.packet.security.spi2},
          {"bytes", es::hex_json(outstanding.packet.packet)},
          {"deadline", outstanding.deadline},
          {"repeatAt", outstanding.repeat_at},
          {"repetitions", outstanding.repetitions}};
}

OutstandingPacket outstanding_from(const json& j) {
  OutstandingPacket outstanding;
  j.at("transaction").get_to(outstanding.transaction);
  j.at("command").get_to(outstanding.command);
  if (const auto tar = wire::Tar::from(es::bytes_from_json(j.at("tar")))) outstanding.packet.tar = *tar;
  j.at("counter").get_to(outstanding.packet.counter);
  j.at("spi1").get_to(outstanding.packet.security.spi1);
  j.at("spi2").get_to(outstanding.packet.security.spi2);
  outstanding.packet.packet = es::bytes_from_json(j.at("bytes"));
  j.at("deadline").get_to(outstanding.deadline);
  j.at("repeatAt").get_to(outstanding.repeat_at);
  j.at("repetitions").get_to(outstanding.repetitions);
  return outstanding;
}

json to_json(const Line& line) {
  json queue = json::array(), parts = json::array();
  for (const QueuedScript& queued : line.queue)
    queue.push_back({{"transaction", queued.transaction}, {"script", to_json(queued.script)}});
  for (const ByteString& part : line.parts) parts.push_back(es::hex_json(part));
  json out{{"queue", std::move(queue)},
           {"parts", std::move(parts)},
           {"reference", line.reference},
           {"msisdn", line.msisdn}};
  if (line.outstanding) out["outstanding"] = to_json(*line.outstanding);
  return out;
}

Line line_from(const json& j) {
  Line line;
  for (const json& queued : j.at("queue"))
    line.queue.push_back({queued.at("transaction"), script_from(queued.at("script"))});
  for (const json& part : j.at("parts")) line.parts.push_back(es::bytes_from_json(part));
  j.at("reference").get_to(line.reference);
  j.at("msisdn").get_to(line.msisdn);
  if (j.contains("outstanding")) line.outstanding = outstanding_from(j.at("outstanding"));
  return line;
}

}  // namespace

bool EuiccRecord::under_way(std::string_view transaction) const {
  if (line.outstanding && line.outstanding->transaction == transaction) return true;
  return std::any_of(line.queue.begin(), line.queue.end(),
                     [&](const QueuedScript& queued) { return queued.transaction == transaction; });
}

std::optional<es::Time> EuiccRecord::next_deadline() const {
  std::optional<es::Time> next;
  const auto earlier = [&](es::Time time) { next = next ? std::min(*next, time) : time; };
  if (has_turn()) earlier(0);
  if (line.outstanding) earlier(std::min(line.outstanding->deadline, line.outstanding->repeat_at));
  for (const flow::Transaction& transaction : transactions)
    if (transaction.stage != flow::Stage::Suspect) earlier(transaction.expiry);
  return next;
}

flow::Transaction* EuiccRecord::find(std::string_view id) {
  const auto found = std::find_if(transactions.begin(), transactions.end(),
                                  [&](const flow::Transaction& t) { return t.id == id; });
  return found == transactions.end() ? nullptr : &*found;
}

const GivenAnswer* EuiccRecord::answer_to(const es::Caller& caller) const {
  const auto found = std::find_if(answers.begin(), answers.end(), [&](const GivenAnswer& given) {
    return given.caller == caller.id && given.message_id == caller.message_id;
  });
  return found == answers.end() ? nullptr : &*found;
}

void EuiccRecord::remember(const es::Caller& caller, const es::Answer& answer) {
  answers.push_back({caller.id, caller.message_id, answer});
  if (answers.size() > kept_answers) answers.pop_front();
}

json to_json(const EuiccRecord& record) {
  json transactions = json::array(), answers = json::array();
  for (const flow::Transaction& t : record.transactions) transactions.push_back(flow::to_json(t));
  for (const GivenAnswer& given : record.answers) answers.push_back(to_json(given));
  json out{
      {"eis", es::to_json(record.eis)}, {"suspect", record.suspect}, {"scp80Counter", record.scp80_counter},
      {"transactions", transactions},   {"answers", answers},        {"line", to_json(record.line)}};
  if (record.lock)
    out["lock"] = {{"kind", static_cast<int>(record.lock->kind)}, {"holder", record.lock->holder}};
  if (record.last_notification) out["lastNotification"] = to_json(*record.last_notification);
  return out;
}

host::Result<EuiccRecord> record_from_json(const json& j) {
  try {
    EuiccRecord record;
    auto eis = es::eis_from_json(j.at("eis"));
    if (!eis) return tl::unexpected(eis.error());
    record.eis = std::move(*eis);
    j.at("suspect").get_to(record.suspect);
    j.at("scp80Counter").get_to(record.scp80_counter);
    for (const json& entry : j.at("transactions")) {
      auto transaction = flow::transaction_from_json(entry);
      if (!transaction) return tl::unexpected(transaction.error());
      record.transactions.push_back(std::move(*transaction));
    }
    for (const json& entry : j.at("answers")) record.answers.push_back(answer_from(entry));
    record.line = line_from(j.at("line"));
    if (j.contains("lock"))
      record.lock = Lock{static_cast<LockKind>(j.at("lock").at("kind").get<int>()),
                         j.at("lock").at("holder").get<std::string>()};
    if (j.contains("lastNotification"))
      record.last_notification = notification_from(j.at("lastNotification"));
    return record;
  } catch (const json::exception& error) {
    return host::fail(host::ErrorCode::BadFormat, std::string("eUICC record: ") + error.what());
  }
}

}  // namespace sixline::servers::smsr
