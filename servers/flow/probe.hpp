// What GET STATUS says about one ISD-P when the answer to another command was lost.  [SGP.02 §4.1.1.5]
#pragma once

#include "host/es/es5.hpp"
#include "servers/flow/event.hpp"

namespace sixline::servers::flow {

namespace es5 = host::es::es5;

enum class Presence : std::uint8_t {
  Present,
  Absent,
  Unclear,  ///< the answer has another form
};

struct Probe {
  Presence presence = Presence::Unclear;
  es5::IsdPState state = es5::IsdPState::Selectable;

  bool enabled() const { return presence == Presence::Present && state == es5::IsdPState::Enabled; }
  bool disabled() const { return presence == Presence::Present && state == es5::IsdPState::Disabled; }
};

/// Reads the answer of a script with one GET STATUS for one ISD-P.
Probe read_probe(Bytes responses);
/// Not found, however the card says it.  [SGP.02 §4.1.1.4]
bool says_not_found(wire::StatusWord status);

}  // namespace sixline::servers::flow
