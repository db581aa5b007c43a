// Every engine that a body of the card uses: a vector that one passes, all must pass.
#pragma once

#include <gtest/gtest.h>
#include <memory>
#include <ostream>
#include <vector>

#include "card/crypto/crypto_engine.hpp"

namespace sixline::tests::support {

struct EngineKind {
  std::string_view name;
  std::shared_ptr<card::crypto::CryptoEngine> (*make)();
};

inline void PrintTo(const EngineKind& kind, std::ostream* out) {
  *out << kind.name;
}

/// OpenSSL's of the native body and mbedTLS's of the firmware.
const std::vector<EngineKind>& engine_kinds();

/// A test that runs once per engine.
class EveryEngine : public testing::TestWithParam<EngineKind> {
 protected:
  std::shared_ptr<card::crypto::CryptoEngine> made_ = GetParam().make();
  card::crypto::CryptoEngine& engine_ = *made_;
};

}  // namespace sixline::tests::support

/// Instantiates a suite derived from EveryEngine.
#define SIXLINE_ON_EVERY_ENGINE(suite)                                                        \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::ValuesIn(tests::support::engine_kinds()), \
                           [](const auto& of) { return std::string(of.param.name); })
