// A profile element is a row: what its fields are, and who takes them.  [TCA-PP §8]
#pragma once

#include <string_view>

#include "card/profile/installation.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::profile {

/// A field as a handler gets it.
struct Unit {
  wire::Tag tag = 0;
  Bytes value{};
};

/// Handlers look alike: installation, field → status.
using Handler = PeStatus (*)(Installation&, const Unit&);

enum class Take : std::uint8_t {
  Whole,   ///< gathered, at most limits::max_profile_unit bytes, and handed over once
  Pieces,  ///< handed over as it arrives
  Enter,   ///< the handler is told that the field begins; its children are fields of their own
};

/// How often a field stands in its element.
enum class Occurs : std::uint8_t { Optional, Once, Any, Some };

/// Stands in a path for any constructed tag.
inline constexpr wire::Tag any_constructed = 1;

struct Field {
  std::array<wire::Tag, 3> path;  ///< tags from the element's value down, 0 after the last
  Take take;
  std::uint8_t order;  ///< position in the ASN.1 SEQUENCE; fields must not step back
  Occurs occurs;
  Handler handler;

  bool repeats() const { return occurs == Occurs::Any || occurs == Occurs::Some; }
  bool is_mandatory() const { return occurs == Occurs::Once || occurs == Occurs::Some; }
};

/// Whether an element may come while there is no MF yet.  [TCA-PP §8.1.3]
enum class BeforeMf : std::uint8_t {
  No,
  IotProfile,  ///< in IoT minimal profiles
  Yes,         ///< it creates the MF, needs none, or is not installed anyway
};

struct Element {
  std::string_view name;  ///< as in the CHOICE of the ASN.1 module
  wire::Tag tag = 0;
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/profile/<script>.apdu
  bool has_pe_header = true;
  BeforeMf before_mf = BeforeMf::No;
  /// What the card cannot do ends the installation only when the element is mandated.  [TCA-PP §8.10]
  bool may_be_passed_over = true;
  PeStatus refusal = PeStatus::Ok;  ///< other than Ok: the card does not know how to install it
  Handler whole = nullptr;          ///< takes everything after the PEHeader at once
  std::span<const Field> (*fields)() = nullptr;
  Handler finish = nullptr;  ///< called after the last field
};

/// Every element the card knows, in the order of their tags.
std::span<const Element> elements();
/// The row of a tag; one that refuses with pe-not-supported for a tag the card does not know.
const Element& element_for(wire::Tag tag);

inline constexpr wire::Tag header_element = 0xA0;

}  // namespace sixline::card::profile
