// A peer of SMPP without manners: sends exactly the bytes it is told, and reads what comes.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "host/smpp/pdu.hpp"

namespace sixline::tests {

/// The longest that a test waits for what must come.
inline constexpr std::chrono::milliseconds patience{10'000};

class RawPeer {
 public:
  RawPeer() = default;
  explicit RawPeer(int socket) : socket_(socket) {}
  static RawPeer connect(std::uint16_t port);
  RawPeer(RawPeer&& other) noexcept : socket_(std::exchange(other.socket_, -1)), reader_(other.reader_) {}
  RawPeer& operator=(RawPeer&& other) noexcept;
  ~RawPeer() { drop(); }

  explicit operator bool() const { return socket_ >= 0; }
  bool send(host::Bytes bytes);
  bool send(const host::smpp::Pdu& pdu) { return send(host::smpp::encode(pdu).value()); }
  /// The next PDU; nothing when none comes or it is malformed.
  std::optional<host::smpp::Pdu> next(std::chrono::milliseconds longest = patience);
  bool is_closed_within(std::chrono::milliseconds longest = patience);
  /// Sends this over and over and reads nothing, until the peer closes. False: it took `most` bytes.
  bool flood_until_closed(host::Bytes bytes, std::size_t most);
  void drop();

 private:
  int socket_ = -1;
  host::smpp::Reader reader_;
};

/// A centre in the hands of the test.
class RawListener {
 public:
  RawListener();
  ~RawListener();
  RawListener(const RawListener&) = delete;
  std::uint16_t port() const { return port_; }
  RawPeer accept(std::chrono::milliseconds longest = patience);
  /// Accepts, and answers a bind.
  RawPeer accept_bound();

 private:
  int socket_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace sixline::tests
