#include "tests/host/http/raw_client.hpp"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sixline::tests {

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) drop();
}

RawClient::~RawClient() {
  drop();
}

void RawClient::drop() {
  if (tls_ != nullptr) SSL_free(tls_);
  if (context_ != nullptr) SSL_CTX_free(context_);
  if (socket_ >= 0) ::close(socket_);
  tls_ = nullptr;
  context_ = nullptr;
  socket_ = -1;
}

bool RawClient::handshake(const host::http::TlsIdentity& identity, int maximum) {
  context_ = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context_, 0);
  SSL_CTX_set_min_proto_version(context_, 0);
  if (maximum != 0) SSL_CTX_set_max_proto_version(context_, maximum);
  if (!identity.certificate.empty()) {
    SSL_CTX_use_certificate_chain_file(context_, identity.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context_, identity.private_key.c_str(), SSL_FILETYPE_PEM);
  }
  tls_ = SSL_new(context_);
  SSL_set_fd(tls_, socket_);
  if (SSL_connect(tls_) != 1) return false;
  // TLS 1.3 says that it does not like a certificate after the client believes to be done.
  return send("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n") &&
         !receive(std::chrono::milliseconds(300)).empty();
}

bool RawClient::send(const std::string& bytes) {
  if (socket_ < 0) return false;
  if (tls_ != nullptr) return SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::string RawClient::receive(std::chrono::milliseconds longest) {
  std::string all;
  char piece[4096];
  const auto end = std::chrono::steady_clock::now() + longest;
  while (socket_ >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waiting{socket_, POLLIN, 0};
    const bool pending = tls_ != nullptr && SSL_pending(tls_) > 0;
    if (!pending && (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0)) break;
    const auto size = tls_ != nullptr ? SSL_read(tls_, piece, sizeof piece)
                                      : static_cast<int>(::recv(socket_, piece, sizeof piece, 0));
    if (size <= 0) break;
    all.append(piece, static_cast<std::size_t>(size));
  }
  return all;
}

bool RawClient::is_closed_within(std::chrono::milliseconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  char piece[4096];
  while (std::chrono::steady_clock::now() < end) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, 10) > 0 && ::recv(socket_, piece, sizeof piece, 0) <= 0) return true;
  }
  return false;
}

}  // namespace sixline::tests
