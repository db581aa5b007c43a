// A store that lasts as long as a test.
#pragma once

#include <gtest/gtest.h>

#include "servers/store/store.hpp"

namespace sixline::tests {

inline host::crypto::Secret test_master_key(std::uint8_t byte = 0x5A) {
  return host::crypto::Secret(host::ByteString(32, byte));
}

/// In memory, with the same statements as on a disk.
inline std::unique_ptr<servers::store::Store> store_for_tests() {
  auto store = servers::store::Store::open("sqlite::memory:", test_master_key());
  EXPECT_TRUE(store) << (store ? "" : store.error().describe());
  return store ? std::move(*store) : nullptr;
}

}  // namespace sixline::tests
