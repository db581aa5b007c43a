// links: hardware_uart tests_support
// Whoever holds the serial cable of a board sends it any bytes: frames, broken frames, none.
#include <cstdlib>

#include "hardware/uart/card_endpoint.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;

void require(bool condition) {
  if (!condition) std::abort();
}

class EchoCard final : public hardware::uart::UartCard {
 public:
  wire::Bytes reset() override { return wire::bytes_of("ATR"); }
  std::size_t transmit(wire::Bytes command, wire::MutableBytes response) override {
    const tests::support::ExactCopy exact(command);
    std::copy(exact.view().begin(), exact.view().end(), response.begin());
    return exact.view().size();
  }
  std::size_t report(wire::MutableBytes text) override { return text.size(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  EchoCard card;
  hardware::uart::CardEndpoint endpoint(card);
  hardware::uart::FrameDecoder reader;
  for (const std::uint8_t byte : wire::Bytes(data, size)) {
    // Whatever comes in, only whole frames go out.
    const wire::Bytes out = endpoint.receive(byte);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto event = reader.push(out[i]);
      require(event == (i + 1 == out.size() ? hardware::uart::FrameDecoder::Event::Frame
                                            : hardware::uart::FrameDecoder::Event::None));
    }
  }
  endpoint.line_quiet();
  return 0;
}
