#include "card/gp/put_key.hpp"

#include "card/crypto/sha1.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
using wire::Bytes;

constexpr std::uint8_t several_keys = 0x80;   // P2
constexpr std::uint8_t more_commands = 0x80;  // P1
constexpr std::size_t check_value_size = 3;
constexpr std::uint8_t last_version = 0x7F;

using CheckValue = std::array<std::uint8_t, check_value_size>;

CheckValue first_bytes(Bytes value) {
  CheckValue check;
  std::copy_n(value.begin(), check.size(), check.begin());
  return check;
}

CheckValue aes_check_value(crypto::CryptoEngine& engine, Bytes key) {
  crypto::Block ones;
  ones.fill(0x01);
  const crypto::AesKey ready(engine, key);
  return ready.valid() ? first_bytes(ready.encrypt(ones)) : CheckValue{};
}

CheckValue des_check_value(crypto::CryptoEngine& engine, Bytes key) {
  return first_bytes(crypto::DesKey(engine, key).encrypt({}));
}

CheckValue psk_check_value(crypto::CryptoEngine&, Bytes key) {
  return first_bytes(crypto::sha1_of_short(key));
}

/// One kind of key that PUT KEY brings.
struct Kind {
  KeyType type;
  bool (*size_fits)(std::size_t size);
  bool length_always;  ///< the length of the clear key stands before it even when it fills its blocks
  CheckValue (*check_value)(crypto::CryptoEngine& engine, Bytes key);
};

constexpr Kind kinds[] = {
    // [GP-D §7.2] over a block of 01
    {KeyType::Aes, [](std::size_t size) { return size == 16 || size == 24 || size == 32; }, false,
     aes_check_value},
    // [GPCS §B.5] over a block of 00
    {KeyType::Des, [](std::size_t size) { return size == 16 || size == 24; }, false, des_check_value},
    // [GP-B §3.10] SHA-1 of the key
    {KeyType::TlsPsk, [](std::size_t size) { return size >= 16 && size <= 48; }, true, psk_check_value},
};

const Kind* find_kind(std::uint8_t type) {
  const auto found = std::find_if(std::begin(kinds), std::end(kinds), [type](const Kind& kind) {
    return static_cast<std::uint8_t>(kind.type) == type;
  });
  return found == std::end(kinds) ? nullptr : found;
}

/// What a version is for says what its keys are.  [TS 102 225 §5.1.2] [GPCS §11.1.9]
bool type_fits_version(KeyType type, std::uint8_t version) {
  if (is_scp02_version(version)) return type == KeyType::Des;
  if (is_scp03_version(version)) return type == KeyType::Aes;
  return type != KeyType::TlsPsk || is_scp81_version(version);
}

/// Takes bytes and BER lengths off the front of the command's data.
class KeyReader {
 public:
  explicit KeyReader(Bytes view) : rest_(view) {}
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  Bytes take(std::size_t count) {
    ok_ = ok_ && count <= rest_.size();
    if (!ok_) return {};
    const Bytes front = rest_.first(count);
    rest_ = rest_.subspan(count);
    return front;
  }
  std::uint8_t byte() {
    const Bytes one = take(1);
    return one.empty() ? std::uint8_t{0} : one[0];
  }
  std::size_t length() {
    constexpr std::uint8_t one_more = 0x81;
    const std::uint8_t first = byte();
    ok_ = ok_ && (first < 0x80 || first == one_more);
    return first < 0x80 ? first : byte();
  }
  Bytes rest() const { return rest_; }

 private:
  Bytes rest_;
  bool ok_ = true;
};

/// Type, length, the key under the DEK, length of the check value, check value.
class KeyField {
 public:
  static Result<KeyField, StatusWord> read(KeyReader& reader) {
    KeyField field;
    field.kind_ = find_kind(reader.byte());
    const std::size_t size = reader.length();
    field.block_ = reader.take(size);
    field.check_value_ = reader.take(reader.length());
    if (!reader.ok()) return wire::fail(sw::wrong_data);
    if (field.kind_ == nullptr) return wire::fail(sw::algorithm_not_supported);
    const bool checked = field.check_value_.empty() || field.check_value_.size() == check_value_size;
    if (!checked) return wire::fail(sw::wrong_data);
    return field;
  }
  KeyType type() const { return kind_->type; }

  /// Deciphers into `value` and writes the check value.
  StatusWord open(crypto::CryptoEngine& engine, const DataEncryptionKey& dek, crypto::Secret<64>& value,
                  wire::Writer& out) const {
    // [GPCS §11.8.2.3] A key that does not fill its blocks is padded, and its length stands before it.
    const bool has_length = kind_->length_always || block_.size() % dek.block() != 0;
    KeyReader reader(block_);
    const std::size_t named = has_length ? reader.length() : block_.size();
    const Bytes enciphered = reader.rest();
    const bool shaped = reader.ok() && enciphered.size() % dek.block() == 0 && named <= enciphered.size() &&
                        enciphered.size() - named < dek.block();
    if (!shaped) return sw::wrong_data;
    if (!kind_->size_fits(named)) return sw::algorithm_not_supported;
    dek.decipher(enciphered, value.buffer().first(enciphered.size()));
    value.resize(named);
    const CheckValue check = kind_->check_value(engine, value.view());
    out.put(check);
    return check_value_.empty() || wire::equal(check, check_value_) ? sw::ok : sw::key_check_value_wrong;
  }

 private:
  const Kind* kind_ = nullptr;
  Bytes block_;
  Bytes check_value_;
};

/// Where a key goes, and which it replaces.
struct Place {
  std::optional<KeyReference> old;
  KeyReference now;
};

/// A key that is replaced keeps its kind, and what it may be used for.  [GPCS §11.8.2.1]
StatusWord take_over(KeyStore& keys, ApplicationId domain, const Place& place, SecretKey& key) {
  if (!place.old) return sw::ok;
  const auto old = keys.find(domain, *place.old);
  if (!old) return old.error();
  if (old->type != key.type) return sw::wrong_data;
  key.usage = old->usage;
  key.access = old->access;
  key.mac_length = old->mac_length;
  return *place.old == place.now ? sw::ok : keys.remove(domain, *place.old);
}

}  // namespace

DataEncryptionKey::DataEncryptionKey(crypto::CryptoEngine& engine, const SecretKey& key) {
  if (key.type == KeyType::Aes) aes_ = crypto::AesKey(engine, key.value.view());
  if (key.type == KeyType::Des) des_ = crypto::DesKey(engine, key.value.view());
}

void DataEncryptionKey::decipher(Bytes in, wire::MutableBytes out) const {
  if (aes_.valid())
    aes_.cbc_decrypt(crypto::Block{}, in, out);
  else
    des_.ecb_decrypt(in, out);
}

StatusWord put_key(KeyStore& keys, crypto::CryptoEngine& engine, ApplicationId domain,
                   const DataEncryptionKey& dek, const wire::CommandApdu& command, wire::Writer& out) {
  KeyReader reader(command.data);
  const std::uint8_t version = reader.byte();
  const auto replaced = static_cast<std::uint8_t>(command.p1 & ~more_commands);
  if (reader.at_end() || version == 0 || version > last_version) return sw::wrong_data;
  if (replaced != 0 && !keys.has_version(domain, replaced)) return sw::reference_not_found;
  if (replaced != version && keys.has_version(domain, version)) return sw::wrong_data;

  out.put(version);
  auto id = static_cast<std::uint8_t>(command.p2 & ~several_keys);
  bool first = true;
  for (; !reader.at_end(); ++id, first = false) {
    if (!first && (command.p2 & several_keys) == 0) return sw::wrong_data;
    const auto field = KeyField::read(reader);
    if (!field) return field.error();
    if (id == 0 || id > last_version || !type_fits_version(field->type(), version)) return sw::wrong_data;
    Place place{{}, {version, id}};
    if (replaced != 0) place.old = KeyReference{replaced, id};
    SecretKey key;
    key.reference = place.now;
    key.type = field->type();
    StatusWord taken = field->open(engine, dek, key.value, out);
    if (taken.ok()) taken = take_over(keys, domain, place, key);
    if (taken.ok()) taken = keys.put(domain, key);
    if (!taken.ok()) return taken;
  }
  return sw::ok;
}

}  // namespace sixline::card::gp
