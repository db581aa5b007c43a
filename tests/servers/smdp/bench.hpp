// An SM-DP between a scripted SM-SR and its Operators, over a store of its own, with a clock that the test
// moves. Every event goes to another object: nothing can live in one.
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "servers/lines/reception.hpp"
#include "servers/smdp/sm_dp.hpp"
#include "tests/servers/smdp/scripted_card.hpp"
#include "tests/servers/store/store_for_tests.hpp"
#include "tests/servers/surroundings.hpp"

namespace sixline::tests::smdp {

namespace es = host::es;
namespace lines = servers::lines;
namespace store = servers::store;

inline const std::string other_operator_id = "1.3.6.1.4.1.99999.5";
inline const std::string m2m_sp_id = "1.3.6.1.4.1.99999.6";
inline const std::string smsr_without_address = "1.3.6.1.4.1.99999.7";

/// A message that the SM-DP sent.
struct Sent {
  std::string recipient{};
  es::soap::Header header{};
  es::Message message;
};

class Bench {
 public:
  explicit Bench(std::unique_ptr<store::Store> store = store_for_tests());

  /// Puts a profile into the stock; its ICCID.
  std::string stock(const std::string& last_digits, const std::string& mno_id = operator_id,
                    const std::string& type = "gold", const es::Pol2& pol2 = {});
  /// One that was downloaded to the card already.
  std::string used_profile(const std::string& last_digits = "777", const std::string& mno_id = operator_id);
  std::optional<servers::smdp::StockItem> find(const std::string& iccid);
  /// One that is there.
  servers::smdp::StockItem item(const std::string& iccid) { return find(iccid).value(); }

  /// A request of an Operator, with a fresh call identifier; Eid and Smsr-id are filled in where there are
  /// any.
  es::Message request(std::string_view es2_function);
  es::Message download(const std::string& iccid, bool enable = false);
  /// Hands it to the SM-DP; what it says at once, if anything.
  std::optional<es::Message> call(const es::Message& request, const std::string& sender = operator_id);
  /// Posts an envelope, as it comes from the network; what the reception makes of it.
  lines::Taken post(es::soap::Header header, const es::Message& message, const std::string& sender);
  lines::Taken post(const es::Message& request, const std::string& sender = operator_id);
  /// What the exchange that was held will say, once there is something.
  std::optional<es::soap::Reply> held_answer(const lines::Held& key);
  /// A post from the network as it is, committed; why that was a failure of the SM-DP, or nothing.
  std::string hear(const es::soap::Post& post, const std::string& sender);
  /// Everything that waits to be posted.
  std::vector<store::OutboxRow> take_outbox();
  /// One way, from the SM-SR.
  void notify(const es::Message& notification, const std::string& sender = smsr_id);
  /// Delivers one message of the outbox; false when there was none.
  bool deliver_one();
  void settle() {
    while (deliver_one()) {
    }
  }
  /// Lets time pass, and what is due happen.
  void pass(std::int64_t seconds);
  /// The answer to the call, as it is kept for a repetition.
  std::optional<es::Message> answer_to(const es::Message& request, const std::string& sender = operator_id);
  /// call(), settle() and the answer, whenever it came.
  es::EsStatus outcome(const es::Message& request, const std::string& sender = operator_id);

  /// A response as the SM-SR would send it for this request.
  es::Message respond(const es::Message& request);
  void give(const std::string& message_id, const es::Message& response, const std::string& sender = smsr_id);
  void lose(const store::OutboxRow& row);
  store::StoreCounts counts() { return store_->counts().value(); }

  es::Time now = 1'800'000'000;
  std::vector<Sent> to_smsr{};
  std::vector<Sent> to_others{};
  std::vector<lines::LogLine> log{};
  lines::Peers peers{};
  ScriptedCard card;
  servers::smdp::EumCertificates eums{};
  es::Eis eis{};  ///< what GetEIS and AuditEIS show
  /// Status of the next responses of a function of ES3; the last one stays.
  std::map<std::string, std::deque<es::EsStatus>, std::less<>> statuses{};
  /// Sees every request to the SM-SR first; without an answer from here, none comes.
  std::function<std::optional<es::Message>(const es::Message& request)> smsr{};
  std::function<bool(const store::OutboxRow&)> undeliverable{};

 private:
  /// Another object for every event.
  servers::smdp::SmDp desk();
  template <class Work>
  auto unit(Work work);

  lines::Self self_{smdp_id, "SM-DP under test", "https://smdp"};
  std::unique_ptr<store::Store> store_;
  host::pki::CvIdentity ecasd_;
  unsigned calls_ = 0;
  unsigned posts_ = 0;
};

}  // namespace sixline::tests::smdp
