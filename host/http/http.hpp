// HTTP/1.1 over TLS with certificates on both sides, as messages: nothing here shows how the bytes travel.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::http {

/// Who a process is on its links, and whom it believes. PEM files.
struct TlsIdentity {
  std::filesystem::path certificate{};  ///< own certificate, then the ones that lead to the root
  std::filesystem::path private_key{};
  std::filesystem::path trusted{};  ///< roots that the certificates of peers must lead to
};

/// Whoever is at the other end, as the certificate that TLS has verified says.
struct Peer {
  std::string entity_id{};  ///< OID of the registeredID in its subjectAltName; empty without one
  std::string subject{};    ///< one line for logs
  std::string address{};    ///< "127.0.0.1:40412"
};

struct Request {
  std::string method{};
  std::string target{};  ///< path and query, as received
  std::string content_type{};
  std::string body{};
  Peer peer{};
};

struct Response {
  int status = 0;
  std::string content_type{};  ///< empty without a body
  std::string body{};
};

/// Gives the answer; once, from any thread, at once or later. Not calling it ends the connection when the
/// listener's time for an answer is over.
using Respond = std::function<void(Response)>;
using Handler = std::function<void(Request, Respond)>;

/// "https://host:port/path", taken apart. Errors: BadInput.
struct Url {
  std::string host{};
  std::string port{};
  std::string target{};  ///< at least "/"
  bool secure = true;
};
Result<Url> parse_url(std::string_view text);

}  // namespace sixline::host::http
