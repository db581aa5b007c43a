#include "tests/support/crypto_engines.hpp"

#include "hardware/mbedtls/mbedtls_engine.hpp"
#include "hardware/native/openssl_engine.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::support {
namespace {

using card::crypto::CryptoEngine;

std::shared_ptr<CryptoEngine> make_openssl() {
  return std::make_shared<hardware::native::OpenSslEngine>();
}

/// With the random bytes that it keeps a reference to.
struct SeededMbedtls {
  SeededRandom random;
  hardware::mbedtls::MbedtlsEngine engine{random};
};

std::shared_ptr<CryptoEngine> make_mbedtls() {
  const auto whole = std::make_shared<SeededMbedtls>();
  return {whole, &whole->engine};
}

}  // namespace

const std::vector<EngineKind>& engine_kinds() {
  static const std::vector<EngineKind> kinds{{"OpenSsl", make_openssl}, {"Mbedtls", make_mbedtls}};
  return kinds;
}

}  // namespace sixline::tests::support
