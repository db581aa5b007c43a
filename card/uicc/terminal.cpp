// GET CHALLENGE and TERMINAL CAPABILITY.  [TS 102 221 §11.1.18, §11.1.19]
#include "card/uicc/handlers.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr wire::Tag capability_template = 0xA9;

}  // namespace

StatusWord get_challenge(Uicc& uicc, Session&, const CommandApdu& command, ResponseApdu& response) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  if (command.ne > limits::max_response_data) return sw::wrong_length;
  uicc.environment().random().fill(response.data().take(command.ne));
  return sw::ok;
}

// What the terminal can do changes nothing here; a malformed statement is still refused.
StatusWord terminal_capability(Uicc&, Session&, const CommandApdu& command, ResponseApdu&) {
  if (command.p1p2() != 0) return sw::wrong_p1p2;
  wire::TlvReader reader = wire::TlvReader::ber(command.data);
  const auto capabilities = reader.expect(capability_template);
  if (!capabilities || !reader.at_end()) return sw::wrong_data;
  wire::TlvReader parts = reader.children(*capabilities);
  while (!parts.at_end())
    if (!parts.next()) return sw::wrong_data;
  return parts.ok() ? sw::ok : sw::wrong_data;
}

}  // namespace sixline::card::uicc
