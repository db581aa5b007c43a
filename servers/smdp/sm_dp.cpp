#include "servers/smdp/sm_dp.hpp"

#include <algorithm>

#include "host/es/request_content.hpp"
#include "servers/smdp/functions.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;
using lines::Handled;
using Level = lines::LogLine::Level;

namespace {

/// The caller is known, and in a role that has this function (PROC-GEN-01).
std::optional<EsStatus> caller_refusal(const lines::Peers& peers, const lines::Received& received) {
  const lines::Peer* peer = peers.find(received.sender);
  if (peer == nullptr) return EsStatus::of(Failure::CallerUnknown, {}, received.sender);
  const bool allowed = std::any_of(peer->roles.begin(), peer->roles.end(), [&](lines::PeerRole role) {
    return lines::may_call(role, *received.message.function);
  });
  if (allowed) return std::nullopt;
  return EsStatus::of(Failure::CallerDenied, {}, received.sender);
}

/// What the SM-SR did to a profile, in our records (PROC-PATH-06).
Result<void> note(Work& work, const Job& job, const es::Message& response) {
  if (job.es3 != "DeleteISDP" || !es::status_of(response).ok()) return {};
  return Stock(work.unit).forget_use(job.es3_iccid, job.eid);
}

}  // namespace

Work SmDp::work(store::Unit& unit, lines::Effects& effects) const {
  return {office_, unit, effects,
          lines::Correspondence(unit, office_.peers, office_.identity.self, clock_())};
}

Result<Handled> SmDp::on_message(store::Unit& unit, const lines::Received& received,
                                 const store::ReceivedRow& row, lines::Effects& effects) {
  Work now = work(unit, effects);
  const es::Function& function = *received.message.function;
  const FunctionRow* entry = find_function(function);
  std::optional<EsStatus> refusal = caller_refusal(office_.peers, received);
  if (!refusal && entry == nullptr)
    refusal = EsStatus::of(Failure::CallerDenied, "not a function of an SM-DP");
  if (!refusal) return entry->handler(now, {*entry, received, row});
  say(now, Level::Warning, received, "refused: " + refusal->describe());
  if (received.message.kind != es::Kind::Request) return std::nullopt;
  return es::response_of(function, *refusal);
}

Result<void> SmDp::on_response(store::Unit& unit, const std::string& sender, const std::string& message_id,
                               const es::Message& response, lines::Effects& effects) {
  Work now = work(unit, effects);
  const std::string what = es::qualified_name(*response.function) + " answered";
  const auto call = unit.find_call(message_id);
  if (!call) return tl::unexpected(call.error());
  if (!*call) {
    effects.log.push_back({Level::Warning, {}, message_id, {}, what + " a call that nobody waits for"});
    return {};
  }
  auto row = unit.lock_job((*call)->job_id);
  if (!row && row.error().code != host::ErrorCode::NotFound) return tl::unexpected(row.error());
  if (!row) return unit.remove_call(message_id);
  auto job = job_of(*row);
  if (!job) return tl::unexpected(job.error());
  // Between the two looks somebody else may have taken the same answer.
  if (job->awaited != message_id) return {};
  // Who may answer on ES3 need not be the one who was asked (PROC-GEN-01).
  if (sender != job->smsr_id) {
    say(now, Level::Warning, *job, what + " by " + sender + ", who was not asked");
    return {};
  }
  if (response.kind != es::Kind::Response || response.function->interface != es::Interface::Es3 ||
      response.function->name != job->es3) {
    say(now, Level::Warning, *job, what + " a call of ES3." + job->es3);
    return {};
  }
  if (auto removed = unit.remove_call(message_id); !removed) return removed;
  job->awaited.clear();
  return take_response(now, *job, response);
}

Result<void> SmDp::take_response(Work& work, Job& job, const es::Message& response) const {
  if (job.answered) {
    say(work, Level::Warning, job, "ES3." + job.es3 + ": late answer: " + es::status_of(response).describe());
    if (auto noted = note(work, job, response); !noted) return noted;
    return keep(work, job);
  }
  if (!job.download) {
    if (auto noted = note(work, job, response); !noted) return noted;
    return finish_relay(work, job, response);
  }
  auto answer = es::answer_of(response);
  if (!answer) {
    answer.emplace();
    answer->status = EsStatus::of(Failure::Internal, "the SM-SR's answer cannot be used");
  }
  return step_download(work, job, flow::Es3Answered{std::move(*answer)});
}

Result<void> SmDp::fail(Work& work, Job& job, const EsStatus& status) const {
  if (!job.download) return fail_relay(work, job, status);
  es::Answer answer;
  answer.status = status;
  return step_download(work, job, flow::Es3Answered{std::move(answer)});
}

Result<void> SmDp::expire(Work& work, Job& job) const {
  if (job.download) return step_download(work, job, flow::DownloadExpired{});
  return fail_relay(work, job, EsStatus::of(Failure::TimeToLive));
}

Result<void> SmDp::on_undelivered(store::Unit& unit, const store::OutboxRow& row, lines::Effects& effects) {
  Work now = work(unit, effects);
  effects.log.push_back({Level::Warning, row.eid, row.message_id, row.context_id,
                         row.function + " to " + row.recipient + " not delivered: " + row.last_error});
  const auto call = unit.find_call(row.message_id);
  if (!call) return tl::unexpected(call.error());
  if (!*call) return {};  // an answer or a notification: its procedure is over (PROC-GEN-05)
  if (auto removed = unit.remove_call(row.message_id); !removed) return removed;
  auto job_row = unit.lock_job((*call)->job_id);
  if (!job_row && job_row.error().code == host::ErrorCode::NotFound) return {};
  if (!job_row) return tl::unexpected(job_row.error());
  auto job = job_of(*job_row);
  if (!job) return tl::unexpected(job.error());
  if (job->awaited != row.message_id) return {};
  job->awaited.clear();
  if (job->answered) return keep(now, *job);
  if (job->expiry <= now.now()) return expire(now, *job);
  return fail(now, *job, EsStatus::of(Failure::Internal, "the SM-SR cannot be reached: " + row.last_error));
}

Result<bool> SmDp::on_due(store::Unit& unit, es::Time now, lines::Effects& effects) {
  const auto row = unit.lock_due_job(now);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return false;
  Work event = work(unit, effects);
  auto job = job_of(**row);
  Result<void> done;
  if (!job) {
    // It would be due again at once, and stand in the way of all others; kept for whoever looks into it.
    effects.log.push_back({Level::Error, (*row)->eid, {}, {}, "put off: " + job.error().what});
    done = unit.put_off_job((*row)->id);
  } else if (job->answered) {
    // Nobody waits for the late answer any longer.
    if (!job->awaited.empty()) done = unit.remove_call(job->awaited);
    if (done) done = unit.remove_job(job->id);
  } else {
    done = expire(event, *job);
  }
  if (!done) return tl::unexpected(done.error());
  return true;
}

Result<std::optional<es::Time>> SmDp::next_due(store::Unit& unit) {
  return unit.next_job_wake();
}

}  // namespace sixline::servers::smdp
