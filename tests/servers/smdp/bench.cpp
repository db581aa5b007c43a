#include "tests/servers/smdp/bench.hpp"

#include <gtest/gtest.h>

#include "host/es/eis_content.hpp"
#include "host/es/soap/envelope.hpp"
#include "host/profile/identity.hpp"
#include "host/profile/template_package.hpp"
#include "servers/lines/header_json.hpp"
#include "tests/servers/stranger.hpp"

namespace sixline::tests::smdp {

Bench::Bench(std::unique_ptr<store::Store> own_store)
    : card(host::crypto::PrivateKey::generate(host::crypto::Curve::P256).value()),
      store_(std::move(own_store)),
      ecasd_(issue_ecasd(eid)) {
  card = ScriptedCard(ecasd_.key);
  peers.add(peer(smsr_id, lines::PeerRole::SmSr));
  peers.add(peer(operator_id, lines::PeerRole::Operator));
  peers.add(peer(other_operator_id, lines::PeerRole::Operator));
  peers.add(peer(m2m_sp_id, lines::PeerRole::M2mSp));
  peers.add(peer(eum_id, lines::PeerRole::Eum));
  lines::Peer nowhere = peer(smsr_without_address, lines::PeerRole::SmSr);
  nowhere.base_url.clear();
  peers.add(nowhere);
  eis = delivered(delivery_of(eid, ecasd_, now));
  eis.smsr_id = smsr_id;
  eums.insert({eum_id, pki().eum().certificate});
  smsr = [this](const es::Message& request) { return respond(request); };
}

servers::smdp::SmDp Bench::desk() {
  servers::smdp::SmDpIdentity identity{self_, pki().ci().certificate, eums, pki().sm_dp().certificate,
                                       pki().sm_dp().key.signer()};
  return {{{}, std::move(identity), peers, host::crypto::system_random(), {}}, [this] { return now; }};
}

template <class Work>
auto Bench::unit(Work work) {
  auto open = store_->begin();
  EXPECT_TRUE(open);
  auto result = work(**open);
  EXPECT_TRUE(result) << result.error().what;
  EXPECT_TRUE((*open)->commit());
  return result;
}

std::string Bench::stock(const std::string& last_digits, const std::string& mno_id, const std::string& type,
                         const es::Pol2& pol2) {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  values.iccid = "899990100000000" + last_digits;
  values.imsi = "001010000000" + last_digits;
  EXPECT_TRUE(host::profile::personalise(package, values));
  card.package_size = package.encode().size();
  return unit([&](store::Unit& open) {
           return servers::smdp::Stock(open).add(package.encode(), mno_id, type, {}, pol2);
         })
      .value();
}

std::string Bench::used_profile(const std::string& last_digits, const std::string& mno_id) {
  const std::string iccid = stock(last_digits, mno_id);
  EXPECT_TRUE(outcome(download(iccid), mno_id).ok());
  to_smsr.clear();
  to_others.clear();
  return iccid;
}

std::optional<servers::smdp::StockItem> Bench::find(const std::string& iccid) {
  return unit([&](store::Unit& open) { return servers::smdp::Stock(open).find(iccid); }).value();
}

es::Message Bench::request(std::string_view es2_function) {
  es::Message out(es::function_named(es::Interface::Es2, es2_function), es::Kind::Request);
  es::write_call(out, {operator_id, {}, "call-" + std::to_string(++calls_), 0});
  for (const auto& [name, value] :
       {std::pair{"Eid", eid}, std::pair{"Smsr-id", smsr_id}, std::pair{"SmSr-id", smsr_id}})
    if (out.content.shape().find(name) != nullptr) out.content.set(name, value);
  return out;
}

es::Message Bench::download(const std::string& iccid, bool enable) {
  es::Message out = request("DownloadProfile");
  out.content.set_if_any("Iccid", iccid).set_flag("EnableProfile", enable);
  return out;
}

std::optional<es::Message> Bench::call(const es::Message& request, const std::string& sender) {
  lines::Received received{{}, request, sender, "https://smdp"};
  received.header.message_id = "uuid:" + request.content.text("FunctionCallIdentifier");
  received.header.context_id = "context-" + request.content.text("FunctionCallIdentifier");
  store::ReceivedRow row;
  row.caller = sender;
  row.function = es::qualified_name(*request.function);
  row.call_id = request.content.text("FunctionCallIdentifier");
  row.message_id = received.header.message_id;
  received.header.from.entity_id = sender;
  row.header = lines::to_json(received.header);
  row.keep_until = now + 1'000'000;
  lines::Effects effects;
  auto handled = unit([&](store::Unit& open) {
    EXPECT_TRUE(open.put_received(row));
    return desk().on_message(open, received, row, effects);
  });
  log.insert(log.end(), effects.log.begin(), effects.log.end());
  return handled.value();
}

lines::Taken Bench::post(es::soap::Header header, const es::Message& message, const std::string& sender) {
  header.from.entity_id = sender;
  header.to = {"https://smdp", smdp_id, {}, {}};
  const host::http::Request request = posted(es::soap::post_of(header, message), sender);
  lines::Effects effects;
  servers::smdp::SmDp behind = desk();
  const lines::Reception reception(es::soap::Role::SmDp, peers, self_, behind);
  auto taken = unit([&](store::Unit& open) { return reception.take(open, request, now, effects); });
  log.insert(log.end(), effects.log.begin(), effects.log.end());
  return std::move(*taken);
}

lines::Taken Bench::post(const es::Message& request, const std::string& sender) {
  es::soap::Header header;
  header.message_id = "//" + sender + "/" + std::to_string(++posts_);
  return post(header, request, sender);
}

std::string Bench::hear(const es::soap::Post& post, const std::string& sender) {
  const host::http::Request request = posted(post, sender);
  lines::Effects effects;
  servers::smdp::SmDp behind = desk();
  const lines::Reception reception(es::soap::Role::SmDp, peers, self_, behind);
  auto open = store_->begin();
  std::string failure = internal_failure(reception.take(**open, request, now, effects));
  if (failure.empty())
    if (const auto done = (*open)->commit(); !done) failure = done.error().describe();
  return failure;
}

std::vector<store::OutboxRow> Bench::take_outbox() {
  return unit([&](store::Unit& open) -> host::Result<std::vector<store::OutboxRow>> {
           auto rows = open.claim_outbox(now, now + 1'000'000, 1'000);
           for (const store::OutboxRow& row : rows.value()) EXPECT_TRUE(open.remove_outbox(row.message_id));
           return rows;
         })
      .value();
}

std::optional<es::soap::Reply> Bench::held_answer(const lines::Held& key) {
  servers::smdp::SmDp behind = desk();
  const lines::Reception reception(es::soap::Role::SmDp, peers, self_, behind);
  return unit([&](store::Unit& open) { return reception.held_answer(open, key, now); }).value();
}

void Bench::notify(const es::Message& notification, const std::string& sender) {
  lines::Received received{{}, notification, sender, "https://smdp"};
  received.header.message_id = "uuid:notification";
  received.header.context_id = "context-notification";
  lines::Effects effects;
  auto handled = unit([&](store::Unit& open) { return desk().on_message(open, received, {}, effects); });
  log.insert(log.end(), effects.log.begin(), effects.log.end());
  EXPECT_FALSE(*handled) << "a notification is not answered";
}

bool Bench::deliver_one() {
  const auto rows =
      unit([&](store::Unit& open) { return open.claim_outbox(now, now + 1'000'000, 1); }).value();
  if (rows.empty()) return false;
  const store::OutboxRow& row = rows.front();
  EXPECT_LE(now, row.give_up_at);
  unit([&](store::Unit& open) { return open.remove_outbox(row.message_id); });
  if (undeliverable && undeliverable(row)) {
    lose(row);
    return true;
  }
  const auto envelope = es::soap::read_envelope(row.envelope);
  EXPECT_TRUE(envelope) << row.envelope;
  const es::Decoded* decoded = envelope->message();
  EXPECT_FALSE(decoded->refusal) << decoded->refusal->describe() << row.envelope;
  EXPECT_EQ(envelope->header.message_id, row.message_id);
  Sent sent{row.recipient, envelope->header, decoded->message};
  if (row.recipient != smsr_id) {
    to_others.push_back(std::move(sent));
    return true;
  }
  to_smsr.push_back(sent);
  if (const auto response = smsr(sent.message)) give(row.message_id, *response);
  return true;
}

void Bench::give(const std::string& message_id, const es::Message& response, const std::string& sender) {
  lines::Effects effects;
  unit([&](store::Unit& open) { return desk().on_response(open, sender, message_id, response, effects); });
  log.insert(log.end(), effects.log.begin(), effects.log.end());
}

void Bench::lose(const store::OutboxRow& row) {
  lines::Effects effects;
  unit([&](store::Unit& open) { return desk().on_undelivered(open, row, effects); });
  log.insert(log.end(), effects.log.begin(), effects.log.end());
}

void Bench::pass(std::int64_t seconds) {
  now += seconds;
  lines::Effects effects;
  while (unit([&](store::Unit& open) { return desk().on_due(open, now, effects); }).value()) {
  }
  log.insert(log.end(), effects.log.begin(), effects.log.end());
}

std::optional<es::Message> Bench::answer_to(const es::Message& request, const std::string& sender) {
  return answer_in(unit([&](store::Unit& open) {
                     return open.find_received(sender, es::qualified_name(*request.function),
                                               request.content.text("FunctionCallIdentifier"));
                   }).value());
}

es::EsStatus Bench::outcome(const es::Message& request, const std::string& sender) {
  if (const auto at_once = call(request, sender)) return es::status_of(*at_once);
  settle();
  const auto answer = answer_to(request, sender);
  EXPECT_TRUE(answer) << "not answered";
  return answer ? es::status_of(*answer) : es::EsStatus::of(es::Failure::NoResponse);
}

es::Message Bench::respond(const es::Message& request) {
  const std::string_view name = request.function->name;
  es::EsStatus status;
  if (const auto planned = statuses.find(name); planned != statuses.end()) {
    status = planned->second.front();
    if (planned->second.size() > 1) planned->second.pop_front();
  }
  es::Message response = es::response_of(*request.function, status);
  if (!status.ok()) return response;
  if (response.content.shape().find("Eis") != nullptr)
    es::write_eis(response.content.add("Eis"), es::view_of_smdp(eis, smdp_id),
                  es::eis_marks(*request.function));
  if (name == "CreateISDP") response.content.set_bytes("Isd-p-aid", wire::aid::euicc(0x0011).view());
  if (name == "SendData")
    response.content.set_if_any("EuiccResponseData",
                                card.answer(request.content.bytes("Data"), request.content.bytes("Sd-aid")));
  return response;
}

}  // namespace sixline::tests::smdp
