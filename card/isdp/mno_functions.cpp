// The functions of ES6: one row each.  [SGP.02 §4.1.2]
#include "card/isdp/connectivity.hpp"
#include "card/isdp/mno_sd.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t ins_install = 0xE6;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t for_personalization = 0x20;
constexpr std::uint8_t last_block_of_dgis = 0x88;
constexpr std::uint16_t dgi_pol1 = 0x3A06;

constexpr MnoFunctionRow rows[] = {
    {"ES6, INSTALL [for personalization] of the own ISD-P", ins_install, for_personalization, std::nullopt,
     address_own_isd_p, "SGP.02 §4.1.2", "es6/update_pol1_by_mno"},
    {"ES6.UpdatePOL1byMNO", ins_store_data, last_block_of_dgis, dgi_pol1, update_pol1_by_mno,
     "SGP.02 §4.1.2.1", "es6/update_pol1_by_mno"},
    {"ES6.UpdateConnectivityParametersByMNO", ins_store_data, last_block_of_dgis, dgi_connectivity,
     update_connectivity_parameters_by_mno, "SGP.02 §4.1.2.2", "es6/update_connectivity_parameters_by_mno"},
};

constexpr std::size_t aid_size = 16;
/// Load file and module (empty), AID, privileges, parameters, token (empty).
constexpr std::size_t install_size = 2 + 1 + aid_size + 3;
constexpr std::uint8_t no_receipt[] = {0x00};

}  // namespace

std::span<const MnoFunctionRow> mno_functions() {
  return rows;
}

/// The alias that every ISD-P has for its own profile, or its own AID; no other ISD-P exists for an operator.
StatusWord address_own_isd_p(MnoSd& mno_sd, Bytes data, ResponseApdu& response) {
  constexpr std::uint8_t head[] = {0x00, 0x00, aid_size};
  constexpr std::uint8_t tail[] = {0x00, 0x00, 0x00};
  const bool shaped = data.size() == install_size && wire::starts_with(data, head) &&
                      wire::equal(data.last(sizeof tail), tail);
  if (!shaped) return sw::wrong_data;
  const Bytes aid = data.subspan(sizeof head, aid_size);
  const auto own = mno_sd.domains().registry().get(gp::isd_p_id(mno_sd.own_slot()));
  const bool is_own = wire::equal(aid, wire::aid::euicc(wire::aid::own_isd_p_number).view()) ||
                      (own && wire::equal(aid, own->aid.view()));
  if (!is_own) return sw::reference_not_found;
  mno_sd.address_isd_p();
  response.data().put(no_receipt);
  return sw::ok;
}

}  // namespace sixline::card::isdp
