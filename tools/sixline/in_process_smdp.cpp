#include "tools/sixline/in_process_smdp.hpp"

#include <limits>

#include "host/es/request_content.hpp"
#include "host/es/soap/envelope.hpp"
#include "servers/lines/header_json.hpp"

namespace sixline::tools {

namespace es = host::es;
namespace lines = servers::lines;
namespace smdp = servers::smdp;
namespace store = servers::store;
using host::Result;

namespace {

/// Nothing is posted twice but by a new start: every claim is for good.
constexpr es::Time for_good = std::numeric_limits<es::Time>::max() / 2;
constexpr std::size_t all = 1000;

lines::Peer peer(const std::string& id, lines::PeerRole role) {
  lines::Peer out;
  out.id = id;
  out.roles = {role};
  out.base_url = "in-process:" + id;
  return out;
}

}  // namespace

host::crypto::Secret test_master_key() {
  constexpr std::size_t size = 32;
  constexpr std::uint8_t byte = 0x5E;
  return host::crypto::Secret(host::ByteString(size, byte));
}

template <class Step>
auto InProcessSmDp::unit(Step step) {
  using Value = typename decltype(step(std::declval<store::Unit&>()))::value_type;
  auto open = store_.begin();
  auto done = open ? step(**open) : decltype(step(**open))(tl::unexpected(open.error()));
  if (done) {
    if (auto committed = (*open)->commit(); !committed) done = tl::unexpected(committed.error());
  }
  if (!done) sink_.on_trace("SM-DP: " + done.error().describe());
  if constexpr (!std::is_void_v<Value>) return done ? std::move(*done) : Value{};
}

InProcessSmDp::InProcessSmDp(InProcessSmDpSettings settings, store::Store& store, Es3Link& link,
                             Es2Sink& sink, Clock clock)
    : settings_(std::move(settings)), store_(store), link_(link), sink_(sink), clock_(std::move(clock)) {
  peers_.add(peer(settings_.smsr_id, lines::PeerRole::SmSr));
  peers_.add(peer(settings_.operator_id, lines::PeerRole::Operator));
  smdp::SmDpOffice office{{}, settings_.identity, peers_, host::crypto::system_random(), {}};
  office.settings.segments_per_call = 1;  // somebody watches
  office.progress = [this](const std::string&, std::size_t done, std::size_t total) {
    sink_.on_progress(done, total);
  };
  sm_dp_.emplace(std::move(office), clock_);
  // What an earlier start posted and saw no answer to is posted again.
  unit([&](store::Unit& open) { return open.claim_outbox(for_good + 1, clock_(), all); });
}

std::optional<es::Answer> InProcessSmDp::download_profile(const es::DownloadProfile& request) {
  lines::Received received{{}, es::message_of(request), request.caller.id, "in-process:"};
  received.header.from.entity_id = request.caller.id;
  received.header.message_id = "uuid:" + request.caller.message_id;
  lines::Effects effects;
  const auto refused = unit([&](store::Unit& open) -> Result<lines::Handled> {
    store::ReceivedRow row;
    row.caller = request.caller.id;
    row.function = es::qualified_name(*received.message.function);
    row.call_id = request.caller.message_id;
    row.message_id = received.header.message_id;
    row.header = lines::to_json(received.header);
    row.keep_until = for_good;
    if (auto put = open.put_received(row); !put) return tl::unexpected(put.error());
    return sm_dp_->on_message(open, received, row, effects);
  });
  show(effects);
  if (!refused) return std::nullopt;
  return es::answer_of(*refused).value_or(es::Answer{});
}

void InProcessSmDp::run() {
  const auto step = [this] {
    lines::Effects effects;
    const bool more = unit([&](store::Unit& open) { return sm_dp_->on_due(open, clock_(), effects); });
    show(effects);
    return more;
  };
  while (step()) {
  }
  for (;;) {
    const auto rows = unit([&](store::Unit& open) { return open.claim_outbox(clock_(), for_good, all); });
    if (rows.empty()) return;
    for (const store::OutboxRow& row : rows) post(row);
  }
}

bool InProcessSmDp::has_calls() {
  const auto next = unit([](store::Unit& open) { return open.next_outbox_attempt(); });
  return next && *next <= clock_();
}

void InProcessSmDp::post(const store::OutboxRow& row) {
  const auto envelope = es::soap::read_envelope(row.envelope);
  const es::Decoded* decoded = envelope ? envelope->message() : nullptr;
  if (decoded == nullptr) return sink_.on_trace("SM-DP: a message that cannot be read: " + row.envelope);
  if (row.recipient == settings_.smsr_id) return post_to_smsr(row, decoded->message);
  unit([&](store::Unit& open) { return open.remove_outbox(row.message_id); });
  if (const auto answer = es::answer_of(decoded->message)) sink_.on_es2_answer(*answer);
}

void InProcessSmDp::post_to_smsr(const store::OutboxRow& row, const es::Message& message) {
  if (row.give_up_at <= clock_()) {
    lines::Effects effects;
    unit([&](store::Unit& open) -> Result<void> {
      if (auto removed = open.remove_outbox(row.message_id); !removed) return removed;
      return sm_dp_->on_undelivered(open, row, effects);
    });
    return show(effects);
  }
  auto request = es::request_of(message, settings_.identity.self.id);
  if (!request || !*request) return sink_.on_trace("SM-DP: not a request: " + row.function);
  const std::string call_id = message.content.text("FunctionCallIdentifier");
  std::visit([&](auto& fields) { fields.caller.requester = settings_.operator_id; }, **request);
  waiting_[call_id] = {row.message_id, message.function};
  if (const auto answer = link_.call(**request)) on_answer(call_id, *answer);
}

void InProcessSmDp::on_answer(const std::string& call_id, const es::Answer& answer) {
  const auto found = waiting_.find(call_id);
  if (found == waiting_.end()) return sink_.on_trace("SM-DP: an answer to no call: " + call_id);
  const Waiting call = std::move(found->second);
  waiting_.erase(found);
  give(call, answer);
}

void InProcessSmDp::give(const Waiting& call, const es::Answer& answer) {
  lines::Effects effects;
  unit([&](store::Unit& open) -> Result<void> {
    if (auto removed = open.remove_outbox(call.message_id); !removed) return removed;
    return sm_dp_->on_response(open, settings_.smsr_id, call.message_id,
                               es::message_of(*call.function, answer), effects);
  });
  show(effects);
}

void InProcessSmDp::show(const lines::Effects& effects) {
  for (const lines::LogLine& line : effects.log) sink_.on_trace(line.text);
}

Result<std::string> InProcessSmDp::stock(host::ByteString package, std::string profile_type, es::Pol2 pol2) {
  auto open = store_.begin();
  if (!open) return tl::unexpected(open.error());
  auto iccid = smdp::Stock(**open).add(std::move(package), settings_.operator_id, std::move(profile_type), {},
                                       std::move(pol2));
  if (!iccid) return iccid;
  if (auto committed = (*open)->commit(); !committed) return tl::unexpected(committed.error());
  return iccid;
}

std::optional<smdp::StockItem> InProcessSmDp::find(const std::string& iccid) {
  return unit([&](store::Unit& open) { return smdp::Stock(open).find(iccid); });
}

}  // namespace sixline::tools
