// ES5.EstablishISDRKeySet: an SM-SR with a certificate of the CI agrees its own keys with the ISD-R. The
// exchange is that of ES8.EstablishISDPKeySet, and one for the whole card.  [SGP.02 §4.1.1.8] PROC-SRC
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

/// KIc, KID and KIK of SCP80; or one pre-shared key of TLS for SCP81.  [SGP.02 §2.2.5]
constexpr isdp::KeySetRule accepted_key_sets[] = {
    {.usage = 0x10, .type = gp::KeyType::Aes, .first_version = 0x01, .last_version = 0x0F, .key_count = 3},
    {.usage = 0x5C, .type = gp::KeyType::TlsPsk, .first_version = 0x40, .last_version = 0x4F, .key_count = 1},
};

}  // namespace

StatusWord authenticate_sm_sr(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  isdp::KeyEstablishment& exchange = isd_r.isd_p().key_establishment();
  exchange.reset();
  if (request.dgi.empty()) return sw::wrong_data;
  return exchange.authenticate(gp::isd_r_id, wire::CertificateRole::SmSr, request.dgi, response.data());
}

StatusWord establish_isd_r_key_set(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  return isd_r.isd_p().key_establishment().establish(gp::isd_r_id, accepted_key_sets, isd_r.keys(),
                                                     request.data, response.data());
}

}  // namespace sixline::card::isdr
