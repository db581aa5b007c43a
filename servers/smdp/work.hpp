// One event at the SM-DP: what a handler has at hand, and what all of them do.
#pragma once

#include "servers/lines/correspondence.hpp"
#include "servers/smdp/eligibility.hpp"
#include "servers/smdp/job.hpp"
#include "servers/smdp/stock.hpp"

namespace sixline::servers::smdp {

using host::ByteString;

struct SmDpSettings {
  /// Validity of a call that says none: of one that reaches the card, of one that does not (PROC-TIM-01).
  std::int64_t card_validity = 86'400;
  std::int64_t server_validity = 300;
  /// How long after its end a late answer of the SM-SR still corrects the records (PROC-PATH-06).
  std::int64_t late_answers = 86'400;
  /// Memory asked for beside the package's own size: files, keys and bookkeeping.
  std::uint32_t extra_memory = 16 * 1024;
  /// SCP03t segments in one ES3.SendData (PROC-DL-31).
  std::size_t segments_per_call = 8;
};

/// What makes it this SM-DP.
struct SmDpIdentity {
  lines::Self self{};
  host::pki::X509Certificate ci;
  EumCertificates eums{};
  ByteString certificate{};  ///< CERT.DP.ECDSA, TLV 7F21
  host::crypto::Signer sign{};
};

/// Bytes of the package that the card has taken, of all: for a person who watches.
using ProgressObserver = std::function<void(const std::string& eid, std::size_t done, std::size_t total)>;

struct SmDpOffice {
  SmDpSettings settings{};
  SmDpIdentity identity;
  const lines::Peers& peers;
  host::crypto::Random& random;
  ProgressObserver progress{};
};

struct Work {
  const SmDpOffice& office;
  store::Unit& unit;
  lines::Effects& effects;
  lines::Correspondence lines;

  es::Time now() const { return lines.now(); }
  const std::string& own_id() const { return office.identity.self.id; }
};

/// A line of the log about a message, or about a job.
void say(Work& work, lines::LogLine::Level level, const lines::Received& received, std::string text);
void say(Work& work, lines::LogLine::Level level, const Job& job, std::string text);

/// The beginning of a job for this call.
Job job_for(Work& work, const lines::Received& received, const store::ReceivedRow& row,
            std::int64_t default_validity);
/// Why the SM-SR that the request names cannot be reached, or nothing.
std::optional<es::EsStatus> smsr_refusal(const Work& work, const es::Message& es2_request);
/// Calls the SM-SR in the job's name, for no longer than the job has left (PROC-PATH-06). A job whose SM-SR
/// has no address any more gets nothing: false. Errors: Storage.
Result<bool> call_smsr(Work& work, Job& job, es::Message request);
/// The Operator's answer. Errors: Storage.
Result<void> answer_operator(Work& work, Job& job, const es::Message& response);
/// Writes the job, or removes it when nothing is owed any more. Errors: Storage.
Result<void> keep(Work& work, const Job& job);

}  // namespace sixline::servers::smdp
