#include "host/transport/tcp.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sixline::host::transport {
namespace {

// Frames: two length bytes, big-endian, and a body. A body of one byte is a control code.
constexpr std::array<std::uint8_t, 1> power_off{0x00};
constexpr std::array<std::uint8_t, 1> power_on{0x01};
constexpr std::array<std::uint8_t, 1> get_atr{0x04};

std::string system_error() {
  return std::strerror(errno);
}

}  // namespace

Result<std::unique_ptr<TcpChannel>> TcpChannel::listen(std::uint16_t port, int wait_ms) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return fail(ErrorCode::Transport, "open a socket: " + system_error());
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener, generic, size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    auto error = "listen on port " + std::to_string(port) + ": " + system_error();
    ::close(listener);
    return fail(ErrorCode::Transport, error);
  }
  return std::unique_ptr<TcpChannel>(new TcpChannel(listener, ntohs(address.sin_port), wait_ms));
}

TcpChannel::~TcpChannel() {
  drop_card();
  ::close(listener_);
}

void TcpChannel::drop_card() {
  if (card_ >= 0) ::close(card_);
  card_ = -1;
}

Result<void> TcpChannel::accept_card() {
  pollfd waiting{listener_, POLLIN, 0};
  if (::poll(&waiting, 1, wait_ms_) <= 0)
    return fail(ErrorCode::Timeout, "wait for a card on " + name() + ": none connected");
  card_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (card_ < 0) return fail(ErrorCode::Transport, "accept the card on " + name() + ": " + system_error());
  const int yes = 1;
  ::setsockopt(card_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return {};
}

Result<void> TcpChannel::send_frame(Bytes body) {
  ByteString frame{static_cast<std::uint8_t>(body.size() >> 8), static_cast<std::uint8_t>(body.size())};
  append(frame, body);
  for (Bytes rest = frame; !rest.empty();) {
    const ssize_t sent = ::send(card_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      drop_card();
      return fail(ErrorCode::Transport, "send to the card on " + name() + ": " + system_error());
    }
    rest = rest.subspan(static_cast<std::size_t>(sent));
  }
  return {};
}

Result<void> TcpChannel::receive_exactly(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    pollfd waiting{card_, POLLIN, 0};
    if (::poll(&waiting, 1, wait_ms_) <= 0) {
      // The answer may still come and would be taken for that of the next command.
      drop_card();
      return fail(ErrorCode::Timeout, "receive from the card on " + name() + ": no answer in time");
    }
    const ssize_t got = ::recv(card_, out.data(), out.size(), 0);
    if (got <= 0) {
      drop_card();
      return fail(ErrorCode::Transport, "receive from the card on " + name() + ": it hung up");
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<ByteString> TcpChannel::receive_frame() {
  std::array<std::uint8_t, 2> length{};
  if (auto got = receive_exactly(length); !got) return wire::fail(got.error());
  ByteString body(static_cast<std::size_t>(wire::read_be(length)));
  if (auto got = receive_exactly(body); !got) return wire::fail(got.error());
  return body;
}

Result<ByteString> TcpChannel::reset() {
  if (card_ < 0) {
    if (auto accepted = accept_card(); !accepted) return wire::fail(accepted.error());
  }
  for (Bytes control : {Bytes(power_off), Bytes(power_on), Bytes(get_atr)}) {
    if (auto sent = send_frame(control); !sent) return wire::fail(sent.error());
  }
  return receive_frame();
}

Result<ByteString> TcpChannel::transmit(Bytes command) {
  if (card_ < 0) return fail(ErrorCode::WrongState, "send to " + name() + ": no card is connected");
  if (command.size() < 4 || command.size() > 0xFFFF)
    return fail(ErrorCode::BadInput, "send to " + name() + ": not the length of a command");
  if (auto sent = send_frame(command); !sent) return wire::fail(sent.error());
  auto answer = receive_frame();
  if (answer && answer->size() < 2)
    return fail(ErrorCode::Transport, "send to " + name() + ": no status word came back");
  return answer;
}

}  // namespace sixline::host::transport
