// What a terminal may put into an ENVELOPE.  [TS 102 223 §7] [TS 31.111 §7]
#pragma once

#include <span>
#include <string_view>

#include "card/toolkit/toolkit.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::toolkit {

struct EnvelopeRow {
  std::string_view name;
  wire::Tag tag;
  StatusWord (*handler)(EnvelopeHandler&, Bytes content, ResponseApdu&);
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
};

/// The envelopes this card understands; any other is 6A80.
std::span<const EnvelopeRow> envelopes();

}  // namespace sixline::card::toolkit
