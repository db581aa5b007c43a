// links: card_ota card_gp card_storage tests_support
// A command packet is read before anything about its sender is known: lengths, security parameters, key
// indications and, after deciphering with the right key but without its checksum proved, the padding counter.
#include "tests/fuzz/ota_card.hpp"

namespace {

using namespace sixline;
using tests::fuzz::require;

void open(tests::fuzz::OtaCard& card, card::ota::Scp80& scp80, wire::Bytes input,
          const card::ota::Endpoint& endpoint) {
  std::vector<std::uint8_t> bytes(input.begin(), input.end());
  const auto packet = wire::CommandPacket::parse(bytes);
  if (!packet) return;
  card::ota::SecuredCommand command;
  const wire::PacketStatus status = scp80.open(*packet, bytes, endpoint, command);
  require(status != wire::PacketStatus::Ok || command.trusted);
  require(!card.store.has_changes());
  std::vector<std::uint8_t> answer(64);
  const std::size_t size = scp80.close_response(command, status, answer, 8);
  require(size != 0 && wire::ResponsePacket::parse(wire::Bytes(answer).first(size)).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static tests::fuzz::OtaCard card;
  static card::ota::Scp80 scp80(card.environment, card.keys);
  const wire::Bytes input(data, size);
  open(card, scp80, input, {&card.target, card::gp::isd_r_id, 0x16, true});
  open(card, scp80, input, {&card.target, tests::fuzz::OtaCard::open_domain, 0x00, false});
  const auto response = wire::ResponsePacket::parse(input);
  if (response) static_cast<void>(wire::ResponseBody::parse(response->body, response->checksum_size));
  return 0;
}
