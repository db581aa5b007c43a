// What stands before several SM-SRs that are one to their peers: connections go in turn to whoever takes
// them, bytes pass unread, TLS included.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <thread>
#include <vector>

#include "host/error.hpp"

namespace sixline::tests::ha {

class Relay {
 public:
  /// Listens on the loopback when this returns. Errors: Transport.
  static host::Result<std::unique_ptr<Relay>> start(std::uint16_t port, std::vector<std::uint16_t> servers);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

 private:
  Relay(int listening, std::vector<std::uint16_t> servers);
  void accept_all();
  int connect_to_any();
  void pass(int client, int server);

  int listening_;
  std::vector<std::uint16_t> servers_;
  std::size_t turn_ = 0;
  std::atomic<bool> stopping_ = false;
  std::list<std::jthread> connections_{};
  std::jthread acceptor_{};
};

}  // namespace sixline::tests::ha
