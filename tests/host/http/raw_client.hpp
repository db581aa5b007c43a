// A peer without manners: sends exactly the bytes it is told, over TCP or TLS, and reads what comes.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "host/http/http.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace sixline::tests {

class RawClient {
 public:
  /// TCP only.
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;

  /// `maximum` as OpenSSL numbers versions; 0: any. An identity without a certificate shows none. True when
  /// the handshake came to its end and the first byte could be exchanged.
  bool handshake(const host::http::TlsIdentity& identity, int maximum = 0);
  bool send(const std::string& bytes);
  /// Everything until the peer closes, or what came in this time.
  std::string receive(std::chrono::milliseconds longest = std::chrono::seconds(5));
  /// Whether the peer has closed within this time.
  bool is_closed_within(std::chrono::milliseconds longest);
  /// Ends the connection at once, without a word.
  void drop();

 private:
  int socket_ = -1;
  ssl_ctx_st* context_ = nullptr;
  ssl_st* tls_ = nullptr;
};

}  // namespace sixline::tests
