#include "host/es/es6.hpp"

#include "card/wire/tags.hpp"
#include "host/es/card_command.hpp"
#include "host/es/es8.hpp"

namespace sixline::host::es {
namespace es6 {
namespace {

constexpr std::uint16_t pol1_dgi = 0x3A06;
enum Rule : std::uint8_t { DisableNotAllowed = 0x01, DeleteNotAllowed = 0x02, DeleteWhenDisabled = 0x04 };

constexpr std::array rows{
    CardFunction{"UpdatePOL1byMNO", "INSTALL [for personalization], STORE DATA 3A06", CardDirection::ToCard,
                 "SGP.02 §4.1.2.1"},
    CardFunction{"UpdateConnectivityParametersByMNO", "INSTALL [for personalization], STORE DATA 3A07",
                 CardDirection::ToCard, "SGP.02 §4.1.2.2"},
};

/// The AID that means "the ISD-P of this very profile".
ByteString address_own_isd_p() {
  return es8::install_for_personalization(wire::aid::euicc(wire::aid::own_isd_p_number));
}

}  // namespace

std::vector<ByteString> update_pol1(const Pol1& pol1) {
  const auto rules = static_cast<std::uint8_t>((pol1.disable_not_allowed ? DisableNotAllowed : 0) |
                                               (pol1.delete_not_allowed ? DeleteNotAllowed : 0) |
                                               (pol1.delete_when_disabled ? DeleteWhenDisabled : 0));
  const ByteString store = command(store_data_last, Answer::No, [&](wire::Writer& out) {
    std::array<std::uint8_t, 3> buffer;
    wire::Writer value(buffer);
    wire::put_tlv(value, wire::tag::euicc::pol1, Bytes(&rules, 1));
    wire::put_dgi(out, pol1_dgi, value.view());
  });
  return {address_own_isd_p(), store};
}

Result<std::vector<ByteString>> update_connectivity_parameters(const ConnectivityParameters& parameters) {
  auto store = parameters.store_data();
  if (!store) return wire::fail(store.error());
  return std::vector<ByteString>{address_own_isd_p(), std::move(*store)};
}

}  // namespace es6

std::span<const CardFunction> es6_functions() {
  return es6::rows;
}

}  // namespace sixline::host::es
