// links: host_es host_es_xml
// An EIS comes from an EUM or another SM-SR, and its signed part is kept byte for byte: what was kept must
// survive being sent on, and the typed form must read back as it was written.
#include <cstdlib>

#include "host/es/content.hpp"
#include "host/es/eis_content.hpp"

namespace {

using namespace sixline::host::es;

Message registration(const Eis& eis) {
  Message message(function_named(Interface::Es1, "RegisterEIS"), Kind::Request);
  write_call(message, {"1.2", {}, "call", 0});
  write_eis(message.content.add("Eis"), eis, eis_marks(*message.function));
  return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto document = xml::Document::parse(text);
  if (!document) return 0;
  const auto decoded = decode(*document, document->root());
  if (!decoded || decoded->refusal) return 0;
  const Shape& shape = decoded->message.content.shape();
  const Value* content = shape.find("Eis") ? decoded->message.content.find("Eis") : nullptr;
  if (!content) return 0;
  const auto eis = read_eis(*content);
  if (!eis || decoded->message.function != &function_named(Interface::Es1, "RegisterEIS")) return 0;
  const std::string sent = to_xml(registration(*eis));
  const auto again = xml::Document::parse(sent);
  if (!again) std::abort();
  const auto read = decode(*again, again->root());
  if (!read || read->refusal) std::abort();
  const auto eis_again = read_eis(*read->message.content.find("Eis"));
  if (!eis_again || !(*eis_again == *eis)) std::abort();
  return 0;
}
