// A card with nothing but SCP80 over short messages, a terminal in front of it and a sender behind.
#pragma once

#include <gtest/gtest.h>

#include "card/crypto/cmac.hpp"
#include "card/ota/ota.hpp"
#include "card/toolkit/commands.hpp"
#include "tests/card/ota/fake_target.hpp"

namespace sixline::tests::ota {

using wire::PacketStatus;
using wire::SecurityParameters;
using wire::SmsAddress;
using wire::Tar;

inline constexpr Tar isd_r_tar{{0x00, 0x00, 0x01}};
inline constexpr Tar rfm_tar{{0xB0, 0x00, 0x11}};
inline constexpr card::gp::ApplicationId mno_sd{1, card::gp::mno_sd_index};
inline const char* const enable_script = "AA1C221A80E28800153A03124F10A0000005591010FFFFFFFF8900001000";

/// The ISD-R is silent and strict; the TAR of remote file management is open to everything.
struct FakeRouter final : card::ota::Router {
  std::optional<card::ota::Endpoint> resolve(const Tar& tar) override {
    if (tar == isd_r_tar) return isd_r;
    if (tar == rfm_tar) return rfm;
    if (tar == Tar{{0x00, 0x00, 0x10}}) return card::ota::Endpoint{};
    return {};
  }
  FakeTarget isd_r_target;
  FakeTarget rfm_target;
  card::ota::Endpoint isd_r{&isd_r_target, card::gp::isd_r_id, 0x16, true};
  card::ota::Endpoint rfm{&rfm_target, mno_sd, 0x00, false};
};

struct FakeCentre final : card::ota::ServiceCentre {
  SmsAddress service_centre() const override { return address; }
  SmsAddress address;
};

/// Forwards as the assembly of the card does.
struct Forwarder final : card::toolkit::EnvelopeHandler {
  StatusWord on_sms_pp(Bytes tlvs, wire::ResponseApdu& response) override {
    return ota->on_sms_pp(tlvs, response);
  }
  StatusWord on_event(card::toolkit::EventType, Bytes) override { return wire::sw::ok; }
  StatusWord on_timer(std::uint8_t, Bytes) override { return wire::sw::ok; }
  StatusWord on_local_function(Bytes) override { return wire::sw::ok; }
  void on_terminal_profile(Bytes) override {}
  void on_status() override { ota->on_status(); }
  card::ota::Ota* ota = nullptr;
};

/// The sender's half, straight from the layout: nothing of Scp80 is used.
struct SenderHalf {
  std::string kic = "11121314151617181920212223242526";  // TEST ONLY
  std::string kid = "31323334353637383940414243444546";  // TEST ONLY
  card::crypto::CryptoEngine& engine;

  std::vector<std::uint8_t> command(SecurityParameters spi, std::uint64_t counter, const std::string& data,
                                    Tar tar = isd_r_tar, std::uint8_t kic_byte = 0x12,
                                    std::uint8_t kid_byte = 0x12) const;
  /// Opens the user data of an answer: status, counter and data as text, or what is wrong with it.
  std::string open_response(Bytes user_data, SecurityParameters spi) const;
};

class World : public ::testing::Test {
 protected:
  World();
  struct Answer {
    std::string data;
    StatusWord status;
  };
  Answer send(const std::string& apdu);
  /// One ENVELOPE with this user data from `from`.
  Answer envelope(Bytes user_data, const char* from = "1234567890");
  /// As many envelopes as it takes; the last answer.
  Answer deliver(Bytes packet, std::uint8_t reference = 0x2A);
  std::string fetch();
  void terminal_response(const std::string& command, const std::string& result = "00");
  /// Runs the terminal until nothing is pending; the user data of every SMS sent.
  std::vector<std::string> sent_messages(const std::string& result = "00");
  void put_key(card::gp::ApplicationId domain, std::uint8_t version, std::uint8_t id,
               const std::string& value, card::gp::KeyType type = card::gp::KeyType::Aes);
  std::uint64_t counter(card::gp::ApplicationId domain = card::gp::isd_r_id, std::uint8_t version = 1) const {
    return keys.counter(domain, version);
  }

  support::TestPlatform platform;
  card::storage::Store store{platform.flash, platform.index};
  card::runtime::Environment environment{platform.platform, store};
  card::gp::KeyStore keys{store};
  Forwarder forwarder;
  card::toolkit::Toolkit toolkit{forwarder};
  FakeRouter router;
  FakeCentre centre;
  card::ota::Ota ota{environment, keys, toolkit, router, centre};
  SenderHalf sender{.engine = platform.crypto};
};

}  // namespace sixline::tests::ota
