#include "host/session/trace.hpp"

#include "card/wire/apdu.hpp"
#include "host/session/tlv_text.hpp"

namespace sixline::host::session {

void Trace::reset(Bytes atr) const {
  sink_("reset");
  sink_("< " + to_hex(atr));
}

void Trace::decoded(Bytes data) const {
  if (!options_.decode) return;
  for (const TextLine& line : decode_tlv(data)) sink_(std::string(4 + 2 * line.depth, ' ') + line.text);
}

void Trace::exchange(Bytes command, Bytes answer) const {
  std::string sent = "> " + command_text(command, options_.show_pins);
  if (command.size() >= 4) sent += "    # " + command_name(command);
  sink_(sent);
  if (auto parsed = wire::CommandApdu::parse(command); parsed && !carries_pin(command)) decoded(parsed->data);

  const Bytes data = answer.first(answer.size() - 2);
  const Bytes trailer = answer.last(2);
  const wire::StatusWord status(static_cast<std::uint16_t>(wire::read_be(trailer)));
  std::string got = "< " + to_hex(data);
  if (!data.empty()) got += " ";
  sink_(got + to_hex(trailer) + "    # " + std::string(wire::describe(status)));
  decoded(data);
}

}  // namespace sixline::host::session
