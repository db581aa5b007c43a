#include "host/transport/in_process.hpp"

namespace sixline::host::transport {

InProcessChannel::InProcessChannel(std::string name, Reset reset, Process process)
    : name_(std::move(name)), reset_(std::move(reset)), process_(std::move(process)) {}

Result<ByteString> InProcessChannel::reset() {
  ByteString atr = reset_();
  powered_ = !atr.empty();
  if (!powered_) return fail(ErrorCode::Transport, "reset " + name_ + ": the card gave no ATR");
  return atr;
}

Result<ByteString> InProcessChannel::transmit(Bytes command) {
  if (!powered_) return fail(ErrorCode::WrongState, "send to " + name_ + ": the card was never reset");
  if (command.size() < 4) return fail(ErrorCode::BadInput, "send to " + name_ + ": shorter than a header");
  ByteString answer = process_(command);
  if (answer.size() < 2) return fail(ErrorCode::Transport, "send to " + name_ + ": no status word came back");
  return answer;
}

}  // namespace sixline::host::transport
