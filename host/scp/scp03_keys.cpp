#include "host/scp/scp03_keys.hpp"

namespace sixline::host::scp {
namespace {

// [GP-D §4.1.5] data derivation constants
constexpr std::uint8_t card_cryptogram_constant = 0x00;
constexpr std::uint8_t host_cryptogram_constant = 0x01;
constexpr std::uint8_t card_challenge_constant = 0x02;
constexpr std::uint8_t s_enc_constant = 0x04;
constexpr std::uint8_t s_mac_constant = 0x06;
constexpr std::uint8_t s_rmac_constant = 0x07;

constexpr std::uint16_t cryptogram_bits = 64;

std::array<std::uint8_t, 8> derive_8(crypto::CmacKey& key, std::uint8_t constant, Bytes context) {
  crypto::Secret derived = derive_scp03(key, constant, context, cryptogram_bits);
  std::array<std::uint8_t, 8> out;
  std::copy(derived.view().begin(), derived.view().end(), out.begin());
  return out;
}

}  // namespace

crypto::Secret derive_scp03(crypto::CmacKey& key, std::uint8_t constant, Bytes context, std::uint16_t bits) {
  crypto::Secret out(std::size_t{bits} / 8);
  std::array<std::uint8_t, 16> label{};
  label[11] = constant;
  label[13] = static_cast<std::uint8_t>(bits >> 8);
  label[14] = static_cast<std::uint8_t>(bits);
  for (std::size_t done = 0; done < out.size();) {
    ++label[15];
    crypto::Block block = key.mac({label, context});
    const std::size_t part = std::min(block.size(), out.size() - done);
    std::copy_n(block.begin(), part, out.buffer().begin() + static_cast<std::ptrdiff_t>(done));
    crypto::wipe(block);
    done += part;
  }
  return out;
}

Result<Challenge> predicted_card_challenge(const Scp03Keys& keys, std::uint32_t counter,
                                           const wire::Aid& domain) {
  auto enc = crypto::CmacKey::from(keys.enc.view());
  if (!enc) return wire::fail(enc.error());
  std::array<std::uint8_t, 3> counter_bytes;
  wire::write_be(counter, counter_bytes);
  return derive_8(*enc, card_challenge_constant, concat({counter_bytes, domain.view()}));
}

Result<Scp03SessionKeys> derive_session_keys(const Scp03Keys& keys, const Challenge& host,
                                             const Challenge& card) {
  auto enc = crypto::CmacKey::from(keys.enc.view());
  if (!enc) return wire::fail(enc.error());
  auto mac = crypto::CmacKey::from(keys.mac.view());
  if (!mac) return wire::fail(mac.error());
  const ByteString context = concat({host, card});
  const auto bits = static_cast<std::uint16_t>(keys.enc.size() * 8);
  auto s_enc = crypto::AesKey::from(derive_scp03(*enc, s_enc_constant, context, bits).view());
  auto s_mac = crypto::CmacKey::from(derive_scp03(*mac, s_mac_constant, context, bits).view());
  auto s_rmac = crypto::CmacKey::from(derive_scp03(*mac, s_rmac_constant, context, bits).view());
  if (!s_enc || !s_mac || !s_rmac) return fail(ErrorCode::Internal, "derive SCP03 session keys");
  return Scp03SessionKeys{std::move(*s_enc), std::move(*s_mac), std::move(*s_rmac)};
}

Cryptogram card_cryptogram(Scp03SessionKeys& keys, const Challenge& host, const Challenge& card) {
  return derive_8(keys.mac, card_cryptogram_constant, concat({host, card}));
}

Cryptogram host_cryptogram(Scp03SessionKeys& keys, const Challenge& host, const Challenge& card) {
  return derive_8(keys.mac, host_cryptogram_constant, concat({host, card}));
}

}  // namespace sixline::host::scp
