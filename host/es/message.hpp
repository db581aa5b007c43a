// One message between servers: the function it belongs to, what it is to it, and its content. Encoded and
// decoded from the function's row and nothing else.
#pragma once

#include "host/es/functions.hpp"
#include "host/es/value.hpp"
#include "host/es/xml/document.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es {

struct Message {
  Message(const Function& message_function, Kind message_kind)
      : function(&message_function), kind(message_kind), content(shape_of(message_function, message_kind)) {}

  const Function* function;
  Kind kind;
  Value content;

  bool operator==(const Message&) const = default;
};

/// Writes the body element, in schema order. The prefix `rps` must be bound where it is written.
void write(const Message& message, xml::Writer& out);
/// The body element alone, with its namespace declared.
std::string to_xml(const Message& message);

struct Decoded {
  Message message;
  /// The first thing that is wrong with it: 1.6/2.1, 1.6/2.2 or 1.6/2.3, and which field. What could be read
  /// is in the message all the same.  [SGP.02 §5.1.6.4]
  std::optional<EsStatus> refusal{};
  /// Elements that no row declares; skipped, because a peer may speak a later edition.
  std::vector<std::string> ignored{};
};

/// Decodes a body element. Prefixes, order and the case of names do not matter. Nothing when no function has
/// a message of that name.
std::optional<Decoded> decode(const xml::Document& document, const xml::Element& body);

/// The same for an element that stands alone, as the field whose shape `out` has. Gives what is wrong with
/// it.
std::optional<EsStatus> decode_alone(const xml::Document& document, Value& out);

}  // namespace sixline::host::es
