#include "hardware/native/vpcd_link.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "card/wire/status_word.hpp"

namespace sixline::hardware::native {
namespace {

using wire::Bytes;
using wire::MutableBytes;
using wire::Result;

constexpr std::uint8_t control_off = 0x00;
constexpr std::uint8_t control_on = 0x01;
constexpr std::uint8_t control_reset = 0x02;
constexpr std::uint8_t control_atr = 0x04;
constexpr int connect_timeout_ms = 2000;
constexpr int retry_interval_ms = 50;
constexpr int for_ever = -1;

/// Without effect on sockets that are not TCP, as in tests.
void set_option(int socket, int option) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, option, &on, sizeof on);
}

/// vpcd sends length and body as two segments without TCP_NODELAY: it waits for our acknowledgement of the
/// first, which the kernel would delay by 40 ms. The kernel forgets the option, so it surrounds every recv.
ssize_t receive_quickly(int socket, MutableBytes room) {
  set_option(socket, TCP_QUICKACK);
  const ssize_t got = ::recv(socket, room.data(), room.size(), 0);
  set_option(socket, TCP_QUICKACK);
  return got;
}

bool send_all(int socket, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

VpcdLink::VpcdLink(CardPort& card, VpcdAddress address)
    : card_(card),
      address_(std::move(address)),
      stop_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      input_(std::make_unique<std::array<std::uint8_t, length_size + max_body>>()),
      output_(std::make_unique<std::array<std::uint8_t, length_size + max_body>>()) {
  if (stop_event_.valid()) return;
  std::perror("eventfd");
  std::abort();
}

void VpcdLink::stop() {
  const std::uint64_t one = 1;
  // Fails only when stop() was called 2^64 times before.
  [[maybe_unused]] const ssize_t written = ::write(stop_event_.get(), &one, sizeof one);
}

bool VpcdLink::stopped() {
  pollfd event{stop_event_.get(), POLLIN, 0};
  return ::poll(&event, 1, 0) > 0;
}

bool VpcdLink::wait(int descriptor, short events, int timeout_ms) {
  std::array<pollfd, 2> watched{{{stop_event_.get(), POLLIN, 0}, {descriptor, events, 0}}};
  int ready = 0;
  do {
    ready = ::poll(watched.data(), watched.size(), timeout_ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0 && watched[0].revents == 0;
}

Result<FileDescriptor, std::string> VpcdLink::connect_once() {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int status =
      ::getaddrinfo(address_.host.c_str(), std::to_string(address_.port).c_str(), &hints, &found);
  if (status != 0) return wire::fail(std::string(::gai_strerror(status)));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);

  std::string problem = "no address";
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    FileDescriptor socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.valid()) continue;
    int error = ::connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      error = ETIMEDOUT;
      socklen_t size = sizeof error;
      if (wait(socket.get(), POLLOUT, connect_timeout_ms))
        ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) {
      ::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) & ~O_NONBLOCK);
      return socket;
    }
    problem = std::strerror(error);
  }
  return wire::fail(std::move(problem));
}

Result<void, std::string> VpcdLink::run(Milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  const std::string reader = address_.host + ":" + std::to_string(address_.port);
  while (!stopped()) {
    auto connection = connect_once();
    if (connection) {
      auto served = serve(std::move(*connection));
      if (!served) return wire::fail("virtual reader " + reader + ": " + served.error());
      return {};
    }
    if (std::chrono::steady_clock::now() >= deadline)
      return wire::fail("virtual reader " + reader + " cannot be reached: " + connection.error());
    wait(-1, 0, retry_interval_ms);
  }
  return {};
}

Result<void, std::string> VpcdLink::serve(FileDescriptor connection) {
  const int socket = connection.get();
  set_option(socket, TCP_NODELAY);
  received_ = 0;
  std::string problem;
  while (problem.empty()) {
    if (!receive(socket, length_size)) {
      problem = received_ == 0 ? "it closed the connection" : "it closed the connection within a frame";
      break;
    }
    const auto size = static_cast<std::size_t>(wire::read_be(Bytes(*input_).first(length_size)));
    if (size == 0) {
      problem = "it sent an empty frame";
    } else if (!receive(socket, length_size + size)) {
      problem = "it closed the connection within a frame";
    } else if (!handle(socket, Bytes(*input_).subspan(length_size, size))) {
      problem = "an answer could not be sent";
    } else {
      const auto rest = input_->begin() + static_cast<std::ptrdiff_t>(length_size + size);
      std::copy(rest, input_->begin() + static_cast<std::ptrdiff_t>(received_), input_->begin());
      received_ -= length_size + size;
    }
  }
  card_.power_off();
  if (stopped()) return {};
  return wire::fail(std::move(problem));
}

bool VpcdLink::receive(int connection, std::size_t size) {
  while (received_ < size) {
    if (!wait(connection, POLLIN, for_ever)) return false;
    const ssize_t got = receive_quickly(connection, MutableBytes(*input_).subspan(received_));
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return false;
    received_ += static_cast<std::size_t>(got);
  }
  return !stopped();
}

bool VpcdLink::handle(int connection, Bytes body) {
  if (body.size() == 1) return control(connection, body[0]);
  wire::Writer response(MutableBytes(*output_).subspan(length_size));
  card_.transmit(body, response);
  // A reader waits for an answer in any case.
  if (response.size() < 2 || response.overflowed()) {
    response.clear();
    response.put_be(wire::sw::no_precise_diagnosis.value(), 2);
  }
  return answer(connection, response.size());
}

/// Unknown control bytes are ignored: an answer would be taken for that of the next command.
bool VpcdLink::control(int connection, std::uint8_t code) {
  const auto keep = [this](Bytes atr) {
    atr_size_ = std::min(atr.size(), atr_.size());
    std::copy_n(atr.begin(), atr_size_, atr_.begin());
  };
  switch (code) {
    case control_off: card_.power_off(); return true;
    case control_on: keep(card_.power_on()); return true;
    case control_reset: keep(card_.reset()); return true;
    case control_atr:
      // The reader asks before it powers the card: the ATR is how it learns that there is one.
      if (atr_size_ == 0) keep(card_.power_on());
      std::copy_n(atr_.begin(), atr_size_, output_->begin() + length_size);
      return answer(connection, atr_size_);
    default: return true;
  }
}

bool VpcdLink::answer(int connection, std::size_t size) {
  const MutableBytes frame = MutableBytes(*output_).first(length_size + size);
  wire::write_be(size, frame.first(length_size));
  return send_all(connection, frame);
}

}  // namespace sixline::hardware::native
