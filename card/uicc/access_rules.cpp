#include "card/uicc/access_rules.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

using wire::Bytes;
using wire::Tlv;
using wire::TlvReader;

// Access mode data objects: the byte form, and lists of command headers whose low four tag bits say which
// header bytes are listed.
constexpr wire::Tag access_mode_byte = 0x80;
constexpr wire::Tag last_header_list = 0x8F;
constexpr std::uint8_t lists_cla = 0x08;
constexpr std::uint8_t lists_ins = 0x04;
constexpr std::uint8_t lists_p1 = 0x02;
constexpr std::uint8_t lists_p2 = 0x01;

// Security condition data objects.
constexpr wire::Tag always = 0x90;
constexpr wire::Tag never = 0x97;
constexpr wire::Tag authentication = 0xA4;
constexpr wire::Tag any_of = 0xA0;
// The only place that knows these two. Readers of published profiles take A7 for AND and AF for NOT; in
// ISO 7816-4 they may well be the other way round (A7 NOT, AF AND). A rule of either kind has not been seen
// in a published package.
constexpr wire::Tag all_of = 0xA7;
constexpr wire::Tag none_of = 0xAF;
constexpr wire::Tag key_reference = 0x83;
constexpr wire::Tag usage_qualifier = 0x95;
constexpr std::uint8_t user_authentication = 0x08;

// Condition byte of the compact form. The security environments 0 and 1 tell whether the universal PIN took
// the place of the application's, which the state of the PINs tells as well.  [TS 102 221 §9.3]
constexpr std::uint8_t compact_always = 0x00;
constexpr std::uint8_t compact_never = 0xFF;
constexpr std::uint8_t compact_user = 0x10;
constexpr std::uint8_t compact_not_supported = 0x60;  ///< secure messaging, external authentication
constexpr std::uint8_t compact_environment = 0x0F;
constexpr std::uint8_t highest_environment = 1;
constexpr std::uint8_t proprietary_modes = 0x80;
constexpr std::uint8_t highest_mode = 0x40;

bool is_access_mode(wire::Tag tag) {
  return tag >= access_mode_byte && tag <= last_header_list;
}

bool matches_header(Bytes list, std::uint8_t parts, const Access& access) {
  std::array<std::uint8_t, 4> header;
  wire::Writer wanted(header);
  if ((parts & lists_cla) != 0) wanted.put(access.cla);
  if ((parts & lists_ins) != 0) wanted.put(access.ins);
  if ((parts & lists_p1) != 0) wanted.put(access.p1);
  if ((parts & lists_p2) != 0) wanted.put(access.p2);
  for (; list.size() >= wanted.size(); list = list.subspan(wanted.size()))
    if (wire::starts_with(list, wanted.view())) return true;
  return false;
}

bool mentions(const Tlv& mode, const Access& access) {
  if (mode.tag != access_mode_byte)
    return matches_header(mode.value, static_cast<std::uint8_t>(mode.tag & 0x0F), access);
  return mode.value.size() == 1 && (mode.value[0] & access.mode) != 0;
}

bool is_verified(const Tlv& condition, const KeyReferences& references) {
  TlvReader parts = TlvReader::ber(condition.value);
  const auto reference = parts.find(key_reference);
  const auto usage = parts.find(usage_qualifier);
  if (!reference || reference->value.size() != 1) return false;
  if (!usage || usage->value.size() != 1 || (usage->value[0] & user_authentication) == 0) return false;
  return references.satisfied(reference->value[0]);
}

/// A condition without parts inside.
bool holds_simple(const Tlv& condition, const KeyReferences& references) {
  if (condition.tag == always) return true;
  return condition.tag == authentication && is_verified(condition, references);
}

/// AND, OR and NOT over simple conditions; they do not nest in TS 102 221.
bool holds(const Tlv& condition, const KeyReferences& references) {
  if (condition.tag != any_of && condition.tag != all_of && condition.tag != none_of)
    return holds_simple(condition, references);
  TlvReader parts = TlvReader::ber(condition.value);
  bool any = false;
  bool all = true;
  while (!parts.at_end()) {
    const auto part = parts.next();
    if (!part) return false;
    const bool known = part->tag == always || part->tag == never || part->tag == authentication;
    // What is not understood must not open a file by being negated.
    if (!known) return false;
    const bool one = holds_simple(*part, references);
    any = any || one;
    all = all && one;
  }
  if (condition.value.empty()) return false;
  if (condition.tag == any_of) return any;
  return condition.tag == all_of ? all : !any;
}

bool holds_compact(std::uint8_t condition, std::uint8_t user, const KeyReferences& references) {
  if (condition == compact_always) return true;
  if (condition == compact_never || (condition & compact_not_supported) != 0) return false;
  if ((condition & compact_environment) > highest_environment) return false;
  return (condition & compact_user) != 0 && references.satisfied(user);
}

/// Records are padded with FF.
bool at_padding(const TlvReader& reader) {
  return reader.at_end() || reader.rest()[0] == 0xFF;
}

}  // namespace

bool allows(Bytes rule, const Access& access, const KeyReferences& references) {
  TlvReader reader = TlvReader::ber(rule);
  bool mentioned = false;
  while (!at_padding(reader)) {
    const auto object = reader.next();
    if (!object) return false;
    if (is_access_mode(object->tag))
      mentioned = mentions(*object, access);
    else if (mentioned && holds(*object, references))
      return true;
  }
  return false;
}

bool allows_compact(Bytes rule, const Access& access, std::uint8_t user, const KeyReferences& references) {
  while (!rule.empty()) {
    const std::uint8_t modes = rule[0];
    rule = rule.subspan(1);
    if ((modes & proprietary_modes) != 0) return false;
    for (std::uint8_t bit = highest_mode; bit != 0; bit = static_cast<std::uint8_t>(bit >> 1)) {
      if ((modes & bit) == 0) continue;
      if (rule.empty()) return false;
      if ((access.mode & bit) != 0 && holds_compact(rule[0], user, references)) return true;
      rule = rule.subspan(1);
    }
  }
  return false;
}

}  // namespace sixline::card::uicc
