#include "card/crypto/ecies.hpp"

#include "card/crypto/counter_mode.hpp"
#include "card/crypto/hmac.hpp"
#include "card/crypto/secret.hpp"

namespace sixline::card::crypto {
namespace {

using Scalar = std::span<const std::uint8_t, coordinate_size>;
using Point = std::array<std::uint8_t, point_size>;

/// Ephemeral public key as it is sent, and the secret that both sides compute.
struct Agreement {
  wire::FixedBytes<compressed_size> public_key;
  Secret<coordinate_size> shared;
};

constexpr std::array<std::uint8_t, x25519_size> x25519_base{9};
constexpr std::uint8_t compressed_even = 0x02;

bool agree_a(CryptoEngine& engine, Bytes home_key, Scalar scalar, Agreement& out) {
  if (home_key.size() != x25519_size) return false;
  std::array<std::uint8_t, x25519_size> own;
  if (!engine.x25519(scalar, x25519_base, own)) return false;
  out.public_key.assign(own);
  out.shared.resize(x25519_size);
  return engine.x25519(scalar, home_key.first<x25519_size>(), out.shared.buffer().first<x25519_size>());
}

bool agree_b(CryptoEngine& engine, Bytes home_key, Scalar scalar, Agreement& out) {
  Point home;
  if (home_key.size() == point_size)
    std::copy(home_key.begin(), home_key.end(), home.begin());
  else if (!engine.decompress(Curve::P256, home_key, home))
    return false;
  Point own;
  if (!engine.public_point(Curve::P256, scalar, own)) return false;
  out.public_key.assign(Bytes(own).first(compressed_size));
  out.public_key.buffer()[0] = static_cast<std::uint8_t>(compressed_even | (own.back() & 1));
  out.shared.resize(coordinate_size);
  return engine.ecdh(Curve::P256, scalar, home, out.shared.buffer().first<coordinate_size>());
}

/// Two blocks of the ANSI X9.63 function: encryption key, initial counter block and MAC key.
struct Keys {
  std::array<Digest, 2> blocks;
  ~Keys() {
    for (Digest& block : blocks) wipe(block);
  }
  Bytes encryption() const { return Bytes(blocks[0]).first(aes_block); }
  Block counter() const {
    Block block;
    std::copy_n(blocks[0].begin() + aes_block, aes_block, block.begin());
    return block;
  }
  Bytes mac() const { return blocks[1]; }
};

void derive(CryptoEngine& engine, const Agreement& agreement, Keys& out) {
  std::array<std::uint8_t, 4> counter{};
  for (Digest& block : out.blocks) {
    ++counter[3];
    const Bytes parts[] = {agreement.shared.view(), counter, agreement.public_key.view()};
    block = engine.sha256(parts);
  }
}

}  // namespace

bool conceal(CryptoEngine& engine, EciesProfile profile, Bytes home_key, Scalar ephemeral_scalar, Bytes plain,
             wire::Writer& out) {
  Agreement agreement;
  const auto agree = profile == EciesProfile::A ? agree_a : agree_b;
  if (!agree(engine, home_key, ephemeral_scalar, agreement)) return false;
  Keys keys;
  derive(engine, agreement, keys);
  const AesKey key(engine, keys.encryption());
  if (!key.valid() || out.room() < agreement.public_key.size() + plain.size() + ecies_tag_size) return false;
  out.put(agreement.public_key.view());
  const MutableBytes cipher = out.take(plain.size());
  counter_mode(key, keys.counter(), plain, cipher);
  const Bytes covered[] = {cipher};
  const Digest tag = hmac_sha256(engine, keys.mac(), covered);
  out.put(Bytes(tag).first(ecies_tag_size));
  return true;
}

}  // namespace sixline::card::crypto
