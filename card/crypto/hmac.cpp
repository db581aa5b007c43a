#include "card/crypto/hmac.hpp"

#include "card/crypto/secret.hpp"

namespace sixline::card::crypto {
namespace {

constexpr std::size_t sha256_block = 64;
constexpr std::uint8_t inner_pad = 0x36;
constexpr std::uint8_t outer_pad = 0x5C;

using PaddedKey = std::array<std::uint8_t, sha256_block>;

void turn(PaddedKey& key, std::uint8_t pad) {
  for (std::uint8_t& byte : key) byte = static_cast<std::uint8_t>(byte ^ pad);
}

}  // namespace

Digest hmac_sha256(CryptoEngine& engine, Bytes key, std::span<const Bytes> parts) {
  PaddedKey padded{};
  if (key.size() > padded.size()) {
    const Bytes whole[] = {key};
    const Digest digest = engine.sha256(whole);
    std::copy(digest.begin(), digest.end(), padded.begin());
  } else {
    std::copy(key.begin(), key.end(), padded.begin());
  }
  turn(padded, inner_pad);
  std::array<Bytes, 1 + max_hmac_parts> message{padded};
  const std::size_t count = std::min(parts.size(), max_hmac_parts);
  std::copy_n(parts.begin(), count, message.begin() + 1);
  Digest inner = engine.sha256(std::span<const Bytes>(message).first(1 + count));
  turn(padded, inner_pad ^ outer_pad);
  const Bytes outer[] = {padded, inner};
  const Digest tag = engine.sha256(outer);
  wipe(padded);
  wipe(inner);
  return tag;
}

}  // namespace sixline::card::crypto
