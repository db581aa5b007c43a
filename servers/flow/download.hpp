// Profile download and installation at the SM-DP (PROC-DL): a state machine that turns answers of the SM-SR
// into the next call. All that it knows is DownloadState, keys and secure session too: any process can take
// the next step.
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
  Installing,          ///< SCP03t 86, some segments a call
  Completing,          ///< ES3.ProfileDownloadCompleted
  Enabling,
  UndoingError,  ///< ES3.DeleteISDP after a failure (PROC-DL-52)
  Ended,
};
std::string_view name_of(DownloadStage stage);

/// Secret: to be sealed wherever it rests.
struct DownloadState {
  DownloadStage stage = DownloadStage::Begin;
  std::string eid{};
  std::string iccid{};
  bool enable_profile = false;
  bool by_type = false;  ///< the Operator named a profile type, not this ICCID
  /// The profile, or a part of it, is on the card or may be: nobody else can have it.
  bool maybe_on_card = false;
  ByteString isd_p_aid{};
  std::vector<std::string> left_overs{};  ///< ICCIDs of own Created entries still to be cleaned up
  ByteString ecasd_key{};                 ///< parameter of its curve ‖ PK.ECASD.ECKA
  ByteString ephemeral{};                 ///< eSK.DP.ECKA, from the second exchange to its receipt
  ByteString keys{};                      ///< ENC ‖ MAC ‖ DEK of the ISD-P
  std::optional<host::scp::Scp03tState> session{};
  unsigned sessions = 0;
  std::uint32_t last_counter = 0;  ///< SCP03 sequence counter that the card showed last
  std::size_t position = 0;        ///< bytes of the package that the card has acknowledged
  std::size_t under_way = 0;       ///< and those that were sent after them
  unsigned completions = 0;        ///< ES3.ProfileDownloadCompleted so far
  es::EsStatus cause{};            ///< why error management runs

  bool ended() const { return stage == DownloadStage::Ended; }
};

nlohmann::json to_json(const DownloadState& state);
host::Result<DownloadState> download_from_json(const nlohmann::json& json);

/// What this SM-DP knows of a profile: what ES3.ProfileDownloadCompleted tells, and whether a download of it
/// is under way.
struct ProfileOrder {
  std::string profile_type{};
  es::SubscriptionAddress address{};
  es::Pol2 pol2{};
  bool under_way = false;
};

/// What the SM-DP brings along: identity, stock and secrets.
struct DownloadMeans {
  std::string smdp_id{};
  std::string mno_id{};
  ByteString package{};
  std::uint32_t required_memory = 0;
  std::size_t segments_per_call = 1;
  ByteString certificate{};  ///< CERT.DP.ECDSA, TLV 7F21
  host::crypto::Signer sign{};
  host::crypto::Random* random = nullptr;
  /// Of any profile that this SM-DP knows by its ICCID.
  std::function<ProfileOrder(const std::string& iccid)> order{};
  /// Eligibility check: PK.ECASD.ECKA when the eUICC is acceptable (PROC-DL-05).
  std::function<tl::expected<host::crypto::PublicKey, es::EsStatus>(const es::Eis&)> judge{};
};

// Events. That an answer belongs to the call under way, the caller has seen to.
struct DownloadStarted {};
struct Es3Answered {
  es::Answer answer{};
};
struct DownloadExpired {};
using DownloadEvent = std::variant<DownloadStarted, Es3Answered, DownloadExpired>;

// Actions
/// The caller of the request is filled in by whoever sends it.
struct CallEs3 {
  es::Es3Request request{};
};
struct AnswerEs2 {
  es::Answer answer{};
};
/// This ICCID of an earlier download is on no card any more.
struct LeftOverGone {
  std::string iccid{};
};
struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
};
using DownloadAction = std::variant<CallEs3, AnswerEs2, LeftOverGone, Progress>;
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
  void on_old_completed(const es::Answer& answer, DownloadActions& actions);
  void on_created(const es::Answer& answer, DownloadActions& actions);
  void on_challenge(const es::Answer& answer, DownloadActions& actions);
  void on_receipt(const es::Answer& answer, DownloadActions& actions);
  void on_session(const es::Answer& answer, DownloadActions& actions);
  void on_segments(const es::Answer& answer, DownloadActions& actions);
  void on_completed(const es::Answer& answer, DownloadActions& actions);
  void on_undone(const es::Answer& answer, DownloadActions& actions);
  void on_expired(DownloadActions& actions);

  void clean_up_or_create(DownloadActions& actions);
  void create(DownloadActions& actions);
  void send_certificate(DownloadActions& actions);
  void open_session(DownloadActions& actions);
  void send_segments(host::scp::Scp03t& session, DownloadActions& actions);
  void complete(DownloadStage stage, const std::string& iccid, DownloadActions& actions);
  void enable(DownloadActions& actions);
  /// Error management: the ISD-P goes, the cause is what the Operator hears (PROC-DL-52).
  void undo(es::EsStatus cause, DownloadActions& actions);
  void answer(es::EsStatus status, DownloadActions& actions);

  host::Result<host::crypto::PublicKey> ecasd_key() const;
  host::Result<host::scp::Scp03Keys> session_keys() const;
  host::Result<host::scp::Scp03t> session() const;
  /// False when the session cannot be kept; error management has begun then.
  bool keep(const host::scp::Scp03t& session, DownloadActions& actions);

  template <class Request>
  void call(DownloadStage stage, Request request, DownloadActions& actions);
  void send_data(DownloadStage stage, ByteString data, DownloadActions& actions);

  DownloadState state_;
  DownloadMeans means_;
};

}  // namespace sixline::servers::flow
