#include "card/runtime/atr.hpp"

#include "card/runtime/t1_link.hpp"

namespace sixline::card::runtime {
namespace {

/// Selection by full and partial name, EF.DIR; channels assigned by card and terminal, eight or more; then
/// M2MEUICC.
constexpr std::array<std::uint8_t, 15> historical{0x80, 0x31, 0xE0, 0x73, 0xFE, 0x21, 0x1F, 'M',
                                                  '2',  'M',  'E',  'U',  'I',  'C',  'C'};
constexpr std::uint8_t direct_convention = 0x3B;
constexpr std::uint8_t waiting_integers = 0x45;   ///< T=1: block 4, character 5
constexpr std::uint8_t clock_and_voltage = 0x87;  ///< clock stops high, classes A to C

/// TS, interface bytes, historical bytes and the check byte over all but TS.
template <std::size_t Size>
consteval auto assemble(std::array<std::uint8_t, Size> interface_bytes) {
  std::array<std::uint8_t, 1 + Size + historical.size() + 1> atr{direct_convention};
  std::copy(interface_bytes.begin(), interface_bytes.end(), atr.begin() + 1);
  std::copy(historical.begin(), historical.end(), atr.begin() + 1 + Size);
  for (std::size_t i = 1; i + 1 < atr.size(); ++i)
    atr.back() = static_cast<std::uint8_t>(atr.back() ^ atr[i]);
  return atr;
}

// T0 announces TA1, TD1 and the historical bytes; the last TD announces the global bytes of T=15.
constexpr auto t0 = assemble(std::array<std::uint8_t, 5>{0x9F, fastest_speed, 0x80, 0x1F, clock_and_voltage});
constexpr auto t0_and_t1 = assemble(std::array<std::uint8_t, 8>{
    0x9F, fastest_speed, 0x80, 0xB1, t1_card_information_size, waiting_integers, 0x1F, clock_and_voltage});

}  // namespace

wire::Bytes answer_to_reset(Protocols protocols) {
  return protocols == Protocols::T0 ? wire::Bytes(t0) : wire::Bytes(t0_and_t1);
}

}  // namespace sixline::card::runtime
