#include "card/gp/put_key.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t several_keys = 0x80;  // P2
constexpr std::size_t check_value_size = 3;
constexpr std::size_t key_size = crypto::aes_block;
/// Type, length of key data, length of key, key, length of check value, check value.
constexpr std::size_t key_field_size = 1 + 1 + 1 + key_size + 1 + check_value_size;

/// [GP-D §7.2] The key check value of AES: over a block of 01.
bool check_value_fits(crypto::CryptoEngine& engine, Bytes key, Bytes check_value) {
  const crypto::AesKey ready(engine, key);
  if (!ready.valid()) return false;
  crypto::Block ones;
  ones.fill(0x01);
  const crypto::Block enciphered = ready.encrypt(ones);
  return wire::starts_with(enciphered, check_value);
}

StatusWord take_key(crypto::CryptoEngine& engine, const crypto::AesKey& dek, Bytes field, SecretKey& key) {
  if (field[0] != static_cast<std::uint8_t>(KeyType::Aes)) return sw::algorithm_not_supported;
  if (field[2] != key_size) return sw::algorithm_not_supported;
  if (field[1] != 1 + key_size || field[3 + key_size] != check_value_size) return sw::wrong_data;
  key.type = KeyType::Aes;
  key.value.resize(key_size);
  dek.cbc_decrypt(crypto::Block{}, field.subspan(3, key_size), key.value.buffer().first(key_size));
  const bool fits = check_value_fits(engine, key.value.view(), field.last(check_value_size));
  return fits ? sw::ok : sw::key_check_value_wrong;
}

}  // namespace

StatusWord put_key(KeyStore& keys, crypto::CryptoEngine& engine, ApplicationId domain,
                   const crypto::AesKey& dek, const wire::CommandApdu& command, wire::Writer& out) {
  Bytes rest = command.data;
  if (rest.size() < 1 + key_field_size || (rest.size() - 1) % key_field_size != 0) return sw::wrong_data;
  const std::uint8_t version = rest[0];
  rest = rest.subspan(1);
  if (version == 0 || version > 0x7F) return sw::wrong_data;
  if (rest.size() > key_field_size && (command.p2 & several_keys) == 0) return sw::wrong_data;
  const auto first_of_version = keys.next(domain, KeyReference{static_cast<std::uint8_t>(version - 1), 0xFF});
  const bool exists = first_of_version && first_of_version->version == version;
  if (command.p1 == 0 && exists) return sw::wrong_data;

  out.put(version);
  auto id = static_cast<std::uint8_t>(command.p2 & ~several_keys);
  for (; !rest.empty(); rest = rest.subspan(key_field_size), ++id) {
    SecretKey key;
    key.reference = {version, id};
    StatusWord taken = take_key(engine, dek, rest.first(key_field_size), key);
    if (taken.ok()) taken = keys.put(domain, key);
    if (!taken.ok()) return taken;
    out.put(rest.subspan(key_field_size - check_value_size, check_value_size));
  }
  return sw::ok;
}

}  // namespace sixline::card::gp
