#include "servers/smsr/sm_sr.hpp"

#include <algorithm>

#include "host/crypto/random.hpp"
#include "servers/smsr/eis_judgement.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

namespace {

es::Answer plain(EsStatus status) {
  es::Answer answer;
  answer.status = std::move(status);
  return answer;
}

/// What an audit shows: the profiles that were named, or that the caller could see when he asked.
es::Eis audited(const flow::Transaction& t, const es::Eis& eis) {
  es::Eis shown =
      t.answer_to == flow::AnswerTo::Es3 ? es::view_of_smdp(eis, t.caller.id) : es::view_of_profiles(eis);
  std::erase_if(shown.profiles, [&](const es::EisProfile& profile) {
    return std::find(t.iccids.begin(), t.iccids.end(), profile.iccid) == t.iccids.end();
  });
  return shown;
}

std::string function_name(flow::AnswerTo interface, const es::Es3Request& request) {
  const bool on_es4 = interface == flow::AnswerTo::Es4;
  return es::qualified_name(es::function_of(on_es4 ? es::Interface::Es4 : es::Interface::Es3, request));
}

}  // namespace

SmSr::SmSr(SmSrSettings settings, host::pki::X509Certificate ci, EisStore& store, SmsBearer& bearer,
           AnswerSink& sink, Clock clock)
    : settings_(std::move(settings)),
      ci_(std::move(ci)),
      store_(store),
      bearer_(bearer),
      sink_(sink),
      clock_(std::move(clock)) {}

es::Answer SmSr::register_eis(const es::RegisterEis& request) {
  const es::Eis& eis = request.eis;
  if (!settings_.eums.contains(request.caller.id)) return plain(EsStatus::of(Failure::CallerUnknown));
  if (eis.signed_block.eum_id != request.caller.id) return plain(EsStatus::of(Failure::CallerDenied));
  if (store_.load(eis.eid())) return plain(EsStatus::of(Failure::EidInUse, {}, eis.eid()));
  if (auto doubt = doubt_about(eis, ci_, clock_())) {
    trace(eis.eid(), "ES1.RegisterEIS " + eis.eid() + " refused: " + doubt->describe());
    return plain(std::move(*doubt));
  }
  if (const auto breach = es::breach_of(eis)) return plain(EsStatus::of(Failure::ParameterInvalid, *breach));

  EuiccRecord record;
  record.eis = eis;
  record.eis.smsr_id = settings_.id;
  if (!key_set(record))
    return plain(EsStatus::of(Failure::ParameterInvalid, "no SCP80 key set for the ISD-R"));
  record.scp80_counter = eis.isd_r.key_sets.front().counter;
  if (!store_.save(record)) return plain(EsStatus::of(Failure::Internal));
  trace(eis.eid(), "ES1.RegisterEIS " + eis.eid() + ": " + EsStatus::success().describe());
  return plain(EsStatus::success());
}

std::optional<es::Answer> SmSr::call(flow::AnswerTo interface, const es::Es3Request& request,
                                     std::string function) {
  const es::Caller& caller = es::caller_of(request);
  if (auto refused = check_caller(interface, request)) return plain(std::move(*refused));
  auto loaded = store_.load(es::eid_of(request));
  if (!loaded && loaded.error().code == host::ErrorCode::NotFound)
    return plain(EsStatus::of(Failure::EidUnknown, {}, es::eid_of(request)));
  if (!loaded) return plain(EsStatus::of(Failure::Internal, loaded.error().what));
  EuiccRecord& record = *loaded;
  if (std::holds_alternative<es::GetEis>(request)) {
    trace(record.eis.eid(), function_name(interface, request) + " " + record.eis.eid());
    return view(interface, caller, record.eis);
  }
  if (const GivenAnswer* given = record.answer_to(caller)) return given->answer;
  const auto running = std::find_if(
      record.transactions.begin(), record.transactions.end(),
      [&](const auto& t) { return t.caller.id == caller.id && t.caller.message_id == caller.message_id; });
  if (running != record.transactions.end()) return std::nullopt;

  if (const auto* completed = std::get_if<es::ProfileDownloadCompleted>(&request)) {
    es::Answer answer = plain(complete_download(*completed, record));
    trace(completed->eid,
          function_name(interface, request) + " " + completed->iccid + ": " + answer.status.describe());
    record.remember(caller, answer);
    save(record);
    return answer;
  }
  flow::Transaction transaction;
  transaction.id = new_id();
  transaction.answer_to = interface;
  transaction.function = function.empty() ? function_name(interface, request) : std::move(function);
  transaction.caller = caller;
  transaction.eid = record.eis.eid();
  transaction.expiry =
      clock_() + (caller.validity_seconds == 0 ? settings_.default_validity : caller.validity_seconds);
  if (const auto* audit = std::get_if<es::AuditEis>(&request)) transaction.iccids = audit->iccids;
  if (auto refused = admit(interface, request, record, transaction)) {
    trace(transaction.eid, transaction.function + " refused: " + refused->describe());
    return plain(std::move(*refused));
  }
  if (transaction.kind != flow::Kind::SendData)  // the SM-DP names what it sends
    trace(transaction.eid, transaction.function + (transaction.iccid.empty() ? "" : " " + transaction.iccid));
  record.transactions.push_back(transaction);
  step(record, record.transactions.back(), flow::Started{});
  return std::nullopt;
}

void SmSr::step(EuiccRecord& record, flow::Transaction& transaction, const flow::Event& event) {
  flow::Context context{record.eis, clock_(), record.suspect};
  flow::Actions actions = flow::step(transaction, event, context);
  record.suspect = context.suspect;
  if (transaction.ended()) release_lock(record, transaction);
  const bool wants_audit = record.suspect && transaction.ended() && transaction.kind != flow::Kind::AuditEis;
  perform(record, transaction, actions);
  if (wants_audit) start_audit(record);
}

/// The lock of a download goes with its last unfinished ISD-P; every other one with its transaction.
void SmSr::release_lock(EuiccRecord& record, const flow::Transaction& transaction) {
  if (!record.lock) return;
  const bool unfinished =
      std::any_of(record.eis.profiles.begin(), record.eis.profiles.end(), [&](const es::EisProfile& profile) {
        return profile.state <= es::ProfileState::Created && profile.smdp_id == record.lock->holder;
      });
  const bool over =
      record.lock->kind == LockKind::Download ? !unfinished : record.lock->holder == transaction.id;
  if (over) record.lock.reset();
}

/// The EIS may be wrong: the card is asked (PROC-EIS-11).
void SmSr::start_audit(EuiccRecord& record) {
  flow::Transaction audit;
  audit.id = new_id();
  audit.kind = flow::Kind::AuditEis;
  audit.eid = record.eis.eid();
  audit.expiry = clock_() + settings_.default_validity;
  record.transactions.push_back(audit);
  step(record, record.transactions.back(), flow::Started{});
}

void SmSr::step_by_id(EuiccRecord& record, const std::string& id, const flow::Event& event) {
  if (flow::Transaction* transaction = record.find(id)) step(record, *transaction, event);
}

void SmSr::perform(EuiccRecord& record, flow::Transaction& transaction, flow::Actions& actions) {
  const es::Caller caller = transaction.caller;
  const std::string eid = transaction.eid, id = transaction.id, function = transaction.function;
  const std::string command(flow::command_name(transaction));
  for (flow::Action& action : actions) {
    if (auto* reply = std::get_if<flow::AnswerCaller>(&action)) {
      if (transaction.kind == flow::Kind::AuditEis && reply->answer.status.ok())
        reply->answer.eis = audited(transaction, record.eis);
      record.remember(caller, reply->answer);
    } else if (auto* script = std::get_if<flow::SendToCard>(&action)) {
      if (!command.empty()) trace(eid, command);
      record.line.queue.push_back({id, std::move(*script)});
    }
  }
  std::erase_if(record.transactions, [](const flow::Transaction& t) { return t.ended(); });
  if (const auto breach = es::breach_of(record.eis); breach && !record.suspect) {
    record.suspect = true;
    trace(eid, eid + ": " + *breach);
  }
  // Saved before anybody hears of it (PROC-TIM-09).
  save(record);
  for (flow::Action& action : actions) {
    if (auto* reply = std::get_if<flow::AnswerCaller>(&action))
      sink_.on_answer(function, caller, reply->answer);
    else if (auto* notify = std::get_if<flow::Notify>(&action))
      sink_.on_notification(*notify);
  }
}

std::string SmSr::new_id() {
  return host::to_hex(host::crypto::random_bytes<12>(host::crypto::system_random()));
}

void SmSr::save(const EuiccRecord& record) {
  const std::string& eid = record.eis.eid();
  if (auto saved = store_.save(record); !saved) trace(eid, "cannot save: " + saved.error().what);
}

void SmSr::expire(EuiccRecord& record) {
  const es::Time now = clock_();
  std::vector<std::string> over;
  for (const flow::Transaction& transaction : record.transactions)
    if (transaction.expiry <= now && transaction.stage != flow::Stage::Suspect)
      over.push_back(transaction.id);
  for (const std::string& id : over) step_by_id(record, id, flow::ValidityEnded{});
}

void SmSr::run(const std::string& eid) {
  auto record = store_.load(eid);
  if (!record) return trace(eid, "cannot load " + eid + ": " + record.error().what);
  expire(*record);
  look_after_outstanding(*record);
  send_next(*record);
}

void SmSr::run() {
  for (const std::string& eid : store_.eids()) run(eid);
}

bool SmSr::has_queue() const {
  for (const std::string& eid : store_.eids())
    if (const auto record = store_.load(eid); record && record->has_turn()) return true;
  return false;
}

host::Result<es::Eis> SmSr::eis(const std::string& eid) const {
  auto record = store_.load(eid);
  if (!record) return tl::unexpected(record.error());
  return std::move(record->eis);
}

es::Answer SmSr::view(flow::AnswerTo interface, const es::Caller& caller, const es::Eis& eis) const {
  es::Answer answer;
  answer.eis = interface == flow::AnswerTo::Es3 ? es::view_of_smdp(eis, caller.id)
                                                : es::view_of_operator(eis, caller.on_behalf_of());
  return answer;
}

}  // namespace sixline::servers::smsr
