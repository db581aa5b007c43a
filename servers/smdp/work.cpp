#include "servers/smdp/work.hpp"

#include <algorithm>

#include "servers/smdp/translation.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;

void say(Work& work, lines::LogLine::Level level, const lines::Received& received, std::string text) {
  const es::Value& content = received.message.content;
  std::string eid = content.shape().find("Eid") != nullptr ? content.text("Eid") : std::string();
  work.effects.log.push_back({level, std::move(eid), received.header.message_id, received.header.context_id,
                              es::qualified_name(*received.message.function) + " " + text});
}

void say(Work& work, lines::LogLine::Level level, const Job& job, std::string text) {
  work.effects.log.push_back({level, job.eid, job.message_id, job.context_id, std::move(text)});
}

Job job_for(Work& work, const lines::Received& received, const store::ReceivedRow& row,
            std::int64_t default_validity) {
  const es::Value& content = received.message.content;
  const es::Caller caller = received.caller();
  Job job;
  job.id = host::to_hex(host::crypto::random_bytes<12>(work.office.random));
  if (content.shape().find("Eid") != nullptr) job.eid = content.text("Eid");
  job.function = row.function;
  job.caller = row.caller;
  job.call_id = row.call_id;
  job.message_id = received.header.message_id;
  job.context_id = received.header.context_id;
  job.smsr_id = smsr_of(received.message);
  job.expiry = work.now() + (caller.validity_seconds > 0 ? caller.validity_seconds : default_validity);
  return job;
}

std::optional<EsStatus> smsr_refusal(const Work& work, const es::Message& es2_request) {
  const std::string& id = smsr_of(es2_request);
  const es::Function& any = es::function_named(es::Interface::Es3, "GetEIS");
  const bool known = work.office.peers.has_role(id, lines::PeerRole::SmSr) &&
                     work.office.peers.url_of(id, any, es::Kind::Request);
  if (known) return std::nullopt;
  return EsStatus::of(Failure::SmSrUnknown, {}, id);
}

Result<bool> call_smsr(Work& work, Job& job, es::Message request) {
  const es::Value& content = request.content;
  job.es3 = request.function->name;
  job.es3_iccid = content.shape().find("Iccid") != nullptr ? content.text("Iccid") : std::string();
  // One second less, so that the SM-SR's own word about the end comes before ours.
  const std::int64_t left = std::max<std::int64_t>(job.expiry - work.now() - 1, 1);
  es::write_call(request, {work.own_id(), job.caller, job.id + "/" + std::to_string(++job.calls), left});
  es::soap::Header cause;
  cause.context_id = job.context_id;
  const auto id = work.lines.call(job.smsr_id, request, job.expiry, &cause);
  if (!id && id.error().code == host::ErrorCode::NotFound) return false;
  if (!id) return tl::unexpected(id.error());
  job.awaited = *id;
  work.effects.outbox = true;
  if (auto put = work.unit.put_call({*id, job.id}); !put) return tl::unexpected(put.error());
  return true;
}

Result<void> answer_operator(Work& work, Job& job, const es::Message& response) {
  job.answered = true;
  say(work, lines::LogLine::Level::Info, job, job.function + ": " + es::status_of(response).describe());
  const auto row = work.unit.find_received(job.caller, job.function, job.call_id);
  if (!row) return tl::unexpected(row.error());
  if (!*row) {
    say(work, lines::LogLine::Level::Warning, job,
        job.function + ": the call is forgotten, nobody to answer");
    return {};
  }
  work.effects.outbox = true;
  return work.lines.answer(**row, response);
}

Result<void> keep(Work& work, const Job& job) {
  if (!job.answered) return work.unit.put_job(row_of(job, job.expiry));
  if (job.awaited.empty()) return work.unit.remove_job(job.id);
  return work.unit.put_job(row_of(job, work.now() + work.office.settings.late_answers));
}

}  // namespace sixline::servers::smdp
