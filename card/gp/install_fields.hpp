// The data of INSTALL: six fields with a length each, whatever the variant calls them.  [GPCS §11.5.2.3]
#pragma once

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::gp {

struct InstallFields {
  wire::Bytes load_file{};  ///< or the security domain that an application is moved to
  wire::Bytes module{};
  wire::Bytes instance{};
  wire::Bytes privileges{};
  wire::Bytes parameters{};
  wire::Bytes token{};

  /// wrong_data: a field is cut off, or something follows the token.
  static wire::Result<InstallFields, wire::StatusWord> parse(wire::Bytes data);
};

}  // namespace sixline::card::gp
