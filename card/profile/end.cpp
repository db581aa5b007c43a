// The element that makes the profile complete.  [TCA-PP §8.10]
#include "card/profile/handlers.hpp"

namespace sixline::card::profile {

PeStatus end_of_profile(Installation& installation, const Unit&) {
  installation.ended = true;
  return PeStatus::Ok;
}

}  // namespace sixline::card::profile
