// The EIS as content of a message, both ways, and who sees what of it.  [SGP.02 Annex E]
#pragma once

#include "host/error.hpp"
#include "host/es/eis.hpp"
#include "host/es/functions.hpp"
#include "host/es/value.hpp"

namespace sixline::host::es {

/// Which parts of an EIS a message carries; Eid always, profiles as they are in the EIS given.
struct EisMarks {
  bool platform = false;    ///< Eum-id, production, platform, capabilities
  bool isd_p_aids = false;  ///< load file and module of ISD-Ps
  bool ecasd = false;
  bool signature = false;
  bool memory = false;  ///< and Smsr-id
  bool last_audit = false;
  bool isd_r = false;
  bool isd_r_keys = false;
  bool audit_trail = false;

  /// Whether all that the EUM signed is among them.
  bool whole_signed_info() const { return platform && isd_p_aids && ecasd; }
};

/// What an EIS in this message may show. Of profiles, the caller has already taken a view.
const EisMarks& eis_marks(const Function& function);

/// Fills a field `Eis`. The signed part is sent byte for byte as it was received, if all of it is shown.
void write_eis(Value& out, const Eis& eis, const EisMarks& marks);
/// Errors: 8.6/2.1 (a number that no eUICC has, a profile twice).
wire::Result<Eis, EsStatus> read_eis(const Value& content);

/// EumSignedInfo as it travels for the first time, able to stand alone.
std::string signed_info_xml(const Eis& eis);
/// Reads one that stands alone. Errors: BadFormat.
Result<EumSignedBlock> signed_block_of(std::string_view xml);

}  // namespace sixline::host::es
