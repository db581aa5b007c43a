#include "tools/sixline/in_process_smsr.hpp"

#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"
#include "host/es/request_content.hpp"
#include "servers/lines/reception.hpp"

namespace sixline::tools {

namespace es = host::es;
namespace lines = servers::lines;
namespace smsr = servers::smsr;
namespace soap = host::es::soap;
namespace store = servers::store;
using host::Result;

namespace {

constexpr std::string_view here = "in-process:";
constexpr std::string_view message_prefix = "uuid:";
constexpr std::size_t all = 1000;

lines::Peer peer(const std::string& id, lines::PeerRole role) {
  lines::Peer out;
  out.id = id;
  out.roles = {role};
  out.base_url = std::string(here) + id;
  return out;
}

}  // namespace

InProcessSmSr::InProcessSmSr(InProcessSmSrSettings settings, store::Store& own_store,
                             SmSrSurroundings& surroundings, Clock clock)
    : settings_(std::move(settings)),
      store_(own_store),
      surroundings_(surroundings),
      clock_(std::move(clock)) {
  peers_.add(peer(settings_.eum_id, lines::PeerRole::Eum));
  peers_.add(peer(settings_.smdp_id, lines::PeerRole::SmDp));
  for (const std::string& id : settings_.operator_ids) peers_.add(peer(id, lines::PeerRole::Operator));
  self_ = {settings_.id, "SM-SR", std::string(here)};
  smsr::SmSrOffice office{settings_.smsr, self_, settings_.ci, peers_};
  office.finds_cards_by_eid = true;
  desk_.emplace(std::move(office), clock_);
}

template <class Step>
auto InProcessSmSr::unit(Step step) {
  using Value =
      typename decltype(step(std::declval<store::Unit&>(), std::declval<lines::Effects&>()))::value_type;
  lines::Effects effects;
  auto open = store_.begin();
  auto done = open ? step(**open, effects) : decltype(step(**open, effects))(tl::unexpected(open.error()));
  if (done) {
    if (auto committed = (*open)->commit(); !committed) done = tl::unexpected(committed.error());
  }
  if (open) open->reset();
  if (done)
    follow(effects);
  else
    surroundings_.on_trace("SM-SR: " + done.error().describe());
  if constexpr (!std::is_void_v<Value>) return done ? std::move(*done) : Value{};
}

void InProcessSmSr::follow(const lines::Effects& effects) {
  for (const lines::LogLine& line : effects.log)
    if (line.level != lines::LogLine::Level::Detail) surroundings_.on_trace(line.text);
  for (const lines::ShortMessage& message : effects.short_messages) {
    const auto sent = surroundings_.submit(message);
    if (sent) continue;
    unit([&](store::Unit& open, lines::Effects& more) {
      return desk_->on_short_message_undelivered(open, message.eid, message.packet_id, sent.error().what,
                                                 more);
    });
  }
  post();
}

void InProcessSmSr::post() {
  for (;;) {
    auto open = store_.begin();
    auto rows = open ? (*open)->claim_outbox(clock_(), clock_() + 1, all)
                     : Result<std::vector<store::OutboxRow>>(tl::unexpected(open.error()));
    if (!rows || rows->empty()) return;
    for (const store::OutboxRow& row : *rows) static_cast<void>((*open)->remove_outbox(row.message_id));
    static_cast<void>((*open)->commit());
    open->reset();
    for (const store::OutboxRow& row : *rows) post(row);
  }
}

void InProcessSmSr::post(const store::OutboxRow& row) {
  const auto envelope = soap::read_envelope(row.envelope);
  const es::Decoded* decoded = envelope ? envelope->message() : nullptr;
  if (decoded == nullptr)
    return surroundings_.on_trace("SM-SR: a message that cannot be read: " + row.envelope);
  if (decoded->message.kind == es::Kind::Notification) {
    auto notification = es::notification_of(decoded->message);
    if (!notification) return;
    if (notification->recipient.empty()) notification->recipient = row.recipient;
    return surroundings_.on_notification(*notification);
  }
  auto answer = es::answer_of(decoded->message);
  if (!answer) return surroundings_.on_trace("SM-SR: " + answer.error().describe());
  std::string call_id = envelope->header.relates_to;
  if (call_id.starts_with(message_prefix)) call_id.erase(0, message_prefix.size());
  if (row.recipient + " " + call_id == calling_)
    answer_ = std::move(*answer);
  else
    surroundings_.on_smsr_answer({row.recipient, {}, call_id, 0}, *answer);
}

es::Answer InProcessSmSr::register_eis(const es::RegisterEis& request) {
  return unit([&](store::Unit& open, lines::Effects& effects) {
    return desk_->register_eis(open, request, effects);
  });
}

std::optional<es::Answer> InProcessSmSr::call(servers::flow::AnswerTo interface,
                                              const es::Es3Request& request) {
  const es::Caller& caller = es::caller_of(request);
  const es::Message message = es::message_of(
      interface == servers::flow::AnswerTo::Es3 ? es::Interface::Es3 : es::Interface::Es4, request);
  soap::Header header;
  header.from = {std::string(here) + caller.id, caller.id, {}, {}};
  header.to.address = std::string(here);
  header.reply_to = soap::Endpoint{std::string(here) + caller.id, {}, {}, {}};
  header.message_id = std::string(message_prefix) + caller.message_id;
  header.action = soap::action_of(*message.function, message.kind);
  const soap::Post posted = soap::post_of(header, message);
  const host::http::Request post_of_caller{
      "POST", posted.path, posted.content_type, posted.body, {caller.id, {}, {}}};
  calling_ = caller.id + " " + caller.message_id;
  answer_.reset();
  const lines::Reception reception(soap::Role::SmSr, peers_, self_, *desk_);
  const lines::Taken taken = unit([&](store::Unit& open, lines::Effects& effects) {
    return reception.take(open, post_of_caller, clock_(), effects);
  });
  calling_.clear();
  if (taken.reply.body.empty()) return std::exchange(answer_, std::nullopt);
  const auto envelope = soap::read_envelope(taken.reply.body);
  const es::Decoded* decoded = envelope ? envelope->message() : nullptr;
  auto answer = decoded != nullptr ? es::answer_of(decoded->message)
                                   : wire::Result<es::Answer, es::EsStatus>(tl::unexpected(
                                         es::EsStatus::of(es::Failure::Internal, taken.reply.body)));
  if (answer) return std::move(*answer);
  es::Answer refused;
  refused.status = answer.error();
  return refused;
}

void InProcessSmSr::on_short_message(const std::string& eid, host::Bytes submit_tpdu) {
  unit([&](store::Unit& open, lines::Effects& effects) {
    return desk_->on_short_message_of(open, eid, submit_tpdu, effects);
  });
}

void InProcessSmSr::run() {
  const auto step = [this] {
    return unit(
        [&](store::Unit& open, lines::Effects& effects) { return desk_->on_due(open, clock_(), effects); });
  };
  while (step()) {
  }
}

bool InProcessSmSr::has_queue() {
  const auto next = unit([&](store::Unit& open, lines::Effects&) { return desk_->next_due(open); });
  return next && *next <= clock_();
}

Result<es::Eis> InProcessSmSr::eis(const std::string& eid) {
  auto open = store_.begin();
  if (!open) return tl::unexpected(open.error());
  const auto row = (*open)->find_euicc(eid);
  if (!row) return tl::unexpected(row.error());
  auto record = smsr::record_of(*row);
  if (!record) return tl::unexpected(record.error());
  const auto trail = (*open)->audit_of(eid, all);
  if (!trail) return tl::unexpected(trail.error());
  for (const store::AuditRow& entry : *trail)
    if (auto read = es::audit_record_from_json(nlohmann::json::parse(entry.record, nullptr, false)))
      record->eis.audit_trail.push_back(std::move(*read));
  return std::move(record->eis);
}

}  // namespace sixline::tools
