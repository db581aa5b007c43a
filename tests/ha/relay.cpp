#include "tests/ha/relay.hpp"

#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sixline::tests::ha {

namespace {

constexpr int glance = 100;  // milliseconds until the end is noticed

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int new_socket() {
  return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/// False at the end of either side.
bool move_bytes(int from, int to) {
  std::array<char, 16'384> buffer;
  const ssize_t got = ::recv(from, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  for (ssize_t sent = 0; sent < got;) {
    const ssize_t more = ::send(to, buffer.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += more;
  }
  return true;
}

}  // namespace

host::Result<std::unique_ptr<Relay>> Relay::start(std::uint16_t port, std::vector<std::uint16_t> servers) {
  const int listening = new_socket();
  const int yes = 1;
  const sockaddr_in address = loopback(port);
  ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listening, SOMAXCONN) != 0) {
    ::close(listening);
    return host::fail(host::ErrorCode::Transport, "relay: no port " + std::to_string(port));
  }
  return std::unique_ptr<Relay>(new Relay(listening, std::move(servers)));
}

Relay::Relay(int listening, std::vector<std::uint16_t> servers)
    : listening_(listening), servers_(std::move(servers)), acceptor_([this] { accept_all(); }) {}

Relay::~Relay() {
  stopping_ = true;
  acceptor_.join();
  connections_.clear();
  ::close(listening_);
}

void Relay::accept_all() {
  while (!stopping_) {
    pollfd wait{listening_, POLLIN, 0};
    if (::poll(&wait, 1, glance) <= 0) continue;
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0)
      connections_.emplace_back([this, client, server = connect_to_any()] {
        if (server >= 0) pass(client, server);
        if (server >= 0) ::close(server);
        ::close(client);
      });
  }
}

/// Whoever is dead refuses, and the next one is asked.
int Relay::connect_to_any() {
  for (std::size_t tries = 0; tries < servers_.size(); ++tries) {
    const sockaddr_in address = loopback(servers_[turn_++ % servers_.size()]);
    const int server = new_socket();
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return server;
    ::close(server);
  }
  return -1;
}

void Relay::pass(int client, int server) {
  while (!stopping_) {
    std::array<pollfd, 2> wait{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    if (::poll(wait.data(), wait.size(), glance) <= 0) continue;
    if (wait[0].revents != 0 && !move_bytes(client, server)) return;
    if (wait[1].revents != 0 && !move_bytes(server, client)) return;
  }
}

}  // namespace sixline::tests::ha
