#include "host/ota/script.hpp"

namespace sixline::host::ota {
namespace {

namespace tag = wire::tag::script;

constexpr std::uint8_t indefinite_length = 0x80;
constexpr std::size_t status_size = 2;
constexpr std::size_t header_room = 8;

void append_header(ByteString& out, wire::Tag name, std::size_t length) {
  std::array<std::uint8_t, header_room> buffer;
  wire::Writer header(buffer);
  wire::put_tag(header, name);
  wire::put_length(header, length);
  append(out, header.view());
}

bool ends_here(Bytes rest) {
  return rest.size() >= 2 && rest[0] == 0x00 && rest[1] == 0x00;
}

bool is_definite(wire::Tag name) {
  return name == tag::command_definite || name == tag::response_definite;
}

bool is_indefinite(wire::Tag name) {
  return name == tag::command_indefinite || name == tag::response_indefinite;
}

/// The content of a script without its frame; for the indefinite form, to the end of `bytes`.
Result<Bytes> content_of(Bytes bytes) {
  const wire::Tag name = bytes.empty() ? 0 : bytes[0];
  if (is_indefinite(name) && bytes.size() >= 2 && bytes[1] == indefinite_length) return bytes.subspan(2);
  auto reader = wire::TlvReader::ber(bytes);
  auto whole = reader.next();
  if (!whole || !reader.at_end() || !(is_definite(name) || is_indefinite(name)))
    return fail(ErrorCode::BadFormat, "this is not a remote APDU script: " +
                                          to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 8))));
  return whole->value;
}

Result<std::uint8_t> one_byte(const ScriptElement& element) {
  if (element.value.size() != 1)
    return fail(ErrorCode::BadFormat, "a response script holds " + to_hex(element.whole));
  return element.value[0];
}

}  // namespace

CommandScript& CommandScript::apdu(Bytes command) {
  append_header(content_, tag::c_apdu, command.size());
  append(content_, command);
  return *this;
}

CommandScript& CommandScript::tlv(Bytes whole) {
  append(content_, whole);
  return *this;
}

ByteString CommandScript::bytes() const {
  ByteString out;
  out.reserve(content_.size() + header_room);
  if (form_ == ScriptForm::Definite) {
    append_header(out, tag::command_definite, content_.size());
    append(out, content_);
  } else {
    out.push_back(static_cast<std::uint8_t>(tag::command_indefinite));
    out.push_back(indefinite_length);
    append(out, content_);
    out.insert(out.end(), {0x00, 0x00});
  }
  return out;
}

Result<Script> Script::parse(Bytes bytes) {
  auto content = content_of(bytes);
  if (!content) return wire::fail(content.error());
  const bool indefinite = is_indefinite(bytes[0]) && bytes[1] == indefinite_length;
  Script script{bytes[0], {}};
  auto reader = wire::TlvReader::ber(*content);
  bool ended = !indefinite;
  while (!reader.at_end() && !(indefinite && ends_here(reader.rest()))) {
    auto element = reader.next();
    if (!element) return fail(ErrorCode::BadFormat, "a remote APDU script holds a malformed TLV");
    script.elements.push_back({element->tag, to_byte_string(element->value), to_byte_string(element->whole)});
  }
  if (indefinite) ended = reader.rest().size() == 2;
  if (!ended) return fail(ErrorCode::BadFormat, "a remote APDU script does not end where it should");
  return script;
}

Result<ResponseScript> ResponseScript::parse(Bytes bytes) {
  auto script = Script::parse(bytes);
  if (!script) return wire::fail(script.error());
  if (script->tag != tag::response_definite && script->tag != tag::response_indefinite)
    return fail(ErrorCode::BadFormat, "a command script came where a response was due");
  ResponseScript response;
  for (ScriptElement& element : script->elements) {
    const Bytes value(element.value);
    if (element.tag == tag::r_apdu) {
      if (value.size() < status_size) return fail(ErrorCode::BadFormat, "an R-APDU without status word");
      response.answers.push_back(
          {to_byte_string(value.first(value.size() - status_size)),
           wire::StatusWord(static_cast<std::uint16_t>(wire::read_be(value.last(status_size))))});
    } else if (element.tag == tag::executed_commands) {
      if (value.empty() || value.size() > 4)
        return fail(ErrorCode::BadFormat, "an impossible number of commands");
      response.executed = static_cast<std::uint32_t>(wire::read_be(value));
    } else if (element.tag == tag::bad_format || element.tag == tag::immediate_action ||
               element.tag == tag::chaining) {
      auto code = one_byte(element);
      if (!code) return wire::fail(code.error());
      (element.tag == tag::bad_format         ? response.bad_format
       : element.tag == tag::immediate_action ? response.action_error
                                              : response.chaining_error) = *code;
    } else {
      response.tunnelled.push_back(std::move(element.whole));
    }
  }
  return response;
}

Result<ByteString> ResponseScript::last_answer(const std::string& what) const {
  if (bad_format)
    return fail(ErrorCode::CardRefused,
                what + ": script format error, " + std::string(describe_bad_format(*bad_format)));
  if (action_error) return fail(ErrorCode::CardRefused, what + ": the card could not suspend the script");
  if (chaining_error) return fail(ErrorCode::CardRefused, what + ": script chaining error");
  if (answers.empty()) return fail(ErrorCode::BadFormat, what + ": the response script has no R-APDU");
  for (const ScriptAnswer& answer : answers)
    if (!answer.status.ok()) return fail(ErrorCode::CardRefused, what, answer.status);
  return answers.back().data;
}

std::string_view describe_bad_format(std::uint8_t code) {
  switch (code) {
    case 0x01: return "unknown tag";
    case 0x02: return "wrong length";
    case 0x03: return "length not found";
    default: return "unknown reason";
  }
}

}  // namespace sixline::host::ota
