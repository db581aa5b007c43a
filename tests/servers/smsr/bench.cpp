#include "tests/servers/smsr/bench.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "host/es/eis_json.hpp"

namespace sixline::tests::smsr {

namespace {

es::EisKeySet scp80() {
  es::EisKeySet set;
  set.version = 0x01;
  for (std::uint8_t index = 1; index <= 3; ++index)
    set.keys.push_back({index, 0x88, {}, host::ByteString(16, static_cast<std::uint8_t>(0xC0 + index))});
  return set;
}

es::EisProfile profile_of(std::uint16_t number, const std::string& iccid, es::ProfileState state) {
  es::EisProfile out;
  out.iccid = iccid;
  out.isd_p_aid = host::to_byte_string(
      wire::aid::euicc(static_cast<std::uint16_t>(wire::aid::first_isd_p_number + number)).view());
  out.mno_id = operator_id;
  out.smdp_id = smdp_id;
  out.profile_type = "gold";
  out.address = {"00101000000000" + std::to_string(number), "4915100000" + std::to_string(number)};
  out.state = state;
  out.allocated_memory = 10'000;
  return out;
}

es::EisProfile fall_back_profile(const std::string& iccid) {
  es::EisProfile out = profile_of(0, iccid, es::ProfileState::Enabled);
  out.mno_id = bootstrap_operator_id;
  out.smdp_id.clear();
  out.profile_type = "bootstrap";
  out.fall_back = true;
  return out;
}

}  // namespace

std::string pair_of(Failure failure) {
  return std::string(es::code_of(failure).subject) + "/" + std::string(es::code_of(failure).reason);
}

std::string pair_of(const es::EsStatus& status) {
  if (!status.code) return std::string(es::name_of(status.execution));
  const std::string pair = status.code->subject + "/" + status.code->reason;
  return status.execution == es::Execution::Failed ? pair
                                                   : std::string(es::name_of(status.execution)) + " " + pair;
}

std::string xml_of(const es::Message& message) {
  return es::to_xml(message);
}

Bench::Bench(const std::string& address, bool fill)
    : rows(store::Store::open(address, test_master_key()).value()) {
  using lines::PeerRole;
  for (const std::string& id : {eum_id, other_eum_id}) peers.add(peer(id, PeerRole::Eum));
  for (const std::string& id : {smdp_id, other_smdp_id, idle_smdp_id}) peers.add(peer(id, PeerRole::SmDp));
  for (const std::string& id : {operator_id, other_operator_id, bootstrap_operator_id, carried_operator_id})
    peers.add(peer(id, PeerRole::Operator));
  for (const std::string& id : {m2m_sp_id, other_m2m_sp_id}) peers.add(peer(id, PeerRole::M2mSp));
  peers.add(peer(other_smsr_id, PeerRole::SmSr));
  lines::Peer carried = peer(carried_operator_id, PeerRole::Operator);
  carried.base_url.clear();
  peers.add(carried);
  if (!fill) return;
  register_euicc(eid);
  register_euicc(other_eid);
  edit([](EuiccRecord& record) {
    using es::ProfileState;
    record.eis.profiles = {fall_back_profile(fall_back_iccid),
                           profile_of(1, disabled_iccid, ProfileState::Disabled),
                           profile_of(2, created_iccid, ProfileState::Created),
                           profile_of(3, in_creation_iccid, ProfileState::InCreation),
                           profile_of(4, others_iccid, ProfileState::Disabled)};
    record.eis.profiles.back().mno_id = other_operator_id;
    record.eis.profiles.back().smdp_id = other_smdp_id;
    record.eis.profiles.back().profile_type = "silver";
  });
  edit(
      [](EuiccRecord& record) {
        record.eis.profiles = {fall_back_profile("89999010000000000082"),
                               profile_of(5, elsewhere_iccid, es::ProfileState::Disabled)};
      },
      other_eid);
}

void Bench::register_euicc(const std::string& digits) {
  es::EumDelivery delivery = delivery_of(digits, issue_ecasd(digits), now);
  delivery.scp80 = scp80();
  delivery.profiles = {fall_back_profile(digits == eid ? fall_back_iccid : "89999010000000000082")};
  const es::Eis eis = delivered(delivery);
  const auto answer = unit([&](store::Unit& open) {
    return desk().register_eis(open, {{eum_id, {}, "register-" + digits, 0}, eis}, effects);
  });
  EXPECT_EQ(pair_of(answer->status), "EXECUTED_SUCCESS") << answer->status.describe();
}

SmSrOffice Bench::office() const {
  SmSrOffice out{{}, self, pki().ci().certificate, peers};
  out.supports_onc = supports_onc;
  return out;
}

SmSrDesk Bench::desk() {
  return {office(), [this] { return now; }};
}

lines::Taken Bench::post(const es::Message& request, const std::string& sender) {
  soap::Header header;
  header.from = {"https://peer-" + sender, sender, "peer", {}};
  header.to = {self.base_url, {}, {}, {}};
  header.message_id = "//" + sender + "/" + request.content.text("FunctionCallIdentifier");
  header.context_id = "context-1";
  header.transaction_id = "transaction-1";
  const host::http::Request arrives = posted(soap::post_of(header, request), sender);
  SmSrDesk own = desk();
  const lines::Reception reception(soap::Role::SmSr, peers, self, own);
  const lines::Arrival arrival = reception.open(arrives, now);
  if (!arrival.only_reads)
    return unit([&](store::Unit& open) { return reception.take(open, arrival, now, effects); })
        .value_or(lines::Taken{});
  auto reading = rows->begin_reading();
  auto taken = reception.take(**reading, arrival, now, effects);
  EXPECT_TRUE(taken) << (taken ? "" : taken.error().describe());
  return taken.value_or(lines::Taken{});
}

std::optional<es::Message> Bench::kept_answer(const es::Message& request, const std::string& sender) {
  return answer_in(unit([&](store::Unit& open) {
                     return open.find_received(sender, es::qualified_name(*request.function),
                                               request.content.text("FunctionCallIdentifier"));
                   }).value());
}

std::optional<es::Message> Bench::call(const es::Message& request, const std::string& sender) {
  const lines::Taken taken = post(request, sender);
  if (taken.reply.body.empty()) return kept_answer(request, sender);
  const auto envelope = soap::read_envelope(taken.reply.body);
  EXPECT_TRUE(envelope && envelope->message() != nullptr) << taken.reply.body;
  return envelope.value().message()->message;
}

es::Message Bench::response(const es::Message& request, const std::string& sender) {
  auto answer = call(request, sender);
  EXPECT_TRUE(answer) << es::qualified_name(*request.function) << " still runs";
  return answer ? std::move(*answer)
                : es::response_of(*request.function, es::EsStatus::of(Failure::Internal));
}

es::EsStatus Bench::outcome(const es::Message& request, const std::string& sender) {
  return es::status_of(response(request, sender));
}

std::string Bench::verdict(const es::Message& request, const std::string& sender) {
  const auto answer = call(request, sender);
  return answer ? pair_of(es::status_of(*answer)) : "accepted";
}

es::Message Bench::request(Interface interface, std::string_view function, const std::string& iccid) {
  es::Message out(es::function_named(interface, function), es::Kind::Request);
  es::write_call(out, {{}, {}, "call-" + std::to_string(++calls_), 0});
  const es::Field* profile = out.content.shape().find("Iccid");
  if (out.content.shape().find("Eid") != nullptr) out.content.set("Eid", eid);
  if (profile != nullptr && profile->occurs.max == 1) out.content.set("Iccid", iccid);
  return out;
}

void Bench::grant(const es::Plma& plma) {
  unit([&](store::Unit& open) { return open.put_plma(plma); });
}

void Bench::mute(const es::Onc& onc) {
  unit([&](store::Unit& open) { return open.put_onc(onc); });
}

void Bench::pass(std::int64_t seconds) {
  now += seconds;
  SmSrDesk own = desk();
  while (*unit([&](store::Unit& open) { return own.on_due(open, now, effects); })) {
  }
}

EuiccRecord Bench::record(const std::string& of) {
  return record_of(*unit([&](store::Unit& open) { return open.find_euicc(of); })).value();
}

void Bench::edit(const std::function<void(EuiccRecord&)>& change, const std::string& of) {
  unit([&](store::Unit& open) {
    EuiccRecord kept = record_of(*open.lock_euicc(of)).value();
    change(kept);
    return open.update_euicc(row_of(kept));
  });
}

void Bench::switch_over() {
  edit([](EuiccRecord& record) {
    record.eis.find(fall_back_iccid)->state = es::ProfileState::Disabled;
    record.eis.find(disabled_iccid)->state = es::ProfileState::Enabled;
  });
}

std::string Bench::snapshot() {
  std::string out;
  for (const std::string& of : {eid, other_eid}) {
    const EuiccRecord kept = record(of);
    out += es::to_json(kept.eis).dump(1);
    out += kept.lock ? "\nlocked by " + kept.lock->holder : "\nno lock";
    out += kept.suspect ? ", suspect" : "";
    out += "\ncounter " + std::to_string(kept.scp80_counter) + ", " +
           std::to_string(kept.transactions.size()) + " transactions, " +
           std::to_string(kept.line.queue.size()) + " scripts, msisdn " + kept.line.msisdn + "\n";
  }
  unit([&](store::Unit& open) {
    const auto plmas = open.plmas({}, {}, {});
    const auto oncs = open.oncs({}, {});
    for (const es::Plma& plma : plmas.value()) {
      out += "plma " + plma.mno_id + " " + plma.profile_type + " " + plma.m2m_sp_id;
      for (const std::string& operation : plma.operations) out += " " + operation;
    }
    for (const es::Onc& onc : oncs.value()) {
      out += "onc " + onc.mno_id + " " + onc.profile_type;
      for (const std::string& name : onc.discarded) out += " " + name;
    }
    return open.eids_with_iccid(unknown_iccid);
  });
  return out;
}

std::vector<es::AuditRecord> Bench::audit(const std::string& of) {
  std::vector<es::AuditRecord> out;
  const auto entries = unit([&](store::Unit& open) { return open.audit_of(of, 1000); });
  for (const store::AuditRow& entry : *entries)
    out.push_back(es::audit_record_from_json(nlohmann::json::parse(entry.record)).value());
  return out;
}

std::vector<es::AuditRecord> Bench::trail(const es::Message& request) {
  if (request.content.shape().find("Eid") == nullptr) return {};
  return audit(request.content.text("Eid"));
}

void Bench::expect_noted(const es::Message& request, const std::string& sender, const std::string& verdict,
                         std::size_t before) {
  static const std::set<std::string_view> on_card{
      "CreateISDP", "EnableProfile", "DisableProfile", "DeleteProfile",
      "DeleteISDP", "AuditEIS",      "SendData",       "UpdateConnectivityParameters"};
  const std::string of = on_card.contains(request.function->name) ? request.content.text("Eid") : "";
  const bool expected = (of == eid || of == other_eid) && verdict != pair_of(Failure::CallerUnknown);
  const auto entries = trail(request);
  ASSERT_EQ(entries.size(), before + (expected ? 1 : 0)) << es::to_xml(request);
  if (!expected) return;
  EXPECT_EQ(entries.back().requester, sender);
  ASSERT_TRUE(entries.back().status);
  EXPECT_EQ(pair_of(*entries.back().status), verdict);
}

std::vector<Sent> Bench::sent() {
  std::vector<Sent> out;
  const auto claimed =
      unit([&](store::Unit& open) { return open.claim_outbox(now + 1'000'000, now + 2'000'000, 1000); });
  for (const store::OutboxRow& row : *claimed) {
    unit([&](store::Unit& open) { return open.remove_outbox(row.message_id); });
    const auto envelope = soap::read_envelope(row.envelope);
    EXPECT_TRUE(envelope && envelope->message() != nullptr) << row.envelope;
    EXPECT_FALSE(envelope->message()->refusal) << envelope->message()->refusal->describe() << row.envelope;
    out.push_back({row.recipient, row.url, envelope->message()->message, row.envelope});
  }
  return out;
}

std::vector<std::string> Bench::notified() {
  std::vector<std::string> out;
  for (const Sent& message : sent()) {
    if (message.message.kind != es::Kind::Notification) continue;
    out.push_back(message.recipient.substr(message.recipient.rfind('.') + 1) + ":" +
                  es::qualified_name(*message.message.function));
  }
  return out;
}

}  // namespace sixline::tests::smsr
