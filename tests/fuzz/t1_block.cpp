// links: card_runtime tests_support
// Whoever holds the contacts sends blocks of any content in any order. Every block is answered with a
// well-formed one, and no command runs that did not arrive whole.
#include <cstdlib>

#include "card/runtime/t1_link.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using card::runtime::T1Link;
using tests::support::ExactCopy;

void require(bool condition) {
  if (!condition) std::abort();
}

/// Answers with as many bytes as the first one says, and reads all of the command.
class CountingCard final : public card::runtime::ApduExchange {
 public:
  std::size_t exchange(wire::Bytes apdu, wire::MutableBytes out) override {
    require(apdu.size() <= card::limits::max_command && out.size() >= 258);
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : apdu) sum = static_cast<std::uint8_t>(sum + byte);
    const std::size_t size = apdu.empty() ? 2 : std::size_t{2} + apdu[0];
    std::fill_n(out.begin(), size, sum);
    return size;
  }
};

void check_block(wire::Bytes block) {
  require(block.size() >= 4 && block.size() == std::size_t{4} + block[2] && block[0] == 0);
  std::uint8_t check = 0;
  for (const std::uint8_t byte : block) check = static_cast<std::uint8_t>(check ^ byte);
  require(check == 0);
}

}  // namespace

/// Records: one byte of length, then the block without its check byte, which is added unless the length's top
/// bit is set. When a command is complete, an odd length asks for time first.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  CountingCard card;
  T1Link link(card);
  link.reset();
  wire::Bytes input(data, size);
  while (!input.empty()) {
    const std::uint8_t head = input[0];
    const std::size_t length = std::min<std::size_t>(head & 0x7F, input.size() - 1);
    std::vector<std::uint8_t> block(input.begin() + 1,
                                    input.begin() + 1 + static_cast<std::ptrdiff_t>(length));
    input = input.subspan(1 + length);
    if ((head & 0x80) == 0) {
      std::uint8_t check = 0;
      for (const std::uint8_t byte : block) check = static_cast<std::uint8_t>(check ^ byte);
      block.push_back(check);
    }
    const ExactCopy exact(block);
    std::vector<std::uint8_t> room(card::limits::max_block);
    wire::Writer out(room);
    if (link.receive(exact, out) == T1Link::Next::Run) {
      require(out.size() == 0);
      if ((head & 1) != 0)
        link.ask_for_time(2, out);
      else
        link.run(out);
    }
    require(!out.overflowed());
    check_block(out.view());
  }
  return 0;
}
