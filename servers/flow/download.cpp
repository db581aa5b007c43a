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
constexpr unsigned max_completions = 3;

EsStatus security_failure(const host::Error& error) {
  return EsStatus::of(Failure::CardRefused, error.describe());
}

/// Another attempt with the same data may end better (PROC-DL-44).
bool passing(const EsStatus& status) {
  return status.is(Failure::Internal) || status.is(Failure::Busy) || status.is(Failure::TimeToLive);
}

/// What the Operator hears of an installation that the eUICC gave up.
EsStatus given_up(const DownloadState& state, const es8::EuiccResponse& report) {
  Failure failure = Failure::CardRefused;
  // [SGP.02 §5.3.2] not usable for this eUICC: said of what the Operator named
  if (report.lacks_feature())
    failure = state.by_type ? Failure::ProfileTypeUnusable : Failure::IccidUnusable;
  else if (report.lacks_memory())
    failure = Failure::Memory;
  return EsStatus::of(failure, "installation: " + report.describe(), state.iccid);
}

}  // namespace

DownloadActions Download::step(const DownloadEvent& event) {
  DownloadActions actions;
  if (state_.ended()) return actions;
  if (std::holds_alternative<DownloadStarted>(event))
    call(Stage::GettingEis, es::GetEis{{}, state_.eid}, actions);
  else if (const auto* answered = std::get_if<Es3Answered>(&event))
    on_answer(answered->answer, actions);
  else
    on_expired(actions);
  return actions;
}

void Download::on_expired(DownloadActions& actions) {
  switch (state_.stage) {
    case Stage::Enabling: return answer(EsStatus::warning(Failure::NoResponse), actions);
    // Nothing loops: what may be left is collected by the next clean-up (PROC-DL-54).
    case Stage::UndoingError: return answer(state_.cause, actions);
    case Stage::Begin:
    case Stage::GettingEis:
    case Stage::CleaningUp:
    case Stage::CompletingOld: return answer(EsStatus::of(Failure::TimeToLive), actions);
    default: state_.maybe_on_card = true; return answer(EsStatus::of(Failure::NoResponse), actions);
  }
}

void Download::on_answer(const es::Answer& answered, DownloadActions& actions) {
  switch (state_.stage) {
    case Stage::GettingEis: return on_eis(answered, actions);
    case Stage::CleaningUp: return on_clean_up(answered, actions);
    case Stage::CompletingOld: return on_old_completed(answered, actions);
    case Stage::Creating: return on_created(answered, actions);
    case Stage::SendingCertificate: return on_challenge(answered, actions);
    case Stage::SendingKey: return on_receipt(answered, actions);
    case Stage::OpeningSession: return on_session(answered, actions);
    case Stage::Installing: return on_segments(answered, actions);
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

void Download::on_eis(const es::Answer& answered, DownloadActions& actions) {
  if (!answered.status.ok()) return answer(answered.status, actions);
  if (!answered.eis) return answer(EsStatus::of(Failure::Internal, "GetEIS without an EIS"), actions);
  const auto key = means_.judge(*answered.eis);
  if (!key) return answer(key.error(), actions);
  state_.ecasd_key = {host::crypto::parameter_of(key->curve())};
  host::append(state_.ecasd_key, key->point());
  state_.maybe_on_card = state_.maybe_on_card || answered.eis->find(state_.iccid) != nullptr;
  for (const es::EisProfile& profile : answered.eis->profiles) {
    if (profile.state != es::ProfileState::Created || profile.smdp_id != means_.smdp_id) continue;
    // Another order for the same eUICC that is on its way has left nothing over (PROC-DL-60).
    if (profile.iccid == state_.iccid || !means_.order(profile.iccid).under_way)
      state_.left_overs.push_back(profile.iccid);
  }
  if (state_.left_overs.empty() && answered.eis->remaining_memory < means_.required_memory)
    return answer(EsStatus::of(Failure::Memory), actions);
  clean_up_or_create(actions);
}

void Download::clean_up_or_create(DownloadActions& actions) {
  if (state_.left_overs.empty()) return create(actions);
  es::DeleteProfile request;
  request.iccid = state_.left_overs.front();
  call(Stage::CleaningUp, std::move(request), actions);
}

void Download::on_clean_up(const es::Answer& answered, DownloadActions& actions) {
  const std::string iccid = state_.left_overs.front();
  const bool own = iccid == state_.iccid;
  if (answered.status.is(Failure::Pol1))
    return complete(own ? Stage::Completing : Stage::CompletingOld, iccid, actions);
  if (!answered.status.ok()) return answer(answered.status, actions);
  if (own)
    state_.maybe_on_card = false;
  else
    actions.push_back(LeftOverGone{iccid});
  state_.left_overs.erase(state_.left_overs.begin());
  clean_up_or_create(actions);
}

void Download::on_old_completed(const es::Answer& answered, DownloadActions& actions) {
  if (!answered.status.ok()) return answer(answered.status, actions);
  state_.left_overs.erase(state_.left_overs.begin());
  clean_up_or_create(actions);
}

void Download::create(DownloadActions& actions) {
  es::CreateIsdP request;
  request.iccid = state_.iccid;
  request.mno_id = means_.mno_id;
  request.required_memory = means_.required_memory;
  request.more_to_do = true;
  call(Stage::Creating, std::move(request), actions);
}

void Download::on_created(const es::Answer& answered, DownloadActions& actions) {
  // Nothing was created, so nothing is to be undone; what is in doubt waits for the next clean-up.
  const bool refused = answered.status.execution == es::Execution::Failed;
  if (!refused || answered.status.is(Failure::IccidInUse)) state_.maybe_on_card = true;
  if (!answered.status.ok()) return answer(answered.status, actions);
  state_.isd_p_aid = answered.isd_p_aid;
  send_certificate(actions);
}

void Download::send_certificate(DownloadActions& actions) {
  const ByteString message = host::scp::Scenario3::message_1(means_.certificate);
  const auto commands = es8::establish_isd_p_key_set_1(wire::Aid(state_.isd_p_aid), message);
  if (!commands) return undo(security_failure(commands.error()), actions);
  send_data(Stage::SendingCertificate, c_apdu_run(*commands), actions);
}

host::Result<host::crypto::PublicKey> Download::ecasd_key() const {
  if (state_.ecasd_key.empty())
    return host::fail(host::ErrorCode::WrongState, "the key of the ECASD was never asked for");
  const auto curve = host::crypto::curve_of_parameter(state_.ecasd_key[0]);
  if (!curve) return tl::unexpected(curve.error());
  return host::crypto::PublicKey::from_point(*curve, Bytes(state_.ecasd_key).subspan(1));
}

void Download::on_challenge(const es::Answer& answered, DownloadActions& actions) {
  if (!answered.status.ok()) return undo(answered.status, actions);
  auto answer_data = last_answer(answered.euicc_response);
  auto challenge = answer_data ? host::scp::Scenario3::random_challenge(*answer_data)
                               : host::Result<ByteString>(tl::unexpected(answer_data.error()));
  if (!challenge) return undo(security_failure(challenge.error()), actions);
  auto ecasd = ecasd_key();
  if (!ecasd) return undo(security_failure(ecasd.error()), actions);
  auto ephemeral = host::crypto::PrivateKey::generate(ecasd->curve());
  if (!ephemeral) return undo(security_failure(ephemeral.error()), actions);
  const auto scalar = ephemeral->scalar();
  if (!scalar) return undo(security_failure(scalar.error()), actions);
  auto establishment =
      host::scp::Scenario3::create(host::scp::KeySetRequest{}, std::move(*ephemeral), std::move(*ecasd));
  if (!establishment) return undo(security_failure(establishment.error()), actions);
  auto message = establishment->message_2(*challenge, means_.sign);
  if (!message) return undo(security_failure(message.error()), actions);
  const ByteString before = host::scp::Scenario3::message_1(means_.certificate);
  const auto commands = es8::establish_isd_p_key_set_2(before, *message);
  if (!commands) return undo(security_failure(commands.error()), actions);
  state_.ephemeral = host::to_byte_string(scalar->view());
  send_data(Stage::SendingKey, c_apdu_run(*commands), actions);
}

void Download::on_receipt(const es::Answer& answered, DownloadActions& actions) {
  const host::crypto::Secret scalar{Bytes(state_.ephemeral)};
  // Used once, whatever comes of it (PROC-DL-26).
  host::crypto::wipe(state_.ephemeral);
  state_.ephemeral.clear();
  if (!answered.status.ok()) return undo(answered.status, actions);
  const auto data = last_answer(answered.euicc_response);
  if (!data) return undo(security_failure(data.error()), actions);
  auto ecasd = ecasd_key();
  if (!ecasd) return undo(security_failure(ecasd.error()), actions);
  auto ephemeral = host::crypto::PrivateKey::from_scalar(ecasd->curve(), scalar.view());
  if (!ephemeral) return undo(security_failure(ephemeral.error()), actions);
  auto establishment =
      host::scp::Scenario3::create(host::scp::KeySetRequest{}, std::move(*ephemeral), std::move(*ecasd));
  if (!establishment) return undo(security_failure(establishment.error()), actions);
  const auto established = establishment->finish(*data);
  if (!established) return undo(security_failure(established.error()), actions);
  state_.keys.clear();
  for (const auto& key : established->keys) host::append(state_.keys, key.view());
  state_.last_counter = 0;
  open_session(actions);
}

host::Result<host::scp::Scp03Keys> Download::session_keys() const {
  if (state_.keys.size() != 3 * scp03_key_size)
    return host::fail(host::ErrorCode::WrongState, "the ISD-P has no keys yet");
  const auto key = [&](std::size_t n) {
    return host::crypto::Secret(Bytes(state_.keys).subspan(n * scp03_key_size, scp03_key_size));
  };
  return host::scp::EstablishedKeys{0x30, {key(0), key(1), key(2)}}.scp03();
}

host::Result<host::scp::Scp03t> Download::session() const {
  auto keys = session_keys();
  if (!keys) return tl::unexpected(keys.error());
  if (!state_.session) return host::fail(host::ErrorCode::WrongState, "no SCP03t session is open");
  return host::scp::Scp03t::from(std::move(*keys), *state_.session);
}

bool Download::keep(const host::scp::Scp03t& session, DownloadActions& actions) {
  auto state = session.state();
  if (!state) {
    undo(security_failure(state.error()), actions);
    return false;
  }
  state_.session = std::move(*state);
  return true;
}

void Download::open_session(DownloadActions& actions) {
  if (++state_.sessions > max_sessions)
    return undo(EsStatus::of(Failure::CardRefused, "no SCP03t session"), actions);
  auto keys = session_keys();
  if (!keys) return undo(security_failure(keys.error()), actions);
  host::scp::Scp03t session(std::move(*keys), host::crypto::random_bytes<8>(*means_.random));
  ByteString data = session.initialize_update();
  const auto authenticate =
      session.external_authenticate_predicted(state_.last_counter, wire::Aid(state_.isd_p_aid));
  if (!authenticate) return undo(security_failure(authenticate.error()), actions);
  host::append(data, *authenticate);
  state_.position = 0;
  if (keep(session, actions)) send_data(Stage::OpeningSession, std::move(data), actions);
}

void Download::on_session(const es::Answer& answered, DownloadActions& actions) {
  const auto answers = top_level(answered.euicc_response);
  if (answers.empty()) return undo(answered.status, actions);
  auto opening = session();
  if (!opening) return undo(security_failure(opening.error()), actions);
  const auto first = opening->accept_initialize_update(answers[0]);
  if (!first && first.error().code != host::ErrorCode::WrongState)
    return undo(security_failure(first.error()), actions);
  state_.last_counter = opening->counter();
  // Another counter than predicted: the card told which one it is, so the next session fits.
  if (!first) return open_session(actions);
  if (answers.size() < 2) return undo(answered.status, actions);
  if (auto second = opening->accept_external_authenticate(answers[1]); !second)
    return undo(security_failure(second.error()), actions);
  actions.push_back(Progress{0, means_.package.size()});
  send_segments(*opening, actions);
}

void Download::send_segments(host::scp::Scp03t& session, DownloadActions& actions) {
  Bytes rest = Bytes(means_.package).subspan(state_.position);
  ByteString segments;
  state_.under_way = 0;
  for (std::size_t i = 0; i < means_.segments_per_call && !rest.empty(); ++i) {
    const std::size_t size = std::min(rest.size(), host::scp::scp03t::largest_segment);
    if (auto wrapped = session.wrap(rest.first(size), segments); !wrapped)
      return undo(security_failure(wrapped.error()), actions);
    state_.under_way += size;
    rest = rest.subspan(size);
  }
  if (keep(session, actions)) send_data(Stage::Installing, std::move(segments), actions);
}

void Download::on_segments(const es::Answer& answered, DownloadActions& actions) {
  auto open = session();
  if (!open) return undo(security_failure(open.error()), actions);
  ByteString report;
  std::size_t taken = 0;
  for (const ByteString& tlv : top_level(answered.euicc_response)) {
    auto plain = open->unwrap(tlv);
    if (!plain) return undo(security_failure(plain.error()), actions);
    ++taken;
    if (plain->empty()) continue;
    report = std::move(*plain);
    const auto read = es8::EuiccResponse::parse(report);
    if (!read) return undo(security_failure(read.error()), actions);
    if (read->aborted) return undo(given_up(state_, *read), actions);
  }
  constexpr std::size_t segment = host::scp::scp03t::largest_segment;
  if (taken != (state_.under_way + segment - 1) / segment) return undo(answered.status, actions);
  state_.position += state_.under_way;
  actions.push_back(Progress{state_.position, means_.package.size()});
  if (state_.position < means_.package.size()) return send_segments(*open, actions);
  state_.session.reset();
  if (report.empty())
    return undo(EsStatus::of(Failure::CardRefused, "the card did not report the end of the installation"),
                actions);
  complete(Stage::Completing, state_.iccid, actions);
}

void Download::complete(DownloadStage stage, const std::string& iccid, DownloadActions& actions) {
  const ProfileOrder order = means_.order(iccid);
  es::ProfileDownloadCompleted request;
  request.iccid = iccid;
  request.profile_type = order.profile_type;
  request.address = order.address;
  request.pol2 = order.pol2;
  if (stage == Stage::Completing) ++state_.completions;
  call(stage, std::move(request), actions);
}

void Download::on_completed(const es::Answer& answered, DownloadActions& actions) {
  if (passing(answered.status) && state_.completions < max_completions)
    return complete(Stage::Completing, state_.iccid, actions);
  // The entry stays Created for the next clean-up (PROC-DL-44).
  if (!answered.status.ok()) return answer(answered.status, actions);
  if (!state_.enable_profile) return answer(EsStatus::success(), actions);
  enable(actions);
}

void Download::enable(DownloadActions& actions) {
  es::EnableProfile request;
  request.iccid = state_.iccid;
  call(Stage::Enabling, std::move(request), actions);
}

void Download::undo(EsStatus cause, DownloadActions& actions) {
  state_.session.reset();
  if (cause.ok()) cause = EsStatus::of(Failure::CardRefused, "the card gave no usable answer");
  // [SGP.02 §5.3.2] the Operator did not speak to the ISD-P: for him the eUICC refused
  if (cause.is(Failure::IsdPRefused) && cause.code)
    cause = EsStatus::of(Failure::CardRefused, cause.code->message, cause.code->subject_identifier);
  state_.cause = std::move(cause);
  es::DeleteProfile request;
  request.iccid = state_.iccid;
  call(Stage::UndoingError, std::move(request), actions);
}

void Download::on_undone(const es::Answer& answered, DownloadActions& actions) {
  // Installation had in fact finished if its own policy now protects the profile (PROC-DL-53).
  if (answered.status.is(Failure::Pol1)) return complete(Stage::Completing, state_.iccid, actions);
  state_.maybe_on_card = !answered.status.ok();
  answer(state_.cause, actions);
}

void Download::answer(EsStatus status, DownloadActions& actions) {
  state_.stage = Stage::Ended;
  es::Answer out;
  out.status = std::move(status);
  out.iccid = state_.iccid;
  actions.push_back(AnswerEs2{std::move(out)});
}

template <class Request>
void Download::call(DownloadStage stage, Request request, DownloadActions& actions) {
  state_.stage = stage;
  request.eid = state_.eid;
  actions.push_back(CallEs3{std::move(request)});
}

void Download::send_data(DownloadStage stage, ByteString data, DownloadActions& actions) {
  es::SendData request;
  request.sd_aid = state_.isd_p_aid;
  request.data = std::move(data);
  // [SGP.02 §5.4.4] the session with the eUICC may end with the last segment (PROC-DL-31)
  request.more_to_do =
      stage != Stage::Installing || state_.position + state_.under_way < means_.package.size();
  call(stage, std::move(request), actions);
}

}  // namespace sixline::servers::flow
