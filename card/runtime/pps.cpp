#include "card/runtime/pps.hpp"

namespace sixline::card::runtime {
namespace {

constexpr std::uint8_t protocol_bits = 0x0F;
constexpr std::uint8_t has_pps1 = 0x10;
constexpr std::uint8_t has_pps2 = 0x20;
constexpr std::uint8_t has_pps3 = 0x40;
constexpr std::uint8_t reserved = 0x80;

/// The speed of the answer to reset, the two that every UICC must have besides, and the default.
/// [TS 102 221 §6.3.2]
constexpr std::array<std::uint8_t, 4> speeds{PpsChoice::default_speed, 0x94, 0x95, fastest_speed};

std::uint8_t check_of(wire::Bytes bytes) {
  std::uint8_t check = 0;
  for (const std::uint8_t byte : bytes) check = static_cast<std::uint8_t>(check ^ byte);
  return check;
}

}  // namespace

std::size_t pps_size(std::uint8_t pps0) {
  std::size_t size = 3;
  for (const std::uint8_t bit : {has_pps1, has_pps2, has_pps3})
    if ((pps0 & bit) != 0) ++size;
  return size;
}

std::optional<PpsChoice> negotiate(wire::Bytes request, Protocols offered) {
  if (request.size() < 3 || request[0] != pps_start || request.size() != pps_size(request[1]))
    return std::nullopt;
  const std::uint8_t pps0 = request[1];
  const std::uint8_t protocol = pps0 & protocol_bits;
  const std::uint8_t highest = offered == Protocols::T0 ? 0 : 1;
  if ((pps0 & reserved) != 0 || protocol > highest || check_of(request) != 0) return std::nullopt;

  PpsChoice choice;
  choice.protocol = protocol;
  const bool speed_given = (pps0 & has_pps1) != 0;
  const bool speed_known = speed_given && std::find(speeds.begin(), speeds.end(), request[2]) != speeds.end();
  if (speed_known) choice.speed = request[2];
  wire::Writer answer(choice.answer.buffer());
  answer.put(pps_start);
  answer.put(static_cast<std::uint8_t>(protocol | (speed_known ? has_pps1 : 0)));
  if (speed_known) answer.put(choice.speed);
  answer.put(check_of(answer.view()));
  choice.answer.resize(answer.size());
  return choice;
}

}  // namespace sixline::card::runtime
