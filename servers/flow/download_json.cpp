#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"
#include "servers/flow/download.hpp"

namespace sixline::servers::flow {

namespace {

using nlohmann::json;

json request_json(const es::DownloadProfile& r) {
  return {{"caller", es::to_json(r.caller)}, {"eid", r.eid},     {"smsrId", r.smsr_id},
          {"profileType", r.profile_type},   {"iccid", r.iccid}, {"enable", r.enable_profile}};
}

es::DownloadProfile request_from(const json& j) {
  return {es::caller_from_json(j.at("caller")), j.at("eid").get<std::string>(),
          j.at("smsrId").get<std::string>(),    j.at("profileType").get<std::string>(),
          j.at("iccid").get<std::string>(),     j.at("enable").get<bool>()};
}

DownloadState read(const json& j) {
  DownloadState s;
  j.at("id").get_to(s.id);
  const int stage = j.at("stage").get<int>();
  if (stage < 0 || stage > static_cast<int>(DownloadStage::Ended))
    throw json::other_error::create(502, "out of range", &j);
  s.stage = static_cast<DownloadStage>(stage);
  s.request = request_from(j.at("request"));
  j.at("iccid").get_to(s.iccid);
  s.isd_p_aid = es::bytes_from_json(j.at("isdPAid"));
  j.at("leftOvers").get_to(s.left_overs);
  j.at("calls").get_to(s.calls);
  j.at("position").get_to(s.position);
  j.at("sessions").get_to(s.sessions);
  j.at("lastCounter").get_to(s.last_counter);
  s.keys = es::bytes_from_json(j.at("keys"));
  s.cause = es::status_from_json(j.at("cause"));
  j.at("expiry").get_to(s.expiry);
  return s;
}

}  // namespace

std::string_view name_of(DownloadStage stage) {
  switch (stage) {
    case DownloadStage::Begin: return "begin";
    case DownloadStage::GettingEis: return "ES3.GetEIS";
    case DownloadStage::CleaningUp: return "ES3.DeleteISDP (clean-up)";
    case DownloadStage::CompletingOld: return "ES3.ProfileDownloadCompleted (earlier download)";
    case DownloadStage::Creating: return "ES3.CreateISDP";
    case DownloadStage::SendingCertificate: return "ES8.EstablishISDPKeySet (certificate)";
    case DownloadStage::SendingKey: return "ES8.EstablishISDPKeySet (key)";
    case DownloadStage::OpeningSession: return "ES8.DownloadAndInstallation (session)";
    case DownloadStage::Installing: return "ES8.DownloadAndInstallation";
    case DownloadStage::Completing: return "ES3.ProfileDownloadCompleted";
    case DownloadStage::Enabling: return "ES3.EnableProfile";
    case DownloadStage::UndoingError: return "ES3.DeleteISDP (error management)";
    case DownloadStage::Ended: return "ended";
  }
  return "ended";
}

json to_json(const DownloadState& s) {
  return {{"id", s.id},
          {"stage", static_cast<int>(s.stage)},
          {"request", request_json(s.request)},
          {"iccid", s.iccid},
          {"isdPAid", es::hex_json(s.isd_p_aid)},
          {"leftOvers", s.left_overs},
          {"calls", s.calls},
          {"position", s.position},
          {"sessions", s.sessions},
          {"lastCounter", s.last_counter},
          {"keys", es::hex_json(s.keys)},
          {"cause", es::to_json(s.cause)},
          {"expiry", s.expiry}};
}

host::Result<DownloadState> download_from_json(const json& j) {
  try {
    return read(j);
  } catch (const json::exception& error) {
    return host::fail(host::ErrorCode::BadFormat, std::string("download: ") + error.what());
  }
}

}  // namespace sixline::servers::flow
