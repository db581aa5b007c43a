#include "host/es/soap/uri_parameters.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "host/bytes.hpp"
#include "host/es/field.hpp"
#include "host/es/xml/gate.hpp"

namespace sixline::host::es::soap {

namespace {

/// In the spelling that we send. ProfileType is only ever skipped.
constexpr std::array<std::string_view, 7> known{"EntityId",  "EntityName",  "UserName",   "TransactionId",
                                                "ContextId", "MessageDate", "ProfileType"};

std::optional<std::string_view> known_name(std::string_view name) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](std::string_view candidate) { return same_name(candidate, name); });
  return found == known.end() ? std::nullopt : std::optional(*found);
}

/// What is no percent-encoding stays as it is, and so does what encodes no text of XML: nothing that is read
/// from a message may be less than the message itself had to be.
std::string decoded(std::string_view text) {
  constexpr std::string_view hex_digits = "0123456789ABCDEFabcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view digits = text.substr(i + 1 < text.size() ? i + 1 : i, 2);
    const bool encoded = text[i] == '%' && i + 2 < text.size() &&
                         digits.find_first_not_of(hex_digits) == std::string_view::npos;
    out.push_back(encoded ? static_cast<char>(from_hex(digits)->front()) : text[i]);
    if (encoded) i += 2;
  }
  return xml::is_xml_text(out) ? out : std::string(text);
}

std::string encoded(std::string_view text) {
  constexpr std::string_view plain = "-._~:/";
  std::string out;
  for (char c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter || plain.find(c) != std::string_view::npos) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      out += "%" + to_hex(Bytes(&byte, 1));
    }
  }
  return out;
}

void append_query(std::string& uri, std::string_view part) {
  uri += uri.find('?') == std::string::npos ? '?' : '&';
  uri += part;
}

}  // namespace

std::string_view ParameterisedUri::value(std::string_view name) const {
  for (const UriParameter& parameter : parameters)
    if (same_name(parameter.name, name)) return parameter.value;
  return {};
}

ParameterisedUri parse_uri(std::string_view text) {
  ParameterisedUri out;
  std::size_t end = std::min(text.find('?'), text.size());
  out.uri = text.substr(0, end);
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    end = std::min(text.find_first_of("?&"), text.size());
    const std::string_view part = text.substr(0, end);
    const std::size_t equals = std::min(part.find('='), part.size());
    if (const auto name = known_name(part.substr(0, equals))) {
      out.parameters.push_back({std::string(*name), decoded(part.substr(std::min(equals + 1, part.size())))});
    } else if (!part.empty()) {
      append_query(out.uri, part);
    }
  }
  return out;
}

std::string to_text(const ParameterisedUri& uri) {
  std::string out = uri.uri;
  for (const UriParameter& parameter : uri.parameters)
    if (!parameter.value.empty()) append_query(out, parameter.name + "=" + encoded(parameter.value));
  return out;
}

}  // namespace sixline::host::es::soap
