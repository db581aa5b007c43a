#include "host/session/tlv_text.hpp"

#include "card/wire/apdu.hpp"
#include "card/wire/comprehension_tlv.hpp"
#include "card/wire/identifiers.hpp"

namespace sixline::host::session {
namespace {

constexpr unsigned max_depth = 8;
constexpr std::uint8_t proactive_template = 0xD0;
constexpr std::uint8_t command_details = 0x01;

struct Envelope {
  std::uint8_t tag;
  std::string_view name;
};

// [TS 101 220 §7.2] templates whose content are COMPREHENSION-TLVs
constexpr auto toolkit_templates = std::to_array<Envelope>({
    {proactive_template, "proactive command"},
    {0xD1, "SMS-PP download"},
    {0xD6, "event download"},
    {0xD7, "timer expiration"},
});

std::string hex_of_tag(wire::Tag tag) {
  std::array<std::uint8_t, 4> bytes{};
  wire::write_be(tag, bytes);
  Bytes view = bytes;
  while (view.size() > 1 && view.front() == 0) view = view.subspan(1);
  return to_hex(view);
}

std::string aid_remark(Bytes value) {
  auto aid = wire::Aid::from(value);
  if (!aid) return {};
  if (*aid == wire::aid::isd_r()) return " (ISD-R)";
  if (*aid == wire::aid::ecasd()) return " (ECASD)";
  return wire::aid::is_isd_p(*aid) ? " (ISD-P)" : "";
}

std::string labelled(const std::string& tag, std::string_view name, Bytes value, bool with_value) {
  std::string text = tag;
  if (!name.empty()) text.append(" ").append(name);
  if (with_value) text.append(": ").append(to_hex(value)).append(aid_remark(value));
  return text;
}

/// Reads all of `data` as TLVs, or fails and leaves `out` as it was.
bool decode_level(Bytes data, wire::Tag parent, unsigned depth, std::vector<TextLine>& out) {
  const std::size_t before = out.size();
  auto reader = wire::TlvReader::ber(data);
  while (!reader.at_end()) {
    auto tlv = reader.next();
    if (!tlv) {
      out.resize(before);
      return false;
    }
    const std::string_view name = tag_name(parent, tlv->tag);
    const std::size_t line = out.size();
    out.push_back({depth, {}});
    const bool opened = wire::is_constructed(tlv->tag) && !tlv->value.empty() && depth < max_depth &&
                        decode_level(tlv->value, tlv->tag, depth + 1, out);
    out[line].text = labelled(hex_of_tag(tlv->tag), name, tlv->value, !opened);
  }
  return true;
}

bool decode_toolkit(Bytes data, unsigned depth, std::vector<TextLine>& out) {
  const std::size_t before = out.size();
  wire::ComprehensionTlvReader reader(data);
  while (!reader.at_end()) {
    auto tlv = reader.next();
    if (!tlv) {
      out.resize(before);
      return false;
    }
    const auto tag = static_cast<std::uint8_t>(tlv->tag | (tlv->must_understand ? 0x80 : 0x00));
    std::string text = labelled(to_hex(Bytes(&tag, 1)), toolkit_tag_name(tlv->tag), tlv->value, true);
    if (tlv->tag == command_details && tlv->value.size() == 3)
      text.append(" (").append(proactive_command_name(tlv->value[1])).append(")");
    out.push_back({depth, std::move(text)});
  }
  return true;
}

}  // namespace

std::vector<TextLine> decode_tlv(Bytes data) {
  std::vector<TextLine> lines;
  auto reader = wire::TlvReader::ber(data);
  auto first = reader.next();
  if (!first) return lines;
  for (const Envelope& row : toolkit_templates) {
    if (first->tag != row.tag) continue;
    lines.push_back({0, labelled(hex_of_tag(row.tag), row.name, {}, false)});
    if (!decode_toolkit(first->value, 1, lines)) lines.clear();
    return lines;
  }
  if (!tag_name(0, first->tag).empty()) decode_level(data, 0, 0, lines);
  return lines;
}

std::string tlv_text(Bytes data, unsigned indent) {
  std::string text;
  for (const TextLine& line : decode_tlv(data))
    text.append(indent + 2 * line.depth, ' ').append(line.text).append("\n");
  return text;
}

bool carries_pin(Bytes command) {
  if (command.size() < 4 || (command[0] & 0x80) != 0) return false;
  switch (command[1]) {
    case 0x20:
    case 0x24:
    case 0x26:
    case 0x28:
    case 0x2C: return true;
    default: return false;
  }
}

std::string command_text(Bytes command, bool show_pins) {
  if (command.size() <= 5) return to_hex(command);
  std::string text = to_hex(command.first(4)) + " " + to_hex(command.subspan(4, 1)) + " ";
  const Bytes data = command.subspan(5);
  if (carries_pin(command) && !show_pins) return text.append(2 * data.size(), '*');
  return text + to_hex(data);
}

}  // namespace sixline::host::session
