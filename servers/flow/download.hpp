// Profile download and installation at the SM-DP (PROC-DL): a state machine that turns answers of the SM-SR
// into the next call. What survives a restart is DownloadState; the secure session does not and is opened
// anew.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "host/crypto/random.hpp"
#include "host/es/requests.hpp"
#include "host/scp/scenario3.hpp"
#include "host/scp/scp03t.hpp"

namespace sixline::servers::flow {

namespace es = host::es;
using host::Bytes;
using host::ByteString;

enum class DownloadStage : std::uint8_t {
  Begin,
  GettingEis,
  CleaningUp,          ///< an ISD-P left by an earlier attempt goes first (PROC-DL-60)
  CompletingOld,       ///< the card keeps it by POL1: it was complete (PROC-DL-62)
  Creating,            ///< ES3.CreateISDP
  SendingCertificate,  ///< scenario #3, first exchange
  SendingKey,          ///< scenario #3, second exchange
  OpeningSession,      ///< SCP03t 84 and 85
  Installing,          ///< SCP03t 86, one segment a call
  Completing,          ///< ES3.ProfileDownloadCompleted
  Enabling,
  UndoingError,  ///< ES3.DeleteISDP after a failure (PROC-DL-52)
  Ended,
};
std::string_view name_of(DownloadStage stage);

struct DownloadState {
  std::string id{};
  DownloadStage stage = DownloadStage::Begin;
  es::DownloadProfile request{};
  std::string iccid{};
  ByteString isd_p_aid{};
  std::vector<std::string> left_overs{};  ///< ICCIDs of own Created entries still to be cleaned up
  unsigned calls = 0;                     ///< numbers the messages to the SM-SR
  std::size_t position = 0;               ///< bytes of the package that the card has acknowledged
  unsigned sessions = 0;
  std::uint32_t last_counter = 0;  ///< SCP03 sequence counter that the card showed last
  ByteString keys{};               ///< ENC ‖ MAC ‖ DEK of the ISD-P
  es::EsStatus cause{};            ///< why error management runs
  es::Time expiry = 0;

  bool ended() const { return stage == DownloadStage::Ended; }
};

nlohmann::json to_json(const DownloadState& state);
host::Result<DownloadState> download_from_json(const nlohmann::json& json);

/// What the SM-DP brings along: identity, stock and secrets.
struct DownloadMeans {
  std::string smdp_id{};
  std::string mno_id{};
  std::string profile_type{};
  es::SubscriptionAddress address{};
  es::Pol2 pol2{};
  ByteString package{};
  std::uint32_t required_memory = 0;
  ByteString certificate{};  ///< CERT.DP.ECDSA, TLV 7F21
  host::crypto::Signer sign{};
  host::crypto::Random* random = nullptr;
  /// Eligibility check: PK.ECASD.ECKA when the eUICC is acceptable (PROC-DL-05).
  std::function<tl::expected<host::crypto::PublicKey, es::EsStatus>(const es::Eis&)> judge{};
};

// Events
struct DownloadStarted {};
struct DownloadRestarted {};
struct Es3Answered {
  std::string message_id{};
  es::Answer answer{};
};
struct DownloadExpired {};
using DownloadEvent = std::variant<DownloadStarted, DownloadRestarted, Es3Answered, DownloadExpired>;

// Actions
struct CallEs3 {
  es::Es3Request request{};
};
struct AnswerEs2 {
  es::Answer answer{};
};
struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
};
using DownloadAction = std::variant<CallEs3, AnswerEs2, Progress>;
using DownloadActions = std::vector<DownloadAction>;

class Download {
 public:
  Download(DownloadState state, DownloadMeans means) : state_(std::move(state)), means_(std::move(means)) {}

  DownloadActions step(const DownloadEvent& event);
  const DownloadState& state() const { return state_; }

 private:
  void on_answer(const es::Answer& answer, DownloadActions& actions);
  void on_eis(const es::Answer& answer, DownloadActions& actions);
  void on_clean_up(const es::Answer& answer, DownloadActions& actions);
  void on_created(const es::Answer& answer, DownloadActions& actions);
  void on_challenge(const es::Answer& answer, DownloadActions& actions);
  void on_receipt(const es::Answer& answer, DownloadActions& actions);
  void on_session(const es::Answer& answer, DownloadActions& actions);
  void on_segment(const es::Answer& answer, DownloadActions& actions);
  void on_completed(const es::Answer& answer, DownloadActions& actions);
  void on_undone(const es::Answer& answer, DownloadActions& actions);
  void on_restart(DownloadActions& actions);

  void get_eis(DownloadActions& actions);
  void clean_up_or_create(DownloadActions& actions);
  void create(DownloadActions& actions);
  void send_certificate(DownloadActions& actions);
  void open_session(DownloadActions& actions);
  void send_segment(DownloadActions& actions);
  void complete(DownloadActions& actions);
  void complete(const std::string& iccid, DownloadActions& actions);
  void enable(DownloadActions& actions);
  /// Error management: the ISD-P goes, the cause is what the Operator hears (PROC-DL-52).
  void undo(es::EsStatus cause, DownloadActions& actions);
  void answer(es::EsStatus status, DownloadActions& actions);

  /// A call in the name of the Operator; a repetition after a restart carries the same message id.
  es::Caller caller() const;
  template <class Request>
  void call(DownloadStage stage, Request request, DownloadActions& actions);
  void send_data(DownloadStage stage, ByteString data, bool more, DownloadActions& actions);
  std::string message_id() const { return state_.id + "/" + std::to_string(state_.calls); }

  DownloadState state_;
  DownloadMeans means_;
  std::optional<host::crypto::PublicKey> ecasd_key_;
  std::optional<host::scp::Scenario3> establishment_;
  std::optional<host::scp::Scp03t> session_;
  std::size_t segment_size_ = 0;  // plain bytes under way
  bool repeating_ = false;
};

}  // namespace sixline::servers::flow
