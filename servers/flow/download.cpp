#include "servers/flow/download.hpp"

#include "card/wire/tags.hpp"
#include "card/wire/tlv.hpp"
#include "host/es/es8.hpp"
#include "servers/flow/es8_data.hpp"

namespace sixline::servers::flow {

using es::EsStatus;
using es::Failure;
using Stage = DownloadStage;

namespace es8 = host::es::es8;

namespace {

constexpr std::size_t scp03_key_size = 16;
constexpr unsigned max_sessions = 4;

EsStatus security_failure(const host::Error& error) {
  return EsStatus::of(Failure::CardRefused, error.describe());
}

}  // namespace

DownloadActions Download::step(const DownloadEvent& event) {
  DownloadActions actions;
  if (state_.ended()) return actions;
  if (std::holds_alternative<DownloadStarted>(event)) {
    get_eis(actions);
  } else if (std::holds_alternative<DownloadRestarted>(event)) {
    on_restart(actions);
  } else if (const auto* answered = std::get_if<Es3Answered>(&event)) {
    if (answered->message_id == message_id()) on_answer(answered->answer, actions);
  } else if (state_.stage == Stage::Enabling) {
    answer(EsStatus::warning(Failure::NoResponse), actions);
  } else if (state_.stage < Stage::Creating) {
    answer(EsStatus::of(Failure::TimeToLive), actions);
  } else {
    // The ISD-P stays for the next clean-up (PROC-DL-54).
    answer(EsStatus::of(Failure::NoResponse), actions);
  }
  return actions;
}

void Download::on_answer(const es::Answer& answered, DownloadActions& actions) {
  switch (state_.stage) {
    case Stage::GettingEis: return on_eis(answered, actions);
    case Stage::CleaningUp: return on_clean_up(answered, actions);
    case Stage::CompletingOld:
      if (!answered.status.ok()) return answer(answered.status, actions);
      state_.left_overs.erase(state_.left_overs.begin());
      return clean_up_or_create(actions);
    case Stage::Creating: return on_created(answered, actions);
    case Stage::SendingCertificate: return on_challenge(answered, actions);
    case Stage::SendingKey: return on_receipt(answered, actions);
    case Stage::OpeningSession: return on_session(answered, actions);
    case Stage::Installing: return on_segment(answered, actions);
    case Stage::Completing: return on_completed(answered, actions);
    case Stage::Enabling: {
      // The profile is installed whatever became of enabling it (PROC-DL-51).
      EsStatus status = answered.status;
      if (!status.ok()) status.execution = es::Execution::Warning;
      return answer(std::move(status), actions);
    }
    case Stage::UndoingError: return on_undone(answered, actions);
    case Stage::Begin:
    case Stage::Ended: return;
  }
}

void Download::get_eis(DownloadActions& actions) {
  call(Stage::GettingEis, es::GetEis{{}, state_.request.eid}, actions);
}

void Download::on_eis(const es::Answer& answered, DownloadActions& actions) {
  if (!answered.status.ok()) return answer(answered.status, actions);
  if (!answered.eis) return answer(EsStatus::of(Failure::Internal, "GetEIS without an EIS"), actions);
  auto key = means_.judge(*answered.eis);
  if (!key) return answer(key.error(), actions);
  ecasd_key_ = std::move(*key);
  if (state_.stage == Stage::GettingEis && !state_.isd_p_aid.empty()) return send_certificate(actions);
  state_.left_overs.clear();
  for (const es::EisProfile& profile : answered.eis->profiles)
    if (profile.state == es::ProfileState::Created && profile.smdp_id == means_.smdp_id)
      state_.left_overs.push_back(profile.iccid);
  if (state_.left_overs.empty() && answered.eis->remaining_memory < means_.required_memory)
    return answer(EsStatus::of(Failure::Memory), actions);
  clean_up_or_create(actions);
}

void Download::clean_up_or_create(DownloadActions& actions) {
  if (state_.left_overs.empty()) return create(actions);
  es::DeleteProfile request;
  request.eid = state_.request.eid;
  request.iccid = state_.left_overs.front();
  call(Stage::CleaningUp, request, actions);
}

void Download::on_clean_up(const es::Answer& answered, DownloadActions& actions) {
  const std::string iccid = state_.left_overs.front();
  const bool complete_already = answered.status.is(Failure::Pol1);
  if (complete_already && iccid == state_.iccid) return complete(actions);
  if (complete_already) {
    complete(iccid, actions);
    state_.stage = Stage::CompletingOld;
    return;
  }
  if (!answered.status.ok()) return answer(answered.status, actions);
  state_.left_overs.erase(state_.left_overs.begin());
  clean_up_or_create(actions);
}

void Download::create(DownloadActions& actions) {
  es::CreateIsdP request;
  request.eid = state_.request.eid;
  request.iccid = state_.iccid;
  request.mno_id = means_.mno_id;
  request.required_memory = means_.required_memory;
  request.more_to_do = true;
  call(Stage::Creating, request, actions);
}

void Download::on_created(const es::Answer& answered, DownloadActions& actions) {
  // Nothing was created, so nothing is to be undone; what is in doubt waits for the next clean-up.
  if (!answered.status.ok()) return answer(answered.status, actions);
  state_.isd_p_aid = answered.isd_p_aid;
  send_certificate(actions);
}

void Download::send_certificate(DownloadActions& actions) {
  establishment_.reset();
  const ByteString message = host::scp::Scenario3::message_1(means_.certificate);
  const auto commands = es8::establish_isd_p_key_set_1(wire::Aid(state_.isd_p_aid), message);
  if (!commands) return undo(security_failure(commands.error()), actions);
  send_data(Stage::SendingCertificate, c_apdu_run(*commands), true, actions);
}

void Download::on_challenge(const es::Answer& answered, DownloadActions& actions) {
  if (!answered.status.ok()) return undo(answered.status, actions);
  auto answer_data = last_answer(answered.euicc_response);
  auto challenge = answer_data ? host::scp::Scenario3::random_challenge(*answer_data)
                               : host::Result<ByteString>(tl::unexpected(answer_data.error()));
  if (!challenge) return undo(security_failure(challenge.error()), actions);
  if (!ecasd_key_) return get_eis(actions);  // restarted in between: the key is asked for again
  auto ephemeral = host::crypto::PrivateKey::generate(ecasd_key_->curve());
  if (!ephemeral) return undo(security_failure(ephemeral.error()), actions);
  auto establishment =
      host::scp::Scenario3::create(host::scp::KeySetRequest{}, std::move(*ephemeral), *ecasd_key_);
  if (!establishment) return undo(security_failure(establishment.error()), actions);
  auto message = establishment->message_2(*challenge, means_.sign);
  if (!message) return undo(security_failure(message.error()), actions);
  const ByteString before = host::scp::Scenario3::message_1(means_.certificate);
  const auto commands = es8::establish_isd_p_key_set_2(before, *message);
  if (!commands) return undo(security_failure(commands.error()), actions);
  establishment_ = std::move(*establishment);
  send_data(Stage::SendingKey, c_apdu_run(*commands), true, actions);
}

void Download::on_receipt(const es::Answer& answered, DownloadActions& actions) {
  if (!answered.status.ok()) return undo(answered.status, actions);
  auto data = last_answer(answered.euicc_response);
  if (!data) return undo(security_failure(data.error()), actions);
  auto established = establishment_->finish(*data);
  establishment_.reset();
  if (!established) return undo(security_failure(established.error()), actions);
  state_.keys.clear();
  for (const auto& key : established->keys) host::append(state_.keys, key.view());
  state_.last_counter = 0;
  open_session(actions);
}

void Download::open_session(DownloadActions& actions) {
  if (state_.keys.size() != 3 * scp03_key_size) return send_certificate(actions);
  if (++state_.sessions > max_sessions)
    return undo(EsStatus::of(Failure::CardRefused, "no SCP03t session"), actions);
  const auto key = [&](std::size_t n) {
    return host::crypto::Secret(Bytes(state_.keys).subspan(n * scp03_key_size, scp03_key_size));
  };
  host::scp::EstablishedKeys established{0x30, {key(0), key(1), key(2)}};
  auto keys = established.scp03();
  if (!keys) return undo(security_failure(keys.error()), actions);
  session_.emplace(std::move(*keys), host::crypto::random_bytes<8>(*means_.random));
  ByteString data = session_->initialize_update();
  auto authenticate =
      session_->external_authenticate_predicted(state_.last_counter, wire::Aid(state_.isd_p_aid));
  if (!authenticate) return undo(security_failure(authenticate.error()), actions);
  host::append(data, *authenticate);
  state_.position = 0;
  send_data(Stage::OpeningSession, std::move(data), true, actions);
}

void Download::on_session(const es::Answer& answered, DownloadActions& actions) {
  const auto answers = top_level(answered.euicc_response);
  if (answers.empty()) return undo(answered.status, actions);
  if (auto first = session_->accept_initialize_update(answers[0]); !first) {
    // Another counter than predicted: the card told which one it is, so the next session fits.
    if (first.error().code != host::ErrorCode::WrongState)
      return undo(security_failure(first.error()), actions);
    state_.last_counter = session_->counter();
    return open_session(actions);
  }
  state_.last_counter = session_->counter();
  if (answers.size() < 2) return undo(answered.status, actions);
  if (auto second = session_->accept_external_authenticate(answers[1]); !second)
    return undo(security_failure(second.error()), actions);
  send_segment(actions);
}

void Download::send_segment(DownloadActions& actions) {
  const Bytes rest = Bytes(means_.package).subspan(state_.position);
  segment_size_ = std::min(rest.size(), host::scp::scp03t::largest_segment);
  ByteString segment;
  if (auto wrapped = session_->wrap(rest.first(segment_size_), segment); !wrapped)
    return undo(security_failure(wrapped.error()), actions);
  send_data(Stage::Installing, std::move(segment), segment_size_ < rest.size(), actions);
}

void Download::on_segment(const es::Answer& answered, DownloadActions& actions) {
  const auto answers = top_level(answered.euicc_response);
  if (answers.size() != 1) return undo(answered.status, actions);
  auto plain = session_->unwrap(answers[0]);
  if (!plain) return undo(security_failure(plain.error()), actions);
  if (!plain->empty()) {
    const auto report = es8::EuiccResponse::parse(*plain);
    if (!report) return undo(security_failure(report.error()), actions);
    if (report->aborted)
      return undo(EsStatus::of(Failure::CardRefused, "installation: " + report->describe()), actions);
  }
  state_.position += segment_size_;
  actions.push_back(Progress{state_.position, means_.package.size()});
  if (state_.position < means_.package.size()) return send_segment(actions);
  session_.reset();
  if (plain->empty())
    return undo(EsStatus::of(Failure::CardRefused, "the card did not report the end of the installation"),
                actions);
  complete(actions);
}

void Download::complete(DownloadActions& actions) {
  complete(state_.iccid, actions);
}

void Download::complete(const std::string& iccid, DownloadActions& actions) {
  es::ProfileDownloadCompleted request;
  request.eid = state_.request.eid;
  request.iccid = iccid;
  request.profile_type = means_.profile_type;
  request.address = means_.address;
  request.pol2 = means_.pol2;
  call(Stage::Completing, request, actions);
}

void Download::on_completed(const es::Answer& answered, DownloadActions& actions) {
  // The entry stays Created for the next clean-up (PROC-DL-44).
  if (!answered.status.ok()) return answer(answered.status, actions);
  if (!state_.request.enable_profile) return answer(EsStatus::success(), actions);
  enable(actions);
}

void Download::enable(DownloadActions& actions) {
  es::EnableProfile request;
  request.eid = state_.request.eid;
  request.iccid = state_.iccid;
  call(Stage::Enabling, request, actions);
}

void Download::undo(EsStatus cause, DownloadActions& actions) {
  session_.reset();
  if (cause.ok()) cause = EsStatus::of(Failure::CardRefused, "the card gave no usable answer");
  state_.cause = std::move(cause);
  es::DeleteProfile request;
  request.eid = state_.request.eid;
  request.iccid = state_.iccid;
  call(Stage::UndoingError, request, actions);
}

void Download::on_undone(const es::Answer& answered, DownloadActions& actions) {
  // Installation had in fact finished if its own policy now protects the profile (PROC-DL-53).
  if (answered.status.is(Failure::Pol1)) return complete(actions);
  answer(state_.cause, actions);
}

void Download::on_restart(DownloadActions& actions) {
  repeating_ = true;
  switch (state_.stage) {
    case Stage::Begin:
    case Stage::GettingEis: get_eis(actions); break;
    case Stage::CleaningUp:
    case Stage::CompletingOld:
      repeating_ = false;
      get_eis(actions);
      break;
    case Stage::Creating: create(actions); break;
    // The ephemeral key is gone, and with it the exchange: a new one replaces it (PROC-DL-22).
    case Stage::SendingCertificate:
    case Stage::SendingKey:
      repeating_ = false;
      get_eis(actions);
      break;
    case Stage::OpeningSession:
    case Stage::Installing:
      repeating_ = false;
      open_session(actions);
      break;
    case Stage::Completing: complete(actions); break;
    case Stage::Enabling: enable(actions); break;
    case Stage::UndoingError: undo(state_.cause, actions); break;
    case Stage::Ended: break;
  }
  repeating_ = false;
}

void Download::answer(EsStatus status, DownloadActions& actions) {
  state_.stage = Stage::Ended;
  es::Answer out;
  out.status = std::move(status);
  out.iccid = state_.iccid;
  out.isd_p_aid = state_.isd_p_aid;
  actions.push_back(AnswerEs2{std::move(out)});
}

es::Caller Download::caller() const {
  return {means_.smdp_id, means_.mno_id, message_id(), 0};
}

template <class Request>
void Download::call(DownloadStage stage, Request request, DownloadActions& actions) {
  if (!repeating_) ++state_.calls;
  state_.stage = stage;
  request.caller = caller();
  actions.push_back(CallEs3{std::move(request)});
}

void Download::send_data(DownloadStage stage, ByteString data, bool more, DownloadActions& actions) {
  es::SendData request;
  request.eid = state_.request.eid;
  request.sd_aid = state_.isd_p_aid;
  request.data = std::move(data);
  request.more_to_do = more;
  call(stage, std::move(request), actions);
}

}  // namespace sixline::servers::flow
