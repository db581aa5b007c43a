// As much of a card as a short message meets, built once for a whole fuzz run.
#pragma once

#include <cstdlib>

#include "card/ota/ota.hpp"
#include "card/toolkit/toolkit.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::fuzz {

using wire::Bytes;
using wire::StatusWord;

inline void require(bool condition) {
  if (!condition) std::abort();
}

/// Answers as much or as little as the command's own bytes say.
struct ObedientTarget final : card::ota::ScriptTarget {
  void begin_script(const card::ota::ScriptSecurity&) override {
    require(!running);
    running = true;
  }
  StatusWord run_command(const wire::CommandApdu& command, wire::ResponseApdu& response) override {
    response.data().fill(command.p1, std::size_t{command.p2} * 2);
    return StatusWord{static_cast<std::uint16_t>(command.ins << 8 | command.p1)};
  }
  bool run_tlv(const wire::Tlv& tlv, wire::Writer& answer) override {
    if (tlv.tag < 0x84 || tlv.tag > 0x88) return false;
    wire::put_tlv(answer, tlv.value.empty() ? tlv.tag : 0x9F00u | (tlv.tag - 0x40u), tlv.value);
    return true;
  }
  void end_script() override {
    require(running);
    running = false;
  }
  bool running = false;
};

/// The ISD-R as it is, and one application for which no security at all is enough, so that scripts run.
struct OtaCard final : card::ota::Router, card::ota::ServiceCentre, card::toolkit::EnvelopeHandler {
  static constexpr card::gp::ApplicationId open_domain{1, card::gp::mno_sd_index};

  OtaCard() {
    require(store.mount().has_value());
    put_key(card::gp::isd_r_id, 1, "11121314151617181920212223242526");  // TEST ONLY
    put_key(card::gp::isd_r_id, 2, "31323334353637383940414243444546");  // TEST ONLY
    put_key(open_domain, 1, "11121314151617181920212223242526");         // TEST ONLY
    put_key(open_domain, 2, "31323334353637383940414243444546");         // TEST ONLY
    require(store.commit().has_value());
    power_on();
  }

  void power_on() {
    target.running = false;
    toolkit.reset();
    ota.reset();
    process(support::hex("8010000002FFFF"));
  }
  StatusWord process(Bytes apdu) {
    const support::ExactCopy copy(apdu);
    const auto command = wire::CommandApdu::parse(copy);
    if (!command) return wire::sw::wrong_length;
    answer.clear();
    wire::ResponseApdu response(buffer);
    const StatusWord status = toolkit.process(*command, response);
    require(!response.data().overflowed());
    answer.assign(response.view().begin(), response.view().end());
    ota.poll();
    return status;
  }

  std::optional<card::ota::Endpoint> resolve(const wire::Tar& tar) override {
    if (tar == wire::Tar{{0x00, 0x00, 0x01}})
      return card::ota::Endpoint{&target, card::gp::isd_r_id, 0x16, true};
    if (tar.bytes[0] == 0xB0) return card::ota::Endpoint{&target, open_domain, 0x00, false};
    return {};
  }
  wire::SmsAddress service_centre() const override { return {}; }
  StatusWord on_sms_pp(Bytes tlvs, wire::ResponseApdu& response) override {
    return ota.on_sms_pp(tlvs, response);
  }
  StatusWord on_event(card::toolkit::EventType, Bytes) override { return wire::sw::ok; }
  StatusWord on_timer(std::uint8_t, Bytes) override { return wire::sw::ok; }
  StatusWord on_local_function(Bytes) override { return wire::sw::ok; }
  void on_terminal_profile(Bytes) override {}
  void on_status() override { ota.on_status(); }

  support::TestPlatform platform;
  card::storage::Store store{platform.flash, platform.index};
  card::runtime::Environment environment{platform.platform, store};
  card::gp::KeyStore keys{store};
  card::toolkit::Toolkit toolkit{*this};
  card::ota::Ota ota{environment, keys, toolkit, *this, *this};
  ObedientTarget target;
  std::vector<std::uint8_t> buffer = std::vector<std::uint8_t>(256);
  std::vector<std::uint8_t> answer;

 private:
  void put_key(card::gp::ApplicationId domain, std::uint8_t id, std::string_view value) {
    card::gp::SecretKey key;
    key.reference = {1, id};
    key.value.assign(support::hex(value));
    require(keys.put(domain, key) == wire::sw::ok);
  }
};

}  // namespace sixline::tests::fuzz
