// A DER value as a tree that can be changed: reading keeps offsets for error messages, writing computes the
// lengths anew.  [ISO 8825-1]
#pragma once

#include <vector>

#include "card/wire/tlv.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::profile {

/// Deepest nesting a profile package may have; its own grammar needs fewer than half as many levels.
inline constexpr unsigned max_der_depth = 16;

struct DerNode {
  wire::Tag tag = 0;
  ByteString value{};               ///< content of a primitive
  std::vector<DerNode> children{};  ///< content of a constructed node
  std::size_t offset = 0;           ///< where its tag stood in what was read

  bool constructed() const { return wire::is_constructed(tag); }
  /// First child with this tag, null when absent.
  const DerNode* find(wire::Tag wanted) const;
  DerNode* find(wire::Tag wanted);
  /// Follows a path of tags downwards, null when one is absent.
  const DerNode* at(std::initializer_list<wire::Tag> path) const;
  DerNode* at(std::initializer_list<wire::Tag> path);
  /// Replaces the child with this tag or adds it behind `after` (at the end when `after` is absent).
  void put(wire::Tag wanted, Bytes content, wire::Tag after = 0);

  std::size_t encoded_content_size() const;
  std::size_t encoded_size() const;
  void encode(ByteString& out) const;
  ByteString encode() const;
};

/// A primitive node.
DerNode primitive(wire::Tag tag, Bytes value);
inline DerNode primitive(wire::Tag tag, std::initializer_list<std::uint8_t> value) {
  return primitive(tag, Bytes(value.begin(), value.size()));
}
/// A constructed node.
DerNode constructed(wire::Tag tag, std::vector<DerNode> children = {});
/// A DER INTEGER of the context tag: minimal, with a leading 00 when the top bit is set.
DerNode unsigned_integer(wire::Tag tag, std::uint32_t value);

/// Reads consecutive TLVs, strictly DER, down to the primitives. `base` is added to every offset. The
/// error names the offset of the byte at fault.
Result<std::vector<DerNode>> read_der(Bytes bytes, std::size_t base = 0);

}  // namespace sixline::host::profile
