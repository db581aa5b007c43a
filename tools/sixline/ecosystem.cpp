#include "tools/sixline/ecosystem.hpp"

#include <chrono>
#include <nlohmann/json.hpp>
#include <ostream>
#include <unistd.h>

#include "host/es/eis_json.hpp"
#include "host/profile/facts.hpp"

namespace sixline::tools {

namespace es = host::es;
using host::ByteString;
using host::ErrorCode;
using host::Result;

namespace {

/// How long, in virtual seconds, a function may take before the command gives up waiting.
constexpr std::int64_t patience = 1800;

}  // namespace

Result<std::unique_ptr<Ecosystem>> Ecosystem::open(const Context& context, const Workspace& workspace,
                                                   bool quiet) {
  std::unique_ptr<Ecosystem> ecosystem(new Ecosystem(context, workspace, quiet));
  if (auto started = ecosystem->start(); !started) return tl::unexpected(started.error());
  return ecosystem;
}

Result<void> Ecosystem::start() {
  auto eis = workspace_.read_eis();
  if (!eis) return tl::unexpected(eis.error());
  eid_ = eis->eid();
  auto pki = workspace_.existing_certificates();
  if (!pki) return tl::unexpected(pki.error());
  if (auto made = make_servers(*pki); !made) return made;
  if (auto registered = register_eis(*eis); !registered) return registered;
  if (auto made = make_device(); !made) return made;
  return resume();
}

Result<void> Ecosystem::make_servers(const host::pki::CertificateSet& pki) {
  auto opened = servers::store::Store::open("sqlite:" + workspace_.sm_sr().string(), test_master_key());
  if (!opened) return tl::unexpected(opened.error());
  sm_sr_store_ = std::move(*opened);
  InProcessSmSrSettings settings{{},
                                 std::string(sm_sr_id),
                                 pki.ci().certificate,
                                 std::string(eum_id),
                                 std::string(sm_dp_id),
                                 {std::string(operator_id)}};
  settings.smsr.number = sm_sr_number;
  sm_sr_ =
      std::make_unique<InProcessSmSr>(std::move(settings), *sm_sr_store_, *this, [this] { return now(); });
  return make_sm_dp(pki);
}

Result<void> Ecosystem::make_sm_dp(const host::pki::CertificateSet& pki) {
  auto opened = servers::store::Store::open("sqlite:" + workspace_.sm_dp().string(), test_master_key());
  if (!opened) return tl::unexpected(opened.error());
  sm_dp_store_ = std::move(*opened);
  InProcessSmDpSettings settings{{{std::string(sm_dp_id), "SM-DP", "in-process:"},
                                  pki.ci().certificate,
                                  {{std::string(eum_id), pki.eum().certificate}},
                                  pki.sm_dp().certificate,
                                  pki.sm_dp().key.signer()},
                                 std::string(sm_sr_id),
                                 std::string(operator_id)};
  sm_dp_ = std::make_unique<InProcessSmDp>(std::move(settings), *sm_dp_store_, *this, *this,
                                           [this] { return now(); });
  return {};
}

Result<void> Ecosystem::register_eis(const es::Eis& eis) {
  if (sm_sr_->eis(eid_)) return {};
  const es::Answer answer =
      sm_sr_->register_eis({{std::string(eum_id), {}, "register-" + std::to_string(now()), 0}, eis});
  if (answer.status.ok()) return {};
  return host::fail(ErrorCode::NotTrusted, "ES1.RegisterEIS: " + answer.status.describe());
}

Result<void> Ecosystem::make_device() {
  GlobalOptions options = context_.options();
  if (options.state.empty()) options.state = workspace_.card().string();
  const Context own(options, context_.out(), context_.err());
  auto connection = own.connect();
  if (!connection) return tl::unexpected(connection.error());
  card_ = std::move(*connection);
  say("card in " + card_->channel().name());
  terminal_ = std::make_unique<host::device::Terminal>(card_->session());
  terminal_->set_sms_sink([this](wire::Bytes tpdu) { from_card_.push_back(host::to_byte_string(tpdu)); });
  terminal_->set_attach([] { return host::device::Registration::Registered; });
  terminal_->set_observer([this](const host::device::TerminalEvent& event) {
    if (event.kind == host::device::EventKind::Refresh) say("REFRESH " + event.text);
  });
  return terminal_->power_on();
}

Result<void> Ecosystem::resume() {
  while (run()) {
  }
  // What an earlier command left undone ends first; the answer that was under way then may never come.
  return wait([this] { return !sm_dp_->busy(); });
}

es::Caller Ecosystem::caller() {
  const auto message_id = host::crypto::random_bytes<12>(host::crypto::system_random());
  return {std::string(operator_id), {}, host::to_hex(message_id), 0};
}

Result<std::string> Ecosystem::stock(ByteString package) {
  auto read = host::profile::Package::read(package);
  if (!read) return tl::unexpected(read.error());
  auto facts = host::profile::facts_of(*read);
  if (!facts) return tl::unexpected(facts.error());
  const auto there = sm_dp_->find(facts->iccid);
  if (there && there->package == package) return facts->iccid;
  return sm_dp_->stock(std::move(package), facts->profile_type);
}

Result<es::Answer> Ecosystem::download(const std::string& iccid, bool enable) {
  es::DownloadProfile request;
  request.caller = caller();
  request.eid = eid_;
  request.smsr_id = sm_sr_id;
  request.iccid = iccid;
  request.enable_profile = enable;
  answer_.reset();
  if (auto refused = sm_dp_->download_profile(request)) return *refused;
  return settle();
}

Result<es::Answer> Ecosystem::request(const es::Es3Request& request) {
  answer_.reset();
  if (auto at_once = sm_sr_->call(servers::flow::AnswerTo::Es4, request)) return *at_once;
  return settle();
}

/// True when something happened.
bool Ecosystem::run() {
  const bool waiting = !to_card_.empty() || !from_card_.empty() || sm_dp_->has_calls();
  sm_dp_->run();
  sm_sr_->run();
  while (!to_card_.empty()) {
    const ByteString tpdu = std::move(to_card_.front());
    to_card_.pop_front();
    if (auto report = terminal_->deliver_sms(tpdu); !report) say("device: " + report.error().describe());
  }
  const bool answered = !from_card_.empty();
  while (!from_card_.empty()) {
    const ByteString tpdu = std::move(from_card_.front());
    from_card_.pop_front();
    sm_sr_->on_short_message(eid_, tpdu);
  }
  return waiting || answered || sm_dp_->has_calls() || sm_sr_->has_queue();
}

Result<void> Ecosystem::wait(const std::function<bool()>& over) {
  for (std::int64_t idle = 0; !over() && idle < patience;) {
    if (run()) continue;
    if (over()) break;
    ++idle;
    ++passed_;
    if (auto passed = terminal_->advance(std::chrono::seconds(1)); !passed)
      return tl::unexpected(passed.error());
  }
  return {};
}

Result<es::Answer> Ecosystem::settle() {
  if (auto waited = wait([this] { return answer_.has_value(); }); !waited)
    return tl::unexpected(waited.error());
  progress_.reset();
  while (run()) {
  }
  if (!answer_) return host::fail(ErrorCode::Timeout, "no answer to the request; the card may need an audit");
  return *answer_;
}

Result<void> Ecosystem::submit(const servers::lines::ShortMessage& message) {
  to_card_.insert(to_card_.end(), message.delivers.begin(), message.delivers.end());
  return {};
}

void Ecosystem::on_smsr_answer(const es::Caller& caller, const es::Answer& answer) {
  if (caller.id == sm_dp_id)
    sm_dp_->on_answer(caller.message_id, answer);
  else
    answer_ = answer;
}

void Ecosystem::on_notification(const es::ProfileNotification& notification) {
  say(es::qualified_name(es::function_of(es::Interface::Es4, notification.event)) + " " + notification.iccid +
      " to " + notification.recipient);
}

std::optional<es::Answer> Ecosystem::call(const es::Es3Request& request) {
  return sm_sr_->call(servers::flow::AnswerTo::Es3, request);
}

void Ecosystem::on_es2_answer(const es::Answer& answer) {
  answer_ = answer;
}

void Ecosystem::on_progress(std::size_t done, std::size_t total) {
  if (quiet_) return;
  const bool on_terminal = isatty(STDOUT_FILENO) != 0 && !context_.options().json;
  if (!progress_) progress_.emplace(context_.out(), on_terminal, "ES8.DownloadAndInstallation", total);
  progress_->show(done);
  if (done == total) progress_.reset();
}

void Ecosystem::say(const std::string& line) {
  if (!quiet_) context_.out() << line << '\n' << std::flush;
}

es::Time Ecosystem::now() const {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(wall).count() + passed_;
}

ExitCode report(const Context& context, const Result<es::Answer>& answer) {
  if (!answer) return context.fail(answer.error());
  if (context.options().json) {
    nlohmann::json out = es::to_json(answer->status);
    out["status"] = es::name_of(answer->status.execution);
    if (!answer->iccid.empty()) out["iccid"] = answer->iccid;
    if (answer->eis) out["eis"] = es::to_json(*answer->eis);
    context.out() << out.dump(2) << '\n';
  } else {
    context.out() << answer->status.describe() << '\n';
  }
  return answer->status.ok() ? ExitCode::Ok : ExitCode::Refused;
}

}  // namespace sixline::tools
