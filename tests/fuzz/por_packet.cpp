// links: host_scp host_ota host_es
// Whoever can send a short message to an SM-SR reaches this code before any key is involved: the SUBMIT, its
// user data header, the lengths of the response packet or of the notification. What follows a good checksum
// (the response script, the notification) comes from a card that may be broken or hostile; the second half of
// the entry point feeds it directly.
#include <array>
#include <cstddef>
#include <cstdint>

#include "host/es/es5.hpp"
#include "host/es/es8.hpp"
#include "host/ota/script.hpp"
#include "host/ota/sms.hpp"
#include "host/scp/scp80.hpp"

namespace {

using namespace sixline;

// TEST ONLY keys.
host::scp::Scp80 channel() {
  const host::ByteString key(16, 0x11);
  return *host::scp::Scp80::create({0x01, host::crypto::Secret(key), host::crypto::Secret(key), {}});
}

void as_packet(host::Bytes packet) {
  static host::scp::Scp80 keys = channel();
  for (std::uint8_t spi2 : std::array<std::uint8_t, 4>{0x39, 0x21, 0x29, 0x31}) {
    const host::scp::SentPacket sent{{}, wire::Tar{{0x00, 0x00, 0x01}}, 1, {0x16, spi2}};
    static_cast<void>(keys.open_response(sent, packet));
  }
  static_cast<void>(keys.open_command(packet));
}

void as_content(host::Bytes content) {
  if (auto script = host::ota::ResponseScript::parse(content)) {
    for (const auto& answer : script->answers) {
      static_cast<void>(host::es::es5::read_status(answer.data));
      static_cast<void>(host::es::es5::read_deleted_isd_ps(answer.data));
    }
  }
  static_cast<void>(host::es::es5::read_notification(content));
  static_cast<void>(host::es::es5::read_status(content));
  static_cast<void>(host::es::es5::read_extended_resources(content));
  static_cast<void>(host::es::es5::read_key_templates(content));
  static_cast<void>(host::es::es8::EuiccResponse::parse(content));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const host::Bytes input(data, size);
  host::ota::SubmitReassembly messages;
  if (auto whole = messages.add(input); whole && *whole) as_packet((*whole)->packet);
  as_packet(input);
  as_content(input);
  return 0;
}
