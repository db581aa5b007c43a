#include "hardware/native/system_random.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/random.h>

namespace sixline::hardware::native {

void SystemRandom::fill(wire::MutableBytes out) {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      std::perror("getrandom");
      std::abort();
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace sixline::hardware::native
