// ES6.UpdatePOL1byMNO: `81 01 <rules>` replaces POL1 of the own profile as a whole. Nobody else may.
// [SGP.02 §4.1.2.1] PROC-POL-20 PROC-POL-21
#include "card/gp/isd_p_record.hpp"
#include "card/isdp/mno_sd.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdp {

namespace sw = wire::sw;

StatusWord update_pol1_by_mno(MnoSd& mno_sd, Bytes value, ResponseApdu&) {
  constexpr std::uint8_t all_rules = 0x07;
  auto reader = wire::TlvReader::ber(value);
  const auto rules = reader.expect(wire::tag::euicc::pol1);
  if (!rules || !reader.at_end() || rules->value.size() != 1) return sw::wrong_data;
  // PROC-POL-05: contradictory rules are legal, unknown ones are not.
  if ((rules->value[0] & ~all_rules) != 0) return sw::wrong_data;
  return gp::store_pol1(mno_sd.store(), mno_sd.own_slot(), {rules->value[0]});
}

}  // namespace sixline::card::isdp
