#include "card/gp/scp03_session.hpp"

#include "card/crypto/cmac.hpp"

namespace sixline::card::gp {
namespace scp03 {

crypto::Block derive(const crypto::AesKey& key, std::uint8_t constant, std::uint16_t bits, Bytes context,
                     std::uint8_t number) {
  // [GP-D §4.1.5] label of eleven zero bytes and the constant, separator, length, block counter, context.
  std::array<std::uint8_t, 16> fixed{};
  fixed[11] = constant;
  wire::write_be(bits, wire::MutableBytes(fixed).subspan(13, 2));
  fixed[15] = number;
  return crypto::cmac(key, Bytes(fixed), context);
}

SessionKey derive_key(const crypto::AesKey& key, std::uint8_t constant, std::size_t size, Bytes context) {
  SessionKey derived;
  derived.resize(size);
  std::uint8_t number = 0;
  for (std::size_t done = 0; done < size; done += crypto::aes_block) {
    crypto::Block block = derive(key, constant, static_cast<std::uint16_t>(size * 8), context, ++number);
    std::copy_n(block.begin(), std::min(block.size(), size - done),
                derived.buffer().begin() + static_cast<std::ptrdiff_t>(done));
    crypto::wipe(block);
  }
  return derived;
}

bool is_level(std::uint8_t level) {
  // Ciphering needs the MAC of the same direction, and an answer is protected no better than its command.
  constexpr std::uint8_t levels[] = {0x00, 0x01, 0x03, 0x11, 0x13, 0x33};
  return std::find(std::begin(levels), std::end(levels), level) != std::end(levels);
}

}  // namespace scp03

namespace {

namespace sw = wire::sw;

// Derivation constants.  [GP-D Table 4-1]
constexpr std::uint8_t card_cryptogram_constant = 0x00;
constexpr std::uint8_t host_cryptogram_constant = 0x01;
constexpr std::uint8_t card_challenge_constant = 0x02;
constexpr std::uint8_t s_enc_constant = 0x04;
constexpr std::uint8_t s_mac_constant = 0x06;
constexpr std::uint8_t s_rmac_constant = 0x07;
constexpr std::uint16_t short_bits = 0x0040;

constexpr std::uint8_t enc_id = 0x01;
constexpr std::uint8_t mac_id = 0x02;
constexpr std::uint64_t last_sequence = 0xFFFFFF;
constexpr std::uint32_t last_counter = 0xFFFFFFFF;
constexpr std::uint8_t padding_mark = 0x80;

scp03::Challenge first_half(const crypto::Block& block) {
  scp03::Challenge half;
  std::copy_n(block.begin(), half.size(), half.begin());
  return half;
}

std::uint8_t default_version(const KeyStore& keys, ApplicationId domain) {
  for (auto key = keys.next(domain, {}); key; key = keys.next(domain, key)) {
    if (is_scp03_version(key->version)) return key->version;
  }
  return 0;
}

/// Static keys made ready, ENC and MAC of one length.
struct StaticKeys {
  crypto::AesKey enc;
  crypto::AesKey mac;
  std::size_t size = 0;
};

std::optional<StaticKeys> static_keys(crypto::CryptoEngine& engine, const KeyStore& keys,
                                      ApplicationId domain, std::uint8_t version) {
  const auto enc = keys.find(domain, {version, enc_id});
  const auto mac = keys.find(domain, {version, mac_id});
  const bool fit = enc && mac && enc->type == KeyType::Aes && mac->type == KeyType::Aes &&
                   enc->value.size() == mac->value.size();
  if (!fit) return std::nullopt;
  StaticKeys ready{crypto::AesKey(engine, enc->value.view()), crypto::AesKey(engine, mac->value.view()),
                   enc->value.size()};
  if (!ready.enc.valid() || !ready.mac.valid()) return std::nullopt;
  return ready;
}

std::optional<std::size_t> unpadded_size(Bytes plain) {
  for (std::size_t size = plain.size(); size > 0 && plain.size() - size < crypto::aes_block; --size) {
    if (plain[size - 1] == padding_mark) return size - 1;
    if (plain[size - 1] != 0) break;
  }
  return std::nullopt;
}

}  // namespace

void Scp03Session::Opening::write(wire::Writer& out) const {
  out.put(key_diversification_data);
  out.put_all(version, scp03::identifier, scp03::option_i);
  out.put(card_challenge);
  out.put(card_cryptogram);
  out.put(counter);
}

Result<Scp03Session::Opening, StatusWord> Scp03Session::initialize(KeyStore& keys, ApplicationId domain,
                                                                   const Aid& aid, std::uint8_t version,
                                                                   Bytes host_challenge) {
  close();
  if (version == 0) version = default_version(keys, domain);
  if (!is_scp03_version(version)) return wire::fail(sw::reference_not_found);
  const auto own = static_keys(environment_.crypto(), keys, domain, version);
  if (!own) return wire::fail(sw::reference_not_found);

  const std::uint64_t sequence = keys.counter(domain, version) + 1;
  if (sequence > last_sequence) return wire::fail(sw::conditions_not_satisfied);
  StatusWord stored = keys.set_counter(domain, version, sequence);
  if (stored.ok()) stored = status_of(environment_.store.commit());
  if (!stored.ok()) {
    environment_.store.rollback();
    return wire::fail(stored);
  }

  Opening opening{.version = version};
  wire::write_be(sequence, opening.counter);
  std::array<std::uint8_t, scp03::counter_size + 16> challenge_context;
  wire::Writer challenge_input(challenge_context);
  challenge_input.put(opening.counter);
  challenge_input.put(aid.view());
  opening.card_challenge =
      first_half(scp03::derive(own->enc, card_challenge_constant, short_bits, challenge_input.view()));

  Context context;
  wire::Writer context_out(context);
  context_out.put(host_challenge.first(std::min(host_challenge.size(), scp03::challenge_size)));
  context_out.put(opening.card_challenge);
  if (!derive_session_keys(own->enc, own->mac, own->size, context)) return wire::fail(sw::memory_failure);
  opening.card_cryptogram = first_half(scp03::derive(s_mac_, card_cryptogram_constant, short_bits, context));
  host_cryptogram_ = scp03::derive(s_mac_, host_cryptogram_constant, short_bits, context);
  domain_ = domain;
  phase_ = Phase::Initialized;
  return opening;
}

bool Scp03Session::derive_session_keys(const crypto::AesKey& k_enc, const crypto::AesKey& k_mac,
                                       std::size_t key_size, const Context& context) {
  const auto session_key = [&](const crypto::AesKey& key, std::uint8_t constant) {
    return crypto::AesKey(environment_.crypto(), scp03::derive_key(key, constant, key_size, context).view());
  };
  s_enc_ = session_key(k_enc, s_enc_constant);
  s_mac_ = session_key(k_mac, s_mac_constant);
  s_rmac_ = session_key(k_mac, s_rmac_constant);
  return s_enc_.valid() && s_mac_.valid() && s_rmac_.valid();
}

bool Scp03Session::authenticate(Bytes header, Bytes host_cryptogram, Bytes mac, std::uint8_t level) {
  const bool known =
      phase_ == Phase::Initialized &&
      crypto::equal_constant_time(Bytes(host_cryptogram_).first(scp03::cryptogram_size), host_cryptogram) &&
      chain(header, host_cryptogram, mac);
  if (!known) {
    close();
    return false;
  }
  crypto::wipe(host_cryptogram_);
  counter_ = 0;
  level_ = level;
  phase_ = Phase::Open;
  return true;
}

// [GP-D §6.2.4] The whole MAC chains on, eight bytes of it travel.
bool Scp03Session::chain(Bytes header, Bytes body, Bytes mac) {
  const crypto::Block full = crypto::cmac(s_mac_, Bytes(chaining_), header, body);
  if (!crypto::equal_constant_time(Bytes(full).first(scp03::mac_size), mac)) return false;
  chaining_ = full;
  return true;
}

// [GP-D §6.2.6, §6.2.7] The counter of the command, its top bit set for the answer.
crypto::Block Scp03Session::initial_vector(bool answer) const {
  crypto::Block block{};
  wire::write_be(counter_, wire::MutableBytes(block).last(sizeof(counter_)));
  if (answer) block[0] = 0x80;
  return s_enc_.encrypt(block);
}

std::optional<Bytes> Scp03Session::unwrap(Bytes header, Bytes ciphertext, Bytes mac, MutableBytes plain) {
  const bool enciphered = (level_ & security_level::c_decryption) != 0;
  const bool fits =
      plain.size() >= ciphertext.size() && (!enciphered || ciphertext.size() % crypto::aes_block == 0);
  if (phase_ != Phase::Open || !fits || counter_ == last_counter || !chain(header, ciphertext, mac)) {
    close();
    return std::nullopt;
  }
  ++counter_;
  if (ciphertext.empty()) return Bytes{};
  const MutableBytes out = plain.first(ciphertext.size());
  if (!enciphered) {
    if (out.data() != ciphertext.data()) std::copy(ciphertext.begin(), ciphertext.end(), out.begin());
    return out;
  }
  s_enc_.cbc_decrypt(initial_vector(false), ciphertext, out);
  const auto size = unpadded_size(out);
  if (!size) {
    close();
    return std::nullopt;
  }
  return Bytes(out).first(*size);
}

void Scp03Session::encipher_answer(Bytes plain, MutableBytes out) const {
  if (plain.empty() || out.size() < scp03::padded_size(plain.size())) return;
  wire::Writer padded(out.first(scp03::padded_size(plain.size())));
  padded.put(plain);
  padded.put(padding_mark);
  padded.fill(0, padded.room());
  s_enc_.cbc_encrypt(initial_vector(true), padded.view(), padded.written());
}

scp03::Mac Scp03Session::answer_mac(Bytes before, Bytes ciphertext, Bytes after) const {
  return first_half(crypto::cmac(s_rmac_, Bytes(chaining_), before, ciphertext, after));
}

bool Scp03Session::replace_keys(Bytes chaining, Bytes s_enc, Bytes s_mac, Bytes s_rmac) {
  crypto::CryptoEngine& engine = environment_.crypto();
  // The old keys give their places back first: the pool is small.
  s_enc_.reset();
  s_mac_.reset();
  s_rmac_.reset();
  s_enc_ = crypto::AesKey(engine, s_enc);
  s_mac_ = crypto::AesKey(engine, s_mac);
  s_rmac_ = crypto::AesKey(engine, s_rmac);
  if (chaining.size() != chaining_.size() || !s_enc_.valid() || !s_mac_.valid() || !s_rmac_.valid()) {
    close();
    return false;
  }
  std::copy(chaining.begin(), chaining.end(), chaining_.begin());
  counter_ = 0;
  return true;
}

void Scp03Session::close() {
  phase_ = Phase::Closed;
  s_enc_.reset();
  s_mac_.reset();
  s_rmac_.reset();
  crypto::wipe(chaining_);
  crypto::wipe(host_cryptogram_);
  counter_ = 0;
  level_ = 0;
}

}  // namespace sixline::card::gp
