// A laboratory at work: servers as processes, a mobile network with eUICCs in it, and the peers that call
// them. For tests of whole servers, and for programs that measure or wear them out.
#pragma once

#include <atomic>

#include "tests/support/lab/lab_cards.hpp"
#include "tests/support/lab/lab_servers.hpp"
#include "tests/support/lab/lab_stock.hpp"
#include "tools/sixline/es/link.hpp"

namespace sixline::tests::support {

namespace es = host::es;
using tools::AnswerBy;
using tools::EsLink;

struct RunningLabPlan {
  std::filesystem::path folder{};
  std::filesystem::path programs{};  ///< folder with sixline-smsr and sixline-smdp; of start() only
  std::size_t cards = 1;
  unsigned devices_at_once = 2;
  std::string log_level = "warning";
  /// Who calls, and hears.
  std::vector<std::string> peers{"eum", "operator", "other-operator", "m2m-sp"};
  /// Whose the profiles in the SM-DP's stock are, one for every card. The bootstrap profiles are the
  /// Operator's: another one's make switching concern both.
  std::string_view stock_owner = tools::other_operator_id;
  std::int64_t validity = 120;  ///< of every call, in seconds
};

/// One eUICC of the lab.
struct LabCard {
  std::string eid;
  std::string bootstrap_iccid;
  std::string iccid;  ///< of the profile in the stock
};

using Fields = std::vector<std::pair<std::string_view, std::string>>;

class RunningLab {
 public:
  /// Cards are made and peers listen; no server runs. Errors: those of the parts.
  static Result<std::unique_ptr<RunningLab>> prepare(const RunningLabPlan& plan);
  /// Both servers are up and every eUICC registered when this returns. Errors: those of the parts.
  static Result<std::unique_ptr<RunningLab>> start(const RunningLabPlan& plan);
  ~RunningLab();
  RunningLab(const RunningLab&) = delete;
  RunningLab& operator=(const RunningLab&) = delete;

  const tools::Lab& lab() const { return lab_; }
  const std::vector<LabCard>& cards() const { return cards_; }
  const std::vector<es::Eis>& delivered() const { return delivered_; }
  tools::SmsNetwork& network() { return *network_; }
  LabServers& servers() { return servers_; }
  /// "smsr" or "smdp", or as they were named.
  tools::ChildProcess& server(std::string_view name) { return servers_.process(name); }
  /// A role among the peers of the plan.
  EsLink& link(std::string_view role) { return *links_.find(role)->second; }
  std::string url(std::string_view role, const es::Function& function, es::Kind kind) const;
  /// Notifications that the peers heard so far.
  std::size_t notifications() const { return notifications_; }
  /// Responses that the peers heard and did not wait for: a second one, one that comes late, or one to no
  /// call of theirs.
  std::size_t needless_answers() const { return needless_answers_; }

  /// A call identifier that nobody used before, and time enough.
  es::Caller new_call();
  /// A request with such a call.
  es::Message request(es::Interface interface, std::string_view name, const Fields& fields);
  /// Errors: those of EsLink::call.
  Result<es::Message> ask(std::string_view role, es::Message request, AnswerBy by = AnswerBy::Callback);
  /// ES1.RegisterEIS of all cards. Errors: those of ask; BadInput (refused).
  Result<void> register_cards();

 private:
  RunningLab(tools::Lab lab, std::int64_t validity)
      : lab_(std::move(lab)), validity_(validity), servers_(lab_.folder) {}
  Result<void> fill(const RunningLabPlan& plan);
  Result<void> open_links(const std::vector<std::string>& peers);

  tools::Lab lab_;
  std::int64_t validity_;
  std::vector<LabCard> cards_{};
  std::vector<es::Eis> delivered_{};
  std::unique_ptr<tools::SmsNetwork> network_{};
  LabServers servers_;
  std::atomic<std::size_t> notifications_ = 0;
  std::atomic<std::size_t> needless_answers_ = 0;
  std::map<std::string, std::unique_ptr<EsLink>, std::less<>> links_{};
  std::atomic<std::uint64_t> calls_ = 0;
};

}  // namespace sixline::tests::support
