// links: card_ota card_gp card_storage tests_support
// The terminal passes short messages of strangers on in an ENVELOPE, and a terminal may itself be hostile:
// envelopes, results of proactive commands and their order are all the other side's choice.
#include "tests/fuzz/ota_card.hpp"

namespace {

using namespace sixline;
using tests::fuzz::OtaCard;
using tests::fuzz::require;

/// The terminal fetches what waits and answers it with `result`.
void serve(OtaCard& card, std::uint8_t result) {
  const std::size_t size = card.toolkit.pending();
  if (size == 0) return;
  require(card.process(std::array<std::uint8_t, 5>{0x80, 0x12, 0, 0, static_cast<std::uint8_t>(size)}) ==
          wire::sw::ok);
  require(card.answer.size() == size);
  const auto command = wire::TlvReader::der(card.answer).expect(0xD0);
  require(command.has_value() && command->value.size() > 5);
  std::vector<std::uint8_t> response{0x80, 0x14, 0, 0, 12};
  response.insert(response.end(), command->value.begin(), command->value.begin() + 5);
  for (const int byte : {0x82, 0x02, 0x82, 0x81, 0x83, 0x01, int{result}})
    response.push_back(static_cast<std::uint8_t>(byte));
  require(card.process(response) == wire::sw::ok);
}

}  // namespace

/// Records: one byte of kind, one of length, content. 00 ENVELOPE, 01 TERMINAL RESPONSE as given, 02 the
/// terminal does its duty, 03 time passes, 04 STATUS.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static OtaCard card;
  card.power_on();
  wire::Bytes input(data, size);
  while (input.size() >= 2) {
    const std::uint8_t kind = input[0];
    const std::size_t length = std::min<std::size_t>(input[1], input.size() - 2);
    const wire::Bytes content = input.subspan(2, length);
    input = input.subspan(2 + length);
    if (kind <= 1) {
      std::vector<std::uint8_t> apdu{0x80, static_cast<std::uint8_t>(kind == 0 ? 0xC2 : 0x14), 0, 0,
                                     static_cast<std::uint8_t>(length)};
      apdu.insert(apdu.end(), content.begin(), content.end());
      card.process(apdu);
    } else if (kind == 2) {
      serve(card, content.empty() ? std::uint8_t{0} : content[0]);
    } else if (kind == 3) {
      card.platform.clock.advance(card::ota::SmsSender::retry_delay_ms);
      card.ota.poll();
    } else {
      card.toolkit.status_received();
    }
  }
  return 0;
}
