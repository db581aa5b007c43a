// Connectivity parameters of a profile, as ES8 and ES6 write them into its ISD-P.
// [SGP.02 §4.1.2.2, §4.1.3.4]
#pragma once

#include <optional>

#include "card/wire/sms.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::es {

/// What is not set stays as it is on the card.
struct ConnectivityParameters {
  std::optional<wire::SmsAddress> service_centre{};  ///< A0; empty: forget
  std::optional<ByteString> https{};                 ///< content of A1; empty: forget
  std::optional<ByteString> cat_tp{};                ///< content of A2; empty: forget

  /// STORE DATA with DGI 3A07, plain. Errors: BadInput (nothing to update, too long).
  Result<ByteString> store_data() const;
};

}  // namespace sixline::host::es
