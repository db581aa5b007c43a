#include "card/gp/scp02_session.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

// Derivation constants.  [GPCS §E.4.1]
constexpr std::uint16_t c_mac_constant = 0x0101;
constexpr std::uint16_t enc_constant = 0x0182;
constexpr std::uint16_t data_key_constant = 0x0181;

constexpr std::uint8_t enc_id = 0x01;
constexpr std::uint8_t mac_id = 0x02;
constexpr std::uint8_t data_key_id = 0x03;
constexpr std::size_t key_size = 16;
constexpr std::uint64_t last_sequence = 0xFFFF;
constexpr std::uint8_t padding_mark = 0x80;

/// [GPCS §E.4.1] The base key enciphers constant, sequence counter and zeros.
crypto::DesKey session_key(crypto::CryptoEngine& engine, const KeyStore& keys, ApplicationId domain,
                           KeyReference base, std::uint16_t constant, std::uint64_t sequence) {
  const auto key = keys.find(domain, base);
  if (!key || key->type != KeyType::Des || key->value.size() != key_size) return {};
  crypto::Secret<key_size> derived;
  wire::Writer data(derived.buffer());
  data.put_be(constant, 2);
  data.put_be(sequence, scp02::counter_size);
  data.fill(0, data.room());
  crypto::DesKey(engine, key->value.view()).cbc_encrypt({}, data.view(), derived.buffer());
  return crypto::DesKey(engine, data.view());
}

std::optional<std::size_t> unpadded_size(Bytes plain) {
  for (std::size_t size = plain.size(); size > 0 && plain.size() - size < crypto::des_block; --size) {
    if (plain[size - 1] == padding_mark) return size - 1;
    if (plain[size - 1] != 0) break;
  }
  return std::nullopt;
}

}  // namespace

bool scp02::is_level(std::uint8_t level) {
  constexpr std::uint8_t ciphered = security_level::c_mac | security_level::c_decryption;
  return level == security_level::none || level == security_level::c_mac || level == ciphered;
}

void Scp02Session::Opening::write(wire::Writer& out) const {
  out.put(key_diversification_data);
  out.put_all(version, scp02::identifier);
  out.put(counter);
  out.put(card_challenge);
  out.put(card_cryptogram);
}

Result<Scp02Session::Opening, StatusWord> Scp02Session::initialize(KeyStore& keys, ApplicationId domain,
                                                                   const Aid& aid, std::uint8_t version,
                                                                   std::uint8_t option,
                                                                   Bytes host_challenge) {
  close();
  const std::uint64_t sequence = keys.counter(domain, version);
  if (sequence >= last_sequence) return wire::fail(sw::conditions_not_satisfied);
  const auto derived = [&](std::uint8_t id, std::uint16_t constant) {
    return session_key(environment_.crypto(), keys, domain, {version, id}, constant, sequence);
  };
  enc_ = derived(enc_id, enc_constant);
  mac_ = derived(mac_id, c_mac_constant);
  data_key_ = derived(data_key_id, data_key_constant);
  if (!enc_.valid() || !mac_.valid() || !data_key_.valid()) {
    close();
    return wire::fail(sw::reference_not_found);
  }

  Opening opening{.version = version};
  wire::write_be(sequence, opening.counter);
  if (option == scp02::predictable_challenge) {
    const crypto::DesBlock mac = mac_.retail_mac({}, aid.view());  // [GPCS §E.4.2.3]
    std::copy_n(mac.begin(), opening.card_challenge.size(), opening.card_challenge.begin());
  } else {
    environment_.random().fill(opening.card_challenge);
  }
  opening.card_cryptogram = enc_.full_mac(host_challenge, opening.counter, opening.card_challenge);
  host_cryptogram_ = enc_.full_mac(opening.counter, opening.card_challenge, host_challenge);
  version_ = version;
  domain_ = domain;
  phase_ = Phase::Initialized;
  return opening;
}

// [GPCS §E.3.4] The MAC before, enciphered with single DES, begins the next; the first begins with zeros.
bool Scp02Session::check(Bytes header, Bytes body, Bytes mac) {
  const bool first = phase_ == Phase::Initialized;
  const crypto::DesBlock iv = first ? crypto::DesBlock{} : mac_.encrypt_single(last_mac_);
  last_mac_ = mac_.retail_mac(iv, header, body);
  return crypto::equal_constant_time(last_mac_, mac);
}

bool Scp02Session::authenticate(KeyStore& keys, Bytes header, Bytes host_cryptogram, Bytes mac,
                                std::uint8_t level) {
  const bool known = phase_ == Phase::Initialized &&
                     crypto::equal_constant_time(host_cryptogram_, host_cryptogram) &&
                     check(header, host_cryptogram, mac);
  // [GPCS §E.1.2.1] A counter that a power cut could hold back would let the same session be opened again.
  const bool counted = known &&
                       keys.set_counter(domain_, version_, keys.counter(domain_, version_) + 1).ok() &&
                       environment_.store.commit().has_value();
  if (!counted) {
    environment_.store.rollback();
    close();
    return false;
  }
  crypto::wipe(host_cryptogram_);
  level_ = level;
  phase_ = Phase::Open;
  return true;
}

std::optional<Bytes> Scp02Session::unwrap(Bytes header, Bytes data, Bytes mac, MutableBytes plain) {
  const bool enciphered = (level_ & security_level::c_decryption) != 0 && !data.empty();
  std::optional<Bytes> text;
  if (phase_ == Phase::Open && plain.size() >= data.size()) {
    const MutableBytes out = plain.first(data.size());
    if (!enciphered) {
      if (out.data() != data.data()) std::copy(data.begin(), data.end(), out.begin());
      text = out;
    } else if (data.size() % crypto::des_block == 0) {
      enc_.cbc_decrypt({}, data, out);
      if (const auto size = unpadded_size(out)) text = Bytes(out).first(*size);
    }
  }
  std::array<std::uint8_t, 5> modified{};
  wire::Writer modified_header(modified);
  modified_header.put(header.first(4));
  // [GPCS §E.3.4] The MAC covers the plain data, under an Lc that counts the MAC but no padding.
  if (text) modified_header.put(static_cast<std::uint8_t>(text->size() + scp02::mac_size));
  if (!text || !check(modified_header.view(), *text, mac)) {
    close();
    return std::nullopt;
  }
  return text;
}

void Scp02Session::close() {
  phase_ = Phase::Closed;
  level_ = 0;
  enc_.reset();
  mac_.reset();
  data_key_.reset();
  crypto::wipe(last_mac_);
  crypto::wipe(host_cryptogram_);
}

}  // namespace sixline::card::gp
