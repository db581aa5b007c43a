// All roles at work around a store that several SM-SRs share: servers as processes that a test may kill,
// eUICCs and the Operator in the test's own.
#pragma once

#include <array>
#include <atomic>
#include <map>

#include "host/es/requests.hpp"
#include "servers/store/store.hpp"
#include "tests/ha/relay.hpp"
#include "tests/servers/store/postgresql_server.hpp"
#include "tools/sixline/es/link.hpp"
#include "tools/sixline/lab/lab.hpp"
#include "tools/sixline/network/sms_network.hpp"

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
  /// So many cards and so many profiles; no server runs yet. Errors: those of the parts.
  static Result<std::unique_ptr<LabAtWork>> make(std::size_t cards, const std::string& smsr_store);
  ~LabAtWork();

  /// Both SM-SRs, relayed to as one.
  static constexpr std::size_t sm_srs = 2;
  /// Return when the server can be reached. Errors: Transport, Timeout.
  Result<void> start_sm_sr(std::size_t number);
  Result<void> start_sm_dp();
  tools::ChildProcess& sm_sr(std::size_t number) { return *sm_srs_.at(number); }
  tools::ChildProcess& sm_dp() { return *sm_dp_; }
  /// ES1.RegisterEIS of all cards.
  Result<void> register_cards();

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
  std::size_t needless_answers() const { return needless_answers_; }

 private:
  LabAtWork(tools::TemporaryFolder folder, std::string smsr_store)
      : folder_(std::move(folder)), smsr_store_(std::move(smsr_store)) {}
  Result<void> prepare(std::size_t cards);
  Result<void> configure();
  Result<void> make_cards(std::size_t cards);
  Result<void> fill_stock(std::size_t profiles);
  Result<void> open_links();
  Result<tools::ChildProcess> start(const std::string& program, const std::string& configuration,
                                    const std::string& log, std::uint16_t admin);
  void download(Order& order);
  void hear(const tools::Incoming& incoming);

  tools::TemporaryFolder folder_;
  std::string smsr_store_;
  tools::Lab lab_{};
  std::vector<es::Eis> delivered_{};
  std::vector<Order> orders_{};
  std::unique_ptr<Relay> relay_{};
  std::unique_ptr<tools::SmsNetwork> network_{};
  std::array<std::optional<tools::ChildProcess>, sm_srs> sm_srs_{};
  std::optional<tools::ChildProcess> sm_dp_{};
  std::atomic<std::size_t> needless_answers_ = 0;
  std::atomic<unsigned> calls_ = 0;
  std::unique_ptr<tools::EsLink> eum_{};
  std::unique_ptr<tools::EsLink> operator_{};
};

}  // namespace sixline::tests::ha
