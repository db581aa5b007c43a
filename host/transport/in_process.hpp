// A card in the same process, reached through two calls.
#pragma once

#include <functional>

#include "host/transport/card_channel.hpp"

namespace sixline::host::transport {

class InProcessChannel : public CardChannel {
 public:
  using Reset = std::function<ByteString()>;
  using Process = std::function<ByteString(Bytes)>;

  /// `reset` returns the ATR; `process` takes a command APDU and returns data and status word.
  InProcessChannel(std::string name, Reset reset, Process process);

  std::string name() const override { return name_; }
  Result<ByteString> reset() override;
  Result<ByteString> transmit(Bytes command) override;

 private:
  std::string name_;
  Reset reset_;
  Process process_;
  bool powered_ = false;
};

}  // namespace sixline::host::transport
