// A card that connects to us over TCP and speaks the frames of vsmartcard's vpcd: the shortest way to a
// card in another process or an emulator, without pcscd.
#pragma once

#include <memory>

#include "host/transport/card_channel.hpp"

namespace sixline::host::transport {

class TcpChannel : public CardChannel {
 public:
  static constexpr int default_wait_ms = 10000;

  /// Listens on the loopback interface; port 0 takes any free one. Errors: BadInput, Transport.
  static Result<std::unique_ptr<TcpChannel>> listen(std::uint16_t port, int wait_ms = default_wait_ms);
  ~TcpChannel() override;
  TcpChannel(const TcpChannel&) = delete;
  TcpChannel& operator=(const TcpChannel&) = delete;

  std::uint16_t port() const { return port_; }
  std::string name() const override { return "tcp:" + std::to_string(port_); }
  /// Waits for the card to connect if it has not yet. Errors: Timeout, Transport.
  Result<ByteString> reset() override;
  Result<ByteString> transmit(Bytes command) override;

 private:
  TcpChannel(int listener, std::uint16_t port, int wait_ms)
      : listener_(listener), port_(port), wait_ms_(wait_ms) {}
  Result<void> accept_card();
  Result<void> send_frame(Bytes body);
  Result<ByteString> receive_frame();
  Result<void> receive_exactly(std::span<std::uint8_t> out);
  void drop_card();

  int listener_;
  int card_ = -1;
  std::uint16_t port_;
  int wait_ms_;
};

}  // namespace sixline::host::transport
