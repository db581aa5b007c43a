#include "servers/smdp/sm_dp.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "host/pki/chain.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;

namespace {

es::Answer plain(EsStatus status) {
  es::Answer answer;
  answer.status = std::move(status);
  return answer;
}

host::pki::Day day_of(es::Time time) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(time)));
}

}  // namespace

SmDp::SmDp(SmDpSettings settings, host::pki::X509Certificate ci, ByteString certificate,
           host::crypto::Signer sign, host::crypto::Random& random, Stock stock, Es3Link& link, Es2Sink& sink,
           Clock clock)
    : settings_(std::move(settings)),
      ci_(std::move(ci)),
      certificate_(std::move(certificate)),
      sign_(std::move(sign)),
      random_(random),
      stock_(std::move(stock)),
      link_(link),
      sink_(sink),
      clock_(std::move(clock)) {}

std::string SmDp::new_id() {
  return host::to_hex(host::crypto::random_bytes<12>(random_));
}

es::Time SmDp::expiry_of(const es::Caller& caller) const {
  return clock_() + (caller.validity_seconds > 0 ? caller.validity_seconds : settings_.default_validity);
}

std::optional<es::Answer> SmDp::download_profile(const es::DownloadProfile& request) {
  if (!settings_.operators.contains(request.caller.id)) return plain(EsStatus::of(Failure::CallerUnknown));
  if (request.smsr_id != settings_.smsr_id)
    return plain(EsStatus::of(Failure::SmSrUnknown, {}, request.smsr_id));
  auto item = stock_.reserve(request.iccid, request.profile_type, request.eid);
  if (!item) return plain(item.error());
  if ((*item)->mno_id != request.caller.on_behalf_of()) {
    stock_.release((*item)->iccid);
    return plain(EsStatus::of(Failure::NotAllowed, {}, (*item)->iccid));
  }
  flow::DownloadState state;
  state.id = new_id();
  state.request = request;
  state.iccid = (*item)->iccid;
  state.expiry = expiry_of(request.caller);
  trace("ES2.DownloadProfile " + state.iccid + " to " + request.eid);
  downloads_.push_back({flow::Download(std::move(state), means_for(**item)), request.caller});
  step(downloads_.back(), flow::DownloadStarted{});
  return std::nullopt;
}

std::optional<es::Answer> SmDp::relay(const es::Es3Request& request, const std::string& smsr_id) {
  const es::Caller& from = es::caller_of(request);
  if (!settings_.operators.contains(from.id)) return plain(EsStatus::of(Failure::CallerUnknown));
  if (smsr_id != settings_.smsr_id) return plain(EsStatus::of(Failure::SmSrUnknown, {}, smsr_id));
  es::Es3Request onward = request;
  const std::string message_id = new_id();
  std::visit(
      [&](auto& r) {
        r.caller = {settings_.id, from.on_behalf_of(), message_id, from.validity_seconds};
      },
      onward);
  relayed_[message_id] = from;
  calls_.push_back(std::move(onward));
  return std::nullopt;
}

flow::DownloadMeans SmDp::means_for(const StockItem& item) {
  flow::DownloadMeans means;
  means.smdp_id = settings_.id;
  means.mno_id = item.mno_id;
  means.profile_type = item.profile_type;
  means.address = item.address;
  means.pol2 = item.pol2;
  means.package = item.package;
  means.required_memory = static_cast<std::uint32_t>(item.package.size()) + settings_.extra_memory;
  means.certificate = certificate_;
  means.sign = sign_;
  means.random = &random_;
  means.judge = [this](const es::Eis& eis) { return judge(eis); };
  return means;
}

/// Eligibility check (PROC-DL-05).
tl::expected<host::crypto::PublicKey, EsStatus> SmDp::judge(const es::Eis& eis) const {
  const auto packed = host::from_hex(eis.eid());
  const auto eid = packed ? wire::Eid::from(*packed)
                          : wire::Result<wire::Eid, wire::Error>(wire::fail(wire::Error::BadValue));
  const auto& sets = eis.signed_block.ecasd.key_sets;
  if (!eid || sets.empty() || sets[0].certificates.empty())
    return tl::unexpected(EsStatus::of(Failure::EcasdCertificate, "the EIS has no ECASD certificate"));
  const auto eum = host::pki::X509Certificate::from_der(eis.eum_certificate);
  if (!eum) return tl::unexpected(EsStatus::of(Failure::EcasdCertificate, "the EIS has no EUM certificate"));
  auto key = host::pki::verify_ecasd(sets[0].certificates[0].value, *eum, ci_, *eid, day_of(clock_()));
  if (!key) return tl::unexpected(EsStatus::of(Failure::EcasdCertificate, key.error().describe()));
  return *key;
}

void SmDp::on_answer(const std::string& message_id, const es::Answer& answer) {
  if (const auto relayed = relayed_.find(message_id); relayed != relayed_.end()) {
    const es::Caller caller = relayed->second;
    relayed_.erase(relayed);
    // Status and card data pass through unchanged (PROC-PATH-02).
    return sink_.on_es2_answer(caller, answer);
  }
  for (std::size_t i = 0; i < downloads_.size(); ++i)
    if (message_id.starts_with(downloads_[i].download.state().id + "/"))
      return step(downloads_[i], flow::Es3Answered{message_id, answer});
}

void SmDp::step(Running& running, const flow::DownloadEvent& event) {
  const flow::DownloadStage before = running.download.state().stage;
  flow::DownloadActions actions = running.download.step(event);
  const flow::DownloadStage after = running.download.state().stage;
  const bool in_es8 =
      after >= flow::DownloadStage::SendingCertificate && after <= flow::DownloadStage::Installing;
  if (after != before && in_es8) trace(std::string(flow::name_of(after)));
  const bool ended = perform(running, std::move(actions));
  if (ended) std::erase_if(downloads_, [](const Running& r) { return r.download.state().ended(); });
  if (saver_) saver_();
}

/// True when the download has ended. Calls wait for run(), so that no answer comes back into a step.
bool SmDp::perform(Running& running, flow::DownloadActions actions) {
  for (flow::DownloadAction& action : actions) {
    if (auto* call = std::get_if<flow::CallEs3>(&action)) {
      calls_.push_back(std::move(call->request));
    } else if (auto* progress = std::get_if<flow::Progress>(&action)) {
      sink_.on_progress(progress->done, progress->total);
    } else {
      const es::Answer& answer = std::get<flow::AnswerEs2>(action).answer;
      const bool installed = answer.status.ok();
      if (!installed && !answer.status.is(Failure::NoResponse))
        stock_.release(running.download.state().iccid);
      sink_.on_es2_answer(running.caller, answer);
    }
  }
  return running.download.state().ended();
}

void SmDp::run() {
  const es::Time now = clock_();
  for (std::size_t i = 0; i < downloads_.size(); ++i)
    if (downloads_[i].download.state().expiry <= now) return step(downloads_[i], flow::DownloadExpired{});
  while (!calls_.empty()) {
    const es::Es3Request request = std::move(calls_.front());
    calls_.erase(calls_.begin());
    const std::string message_id = es::caller_of(request).message_id;
    if (auto answer = link_.call(request)) on_answer(message_id, *answer);
  }
}

std::vector<nlohmann::json> SmDp::save() const {
  std::vector<nlohmann::json> out;
  for (const Running& running : downloads_) out.push_back(flow::to_json(running.download.state()));
  return out;
}

host::Result<void> SmDp::restore(const std::vector<nlohmann::json>& downloads) {
  for (const nlohmann::json& saved : downloads) {
    auto state = flow::download_from_json(saved);
    if (!state) return tl::unexpected(state.error());
    const StockItem* item = stock_.find(state->iccid);
    if (item == nullptr) return host::fail(host::ErrorCode::NotFound, "not in stock: " + state->iccid);
    const es::Caller caller = state->request.caller;
    downloads_.push_back({flow::Download(std::move(*state), means_for(*item)), caller});
    step(downloads_.back(), flow::DownloadRestarted{});
  }
  return {};
}

}  // namespace sixline::servers::smdp
