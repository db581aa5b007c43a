// A lab whose SM-SRs share one store and are one to their peers; a test may kill its servers.
#pragma once

#include "tests/ha/relay.hpp"
#include "tests/support/lab/running_lab.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tests::ha {

namespace es = host::es;
using host::Result;

/// What the Operator ordered for one eUICC, and what it heard.
struct Order {
  std::string eid{};
  std::string bootstrap{};  ///< ICCID
  bool enable = false;
  std::string iccid{};  ///< as the answer names it
  std::string wrong{};  ///< why there is no such answer
};

class LabAtWork {
 public:
  /// So many cards and so many profiles; no server runs yet. `smsr_store`: address of the store that the
  /// SM-SRs share. Errors: those of the parts.
  static Result<std::unique_ptr<LabAtWork>> make(std::size_t cards, const std::string& smsr_store);

  /// Both SM-SRs, relayed to as one.
  static constexpr std::size_t sm_srs = 2;
  /// Return when the server can be reached. Errors: Transport, Timeout.
  Result<void> start_sm_sr(std::size_t number);
  Result<void> start_sm_dp();
  tools::ChildProcess& sm_sr(std::size_t number) { return lab_->server(name_of(number)); }
  tools::ChildProcess& sm_dp() { return lab_->server("smdp"); }
  /// ES1.RegisterEIS of all cards.
  Result<void> register_cards() { return lab_->register_cards(); }

  /// Orders a download for every card, `at_once` at the same time, half of them to be enabled; `done` is
  /// called with the number of answers after each.
  void download_all(std::size_t at_once, const std::function<void(std::size_t)>& done);
  const std::vector<Order>& orders() const { return orders_; }

  /// GetEIS or AuditEIS. Errors: those of EsLink, CardRefused (the answer is no success).
  Result<es::Eis> ask_for_eis(const std::string& function, const std::string& eid);
  /// State of every ISD-P (AID in hexadecimal) as the card's own GET STATUS gives it.  [GPCS §11.4]
  Result<std::map<std::string, unsigned>> card_status(const std::string& eid);
  /// "smsr" or "smdp": opened beside the servers.
  Result<std::unique_ptr<servers::store::Store>> open_store(const std::string& role) const;
  /// Answers that the Operator heard and did not wait for: a second one, or one to no call of its own.
  std::size_t needless_answers() const { return lab_->needless_answers(); }

 private:
  LabAtWork(tools::TemporaryFolder folder, std::string smsr_store)
      : folder_(std::move(folder)), smsr_store_(std::move(smsr_store)) {}
  static std::string name_of(std::size_t number) { return "smsr-" + std::to_string(number); }
  Result<void> prepare(std::size_t cards);
  Result<void> configure();
  void download(Order& order);

  tools::TemporaryFolder folder_;
  std::string smsr_store_;
  std::vector<Order> orders_{};
  std::unique_ptr<Relay> relay_{};
  std::unique_ptr<support::RunningLab> lab_{};
};

}  // namespace sixline::tests::ha
