// A card that thinks nothing: what an exchange costs without one.
#pragma once

#include "hardware/native/native_card.hpp"

namespace sixline::tests::bench {

class EchoPort final : public hardware::native::CardPort {
 public:
  /// The real card's ATR, so that readers speak the same protocol to both.
  wire::Bytes power_on() override { return card_->power_on(); }
  wire::Bytes reset() override { return card_->reset(); }
  void power_off() override {}
  /// Le zero bytes to a command that is a header and Le, then 9000.
  void transmit(wire::Bytes command, wire::Writer& response) override {
    static constexpr std::array<std::uint8_t, 256> zeros{};
    if (command.size() == 5) response.put(wire::Bytes(zeros).first(command[4]));
    response.put_all(0x90, 0x00);
  }

 private:
  std::unique_ptr<hardware::native::NativeCard> card_ = hardware::native::NativeCard::in_memory();
};

}  // namespace sixline::tests::bench
