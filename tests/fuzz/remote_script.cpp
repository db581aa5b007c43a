// links: card_ota card_gp card_storage tests_support
// Whoever holds the keys of one profile's remote file management may send any script: he must not be able to
// do more than its commands allow, and a script of an SM-SR passes through many hands before it is secured.
#include "card/ota/script_runner.hpp"
#include "tests/fuzz/ota_card.hpp"

namespace {

using namespace sixline;
using tests::fuzz::require;

void check_form(wire::Bytes script, wire::Bytes answer) {
  if (script.empty()) return require(answer.empty());
  if (script[0] == 0xAA) {
    auto reader = wire::TlvReader::der(answer);
    const auto frame = reader.expect(0xAB);
    require(frame.has_value() && reader.at_end());
    auto children = reader.children(*frame);
    require(children.expect(0x80).has_value());
    while (!children.at_end()) require(children.next().has_value());
  } else if (script[0] == 0xAE) {
    require(answer.size() >= 4 && answer[0] == 0xAF && answer[1] == 0x80);
    require(answer[answer.size() - 1] == 0 && answer[answer.size() - 2] == 0);
  } else {
    require(answer.size() >= 3);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tests::fuzz::ObedientTarget target;
  // The first byte chooses how much room the answer has.
  const std::size_t room = 32 + std::size_t{data[0]} * 8;
  std::vector<std::uint8_t> buffer(room);
  wire::Writer answer(buffer);
  const wire::Bytes script(data + 1, size - 1);
  card::ota::ScriptRunner(target, answer).run(script);
  require(!answer.overflowed());
  check_form(script, answer.view());
  return 0;
}
