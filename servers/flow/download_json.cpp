#include <nlohmann/json.hpp>

#include "host/es/eis_json.hpp"
#include "servers/flow/download.hpp"

namespace sixline::servers::flow {

namespace {

using host::scp::Scp03tState;
using nlohmann::json;

template <std::size_t Size>
void read_array(const json& j, std::array<std::uint8_t, Size>& out) {
  const ByteString bytes = es::bytes_from_json(j);
  if (bytes.size() != Size) throw json::other_error::create(502, "wrong length", &j);
  std::copy(bytes.begin(), bytes.end(), out.begin());
}

json session_json(const Scp03tState& s) {
  json awaited = json::array();
  for (const auto& command : s.progress.awaited)
    awaited.push_back({{"counter", command.counter}, {"chaining", es::hex_json(command.chaining)}});
  return {{"host", es::hex_json(s.host_challenge)},
          {"card", es::hex_json(s.card_challenge)},
          {"sequence", s.counter},
          {"predicted", s.predicted},
          {"initialized", s.initialized},
          {"authenticated", s.authenticated},
          {"counter", s.progress.counter},
          {"chaining", es::hex_json(s.progress.chaining)},
          {"awaited", std::move(awaited)}};
}

Scp03tState session_from(const json& j) {
  Scp03tState s;
  read_array(j.at("host"), s.host_challenge);
  read_array(j.at("card"), s.card_challenge);
  j.at("sequence").get_to(s.counter);
  j.at("predicted").get_to(s.predicted);
  j.at("initialized").get_to(s.initialized);
  j.at("authenticated").get_to(s.authenticated);
  j.at("counter").get_to(s.progress.counter);
  read_array(j.at("chaining"), s.progress.chaining);
  for (const json& command : j.at("awaited")) {
    auto& awaited = s.progress.awaited.emplace_back();
    command.at("counter").get_to(awaited.counter);
    read_array(command.at("chaining"), awaited.chaining);
  }
  return s;
}

DownloadState read(const json& j) {
  DownloadState s;
  const int stage = j.at("stage").get<int>();
  if (stage < 0 || stage > static_cast<int>(DownloadStage::Ended))
    throw json::other_error::create(502, "out of range", &j);
  s.stage = static_cast<DownloadStage>(stage);
  j.at("eid").get_to(s.eid);
  j.at("iccid").get_to(s.iccid);
  j.at("enable").get_to(s.enable_profile);
  s.by_type = j.value("byType", false);  // not said by earlier editions
  j.at("maybeOnCard").get_to(s.maybe_on_card);
  s.isd_p_aid = es::bytes_from_json(j.at("isdPAid"));
  j.at("leftOvers").get_to(s.left_overs);
  s.ecasd_key = es::bytes_from_json(j.at("ecasdKey"));
  s.ephemeral = es::bytes_from_json(j.at("ephemeral"));
  s.keys = es::bytes_from_json(j.at("keys"));
  if (j.contains("session")) s.session = session_from(j.at("session"));
  j.at("sessions").get_to(s.sessions);
  j.at("lastCounter").get_to(s.last_counter);
  j.at("position").get_to(s.position);
  j.at("underWay").get_to(s.under_way);
  j.at("completions").get_to(s.completions);
  s.cause = es::status_from_json(j.at("cause"));
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
  json out{{"stage", static_cast<int>(s.stage)},
           {"eid", s.eid},
           {"iccid", s.iccid},
           {"enable", s.enable_profile},
           {"byType", s.by_type},
           {"maybeOnCard", s.maybe_on_card},
           {"isdPAid", es::hex_json(s.isd_p_aid)},
           {"leftOvers", s.left_overs},
           {"ecasdKey", es::hex_json(s.ecasd_key)},
           {"ephemeral", es::hex_json(s.ephemeral)},
           {"keys", es::hex_json(s.keys)},
           {"sessions", s.sessions},
           {"lastCounter", s.last_counter},
           {"position", s.position},
           {"underWay", s.under_way},
           {"completions", s.completions},
           {"cause", es::to_json(s.cause)}};
  if (s.session) out["session"] = session_json(*s.session);
  return out;
}

host::Result<DownloadState> download_from_json(const json& j) {
  try {
    return read(j);
  } catch (const json::exception& error) {
    return host::fail(host::ErrorCode::BadFormat, std::string("download: ") + error.what());
  }
}

}  // namespace sixline::servers::flow
