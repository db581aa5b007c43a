// GET CHALLENGE and TERMINAL CAPABILITY.  [TS 102 221 §11.1.18, §11.1.19]
#include "card/uicc/handlers.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

// TERMINAL CAPABILITY.  [TS 102 221 §11.1.19.2]
constexpr wire::Tag capability_template = 0xA9;
constexpr wire::Tag extended_channels = 0x81;

}  // namespace

StatusWord get_challenge(Uicc& uicc, Session&, const CommandApdu& command, ResponseApdu& response) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  if (command.ne > limits::max_response_data) return sw::wrong_length;
  uicc.environment().random().fill(response.data().take(command.ne));
  return sw::ok;
}

// Supply, interfaces and eUICC functions of the terminal change nothing here; a malformed statement is still
// refused, as a whole.
StatusWord terminal_capability(Uicc& uicc, Session&, const CommandApdu& command, ResponseApdu&) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  wire::TlvReader reader = wire::TlvReader::ber(command.data);
  const auto capabilities = reader.expect(capability_template);
  if (!capabilities || !reader.at_end()) return sw::wrong_data;
  wire::TlvReader parts = reader.children(*capabilities);
  Terminal told;
  while (!parts.at_end()) {
    const auto part = parts.next();
    if (!part) return sw::wrong_data;
    if (part->tag == extended_channels && !part->value.empty()) return sw::wrong_data;
    told.extended_channels = told.extended_channels || part->tag == extended_channels;
  }
  uicc.terminal() = told;
  return sw::ok;
}

}  // namespace sixline::card::uicc
