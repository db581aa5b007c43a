// An issued eUICC without files: ISD-R, ECASD, ISD-Ps whose packages the test plays, a terminal and a network
// that do what the test says. A second one over the same flash is the card after a power cut.
#pragma once

#include "card/isdr/esx.hpp"
#include "card/isdr/isd_r.hpp"
#include "card/isdr/issuance.hpp"
#include "card/isdr/sm_sr_addressing.hpp"
#include "tests/card/isdp/isd_p_world.hpp"

namespace sixline::tests {

/// The network's side of ota::MessageSender.
class PlayedNetwork final : public card::ota::MessageSender {
 public:
  card::ota::SendResult send(const card::ota::OutgoingMessage& message,
                             card::ota::SmsListener& listener) override {
    if (result == card::ota::SendResult::Accepted) {
      sent.push_back(to_hex(message.data));
      last = message;
      last.data = {};
      listener_ = &listener;
    }
    return result;
  }
  /// The message on its way has left, or never will.
  void finish(bool ok) {
    ASSERT_NE(listener_, nullptr);
    std::exchange(listener_, nullptr)->on_sms_finished(ok);
  }
  bool busy() const { return listener_ != nullptr; }

  card::ota::SendResult result = card::ota::SendResult::Accepted;
  std::vector<std::string> sent;
  card::ota::OutgoingMessage last;

 private:
  card::ota::SmsListener* listener_ = nullptr;
};

inline constexpr std::string_view test_eid = "89001012012341234012345678901224";
/// ISD-P numbers of the profiles that most tests use.
inline constexpr std::uint16_t bootstrap = 0x0010;
inline constexpr std::uint16_t operational = 0x0011;

class Euicc final : private card::toolkit::EnvelopeHandler, private card::isdr::SwitchObserver {
 public:
  explicit Euicc(support::TestPlatform& world, const card::isdr::SwitchSettings& settings = {})
      : world_(world), settings_(settings) {
    EXPECT_TRUE(store.mount());
  }

  // Making it.
  card::isdr::Issuance issuance() const {
    card::isdr::Issuance issuance{.eid = *wire::Eid::from(hex(test_eid))};
    issuance.scp80_key_sets = key_sets_;
    issuance.psk = card::isdr::PskKey{.version = 0x40, .value = psk_};
    issuance.sm_sr_address = *wire::SmsAddress::from_digits("1234567890");
    issuance.ecasd_private_key = ecasd_key_;
    issuance.ecasd_certificate = certificate_;
    issuance.ci_keys = ci_keys_;
    return issuance;
  }
  void issue() { ASSERT_EQ(card::isdr::issue(environment, issuance()), sw::ok); }
  /// An installed profile, without the way there.
  void create(card::storage::Owner slot, std::uint16_t number, card::gp::LifeCycle state,
              const card::gp::IsdPRecord& record = {}) {
    card::gp::Application application{.id = card::gp::isd_p_id(slot)};
    application.kind = card::gp::ApplicationKind::IsdP;
    application.state = state;
    application.aid = isd_p_aid(number);
    EXPECT_EQ(registry.put(application), sw::ok);
    EXPECT_EQ(card::gp::write_isd_p(store, slot, record), sw::ok);
    EXPECT_TRUE(store.commit());
  }
  /// Bootstrap enabled with the Fall-back attribute, one operational profile disabled, declared.
  void with_two_profiles(card::gp::Pol1 operational_pol1 = {}, card::gp::Pol1 bootstrap_pol1 = {}) {
    issue();
    create(1, bootstrap, card::gp::LifeCycle::Enabled, {.fall_back = true, .pol1 = bootstrap_pol1});
    create(2, operational, card::gp::LifeCycle::Disabled, {.pol1 = operational_pol1});
    ASSERT_EQ(card::isdr::set_declared(store), sw::ok);
    ASSERT_TRUE(store.commit());
  }

  // The SM-SR.
  std::string send(std::string_view command, std::uint8_t spi1 = 0x16) {
    isd_r.begin_script({.spi1 = spi1, .key_version = key_version});
    const auto answer = transmit(command, [this](const auto& c, auto& r) { return isd_r.run_command(c, r); });
    isd_r.end_script();
    return answer.text();
  }
  static std::string with_aid(std::string_view head, std::uint16_t number) {
    return std::string(head) + "124F10" + to_hex(isd_p_aid(number).view());
  }
  std::string enable(std::uint16_t number) { return send(with_aid("80E28800153A03", number)); }
  std::string disable(std::uint16_t number) { return send(with_aid("80E28800153A04", number)); }
  std::string erase(std::uint16_t number) { return send(with_aid("80E40040", number) + "00"); }
  std::string confirm(std::uint16_t sequence) {
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(sequence >> 8),
                                  static_cast<std::uint8_t>(sequence)};
    return send("80E28900073A08044E02" + to_hex(bytes) + "00");
  }

  /// ENVELOPE E4 of the device, which then sees 91xx when there is something to fetch.
  std::string local(std::uint8_t function) {
    const std::uint8_t content[] = {0x82, 0x02, 0x82, 0x81, 0x9F, 0x01, 0x01, function};
    const StatusWord status = on_local_function(content);
    poll();
    return Answer{status, ""}.text();
  }

  // The terminal.
  void reset() {
    toolkit.reset();
    isd_p.reset();
    isd_r.reset();
    profile_switch.reset();
    poll();
  }
  void poll(bool answers_left = true) { profile_switch.poll(answers_left); }
  void terminal_profile() {
    const auto apdu = *wire::CommandApdu::parse(profile_command_);
    ByteVector buffer(256);
    wire::ResponseApdu response(buffer);
    EXPECT_TRUE(toolkit.process(apdu, response).ok());
    poll();
  }
  /// Fetches everything that waits and answers it with `result`; types and qualifiers, as "0500 0300".
  std::string fetch_all(std::string_view result = "830100") {
    std::string commands;
    while (toolkit.pending() != 0) {
      ByteVector buffer(256);
      wire::ResponseApdu fetched(buffer);
      const std::uint8_t fetch[] = {0x80, 0x12, 0x00, 0x00, static_cast<std::uint8_t>(toolkit.pending())};
      EXPECT_TRUE(toolkit.process(*wire::CommandApdu::parse(fetch), fetched).ok());
      last_command = to_hex(fetched.view());
      const std::size_t details = last_command.find("8103");
      const std::string type = last_command.substr(details + 6, 4);
      commands += (commands.empty() ? "" : " ") + type;
      std::string answer = last_command.substr(details, 10) + "02028281" + std::string(result);
      if (type == "2601")
        answer +=
            "9408"
            "1122334455667788";
      if (type == "2600" && result == "830100") answer += "93079900110022AABB";
      const auto body = hex(answer);
      const std::uint8_t head[] = {0x80, 0x14, 0x00, 0x00, static_cast<std::uint8_t>(body.size())};
      ByteVector terminal_response = ByteVector(head, head + 5) + body;
      wire::ResponseApdu none(buffer);
      EXPECT_TRUE(toolkit.process(*wire::CommandApdu::parse(terminal_response), none).ok()) << answer;
      poll();
    }
    return commands;
  }
  void location(std::string_view status) {
    profile_switch.on_event(card::toolkit::EventType::LocationStatus, hex("1B01" + std::string(status)));
    poll();
  }
  void timer() {
    profile_switch.on_timer(card::isdr::ProfileSwitch::timer_identifier);
    poll();
  }
  /// Reset, TERMINAL PROFILE, whatever the card asks, registration.
  void attach() {
    reset();
    terminal_profile();
    fetch_all();
    location("00");
  }
  /// Lets every attempt to register fail.
  void fail_to_attach() {
    reset();
    terminal_profile();
    fetch_all();
    timer();
    fetch_all("830104");
    timer();
  }
  /// The notification leaves, and nobody confirms until the card gives up.
  void stay_unconfirmed() {
    for (int i = 0; i < settings_.notification_attempts; ++i) {
      ASSERT_TRUE(network.busy());
      network.finish(true);
      poll();
      timer();
    }
  }

  std::string states() const {
    std::string text;
    for (auto isd_p_entry = registry.next_isd_p(0); isd_p_entry;
         isd_p_entry = registry.next_isd_p(isd_p_entry->id.owner)) {
      const std::uint8_t state[] = {static_cast<std::uint8_t>(isd_p_entry->state)};
      text += (text.empty() ? "" : " ") + std::to_string(isd_p_entry->id.owner) + ":" + to_hex(state);
    }
    return text;
  }
  /// E1 of the notification: type, number, ISD-P.
  static std::string notification(std::string_view type, std::uint16_t sequence, std::uint16_t number,
                                  bool imei = true) {
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(sequence >> 8),
                                  static_cast<std::uint8_t>(sequence)};
    const std::string content = "4C10" + std::string(test_eid) + "4D01" + std::string(type) + "4E02" +
                                to_hex(bytes) + "2F10" + to_hex(isd_p_aid(number).view()) +
                                (imei ? "14081122334455667788" : "");
    return to_hex(tlv(0xE1, hex(content)));
  }

 private:
  support::TestPlatform& world_;
  card::isdr::SwitchSettings settings_;
  ByteVector kic_ = hex("11121314151617181920212223242526");
  ByteVector kid_ = hex("31323334353637383940414243444546");
  ByteVector psk_ = ByteVector(16, 0x77);
  std::array<card::isdr::Scp80KeySet, 1> key_sets_{
      card::isdr::Scp80KeySet{.version = 0x01, .kic = kic_, .kid = kid_, .kik = kid_}};
  ByteVector ecasd_key_ = scalar(0x33);
  ByteVector certificate_ = CertificateDraft{.usage = hex("95020080")}.build();
  std::array<card::ecasd::CiKey, 1> ci_keys_{ci_key()};
  ByteVector profile_command_ = hex("8010000004FFFFFFFF");

  StatusWord on_sms_pp(Bytes, wire::ResponseApdu&) override { return sw::ok; }
  StatusWord on_event(card::toolkit::EventType event, Bytes tlvs) override {
    profile_switch.on_event(event, tlvs);
    return sw::ok;
  }
  StatusWord on_timer(std::uint8_t number, Bytes) override {
    profile_switch.on_timer(number);
    return sw::ok;
  }
  StatusWord on_local_function(Bytes tlvs) override {
    return card::isdr::run_local_function(profile_switch, tlvs);
  }
  void on_terminal_profile(Bytes) override { profile_switch.on_terminal_profile(); }
  void on_status() override { profile_switch.on_status(); }
  void on_enabled_profile_changed(card::storage::Owner enabled) override { mounted.push_back(enabled); }

  std::vector<card::storage::IndexEntry> index_ = std::vector<card::storage::IndexEntry>(2048);

 public:
  card::storage::Store store{world_.flash, index_};
  card::runtime::Environment environment{world_.platform, store};
  card::gp::Registry registry{store};
  card::gp::KeyStore keys{store};
  card::ecasd::Ecasd ecasd{environment};
  card::gp::Domains domains{environment, ecasd};
  PlayedInstaller installer{store};
  card::isdp::IsdP isd_p{environment, ecasd, domains, installer};
  card::toolkit::Toolkit toolkit{*this};
  PlayedNetwork network;
  card::isdr::ProfileSwitch profile_switch{environment, toolkit, network, *this, settings_};
  card::isdr::IsdR isd_r{environment, domains, isd_p, profile_switch};
  std::vector<card::storage::Owner> mounted;
  std::uint8_t key_version = 0x01;  ///< of the keys that protect the scripts
  std::string last_command;
};

}  // namespace sixline::tests
