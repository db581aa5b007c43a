// The way between the SM-SR and one card: scripts in SCP80 packets in short messages, proofs of receipt and
// notifications back.
#include <algorithm>

#include "host/es/es5.hpp"
#include "host/ota/script.hpp"
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

host::Result<host::scp::SentPacket> SmSr::wrap(EuiccRecord& record, const flow::SendToCard& script) {
  auto keys = key_set(record);
  if (!keys) return tl::unexpected(keys.error());
  RecordCounter counter(record);
  auto packet = keys->wrap(script.tar, script_of(script), counter);
  if (!packet) return packet;
  // The counter is durable before the packet is sent (oncard 10).
  if (auto saved = store_.save(record); !saved) return tl::unexpected(saved.error());
  return packet;
}

void SmSr::send_next(const std::string& eid, Line& line) {
  while (!line.outstanding && !line.queue.empty()) {
    const Queued queued = std::move(line.queue.front());
    line.queue.pop_front();
    auto record = store_.load(eid);
    const flow::Transaction* owner = record ? record->find(queued.transaction) : nullptr;
    if (owner == nullptr || owner->command != queued.script.command) continue;  // obsolete meanwhile
    auto packet = wrap(*record, queued.script);
    auto sender = wire::SmsAddress::from_digits(settings_.number);
    if (!packet || !sender) {
      trace(eid + ": " + (packet ? "bad number of the SM-SR" : packet.error().describe()));
      step_by_id(eid, queued.transaction, flow::CardUnreachable{"cannot be secured", queued.script.command});
      continue;
    }
    auto messages = host::ota::deliver_messages(packet->packet, {*sender, {}}, ++line.reference);
    // Before submitting: the card may answer while the network still delivers.
    line.outstanding =
        Outstanding{queued.transaction, queued.script.command, *packet, clock_() + settings_.proof_timeout};
    auto sent =
        messages ? bearer_.submit(eid, *messages) : host::Result<void>(tl::unexpected(messages.error()));
    if (sent) continue;
    trace(eid + ": not delivered: " + sent.error().describe());
    line.outstanding.reset();
    step_by_id(eid, queued.transaction, flow::CardUnreachable{sent.error().what, queued.script.command});
  }
}

void SmSr::on_short_message(const std::string& eid, Bytes submit_tpdu) {
  Line& line = lines_[eid];
  auto message = line.reassembly.add(submit_tpdu);
  if (!message) return trace(eid + ": unreadable short message: " + message.error().what);
  if (!*message) return;  // parts are missing
  if ((*message)->kind == wire::PacketKind::Response)
    on_response(eid, line, (*message)->packet);
  else
    on_card_message(eid, (*message)->packet);
}

void SmSr::on_response(const std::string& eid, Line& line, Bytes packet) {
  if (!line.outstanding) return trace(eid + ": a proof of receipt that nobody waits for");
  const auto record = store_.load(eid);
  auto keys = record ? key_set(*record) : host::Result<host::scp::Scp80>(tl::unexpected(record.error()));
  if (!keys) return trace(eid + ": " + keys.error().what);
  auto proof = keys->open_response(line.outstanding->packet, packet);
  if (!proof || !proof->authentic) return trace(eid + ": proof of receipt dropped, not authentic");
  const std::string id = line.outstanding->transaction;
  const unsigned command = line.outstanding->command;
  line.outstanding.reset();
  const auto answers = proof->status == wire::PacketStatus::Ok ? answers_of(proof->data) : std::nullopt;
  if (answers)
    step_by_id(eid, id, flow::CardAnswered{*answers, command});
  else
    step_by_id(eid, id, flow::CardUnreachable{std::string(wire::describe(proof->status)), command});
}

void SmSr::on_card_message(const std::string& eid, Bytes packet) {
  auto record = store_.load(eid);
  auto keys = record ? key_set(*record) : host::Result<host::scp::Scp80>(tl::unexpected(record.error()));
  if (!keys) return trace(eid + ": " + keys.error().what);
  const auto message = keys->open_command(packet);
  if (!message) return trace(eid + ": message from the card dropped: " + message.error().describe());
  const auto notification = read_notification(message->data);
  if (!notification || notification->eid != eid) return trace(eid + ": notification dropped, malformed");
  on_notification(*record, *notification);
}

bool SmSr::under_way(const std::string& eid, const std::string& transaction) const {
  const auto found = lines_.find(eid);
  if (found == lines_.end()) return false;
  const Line& line = found->second;
  if (line.outstanding && line.outstanding->transaction == transaction) return true;
  return std::any_of(line.queue.begin(), line.queue.end(),
                     [&](const Queued& queued) { return queued.transaction == transaction; });
}

void SmSr::on_notification(EuiccRecord& record, const flow::CardNotification& n) {
  const std::string eid = record.eis.eid();
  trace("ES5.HandleDefaultNotification type " + std::to_string(static_cast<int>(n.type)) + " number " +
        std::to_string(n.number) + " ISD-P " + host::to_hex(n.isd_p_aid));
  const auto& last = record.last_notification;
  if (last && n.number < last->number) return trace(eid + ": notification dropped, old number");
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
      if (repeated && under_way(eid, transaction.id)) return save(record);
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
    return trace(record.eis.eid() + ": unexpected notification, an audit is needed");
  }
  for (es::EisProfile& profile : record.eis.profiles)
    if (profile.state == es::ProfileState::Enabled) profile.state = es::ProfileState::Disabled;
  reported->state = es::ProfileState::Enabled;
  confirm(record, n.number);
}

void SmSr::confirm(EuiccRecord& record, std::uint16_t number) {
  for (const flow::Transaction& running : record.transactions)
    if (running.kind == flow::Kind::Confirm && running.notification_number == number) return save(record);
  flow::Transaction transaction;
  transaction.id = new_id();
  transaction.kind = flow::Kind::Confirm;
  transaction.eid = record.eis.eid();
  transaction.expiry = clock_() + settings_.default_validity;
  transaction.notification_number = number;
  record.transactions.push_back(transaction);
  step(record, record.transactions.back(), flow::Started{});
}

}  // namespace sixline::servers::smsr
