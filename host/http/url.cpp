#include "host/http/http.hpp"

namespace sixline::host::http {

Result<Url> parse_url(std::string_view text) {
  const auto bad = [&] { return fail(ErrorCode::BadInput, "not an HTTP address: " + std::string(text)); };
  Url url;
  std::string_view rest = text;
  constexpr std::string_view https = "https://", plain = "http://";
  if (rest.starts_with(https))
    rest.remove_prefix(https.size());
  else if (rest.starts_with(plain))
    url.secure = false, rest.remove_prefix(plain.size());
  else
    return bad();
  const std::size_t path = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, path);
  url.target = path == std::string_view::npos ? "/" : std::string(rest.substr(path));
  if (url.target.front() == '?') url.target.insert(0, "/");
  for (const char c : url.target)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7F' || c == '#') return bad();
  std::size_t colon = authority.rfind(':');
  if (authority.starts_with('[')) {  // [::1]:443
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return bad();
    url.host = authority.substr(1, end - 1);
    colon = authority.size() > end + 1 ? end + 1 : std::string_view::npos;
    if (colon != std::string_view::npos && authority[colon] != ':') return bad();
  } else {
    url.host = authority.substr(0, colon);
  }
  url.port = colon == std::string_view::npos ? (url.secure ? "443" : "80")
                                             : std::string(authority.substr(colon + 1));
  const bool digits = url.port.find_first_not_of("0123456789") == std::string::npos;
  if (url.host.empty() || url.host.find_first_of("@ \t\r\n/") != std::string::npos || url.port.empty() ||
      url.port.size() > 5 || !digits || std::stoul(url.port) > 65535)
    return bad();
  return url;
}

}  // namespace sixline::host::http
