// The ISD-R's part of ES8: it opens the way to an ISD-P and hands STORE DATA on unread.
// [SGP.02 §4.1.3.1] PROC-DL-32
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::size_t aid_size = 16;
/// Load file and module (empty), AID, privileges, parameters, token (empty).
constexpr std::size_t install_size = 2 + 1 + aid_size + 3;
constexpr std::uint8_t no_receipt[] = {0x00};

Result<wire::Aid, StatusWord> parse(Bytes data) {
  constexpr std::uint8_t head[] = {0x00, 0x00, aid_size};
  constexpr std::uint8_t tail[] = {0x00, 0x00, 0x00};
  const bool shaped = data.size() == install_size && wire::starts_with(data, head) &&
                      wire::equal(data.last(sizeof tail), tail);
  if (!shaped) return wire::fail(sw::wrong_data);
  return wire::Aid(data.subspan(sizeof head, aid_size));
}

}  // namespace

StatusWord install_for_personalization(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (request.command.p2 != 0) return sw::wrong_p1p2;
  const auto aid = parse(request.data);
  if (!aid) return aid.error();
  const auto target = isd_r.registry().find_isd_p(*aid);
  if (!target) return target.error();
  isd_r.personalize(target->id.owner);
  response.data().put(no_receipt);
  return sw::ok;
}

StatusWord forward_to_isd_p(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (isd_r.personalized_slot() == storage::card_owner) return sw::conditions_not_satisfied;
  const StatusWord status = isd_r.isd_p().store_data(isd_r.personalized_slot(), request.data, response);
  // With the keys in place the way closes: the next exchange may concern the ISD-R itself.
  const bool personalized = wire::read_be(request.data.first(2)) == isdp::dgi_key_establishment;
  if (status.ok() && personalized) isd_r.personalize(storage::card_owner);
  return status;
}

}  // namespace sixline::card::isdr
