// The SM-DP: prepares, protects and downloads profiles, and passes the Operator's requests on to the SM-SR.
// [SGP.02 §2.3.1]
#pragma once

#include <functional>
#include <set>

#include "host/pki/x509.hpp"
#include "servers/flow/download.hpp"
#include "servers/smdp/stock.hpp"

namespace sixline::servers::smdp {

/// The SM-SR as the SM-DP sees it: an answer at once, or later through SmDp::on_answer.
class Es3Link {
 public:
  virtual std::optional<es::Answer> call(const es::Es3Request& request) = 0;

 protected:
  ~Es3Link() = default;
};

/// The Operator's side: answers of ES2, and what a person may follow.
class Es2Sink {
 public:
  virtual void on_es2_answer(const es::Caller& caller, const es::Answer& answer) = 0;
  virtual void on_progress(std::size_t done, std::size_t total) = 0;
  virtual void on_trace(const std::string& line) = 0;

 protected:
  ~Es2Sink() = default;
};

struct SmDpSettings {
  std::string id{};
  std::string smsr_id{};              ///< the SM-SR behind the link
  std::set<std::string> operators{};  ///< known callers
  std::int64_t default_validity = 86'400;
  /// Memory asked for beside the package's own size: files, keys and bookkeeping.
  std::uint32_t extra_memory = 16 * 1024;
};

class SmDp {
 public:
  using Clock = std::function<es::Time()>;

  SmDp(SmDpSettings settings, host::pki::X509Certificate ci, ByteString certificate,
       host::crypto::Signer sign, host::crypto::Random& random, Stock stock, Es3Link& link, Es2Sink& sink,
       Clock clock);

  /// ES2.DownloadProfile; an answer at once when it is refused.
  std::optional<es::Answer> download_profile(const es::DownloadProfile& request);
  /// ES2.EnableProfile, DisableProfile, DeleteProfile: own checks, then ES3 (PROC-PATH-02).
  std::optional<es::Answer> relay(const es::Es3Request& request, const std::string& smsr_id);
  /// The answer of the SM-SR to the call with this message id.
  void on_answer(const std::string& message_id, const es::Answer& answer);
  /// Performs what is due: calls that wait, validity periods that are over.
  void run();
  bool busy() const { return !downloads_.empty() || !relayed_.empty() || !calls_.empty(); }

  /// Calls wait for run().
  bool has_calls() const { return !calls_.empty(); }

  Stock& stock() { return stock_; }

  /// The running downloads, to be saved after every step and restored after a restart.
  std::vector<nlohmann::json> save() const;
  host::Result<void> restore(const std::vector<nlohmann::json>& downloads);
  /// Called after every step that changed something.
  void set_saver(std::function<void()> saver) { saver_ = std::move(saver); }

 private:
  struct Running {
    flow::Download download;
    es::Caller caller;
  };

  flow::DownloadMeans means_for(const StockItem& item);
  tl::expected<host::crypto::PublicKey, es::EsStatus> judge(const es::Eis& eis) const;
  void step(Running& running, const flow::DownloadEvent& event);
  bool perform(Running& running, flow::DownloadActions actions);
  void trace(const std::string& line) { sink_.on_trace(line); }
  /// Unique over restarts too.
  std::string new_id();
  es::Time expiry_of(const es::Caller& caller) const;

  SmDpSettings settings_;
  host::pki::X509Certificate ci_;
  ByteString certificate_;
  host::crypto::Signer sign_;
  host::crypto::Random& random_;
  Stock stock_;
  Es3Link& link_;
  Es2Sink& sink_;
  Clock clock_;
  std::vector<Running> downloads_;
  std::map<std::string, es::Caller> relayed_;  ///< ES3 message id to the Operator's call
  std::vector<es::Es3Request> calls_;          ///< waiting for run()
  std::function<void()> saver_;
};

}  // namespace sixline::servers::smdp
