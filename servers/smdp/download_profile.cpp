// ES2.DownloadProfile: the profile is reserved, then flow::Download says what is asked of the SM-SR
// (PROC-DL).
#include "host/es/request_content.hpp"
#include "servers/smdp/functions.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;
using lines::Handled;
using Level = lines::LogLine::Level;

namespace {

const es::Function& es2_function() {
  static const es::Function& function = es::function_named(es::Interface::Es2, "DownloadProfile");
  return function;
}

flow::DownloadMeans means_for(Work& work, StockItem item) {
  const SmDpOffice& office = work.office;
  flow::DownloadMeans means;
  means.smdp_id = work.own_id();
  means.mno_id = item.mno_id;
  means.required_memory = static_cast<std::uint32_t>(item.package.size()) + office.settings.extra_memory;
  means.package = std::move(item.package);
  means.segments_per_call = office.settings.segments_per_call;
  means.certificate = office.identity.certificate;
  means.sign = office.identity.sign;
  means.random = &office.random;
  means.order = [&work](const std::string& iccid) {
    const auto found = Stock(work.unit).find(iccid);
    return found && *found ? flow::ProfileOrder{(*found)->profile_type, (*found)->address, (*found)->pol2,
                                                !(*found)->job.empty()}
                           : flow::ProfileOrder{};
  };
  means.judge = [&work](const es::Eis& eis) {
    const SmDpIdentity& identity = work.office.identity;
    return judge(eis, identity.ci, identity.eums, work.now());
  };
  return means;
}

/// The download ends: the Operator is answered, and the profile is used or free again.
Result<void> end(Work& work, Job& job, const es::Answer& answer) {
  const auto outcome = job.download->maybe_on_card ? Stock::Outcome::Used : Stock::Outcome::Free;
  if (auto given = Stock(work.unit).give_back(job.download->iccid, outcome); !given) return given;
  return answer_operator(work, job, es::message_of(es2_function(), answer));
}

Result<void> perform(Work& work, Job& job, const flow::DownloadAction& action) {
  if (const auto* call = std::get_if<flow::CallEs3>(&action)) {
    const auto called = call_smsr(work, job, es::message_of(es::Interface::Es3, call->request));
    if (!called) return tl::unexpected(called.error());
    if (*called) return {};
    es::Answer unreachable;
    unreachable.status = EsStatus::of(Failure::SmSrUnknown, {}, job.smsr_id);
    unreachable.iccid = job.download->iccid;
    return end(work, job, unreachable);
  }
  if (const auto* gone = std::get_if<flow::LeftOverGone>(&action))
    return Stock(work.unit).forget_use(gone->iccid, job.eid);
  if (const auto* progress = std::get_if<flow::Progress>(&action)) {
    if (work.office.progress) work.office.progress(job.eid, progress->done, progress->total);
    return {};
  }
  return end(work, job, std::get<flow::AnswerEs2>(action).answer);
}

void say_stage(Work& work, const Job& job, flow::DownloadStage before) {
  using Stage = flow::DownloadStage;
  const Stage after = job.download->stage;
  // The others are calls of ES3, which the line itself tells of.
  if (after != before && after >= Stage::SendingCertificate && after <= Stage::Installing)
    say(work, Level::Info, job, std::string(flow::name_of(after)));
}

}  // namespace

Result<Handled> download_profile(Work& work, const Arrival& arrival) {
  const lines::Received& received = arrival.received;
  const auto refuse = [&](const EsStatus& status) -> Handled {
    say(work, Level::Info, received, "refused: " + status.describe());
    return es::response_of(es2_function(), status);
  };
  const auto request = es::download_of(received.message, received.sender);
  if (!request) return refuse(request.error());
  if (const auto refusal = smsr_refusal(work, received.message)) return refuse(*refusal);
  Job job = job_for(work, received, arrival.record, work.office.settings.card_validity);
  const auto reserved = Stock(work.unit).reserve(*request, job.id);
  if (!reserved) return tl::unexpected(reserved.error());
  if (!reserved->status.ok()) return refuse(reserved->status);
  flow::DownloadState& state = job.download.emplace();
  state.eid = request->eid;
  state.iccid = reserved->item.iccid;
  state.enable_profile = request->enable_profile;
  state.by_type = request->iccid.empty();
  state.maybe_on_card = !reserved->fresh;
  say(work, Level::Info, received, state.iccid + " to " + request->eid);
  if (auto stepped = step_download(work, job, flow::DownloadStarted{}); !stepped)
    return tl::unexpected(stepped.error());
  return std::nullopt;
}

Result<void> step_download(Work& work, Job& job, const flow::DownloadEvent& event) {
  auto item = Stock(work.unit).find(job.download->iccid);
  if (!item) return tl::unexpected(item.error());
  if (!*item) {
    es::Answer lost;
    lost.status = EsStatus::of(Failure::Internal, "the profile is not in stock any more");
    if (auto ended = end(work, job, lost); !ended) return ended;
    return keep(work, job);
  }
  const flow::DownloadStage before = job.download->stage;
  flow::Download download(std::move(*job.download), means_for(work, std::move(**item)));
  const flow::DownloadActions actions = download.step(event);
  job.download = download.state();
  say_stage(work, job, before);
  for (const flow::DownloadAction& action : actions)
    if (auto performed = perform(work, job, action); !performed) return performed;
  return keep(work, job);
}

}  // namespace sixline::servers::smdp
