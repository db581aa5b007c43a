// A laboratory at work: both servers as processes, a mobile network with eUICCs in it, and the peers that
// call them. For programs that measure or wear out the servers.
#pragma once

#include <atomic>

#include "servers/smdp/stock.hpp"
#include "tools/sixline/child_process.hpp"
#include "tools/sixline/es/link.hpp"
#include "tools/sixline/lab/lab.hpp"
#include "tools/sixline/network/sms_network.hpp"

namespace sixline::tests::support {

namespace es = host::es;
using host::Result;
using tools::AnswerBy;
using tools::EsLink;

struct RunningLabPlan {
  std::filesystem::path folder{};
  std::filesystem::path programs{};  ///< folder with sixline-smsr and sixline-smdp
  unsigned cards = 1;
  unsigned devices_at_once = 2;
  std::string log_level = "warning";
};

/// One eUICC of the lab. Its first profile is the Operator's; the one in the SM-DP's stock is
/// the other Operator's, so that switching between them concerns both.
struct LabCard {
  std::string eid;
  std::string bootstrap_iccid;
  std::string iccid;  ///< of the profile in the stock
};

using Fields = std::vector<std::pair<std::string_view, std::string>>;

class RunningLab {
 public:
  /// Everything is up and every eUICC registered when this returns. Errors: those of the parts; Timeout
  /// (a server does not come up).
  static Result<std::unique_ptr<RunningLab>> start(const RunningLabPlan& plan);
  ~RunningLab();
  RunningLab(const RunningLab&) = delete;
  RunningLab& operator=(const RunningLab&) = delete;

  const tools::Lab& lab() const { return lab_; }
  const std::vector<LabCard>& cards() const { return cards_; }
  const std::vector<es::Eis>& delivered() const { return delivered_; }
  /// "operator", "other-operator", "m2m-sp", "eum".
  EsLink& link(std::string_view role) { return *links_.find(role)->second; }
  std::string url(std::string_view role, const es::Function& function, es::Kind kind) const;
  /// "smsr" or "smdp".
  tools::ChildProcess& server(std::string_view name) { return servers_.find(name)->second; }
  std::filesystem::path log(std::string_view name) const;
  /// Notifications that the peers heard so far.
  std::size_t notifications() const { return notifications_; }

  /// A call identifier that nobody used before, and time enough.
  es::Caller new_call();
  /// A request with such a call.
  es::Message request(es::Interface interface, std::string_view name, const Fields& fields);
  /// Errors: those of EsLink::call.
  Result<es::Message> ask(std::string_view role, es::Message request, AnswerBy by = AnswerBy::Callback);

  /// Ends the servers as an administrator would. Errors: Timeout (which one did not end).
  Result<void> stop_servers();

 private:
  RunningLab() = default;
  Result<void> make_cards(const RunningLabPlan& plan);
  Result<void> start_servers(const RunningLabPlan& plan);
  Result<void> fill_stock();
  Result<void> open_links();
  Result<void> register_cards();

  tools::Lab lab_{};
  std::vector<LabCard> cards_{};
  std::vector<es::Eis> delivered_{};
  std::unique_ptr<tools::SmsNetwork> network_{};
  std::map<std::string, tools::ChildProcess, std::less<>> servers_{};
  std::atomic<std::size_t> notifications_ = 0;
  std::map<std::string, std::unique_ptr<EsLink>, std::less<>> links_{};
  std::atomic<std::uint64_t> calls_ = 0;
};

}  // namespace sixline::tests::support
