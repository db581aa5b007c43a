// ES5.eUICCCapabilityAudit: GET STATUS and GET DATA.  [SGP.02 §4.1.1.5]
#include "card/isdr/isd_r.hpp"

namespace sixline::card::isdr {

StatusWord get_status(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  return isd_r.domains().get_status(isd_r.status_cursor(), request.command, response);
}

StatusWord get_data(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  return isd_r.domains().get_data(gp::isd_r_id, request.command, response);
}

}  // namespace sixline::card::isdr
