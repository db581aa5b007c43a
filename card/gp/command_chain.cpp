#include "card/gp/command_chain.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t more_follows = 0x10;  // in CLA, whatever the logical channel

std::array<std::uint8_t, 4> header_of(const wire::CommandApdu& command) {
  return {static_cast<std::uint8_t>(command.cla & ~more_follows), command.ins, command.p1, command.p2};
}

}  // namespace

bool CommandChain::is_part(const wire::CommandApdu& command) {
  return (command.cla & more_follows) != 0;
}

wire::StatusWord CommandChain::add(const wire::CommandApdu& part) {
  if (!pending()) header_ = header_of(part);
  const bool same = header_ == header_of(part);
  const bool fits = part.data.size() <= buffer_.size() - size_;
  if (!same || !fits || part.data.empty()) {
    clear();
    return !same ? sw::chaining_broken : fits ? sw::wrong_length : sw::not_enough_memory;
  }
  std::copy(part.data.begin(), part.data.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += part.data.size();
  return sw::ok;
}

wire::Result<wire::CommandApdu, wire::StatusWord> CommandChain::finish(const wire::CommandApdu& last) {
  const wire::StatusWord added = add(last);
  if (!added.ok()) return wire::fail(added);
  wire::CommandApdu whole = last;
  whole.data = data();
  whole.extended = whole.data.size() > 0xFF;
  return whole;
}

void CommandChain::clear() {
  crypto::wipe(data());
  size_ = 0;
}

}  // namespace sixline::card::gp
