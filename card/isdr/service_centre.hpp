// The service centre that the enabled profile gives the ISD-R.  [SGP.02 §4.1.3.4] PROC-CP-03
#pragma once

#include "card/ota/sms_sender.hpp"

namespace sixline::card::isdr {

class ProfileServiceCentre final : public ota::ServiceCentre {
 public:
  explicit ProfileServiceCentre(storage::Store& store) : store_(store) {}
  /// From connectivity parameters A0 of the ENABLED ISD-P; empty when they name none.
  wire::SmsAddress service_centre() const override;

 private:
  storage::Store& store_;
};

}  // namespace sixline::card::isdr
