#include "tests/servers/lines/line_bench.hpp"

namespace sixline::tests::lines {

LineBench::LineBench(soap::Role role) : rows(store_for_tests()), reception(role, peers, self, desk) {
  self = {role == soap::Role::SmSr ? smsr_id : smdp_id, "us", "https://us.example:8443"};
  peers.add({.id = eum_id, .name = "EUM", .roles = {PeerRole::Eum}});
  peers.add({.id = smsr_id, .name = "SR", .roles = {PeerRole::SmSr}, .base_url = "https://sr.example"});
  peers.add({.id = smdp_id, .name = "DP", .roles = {PeerRole::SmDp}, .base_url = "https://dp.example"});
  peers.add({.id = operator_id,
             .name = "MNO",
             .roles = {PeerRole::Operator},
             .services = {{"ES4MnoService", "https://mno.example/es4"}}});
  peers.add({.id = m2m_sp_id, .name = "SP", .roles = {PeerRole::M2mSp}});
}

es::Message LineBench::message(es::Interface interface, std::string_view function,
                               const std::string& call_id) {
  const es::Function& row = es::function_named(interface, function);
  es::Message message(row, row.first_kind());
  const auto has = [&](std::string_view field) { return message.content.shape().find(field) != nullptr; };
  if (has("FunctionCallIdentifier")) message.content.set("FunctionCallIdentifier", call_id);
  if (has("Eid")) message.content.set("Eid", eid);
  if (has("Iccid")) message.content.set("Iccid", "8933010000000000010");
  if (has("Smsr-id")) message.content.set("Smsr-id", smsr_id);
  if (has("Mno-id")) message.content.set("Mno-id", operator_id);
  if (has("CompletionTimestamp")) message.content.set_time("CompletionTimestamp", 1'700'000'000);
  return message;
}

soap::Header LineBench::header(const std::string& from, const std::string& message_id) {
  soap::Header header;
  header.from = {"https://peer.example", from, "peer", {}};
  header.to = {"https://us.example:8443", {}, {}, {}};
  header.message_id = message_id;
  header.context_id = "context-1";
  header.transaction_id = "transaction-1";
  return header;
}

host::http::Request LineBench::posted(const std::string& sender, const soap::Header& header,
                                      const es::Message& message) {
  return tests::posted(soap::post_of(header, message), sender);
}

host::http::Request LineBench::posted(const std::string& sender, const soap::Header& header,
                                      const es::Message& message, const std::string& path) {
  host::http::Request request = tests::posted(soap::post_of(header, message), sender);
  request.target = path;
  return request;
}

Taken LineBench::take(const host::http::Request& request) {
  auto unit = *rows->begin();
  auto taken = reception.take(*unit, request, now, effects);
  EXPECT_TRUE(taken) << taken.error().describe();
  EXPECT_TRUE(unit->commit());
  return taken.value_or(Taken{});
}

Taken LineBench::take(const std::string& sender, const es::Message& message, const std::string& message_id) {
  return take(posted(sender, header(sender, message_id), message));
}

es::Message message_in(const std::string& envelope) {
  const auto read = soap::read_envelope(envelope);
  EXPECT_TRUE(read && read->message() != nullptr) << envelope;
  return read.value().message()->message;
}

soap::Header header_in(const std::string& envelope) {
  const auto read = soap::read_envelope(envelope);
  EXPECT_TRUE(read) << envelope;
  return read.value().header;
}

es::EsStatus status_in(const soap::Reply& reply) {
  EXPECT_EQ(reply.status, 200);
  return es::status_of(message_in(reply.body));
}

}  // namespace sixline::tests::lines
