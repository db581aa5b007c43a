// Device, card, SM-SR and SM-DP in one process, with a clock that the test moves. Every message can be
// lost, every server can be killed and brought back from what it saved.
#pragma once

#include <functional>
#include <set>

#include "hardware/native/native_card.hpp"
#include "host/device/terminal.hpp"
#include "host/pki/certificate_set.hpp"
#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "host/transport/in_process.hpp"
#include "tests/support/test_platform.hpp"
#include "tools/sixline/in_process_smdp.hpp"
#include "tools/sixline/in_process_smsr.hpp"

namespace sixline::tests::scenario {

namespace es = host::es;
using host::Bytes;
using host::ByteString;

inline constexpr std::string_view test_eid = "89001012012341234012345678901224";
inline constexpr std::string_view eum_id = "1.3.6.1.4.1.99999.1";
inline constexpr std::string_view smsr_id = "1.3.6.1.4.1.99999.2";
inline constexpr std::string_view smdp_id = "1.3.6.1.4.1.99999.3";
inline constexpr std::string_view operator_id = "1.3.6.1.4.1.99999.4";
inline constexpr std::string_view bootstrap_operator_id = "1.3.6.1.4.1.99999.5";
inline constexpr std::string_view bootstrap_iccid = "8999901000000000997";

/// What a test may break.
struct Faults {
  unsigned lose_to_card = 0;  ///< so many secured packets to the card vanish after being accepted
  std::optional<unsigned> lose_message{};  ///< the short message from the card with this number vanishes
  bool undeliverable = false;              ///< the network says that it cannot deliver
  /// The message with this number, counted from 1 over all packets to the card, does not come back.
  std::optional<unsigned> lose_answer_to{};
  std::set<std::string> without_network{};  ///< ICCIDs whose profile cannot attach
  /// Sees every answer of the SM-SR to the SM-DP, and may change it.
  std::function<void(const es::Caller&, es::Answer&)> change_es3_answer{};
};

class World final : public tools::SmSrSurroundings, public tools::Es3Link, public tools::Es2Sink {
 public:
  explicit World(host::crypto::Curve curve = host::crypto::Curve::P256);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Requests. The answer of the newest one is in `answer` when it came.
  void download(const std::string& iccid, bool enable, std::int64_t validity = 0);
  void enable(const std::string& iccid, std::int64_t validity = 0);
  void disable(const std::string& iccid);
  void remove(const std::string& iccid);
  void audit();

  /// Lets everything happen that can, and time pass until an answer is there or `seconds` are over.
  void settle(std::int64_t seconds = 600);
  /// Lets exactly this time pass.
  void pass(std::int64_t seconds);

  /// Kills and restarts the server; the card and the other server go on.
  void restart_sm_sr();
  void restart_sm_dp();
  /// Called when packets have been accepted and not yet delivered: the moment to kill a server.
  std::function<void()> before_delivery{};
  /// Called when what the card answered has been taken in.
  std::function<void()> after_delivery{};

  /// Puts a package into the SM-DP's stock; its ICCID.
  std::string stock(const host::profile::Personalisation& values, const es::Pol2& pol2 = {});
  std::string stock_package(ByteString package, const es::Pol2& pol2 = {});

  es::Eis eis() { return sm_sr->eis(std::string(test_eid)).value(); }
  es::ProfileState state_of(const std::string& iccid);
  bool knows(const std::string& iccid) { return eis().find(iccid) != nullptr; }
  /// EF.ICCID and EF.IMSI as the device reads them.
  std::string read_iccid();
  std::string read_imsi();
  /// ISD-Ps that the card has, as an audit of the EIS shows them.
  std::size_t profiles_after_audit();
  /// Runs AUTHENTICATE with the parameters of the package.
  bool authenticates(const host::profile::ProfileFacts& facts);

  std::optional<es::Answer> answer{};
  std::vector<es::ProfileNotification> notifications{};
  std::vector<std::string> lines{};
  std::string acting{operator_id};  ///< who calls on ES4
  std::size_t progress = 0;
  unsigned packets = 0;   ///< to the card so far
  unsigned messages = 0;  ///< short messages from the card so far
  Faults faults{};
  es::Time now = 1'800'000'000;

  support::TestPlatform platform;
  host::pki::CertificateSet pki;
  std::unique_ptr<hardware::native::NativeCard> card;
  std::unique_ptr<tools::InProcessSmSr> sm_sr;
  std::unique_ptr<tools::InProcessSmDp> sm_dp;
  servers::smsr::SmSrSettings smsr_settings{};
  ByteString dp_certificate{};
  std::optional<host::crypto::Signer> dp_signer{};

 private:
  // SmSrSurroundings
  void on_trace(const std::string& line) override { lines.push_back(line); }
  host::Result<void> submit(const servers::lines::ShortMessage& message) override;
  void on_smsr_answer(const es::Caller& caller, const es::Answer& given) override;
  void on_notification(const es::ProfileNotification& notification) override;
  // Es3Link
  std::optional<es::Answer> call(const es::Es3Request& request) override;
  // Es2Sink
  void on_es2_answer(const es::Answer& given) override;
  void on_progress(std::size_t done, std::size_t total) override;

  void issue_card();
  void register_eis();
  void make_sm_sr();
  void make_sm_dp();
  void run();
  void drain();
  void deliver();
  std::string iccid_seen_by_device();
  es::Caller operator_caller(std::int64_t validity = 0);
  void ask(const es::Es3Request& request);

  std::unique_ptr<servers::store::Store> sm_sr_store_;  ///< outlives every SM-SR
  std::unique_ptr<servers::store::Store> sm_dp_store_;  ///< outlives every SM-DP
  std::unique_ptr<host::transport::InProcessChannel> channel_;
  std::unique_ptr<host::session::CardSession> session_;
  std::unique_ptr<host::device::Terminal> terminal_;
  std::deque<ByteString> from_card_;
  std::deque<std::vector<ByteString>> to_card_;  ///< secured packets
  std::optional<host::pki::CvIdentity> ecasd_;
  unsigned calls_ = 0;
  bool losing_ = false;
};

}  // namespace sixline::tests::scenario
