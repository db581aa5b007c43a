// Who sends malformed and hostile traffic, and what he may expect.
#pragma once

#include <random>

#include "tests/soak/malice.hpp"
#include "tests/soak/raw_peer.hpp"

namespace sixline::tests::soak {

using Letter = support::EsLink::Letter;

class Attacker {
 public:
  Attacker(const Shift& shift, const Arsenal& arsenal);

  std::size_t any(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(chance_);
  }
  bool over() const { return shift_.over; }
  support::RunningLab& lab() const { return shift_.lab; }
  const Arsenal& arsenal() const { return arsenal_; }
  /// Of one of the two servers.
  std::uint16_t port() { return lab().lab().ports.at(any(2) == 0 ? "smsr" : "smdp"); }
  host::http::TlsIdentity identity() const;

  /// A message that is in order, of a caller who may send it, about an eUICC that does not exist.
  Letter letter() { return letter_of(messages_[any(messages_.size())]); }
  Letter get_eis();
  Letter letter_of(const es::Message& message);
  /// The status of the answer; closed when the connection ended.
  int post(const Letter& letter, const char* role = nullptr);
  const std::string& body() const { return body_; }

  static constexpr int internal_failure = -500;
  static constexpr int believed = -200;

 private:
  const Shift& shift_;
  const Arsenal& arsenal_;
  std::mt19937 chance_;
  std::vector<es::Message> messages_;
  const char* role_ = "other-operator";
  std::string body_{};
};

struct Attack {
  const char* name;
  int (*run)(Attacker& me);
  std::vector<int> allowed;  ///< statuses, beside 503; empty: any but a failure of the server
};
/// In XML, and in whose name it is sent.
std::span<const Attack> hostile_messages();
/// In HTTP and in TLS.
std::span<const Attack> hostile_connections();

}  // namespace sixline::tests::soak
