// An SM-SR's desk behind its reception, over a store of its own, without network and without a card: messages
// go in as XML, what comes of them is read from the store. Every event goes to another desk: nothing can live
// in one.
#pragma once

#include <gtest/gtest.h>

#include "host/es/content.hpp"
#include "servers/lines/reception.hpp"
#include "servers/smsr/desk.hpp"
#include "servers/smsr/fan_out.hpp"
#include "servers/smsr/functions.hpp"
#include "tests/servers/store/store_for_tests.hpp"
#include "tests/servers/surroundings.hpp"

namespace sixline::tests::smsr {

namespace es = host::es;
namespace lines = servers::lines;
namespace soap = host::es::soap;
namespace store = servers::store;
using namespace servers::smsr;
using es::Failure;
using es::Interface;

inline const std::string unknown_eid = "89049032123451234512345678901235";
inline const std::string other_eum_id = "1.3.6.1.4.1.99999.11";
inline const std::string other_smsr_id = "1.3.6.1.4.1.99999.12";
inline const std::string other_smdp_id = "1.3.6.1.4.1.99999.13";
/// Has no profile on these eUICCs.
inline const std::string idle_smdp_id = "1.3.6.1.4.1.99999.23";
inline const std::string other_operator_id = "1.3.6.1.4.1.99999.14";
/// Owner of the Fall-Back profile.
inline const std::string bootstrap_operator_id = "1.3.6.1.4.1.99999.24";
/// An Operator without ES4: its SM-DP speaks for it.
inline const std::string carried_operator_id = "1.3.6.1.4.1.99999.34";
inline const std::string m2m_sp_id = "1.3.6.1.4.1.99999.5";
inline const std::string other_m2m_sp_id = "1.3.6.1.4.1.99999.15";
inline const std::string stranger_id = "1.3.6.1.4.1.99999.66";

// Profiles of `eid`. All but the last two are of type "gold", of `operator_id`, from `smdp_id`.
inline const std::string disabled_iccid = "89999010000000000017";
inline const std::string created_iccid = "89999010000000000025";
inline const std::string in_creation_iccid = "89999010000000000033";
inline const std::string fall_back_iccid = "89999010000000000041";  ///< Enabled, of the bootstrap Operator
inline const std::string others_iccid = "89999010000000000058";     ///< Disabled, of other_operator_id
// On no or on another eUICC
inline const std::string unknown_iccid = "89999010000000000066";
inline const std::string elsewhere_iccid = "89999010000000000074";

/// A message that waits in the outbox.
struct Sent {
  std::string recipient{};
  std::string url{};
  es::Message message;
  std::string xml{};
};

class Bench {
 public:
  /// `address`: of the store; one that others have filled already is taken as it is.
  explicit Bench(const std::string& address = "sqlite::memory:", bool fill = true);

  /// What the sender posts, and how that ends: its response on the exchange or, once there is one, the
  /// answer that was kept for it. Nothing while a procedure runs.
  std::optional<es::Message> call(const es::Message& request, const std::string& sender);
  /// The same for a response that must be there.
  es::Message response(const es::Message& request, const std::string& sender);
  es::EsStatus outcome(const es::Message& request, const std::string& sender);
  /// "8.2.1/3.9", "EXECUTED_SUCCESS", or "accepted" while a procedure runs.
  std::string verdict(const es::Message& request, const std::string& sender);
  lines::Taken post(const es::Message& request, const std::string& sender);
  std::optional<es::Message> kept_answer(const es::Message& request, const std::string& sender);

  /// A request with a fresh call identifier, with Eid and Iccid of a Disabled profile where there are any.
  es::Message request(Interface interface, std::string_view function,
                      const std::string& iccid = disabled_iccid);
  /// Sets an authorisation, or an Operator's configuration, in the store.
  void grant(const es::Plma& plma);
  void mute(const es::Onc& onc);

  /// Lets time pass, and what is due happen.
  void pass(std::int64_t seconds);
  EuiccRecord record(const std::string& of = eid);
  void edit(const std::function<void(EuiccRecord&)>& change, const std::string& of = eid);
  es::EisProfile profile(const std::string& iccid) { return *record().eis.find(iccid); }
  /// `fall_back_iccid` is disabled and `disabled_iccid` enabled.
  void switch_over();
  /// All that an SM-SR knows of its eUICCs and of authorisations, as text: what a refusal must not change.
  std::string snapshot();
  /// Trail of the eUICC that the request is for; empty where it is for none.
  std::vector<es::AuditRecord> trail(const es::Message& request);
  /// What this refusal left in the trail, which had so many entries before: one where the card would have
  /// been asked, none elsewhere (PROC-AUD-03).
  void expect_noted(const es::Message& request, const std::string& sender, const std::string& verdict,
                    std::size_t before);
  std::vector<es::AuditRecord> audit(const std::string& of = eid);
  /// Takes everything out of the outbox.
  std::vector<Sent> sent();
  /// "recipient-suffix:function" of the notifications among them, in order of sending.
  std::vector<std::string> notified();

  template <class Work>
  auto unit(Work work) {
    auto open = rows->begin();
    EXPECT_TRUE(open);
    auto result = work(**open);
    EXPECT_TRUE(result) << (result ? "" : result.error().describe());
    EXPECT_TRUE((*open)->commit());
    return result;
  }
  SmSrOffice office() const;
  SmSrDesk desk();

  es::Time now = 1'800'000'000;
  bool supports_onc = true;
  lines::Peers peers{};
  lines::Self self{smsr_id, "SM-SR under test", "https://sr"};
  lines::Effects effects{};  ///< of all events so far
  std::unique_ptr<store::Store> rows;

 private:
  void register_euicc(const std::string& digits);
  unsigned calls_ = 0;
};

/// "8.2.1/3.9" as verdict() says it.
std::string pair_of(Failure failure);
std::string pair_of(const es::EsStatus& status);
/// The EIS of a message, written out.
std::string xml_of(const es::Message& message);

}  // namespace sixline::tests::smsr
