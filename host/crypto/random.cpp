#include "host/crypto/random.hpp"

#include <openssl/rand.h>

#include "host/crypto/openssl.hpp"

namespace sixline::host::crypto {
namespace {

class SystemRandom final : public Random {
 public:
  void fill(wire::MutableBytes out) override {
    if (out.empty()) return;
    openssl::require(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "random bytes");
  }
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

}  // namespace sixline::host::crypto
