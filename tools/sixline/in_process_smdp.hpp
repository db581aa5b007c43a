// The SM-DP in the process of a test or of a command: its messages go straight to an SM-SR in the same
// process and back, as typed requests and answers instead of posts.
#pragma once

#include <functional>
#include <map>

#include "servers/smdp/sm_dp.hpp"

namespace sixline::tools {

/// The SM-SR as the SM-DP sees it: an answer at once, or later through InProcessSmDp::on_answer.
class Es3Link {
 public:
  virtual std::optional<host::es::Answer> call(const host::es::Es3Request& request) = 0;

 protected:
  ~Es3Link() = default;
};

/// The Operator's side: answers of ES2, and what a person may follow.
class Es2Sink {
 public:
  virtual void on_es2_answer(const host::es::Answer& answer) = 0;
  virtual void on_progress(std::size_t done, std::size_t total) = 0;
  virtual void on_trace(const std::string& line) = 0;

 protected:
  ~Es2Sink() = default;
};

struct InProcessSmDpSettings {
  servers::smdp::SmDpIdentity identity;
  std::string smsr_id{};
  std::string operator_id{};  ///< the one Operator
};

class InProcessSmDp {
 public:
  using Clock = std::function<host::es::Time()>;

  /// Takes up whatever an earlier one left in the store.
  InProcessSmDp(InProcessSmDpSettings settings, servers::store::Store& store, Es3Link& link, Es2Sink& sink,
                Clock clock);
  InProcessSmDp(const InProcessSmDp&) = delete;
  InProcessSmDp& operator=(const InProcessSmDp&) = delete;

  /// ES2.DownloadProfile; an answer at once when it is refused.
  std::optional<host::es::Answer> download_profile(const host::es::DownloadProfile& request);
  /// The answer of the SM-SR to the call with this identifier.
  void on_answer(const std::string& call_id, const host::es::Answer& answer);
  /// Performs what is due: calls that wait, validity periods that are over.
  void run();
  /// Calls wait for run(), or for the SM-SR's answer.
  bool busy() { return !waiting_.empty() || has_calls(); }
  /// Messages wait for run().
  bool has_calls();

  /// Adds a package; its ICCID. Errors: those of Stock::add.
  host::Result<std::string> stock(host::ByteString package, std::string profile_type,
                                  host::es::Pol2 pol2 = {});
  std::optional<servers::smdp::StockItem> find(const std::string& iccid);

 private:
  /// A call that the SM-SR will answer later; its row stays in the outbox until then, so that it is sent
  /// again after a restart.
  struct Waiting {
    std::string message_id{};
    const host::es::Function* function = nullptr;
  };

  void post(const servers::store::OutboxRow& row);
  void post_to_smsr(const servers::store::OutboxRow& row, const host::es::Message& request);
  void give(const Waiting& call, const host::es::Answer& answer);
  void show(const servers::lines::Effects& effects);
  /// One unit of work; a failure of the store is said and gives the default.
  template <class Step>
  auto unit(Step step);

  InProcessSmDpSettings settings_;
  servers::store::Store& store_;
  Es3Link& link_;
  Es2Sink& sink_;
  Clock clock_;
  servers::lines::Peers peers_{};
  std::optional<servers::smdp::SmDp> sm_dp_{};
  std::map<std::string, Waiting> waiting_{};  ///< by FunctionCallIdentifier
};

/// The key that a test database is sealed with. TEST ONLY.
host::crypto::Secret test_master_key();

}  // namespace sixline::tools
