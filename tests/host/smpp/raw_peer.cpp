#include "tests/host/smpp/raw_peer.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sixline::tests {
namespace {

using host::smpp::Command;
using host::smpp::Status;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool ready(int socket, short what, std::chrono::milliseconds longest) {
  pollfd waiting{socket, what, 0};
  return ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(longest.count(), 0))) > 0;
}

}  // namespace

RawPeer RawPeer::connect(std::uint16_t port) {
  RawPeer peer(::socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = loopback(port);
  if (::connect(peer.socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) peer.drop();
  return peer;
}

RawPeer& RawPeer::operator=(RawPeer&& other) noexcept {
  drop();
  socket_ = std::exchange(other.socket_, -1);
  reader_ = other.reader_;
  return *this;
}

void RawPeer::drop() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool RawPeer::send(host::Bytes bytes) {
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

std::optional<host::smpp::Pdu> RawPeer::next(std::chrono::milliseconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  for (;;) {
    const auto frame = reader_.next();
    if (!frame) return {};
    if (*frame) {
      auto pdu = host::smpp::decode(**frame);
      return pdu ? std::optional(std::move(*pdu)) : std::nullopt;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    std::uint8_t piece[4096];
    if (socket_ < 0 || !ready(socket_, POLLIN, left)) return {};
    const ssize_t size = ::recv(socket_, piece, sizeof piece, 0);
    if (size <= 0) return {};
    reader_.add(host::Bytes(piece, static_cast<std::size_t>(size)));
  }
}

bool RawPeer::is_closed_within(std::chrono::milliseconds longest) {
  const auto end = std::chrono::steady_clock::now() + longest;
  std::uint8_t piece[4096];
  for (auto now = end - longest; now < end; now = std::chrono::steady_clock::now())
    if (ready(socket_, POLLIN, std::chrono::ceil<std::chrono::milliseconds>(end - now)) &&
        ::recv(socket_, piece, sizeof piece, 0) <= 0)
      return true;
  return false;
}

bool RawPeer::flood_until_closed(host::Bytes bytes, std::size_t most) {
  std::size_t taken = 0;
  while (taken < most && ready(socket_, POLLOUT, patience)) {
    const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) return errno != EAGAIN && errno != EWOULDBLOCK;
    taken += static_cast<std::size_t>(size);
  }
  return false;
}

RawListener::RawListener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(socket_, 8) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
}

RawListener::~RawListener() {
  ::close(socket_);
}

RawPeer RawListener::accept(std::chrono::milliseconds longest) {
  return ready(socket_, POLLIN, longest) ? RawPeer(::accept(socket_, nullptr, nullptr)) : RawPeer();
}

RawPeer RawListener::accept_bound() {
  RawPeer peer = accept();
  const auto bind = peer.next();
  if (!bind || bind->command != Command::BindTransceiver) return {};
  peer.send(response_to(*bind, Status::Ok, host::smpp::BindResp{"raw", {}}));
  return peer;
}

}  // namespace sixline::tests
