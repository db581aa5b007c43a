// links: card_runtime tests_support
// The bytes after the answer to reset may be anything: a request is answered with something it asked for, or
// not at all.
#include "card/runtime/pps.hpp"

#include <cstdlib>

#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using namespace sixline::card::runtime;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(wire::Bytes request, Protocols offered) {
  const auto choice = negotiate(request, offered);
  if (!choice) return;
  require(request.size() == pps_size(request[1]));
  require(choice->protocol <= (offered == Protocols::T0 ? 0 : 1) && choice->protocol == (request[1] & 0x0F));
  const wire::Bytes answer = choice->answer.view();
  require(answer.size() == pps_size(answer[1]) && answer[0] == pps_start);
  if (answer.size() == 4) require(answer[2] == request[2] && answer[2] == choice->speed);
  if (answer.size() == 3) require(choice->speed == PpsChoice::default_speed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tests::support::ExactCopy request(wire::Bytes(data, size));
  check(request, Protocols::T0);
  check(request, Protocols::T0AndT1);
  return 0;
}
