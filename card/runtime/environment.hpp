// What every module of the card is given when the card is assembled.
#pragma once

#include "card/platform/platform.hpp"
#include "card/storage/store.hpp"

namespace sixline::card::runtime {

struct Environment {
  platform::Platform& platform;
  storage::Store& store;

  crypto::CryptoEngine& crypto() const { return platform.crypto; }
  platform::Random& random() const { return platform.random; }
};

}  // namespace sixline::card::runtime
