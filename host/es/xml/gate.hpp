// The strict gate before the XML parser, which is lenient: it takes two roots, invalid UTF-8, control
// characters, unknown entities, any depth, and stops at NUL.
#pragma once

#include <string_view>
#include <vector>

#include "host/error.hpp"

namespace sixline::host::es::xml {

struct Limits {
  std::size_t bytes = 34u << 20;  ///< 16 MiB of SendData in hex, and an envelope
  std::size_t depth = 32;         ///< elements inside elements
  std::size_t elements = 1u << 16;
  std::size_t attributes = 64;  ///< of one element, namespace declarations among them
  std::size_t name = 256;       ///< bytes of a name
};

/// Where an element stands in the text: from the `<` of its start tag to past the `>` of its end tag.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Lets through one well-formed element in UTF-8 without document type, processing instruction or unknown
/// entity, with comments only where no text is, and says where its elements stand, in document order.
/// Errors: BadFormat, with what and where.
Result<std::vector<Span>> admit(std::string_view text, const Limits& limits = {});

/// True for UTF-8 without overlong forms, surrogates, noncharacters FFFE and FFFF, and control characters
/// that XML 1.0 forbids.
bool is_xml_text(std::string_view text);

}  // namespace sixline::host::es::xml
