// The token with which an SM-DP authorises the deletion of one profile.  [SGP.02 §4.1.1.6] [GPCS §C.4.7]
#pragma once

#include "card/gp/key_store.hpp"
#include "card/runtime/environment.hpp"
#include "card/wire/apdu.hpp"

namespace sixline::card::isdp {

using wire::Bytes;
using wire::Result;
using wire::StatusWord;

/// `4F 10 AID ‖ B6 L {42 45 5F20 93} ‖ 9E 10 token`, taken apart: views of the command's data.
struct DeleteAuthorisation {
  wire::Aid isd_p{};
  Bytes issuer{};        ///< 42
  Bytes image_number{};  ///< 45
  Bytes provider{};      ///< 5F20
  Bytes covered{};       ///< AID and reference template, what the token is computed over
  Bytes token{};

  /// Errors: those of the TLVs; BadLength.
  static Result<DeleteAuthorisation, wire::Error> parse(Bytes data);
};

/// wrong_data: the identifiers are not those that the SM-DP stored in the ISD-P. security_not_satisfied: the
/// ISD-P has no token key, or the token is wrong. `command` is the DELETE that carries it.
StatusWord verify(const DeleteAuthorisation& authorisation, const runtime::Environment& environment,
                  storage::Owner slot, const wire::CommandApdu& command);

}  // namespace sixline::card::isdp
