#include "servers/smdp/job.hpp"

#include <nlohmann/json.hpp>

namespace sixline::servers::smdp {

using nlohmann::json;

namespace {

constexpr std::string_view download_kind = "download";
constexpr std::string_view relay_kind = "relay";

Result<Job> read(const store::JobRow& row, const json& j) {
  Job job;
  job.id = row.id;
  job.eid = row.eid;
  j.at("function").get_to(job.function);
  j.at("caller").get_to(job.caller);
  j.at("callId").get_to(job.call_id);
  j.at("messageId").get_to(job.message_id);
  j.at("contextId").get_to(job.context_id);
  j.at("smsrId").get_to(job.smsr_id);
  j.at("expiry").get_to(job.expiry);
  j.at("answered").get_to(job.answered);
  j.at("calls").get_to(job.calls);
  j.at("awaited").get_to(job.awaited);
  j.at("es3").get_to(job.es3);
  j.at("es3Iccid").get_to(job.es3_iccid);
  if (row.kind != download_kind) return job;
  auto state = flow::download_from_json(j.at("download"));
  if (!state) return host::fail(host::ErrorCode::Storage, "job " + row.id + ": " + state.error().what);
  job.download = std::move(*state);
  return job;
}

}  // namespace

store::JobRow row_of(const Job& job, es::Time wake_at) {
  json state{{"function", job.function},
             {"caller", job.caller},
             {"callId", job.call_id},
             {"messageId", job.message_id},
             {"contextId", job.context_id},
             {"smsrId", job.smsr_id},
             {"expiry", job.expiry},
             {"answered", job.answered},
             {"calls", job.calls},
             {"awaited", job.awaited},
             {"es3", job.es3},
             {"es3Iccid", job.es3_iccid}};
  if (job.download) state["download"] = flow::to_json(*job.download);
  return {job.id, std::string(job.download ? download_kind : relay_kind), job.eid, state.dump(), wake_at};
}

Result<Job> job_of(const store::JobRow& row) {
  try {
    return read(row, json::parse(row.state));
  } catch (const json::exception& error) {
    return host::fail(host::ErrorCode::Storage, "job " + row.id + ": " + error.what());
  }
}

}  // namespace sixline::servers::smdp
