#include "tests/soak/raw_peer.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <openssl/ssl.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace sixline::tests::soak {

struct RawPeer::Tls {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* session = nullptr;
  ~Tls() {
    SSL_free(session);
    SSL_CTX_free(context);
  }
};

RawPeer::RawPeer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // A server that waits for us must not keep this program waiting.
  const timeval patience{20, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

RawPeer::~RawPeer() {
  tls_.reset();
  if (socket_ >= 0) ::close(socket_);
}

bool RawPeer::start_tls(const host::http::TlsIdentity* identity) {
  tls_ = std::make_unique<Tls>();
  if (identity != nullptr) {
    if (SSL_CTX_use_certificate_chain_file(tls_->context, identity->certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_->context, identity->private_key.c_str(), SSL_FILETYPE_PEM) != 1)
      return false;
  }
  tls_->session = SSL_new(tls_->context);
  SSL_set_fd(tls_->session, socket_);
  return SSL_connect(tls_->session) == 1;
}

bool RawPeer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent =
        tls_ ? static_cast<ssize_t>(SSL_write(tls_->session, bytes.data(), static_cast<int>(bytes.size())))
             : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawPeer::end_sending() {
  if (tls_) SSL_shutdown(tls_->session);
  ::shutdown(socket_, SHUT_WR);
}

int RawPeer::status(std::chrono::milliseconds longest) {
  // "HTTP/1.1 400"
  constexpr std::size_t needed = 12;
  std::string head;
  while (head.size() < needed) {
    pollfd waiting{socket_, POLLIN, 0};
    const bool buffered = tls_ && SSL_pending(tls_->session) > 0;
    if (!buffered && ::poll(&waiting, 1, static_cast<int>(longest.count())) <= 0) return silent;
    char part[256];
    const auto got = tls_ ? static_cast<ssize_t>(SSL_read(tls_->session, part, sizeof part))
                          : ::recv(socket_, part, sizeof part, 0);
    if (got <= 0) return closed;
    head.append(part, static_cast<std::size_t>(got));
  }
  return head.starts_with("HTTP/1.") ? std::atoi(head.c_str() + 9) : closed;
}

}  // namespace sixline::tests::soak
