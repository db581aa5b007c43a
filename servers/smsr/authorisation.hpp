// What an Operator has granted an M2M SP.  [SGP.02 §3.20] (PROC-PLMA)
#pragma once

#include "host/es/eis.hpp"
#include "host/es/plma.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::smsr {

namespace es = host::es;

/// Whether a PLMA of the profile's owner lets this M2M SP use the function ("EnableProfile") on it, or hear
/// of it ("HandleProfileEnabledNotification"). A store that fails grants nothing.
bool is_granted(store::Unit& unit, const std::string& m2m_sp_id, const es::EisProfile& profile,
                std::string_view operation);

/// What an Operator can grant (PROC-PLMA-02); anything else in a PLMA is refused.
bool is_grantable(std::string_view operation);

}  // namespace sixline::servers::smsr
