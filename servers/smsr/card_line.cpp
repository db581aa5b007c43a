// The way between the SM-SR and one card: scripts in SCP80 packets in short messages, proofs of receipt and
// notifications back.
#include <algorithm>

#include "host/es/es5.hpp"
#include "host/ota/script.hpp"
#include "host/ota/sms.hpp"
#include "servers/smsr/sm_sr.hpp"

namespace sixline::servers::smsr {

namespace es5 = host::es::es5;

namespace {

/// The counter of the record itself; the caller saves the record before the packet leaves.
class RecordCounter final : public host::scp::CounterStore {
 public:
  explicit RecordCounter(EuiccRecord& record) : record_(record) {}
  host::Result<std::uint64_t> take_next() override {
    if (record_.scp80_counter >= wire::max_packet_counter)
      return host::fail(host::ErrorCode::CounterExhausted, "the SCP80 key set is used up");
    return ++record_.scp80_counter;
  }

 private:
  EuiccRecord& record_;
};

ByteString script_of(const flow::SendToCard& command) {
  host::ota::CommandScript script(command.definite ? host::ota::ScriptForm::Definite
                                                   : host::ota::ScriptForm::Indefinite);
  script.tlv(command.commands);
  return script.bytes();
}

/// The answers of a response script as one run of TLVs; absent when the script itself was refused.
std::optional<ByteString> answers_of(Bytes data) {
  const auto script = host::ota::Script::parse(data);
  if (!script) return std::nullopt;
  ByteString run;
  for (const host::ota::ScriptElement& element : script->elements) {
    if (element.tag == wire::tag::script::bad_format) return std::nullopt;
    if (element.tag != wire::tag::script::executed_commands) host::append(run, element.whole);
  }
  return run;
}

}  // namespace

host::Result<flow::CardNotification> read_notification(Bytes data) {
  auto read = es5::read_notification(data);
  if (!read) return tl::unexpected(read.error());
  flow::CardNotification out;
  out.eid = host::to_hex(read->eid.bytes);
  out.type = static_cast<flow::NotificationType>(read->type);
  out.number = read->sequence_number;
  out.isd_p_aid = host::to_byte_string(read->isd_p.view());
  out.imei = read->imei;
  return out;
}

host::Result<host::scp::Scp80> SmSr::key_set(const EuiccRecord& record) const {
  for (const es::EisKeySet& set : record.eis.isd_r.key_sets) {
    if (set.version < 0x01 || set.version > 0x0F || set.keys.size() < 2) continue;
    host::scp::Scp80Keys keys{set.version, host::crypto::Secret(set.keys[0].value),
                              host::crypto::Secret(set.keys[1].value)};
    return host::scp::Scp80::create(keys);
  }
  return host::fail(host::ErrorCode::NotFound, "no SCP80 key set");
}

host::Result<lines::ShortMessage> SmSr::prepare(EuiccRecord& record, const QueuedScript& queued) {
  auto keys = key_set(record);
  if (!keys) return tl::unexpected(keys.error());
  RecordCounter counter(record);
  auto packet = keys->wrap(queued.script.tar, script_of(queued.script), counter);
  if (!packet) return tl::unexpected(packet.error());
  const es::Time now = clock_();
  record.line.outstanding = OutstandingPacket{queued.transaction, queued.script.command, std::move(*packet),
                                              now + settings_.proof_timeout, now + settings_.packet_repeat};
  auto message = message_of_outstanding(record);
  if (!message) record.line.outstanding.reset();
  return message;
}

host::Result<lines::ShortMessage> SmSr::message_of_outstanding(EuiccRecord& record) const {
  const OutstandingPacket& outstanding = *record.line.outstanding;
  auto sender = wire::SmsAddress::from_digits(settings_.number);
  if (!sender) return host::fail(host::ErrorCode::BadInput, "bad number of the SM-SR");
  auto delivers =
      host::ota::deliver_messages(outstanding.packet.packet, {*sender, {}}, ++record.line.reference);
  if (!delivers) return tl::unexpected(delivers.error());
  const es::EisProfile* enabled = record.eis.enabled();
  std::string msisdn = record.line.msisdn;
  if (msisdn.empty() && enabled != nullptr) msisdn = enabled->address.msisdn;
  return lines::ShortMessage{record.eis.eid(), std::move(msisdn), std::move(*delivers), outstanding.id()};
}

/// No proof of receipt so far: is it time to send the packet again, or to give it up?
void SmSr::look_after_outstanding(EuiccRecord& record) {
  if (!record.line.outstanding) return;
  const std::string& eid = record.eis.eid();
  const es::Time now = clock_();
  if (record.line.outstanding->deadline <= now) {
    const OutstandingPacket late = std::move(*record.line.outstanding);
    record.line.outstanding.reset();
    save(record);
    trace(eid, eid + ": no proof of receipt in time");
    step_by_id(record, late.transaction, flow::CardSilent{late.command});
  } else if (record.line.outstanding->repeat_at <= now) {
    repeat_outstanding(record);
  }
}

void SmSr::repeat_outstanding(EuiccRecord& record) {
  OutstandingPacket& outstanding = *record.line.outstanding;
  const flow::Transaction* owner = record.find(outstanding.transaction);
  // Nobody wants it any more (PROC-TIM-03).
  if (owner == nullptr || owner->command != outstanding.command || owner->expiry <= clock_()) {
    outstanding.repeat_at = outstanding.deadline;
    return save(record);
  }
  outstanding.repeat_at = clock_() + settings_.packet_repeat;
  ++outstanding.repetitions;
  const auto message = message_of_outstanding(record);
  save(record);
  const std::string& eid = record.eis.eid();
  trace(eid, eid + ": no proof of receipt yet, the packet is sent again");
  const auto sent = message ? bearer_.submit(*message) : host::Result<void>(tl::unexpected(message.error()));
  if (!sent) trace(eid, eid + ": not delivered: " + sent.error().describe());
}

void SmSr::send_next(EuiccRecord& record) {
  const std::string eid = record.eis.eid();
  while (record.has_turn()) {
    const QueuedScript queued = std::move(record.line.queue.front());
    record.line.queue.pop_front();
    const flow::Transaction* owner = record.find(queued.transaction);
    if (owner == nullptr || owner->command != queued.script.command) {  // obsolete meanwhile
      save(record);
      continue;
    }
    auto message = prepare(record, queued);
    // Counter and packet are durable before it is sent (oncard 10): the card may answer while the network
    // still delivers.
    if (message) save(record);
    const auto sent =
        message ? bearer_.submit(*message) : host::Result<void>(tl::unexpected(message.error()));
    if (sent) continue;
    trace(eid, eid + ": not delivered: " + sent.error().describe());
    record.line.outstanding.reset();
    save(record);
    step_by_id(record, queued.transaction, flow::CardUnreachable{sent.error().what, queued.script.command});
  }
}

void SmSr::on_undelivered(const std::string& eid, const std::string& packet_id, const std::string& reason) {
  auto record = store_.load(eid);
  if (!record || !record->line.outstanding || record->line.outstanding->id() != packet_id) return;
  trace(eid, eid + ": not delivered: " + reason);
  if (record->line.outstanding->repetitions != 0) return;  // an earlier one may have reached the card
  const OutstandingPacket lost = std::move(*record->line.outstanding);
  record->line.outstanding.reset();
  save(*record);
  step_by_id(*record, lost.transaction, flow::CardUnreachable{reason, lost.command});
}

void SmSr::on_short_message(const std::string& eid, Bytes submit_tpdu, const std::string& msisdn) {
  auto record = store_.load(eid);
  if (!record) return trace(eid, "a short message of " + eid + ": " + record.error().what);
  // A card sends one message after another: what is incomplete belongs to the one at hand.
  host::ota::SubmitReassembly reassembly;
  for (const ByteString& part : record->line.parts) static_cast<void>(reassembly.add(part));
  auto message = reassembly.add(submit_tpdu);
  if (!message) return trace(eid, eid + ": unreadable short message: " + message.error().what);
  if (!*message) {
    record->line.parts.push_back(host::to_byte_string(submit_tpdu));
    if (record->line.parts.size() > Line::kept_parts) record->line.parts.pop_front();
    return save(*record);
  }
  if (!record->line.parts.empty()) {
    record->line.parts.clear();
    save(*record);
  }
  if ((*message)->kind == wire::PacketKind::Response)
    on_response(*record, (*message)->packet, msisdn);
  else
    on_card_message(*record, (*message)->packet, msisdn);
}

void SmSr::on_response(EuiccRecord& record, Bytes packet, const std::string& msisdn) {
  const std::string eid = record.eis.eid();
  if (!record.line.outstanding) return trace(eid, eid + ": a proof of receipt that nobody waits for");
  auto keys = key_set(record);
  if (!keys) return trace(eid, eid + ": " + keys.error().what);
  auto proof = keys->open_response(record.line.outstanding->packet, packet);
  if (!proof || !proof->authentic) return trace(eid, eid + ": proof of receipt dropped, not authentic");
  const bool repeated = record.line.outstanding->repetitions != 0;
  if (repeated && proof->status == wire::PacketStatus::CounterLow)
    return trace(eid, eid + ": the card had the packet before, its first answer is awaited");
  const std::string id = record.line.outstanding->transaction;
  const unsigned command = record.line.outstanding->command;
  record.line.outstanding.reset();
  if (!msisdn.empty()) record.line.msisdn = msisdn;
  save(record);
  const auto answers = proof->status == wire::PacketStatus::Ok ? answers_of(proof->data) : std::nullopt;
  if (answers)
    step_by_id(record, id, flow::CardAnswered{*answers, command});
  else
    step_by_id(record, id, flow::CardUnreachable{std::string(wire::describe(proof->status)), command});
}

void SmSr::on_card_message(EuiccRecord& record, Bytes packet, const std::string& msisdn) {
  const std::string eid = record.eis.eid();
  auto keys = key_set(record);
  if (!keys) return trace(eid, eid + ": " + keys.error().what);
  const auto message = keys->open_command(packet);
  if (!message) return trace(eid, eid + ": message from the card dropped: " + message.error().describe());
  const auto notification = read_notification(message->data);
  if (!notification || notification->eid != eid) return trace(eid, eid + ": notification dropped, malformed");
  // What was heard before may come from anywhere: its counter is zero.
  if (!msisdn.empty() && record.last_notification != *notification) record.line.msisdn = msisdn;
  on_notification(record, *notification);
}

void SmSr::on_notification(EuiccRecord& record, const flow::CardNotification& n) {
  const std::string eid = record.eis.eid();
  trace(eid, "ES5.HandleDefaultNotification type " + std::to_string(static_cast<int>(n.type)) + " number " +
                 std::to_string(n.number) + " ISD-P " + host::to_hex(n.isd_p_aid));
  const auto& last = record.last_notification;
  if (last && n.number < last->number) return trace(eid, eid + ": notification dropped, old number");
  const bool repeated = last && *last == n;
  record.last_notification = n;
  if (!repeated) {
    es::AuditRecord entry{
        settings_.id, clock_(), static_cast<es::AuditOperation>(n.type), {}, {}, n.isd_p_aid, {}, n.imei};
    record.eis.audit_trail.push_back(std::move(entry));
    if (!n.imei.empty()) record.eis.imei = n.imei;
  }
  for (flow::Transaction& transaction : record.transactions)
    if (flow::awaits(transaction, record.eis, n)) {
      // A confirmation that is already on its way is not sent twice.
      if (repeated && record.under_way(transaction.id)) return save(record);
      return step(record, transaction, flow::Notified{n});
    }
  if (repeated)
    confirm(record, n.number);  // the confirmation was lost: again (PROC-NOT-11)
  else
    take_fact(record, n);
}

/// No switch waits for it (PROC-NOT-13).
void SmSr::take_fact(EuiccRecord& record, const flow::CardNotification& n) {
  es::EisProfile* reported = record.eis.find_aid(n.isd_p_aid);
  const bool fact = n.type != flow::NotificationType::ChangeSucceeded;
  const bool known = reported != nullptr && reported->state == es::ProfileState::Enabled;
  if (reported == nullptr || (!fact && !known)) {
    record.suspect = true;
    save(record);
    return trace(record.eis.eid(), record.eis.eid() + ": unexpected notification, an audit is needed");
  }
  std::vector<flow::Change> changed;
  const auto become = [&](es::EisProfile& profile, es::ProfileState state, es::ProfileEvent event) {
    if (profile.state != state) changed.push_back(flow::change_of(event, profile));
    profile.state = state;
  };
  for (es::EisProfile& profile : record.eis.profiles)
    if (&profile != reported && profile.state == es::ProfileState::Enabled)
      become(profile, es::ProfileState::Disabled, es::ProfileEvent::Disabled);
  become(*reported, es::ProfileState::Enabled, es::ProfileEvent::Enabled);
  // Nobody asked for a fall-back: all hear of it. A roll-back is no news (PROC-FAN-06).
  if (n.type != flow::NotificationType::FallBack) changed.clear();
  confirm(record, n.number, std::move(changed));
}

void SmSr::confirm(EuiccRecord& record, std::uint16_t number, std::vector<flow::Change> changed) {
  for (const flow::Transaction& running : record.transactions)
    if (running.kind == flow::Kind::Confirm && running.notification_number == number) return save(record);
  flow::Transaction transaction;
  transaction.id = new_id();
  transaction.kind = flow::Kind::Confirm;
  transaction.eid = record.eis.eid();
  transaction.expiry = clock_() + settings_.default_validity;
  transaction.notification_number = number;
  transaction.changed = std::move(changed);
  record.transactions.push_back(transaction);
  step(record, record.transactions.back(), flow::Started{});
}

}  // namespace sixline::servers::smsr
