// Bytes as a person reads them: templates of the UICC and of GlobalPlatform, toolkit commands, commands by
// name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "card/wire/tlv.hpp"
#include "host/bytes.hpp"

namespace sixline::host::session {

/// One line of a decoded answer: how deep it stands, and "84 DF name: A000...".
struct TextLine {
  unsigned depth = 0;
  std::string text;
};

/// What a tag means inside a parent (0 = at the top); empty when unknown.
std::string_view tag_name(wire::Tag parent, wire::Tag tag);
/// The same for COMPREHENSION-TLVs; the tag without its comprehension bit.  [TS 101 220 §7.2]
std::string_view toolkit_tag_name(std::uint8_t tag);
/// Type of a proactive command; empty when unknown.  [TS 102 223 §9.4]
std::string_view proactive_command_name(std::uint8_t type);

/// Decodes data that begins with a template we know; nothing for anything else, so that the content of a
/// file is never mistaken for TLVs.
std::vector<TextLine> decode_tlv(Bytes data);
/// decode_tlv as indented lines, each ended by a new line.
std::string tlv_text(Bytes data, unsigned indent);

/// "SELECT", "GET STATUS"; "INS 7E" for a stranger. `command` has at least four bytes.
std::string command_name(Bytes command);
/// VERIFY, CHANGE, DISABLE, ENABLE, UNBLOCK: the data of the command is a PIN or PUK.
bool carries_pin(Bytes command);
/// The command in hex with Lc and data set apart; the data of a PIN command is masked unless `show_pins`.
std::string command_text(Bytes command, bool show_pins = false);

}  // namespace sixline::host::session
