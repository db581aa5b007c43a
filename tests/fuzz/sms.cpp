// links: card_wire card_ota tests_support
// Anyone who knows the telephone number can send the card a short message, and the network delivers it
// unread: every byte of the TPDU and its user data header is a stranger's. Also the sender's half reads
// SMS-SUBMIT with the same code.
#include "card/wire/sms.hpp"

#include <cstdlib>

#include "card/ota/reassembly.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;

void require(bool condition) {
  if (!condition) std::abort();
}

template <class Message>
void round_trip(wire::Bytes input) {
  const auto message = Message::parse(input);
  if (!message) return;
  std::array<std::uint8_t, 256> buffer{};
  wire::Writer out(buffer);
  Message eight_bit = *message;
  eight_bit.dcs = wire::dcs_8bit_class2;
  eight_bit.encode(out);
  require(!out.overflowed());
  const auto again = Message::parse(out.view());
  require(again.has_value() && wire::equal(again->user_data, message->user_data));
}

/// One length-prefixed user data after the other, as one originator would send them.
void reassemble(wire::Bytes input) {
  static card::ota::Reassembly reassembly;
  reassembly.reset();
  while (!input.empty()) {
    const std::size_t size = std::min<std::size_t>(input[0], input.size() - 1);
    const tests::support::ExactCopy user_data(input.subspan(1, size));
    input = input.subspan(1 + size);
    const auto content = wire::SmsUserData::parse(user_data, true);
    if (!content) continue;
    card::ota::MessagePart part;
    if (content->concatenation) part.place = *content->concatenation;
    part.command_packet = content->packet == wire::PacketKind::Command;
    part.payload = content->payload;
    const wire::MutableBytes whole = reassembly.add(part);
    std::fill(whole.begin(), whole.end(), std::uint8_t{0});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const wire::Bytes input(data, size);
  round_trip<wire::SmsDeliver>(input);
  round_trip<wire::SmsSubmit>(input);
  reassemble(input);
  return 0;
}
