// A peer without manners: says what it likes on TCP or TLS, and sees what the server makes of it.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "host/http/http.hpp"

namespace sixline::tests::soak {

class RawPeer {
 public:
  /// Connects to 127.0.0.1; `connected()` says whether that worked.
  explicit RawPeer(std::uint16_t port);
  ~RawPeer();
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;

  bool connected() const { return socket_ >= 0; }
  /// Without an identity: no certificate. False when the handshake failed at once; a server of TLS 1.3 may
  /// also refuse afterwards.
  bool start_tls(const host::http::TlsIdentity* identity);
  bool send(std::string_view bytes);
  void end_sending();

  static constexpr int closed = 0;
  static constexpr int silent = -1;
  /// Status of the HTTP response that comes; `closed` when the server ends the connection instead, `silent`
  /// when it does neither in that time.
  int status(std::chrono::milliseconds longest = std::chrono::seconds(20));

 private:
  struct Tls;
  int socket_ = -1;
  std::unique_ptr<Tls> tls_;
};

}  // namespace sixline::tests::soak
