// Malformed and hostile traffic. Nothing of it may do more than be refused.
#pragma once

#include "tests/soak/calls.hpp"

namespace sixline::tests::soak {

/// What the attacks have at hand.
struct Arsenal {
  /// Of another root, made for this run: nobody believes it.
  host::http::TlsIdentity stranger{};
  /// Delivered by the EUM, but not registered.
  host::es::Eis unregistered;
};

/// One attack after another until the soak is over.
void attack(const Shift& shift, const Arsenal& arsenal);

}  // namespace sixline::tests::soak
