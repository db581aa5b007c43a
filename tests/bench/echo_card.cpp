// sixline_echo_card PORT: the echo card in a virtual reader.
#include <cstdio>
#include <cstdlib>

#include "hardware/native/vpcd_link.hpp"
#include "tests/bench/echo_port.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  sixline::tests::bench::EchoPort card;
  sixline::hardware::native::VpcdLink link(card,
                                           {"127.0.0.1", static_cast<std::uint16_t>(std::atoi(argv[1]))});
  const auto served = link.run();
  if (!served) std::fprintf(stderr, "%s\n", served.error().c_str());
  return served ? 0 : 1;
}
