// AES-CMAC over any engine.  [NIST SP 800-38B] [RFC 4493]
#pragma once

#include "card/crypto/crypto_engine.hpp"

namespace sixline::card::crypto {

/// One MAC under construction: feed the parts, then take it. The key must outlive it.
class Cmac {
 public:
  explicit Cmac(const AesKey& key) : key_(key) {}
  ~Cmac();
  Cmac(const Cmac&) = delete;
  Cmac& operator=(const Cmac&) = delete;

  Cmac& add(Bytes part);
  Block finish();

 private:
  void absorb(Bytes blocks);

  const AesKey& key_;
  Block state_{};
  Block pending_{};
  std::size_t pending_size_ = 0;
};

/// The MAC of parts one after another.
template <class... Part>
Block cmac(const AesKey& key, const Part&... parts) {
  Cmac mac(key);
  (mac.add(parts), ...);
  return mac.finish();
}

}  // namespace sixline::card::crypto
