#include "host/es/soap/security.hpp"

#include <algorithm>

#include "host/es/xml/namespaces.hpp"

namespace sixline::host::es::soap {

namespace {

constexpr std::string_view password_text =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/// Nothing for what we do not judge. Without a Type a password is text; Nonce and Created mean something
/// beside a digest only.
std::optional<UsernameToken> token_in(const xml::Element& security) {
  if (security.children.size() != 1 || security.has_text()) return std::nullopt;
  const xml::Element& token = security.children.front();
  if (!token.is(xml::ns::wsse, "UsernameToken")) return std::nullopt;
  const auto count = [&](std::string_view name) {
    return std::count_if(token.children.begin(), token.children.end(),
                         [&](const xml::Element& child) { return child.is(xml::ns::wsse, name); });
  };
  if (count("Username") != 1 || count("Password") != 1) return std::nullopt;
  const xml::Element& password = *token.child(xml::ns::wsse, "Password");
  const std::string_view type = password.attribute({}, "Type");
  if (!type.empty() && type != password_text) return std::nullopt;
  return UsernameToken{token.child(xml::ns::wsse, "Username")->text, password.text};
}

}  // namespace

std::string with_token(std::string envelope, const UsernameToken& token) {
  constexpr std::string_view begin = "<s:Header>";
  const std::size_t at = envelope.find(begin);
  if (at == std::string::npos) return envelope;
  xml::Writer out;
  out.open("wsse:Security").attribute("xmlns:wsse", xml::ns::wsse).attribute("s:mustUnderstand", "true");
  out.open("wsse:UsernameToken").leaf("wsse:Username", token.user_name);
  out.open("wsse:Password").attribute("Type", password_text).text(token.password).close();
  return envelope.insert(at + begin.size(), out.close().close().take());
}

wire::Result<std::optional<UsernameToken>, Fault> read_token(const xml::Element& header) {
  const xml::Element* found = nullptr;
  for (const xml::Element& block : header.children) {
    if (!block.is(xml::ns::wsse, "Security")) continue;
    if (found != nullptr) return tl::unexpected(sender_fault("wsse:Security twice"));
    found = &block;
  }
  if (found == nullptr) return std::optional<UsernameToken>();
  auto token = token_in(*found);
  const std::string_view must = found->attribute(xml::ns::soap, "mustUnderstand");
  if (!token && (must == "true" || must == "1"))
    return tl::unexpected(
        Fault{FaultCode::MustUnderstand, "wsse:Security is no UsernameToken with PasswordText", {}, {}});
  return token;
}

}  // namespace sixline::host::es::soap
