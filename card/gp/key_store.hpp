// Keys of the security domains, and the counters that protect them.  [GPCS §11.1.8, §11.8]
#pragma once

#include <optional>

#include "card/crypto/secret.hpp"
#include "card/gp/registry.hpp"

namespace sixline::card::gp {

/// Key type byte.  [GPCS §11.1.8]
enum class KeyType : std::uint8_t {
  Des = 0x80,
  TlsPsk = 0x85,
  Aes = 0x88,
  Hmac = 0x90,
  EccPublic = 0xB0,
  EccPrivate = 0xB1
};

struct KeyReference {
  std::uint8_t version = 0;  ///< KVN
  std::uint8_t id = 0;       ///< KID
  constexpr bool operator==(const KeyReference&) const = default;
};

struct SecretKey {
  KeyReference reference;
  KeyType type = KeyType::Aes;
  std::uint8_t usage = 0;   ///< key usage qualifier, tag 95
  std::uint8_t access = 0;  ///< tag 96
  std::uint8_t mac_length = 0;
  crypto::Secret<64> value;
};

/// Key versions by use.  [TS 102 225 §5.1.2] [GPCS §11.1.9] [SGP.02 §2.2.5]
constexpr bool is_scp80_version(std::uint8_t v) {
  return v >= 0x01 && v <= 0x0F;
}
constexpr bool is_scp02_version(std::uint8_t v) {
  return v >= 0x20 && v <= 0x2F;
}
constexpr bool is_scp03_version(std::uint8_t v) {
  return v >= 0x30 && v <= 0x3F;
}
constexpr bool is_scp81_version(std::uint8_t v) {
  return v >= 0x40 && v <= 0x4F;
}

/// What a host may derive the keys of this card from. Nothing is derived: a constant serves.
inline constexpr std::array<std::uint8_t, 10> key_diversification_data{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

class KeyStore {
 public:
  explicit KeyStore(storage::Store& store) : store_(store) {}

  /// reference_not_found.
  Result<SecretKey, StatusWord> find(ApplicationId domain, KeyReference reference) const;
  /// Walks the keys of a domain in order of version and id.
  std::optional<KeyReference> next(ApplicationId domain, std::optional<KeyReference> after) const;
  /// Creates or replaces.
  StatusWord put(ApplicationId domain, const SecretKey& key);
  StatusWord remove(ApplicationId domain, KeyReference reference);
  StatusWord remove_version(ApplicationId domain, std::uint8_t version);
  StatusWord remove_all(ApplicationId domain);

  /// Whether there is any key of this version.
  bool has_version(ApplicationId domain, std::uint8_t version) const;

  /// Counter of a key version: 5 bytes for SCP80, 3 for SCP03, 2 for SCP02; 0 when never set. It outlives
  /// its keys, unless their version is removed as a whole: a version given again must not repeat itself.
  std::uint64_t counter(ApplicationId domain, std::uint8_t version) const;
  StatusWord set_counter(ApplicationId domain, std::uint8_t version, std::uint64_t value);

 private:
  storage::Store& store_;
};

}  // namespace sixline::card::gp
