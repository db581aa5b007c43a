#include "host/scp/scp02.hpp"

#include "card/wire/apdu.hpp"

namespace sixline::host::scp {
namespace {

using crypto::des_block_size;
using crypto::DesBlock;
using crypto::DesKey;

constexpr std::size_t status_size = 2;
constexpr std::size_t answer_size = 28;
constexpr std::uint8_t scp02_identifier = 0x02;
constexpr std::uint8_t secure_messaging_bit = 0x04;
constexpr std::size_t mac_size = 8;
constexpr std::size_t longest_short_data = 255;
constexpr std::size_t key_size = 16;

// What each session key is for, in the derivation data.  [GPCS §E.4.1]
constexpr std::array<std::uint8_t, 2> for_c_mac{0x01, 0x01};
constexpr std::array<std::uint8_t, 2> for_enc{0x01, 0x82};
constexpr std::array<std::uint8_t, 2> for_dek{0x01, 0x81};

ByteString padded(ByteString data) {
  data.push_back(0x80);
  data.resize((data.size() + des_block_size - 1) / des_block_size * des_block_size, 0x00);
  return data;
}

DesBlock last_block(const ByteString& blocks) {
  DesBlock out;
  std::copy_n(blocks.end() - static_cast<std::ptrdiff_t>(out.size()), out.size(), out.begin());
  return out;
}

Result<wire::StatusWord> status_of(Bytes answer) {
  if (answer.size() < status_size) return fail(ErrorCode::BadFormat, "an answer without status word");
  return wire::StatusWord(static_cast<std::uint16_t>(wire::read_be(answer.last(status_size))));
}

Result<crypto::Secret> session_key(const crypto::Secret& base, const std::array<std::uint8_t, 2>& purpose,
                                   std::uint16_t counter) {
  if (base.size() != key_size)
    return fail(ErrorCode::BadInput, "an SCP02 key has 16 bytes, not " + std::to_string(base.size()));
  auto key = DesKey::from(base.view());
  if (!key) return wire::fail(key.error());
  crypto::Secret derived(key_size);
  const wire::MutableBytes data = derived.buffer();
  data[0] = purpose[0];
  data[1] = purpose[1];
  wire::write_be(counter, data.subspan(2, 2));
  key->encrypt_cbc({}, data);
  return derived;
}

}  // namespace

Result<Scp02InitializeUpdateAnswer> Scp02InitializeUpdateAnswer::parse(Bytes value) {
  if (value.size() != answer_size)
    return fail(ErrorCode::BadFormat,
                "the answer to INITIALIZE UPDATE has " + std::to_string(value.size()) + " bytes, not 28");
  if (value[11] != scp02_identifier)
    return fail(ErrorCode::Unsupported, "the card opens SCP" + to_hex(value.subspan(11, 1)) + ", not SCP02");
  Scp02InitializeUpdateAnswer answer;
  answer.key_version = value[10];
  answer.counter = static_cast<std::uint16_t>(wire::read_be(value.subspan(12, 2)));
  std::copy_n(value.begin() + 14, answer.card_challenge.size(), answer.card_challenge.begin());
  std::copy_n(value.begin() + 20, answer.card_cryptogram.size(), answer.card_cryptogram.begin());
  return answer;
}

ByteString Scp02::initialize_update() const {
  ByteString apdu{0x80, 0x50, keys_.version, 0x00, 0x08};
  append(apdu, host_challenge_);
  apdu.push_back(0x00);
  return apdu;
}

Result<void> Scp02::derive_keys() {
  auto enc = session_key(keys_.enc, for_enc, counter_);
  auto mac = session_key(keys_.mac, for_c_mac, counter_);
  auto dek = session_key(keys_.dek, for_dek, counter_);
  for (const auto* key : {&enc, &mac, &dek})
    if (!*key) return wire::fail(key->error());
  enc_ = *DesKey::from(enc->view());
  mac_ = *DesKey::from(mac->view());
  single_mac_ = *DesKey::from(mac->view().first(des_block_size));
  dek_ = *DesKey::from(dek->view());
  return {};
}

/// Triple DES over everything, and its last block.  [GPCS §E.4.2]
Cryptogram Scp02::cryptogram(std::initializer_list<Bytes> parts) const {
  ByteString message;
  for (Bytes part : parts) append(message, part);
  message = padded(std::move(message));
  enc_->encrypt_cbc({}, message);
  return last_block(message);
}

Result<void> Scp02::accept_initialize_update(Bytes answer) {
  if (state_ != State::Idle) return fail(ErrorCode::WrongState, "INITIALIZE UPDATE was answered twice");
  state_ = State::Closed;
  auto status = status_of(answer);
  if (!status) return wire::fail(status.error());
  if (!status->ok()) return fail(ErrorCode::CardRefused, "INITIALIZE UPDATE", *status);
  auto parsed = Scp02InitializeUpdateAnswer::parse(answer.first(answer.size() - status_size));
  if (!parsed) return wire::fail(parsed.error());
  counter_ = parsed->counter;
  card_challenge_ = parsed->card_challenge;
  if (auto derived = derive_keys(); !derived) return derived;
  std::array<std::uint8_t, 2> counter;
  wire::write_be(counter_, counter);
  if (!crypto::equal_constant_time(cryptogram({host_challenge_, counter, card_challenge_}),
                                   parsed->card_cryptogram))
    return fail(ErrorCode::NotAuthentic, "the card cryptogram is wrong: other keys on the card?");
  state_ = State::Initialized;
  return {};
}

/// Single DES chains the blocks, triple DES ends them; the MAC before, enciphered, stands in front.
/// [GPCS §B.1.2.2, §E.3.4]
DesBlock Scp02::c_mac(Bytes message) {
  DesBlock iv{};
  if (last_mac_) {
    iv = *last_mac_;
    single_mac_->encrypt_cbc({}, iv);
  }
  ByteString blocks = padded(to_byte_string(message));
  const wire::MutableBytes all(blocks);
  const wire::MutableBytes front = all.first(all.size() - des_block_size);
  single_mac_->encrypt_cbc(iv, front);
  if (!front.empty()) std::copy_n(front.last(des_block_size).begin(), des_block_size, iv.begin());
  mac_->encrypt_cbc(iv, all.last(des_block_size));
  last_mac_ = last_block(blocks);
  return *last_mac_;
}

Result<ByteString> Scp02::external_authenticate() {
  if (state_ != State::Initialized)
    return fail(ErrorCode::WrongState, "EXTERNAL AUTHENTICATE without an accepted INITIALIZE UPDATE");
  std::array<std::uint8_t, 2> counter;
  wire::write_be(counter_, counter);
  ByteString apdu{0x84, 0x82, level_, 0x00, 0x10};
  append(apdu, cryptogram({counter, card_challenge_, host_challenge_}));
  append(apdu, c_mac(apdu));
  state_ = State::Authenticating;
  return apdu;
}

Result<void> Scp02::accept_external_authenticate(Bytes answer) {
  if (state_ != State::Authenticating)
    return fail(ErrorCode::WrongState, "an answer to EXTERNAL AUTHENTICATE that was not sent");
  state_ = State::Closed;
  auto status = status_of(answer);
  if (!status) return wire::fail(status.error());
  if (!status->ok()) return fail(ErrorCode::CardRefused, "EXTERNAL AUTHENTICATE", *status);
  state_ = State::Open;
  return {};
}

Result<ByteString> Scp02::wrap(Bytes apdu) {
  if (state_ != State::Open) return fail(ErrorCode::WrongState, "the SCP02 session is not open");
  auto command = wire::CommandApdu::parse(apdu);
  if (!command || command->extended) return fail(ErrorCode::BadInput, "SCP02 wraps short APDUs");
  if ((level_ & level::c_mac) == 0) return to_byte_string(apdu);
  const bool ciphered = (level_ & level::c_encryption) != 0 && !command->data.empty();
  ByteString data = to_byte_string(command->data);
  const std::size_t travelling = (ciphered ? padded(data).size() : data.size()) + mac_size;
  if (travelling > longest_short_data)
    return fail(ErrorCode::BadInput,
                "the APDU is too long to be protected: " + std::to_string(data.size()) + " bytes of data");
  ByteString out{static_cast<std::uint8_t>(command->cla | secure_messaging_bit), command->ins, command->p1,
                 command->p2, static_cast<std::uint8_t>(data.size() + mac_size)};
  // The MAC covers the data before they are ciphered.
  const DesBlock mac = c_mac(concat({out, data}));
  if (ciphered) {
    data = padded(std::move(data));
    enc_->encrypt_cbc({}, data);
    out[4] = static_cast<std::uint8_t>(travelling);
  }
  append(out, data);
  append(out, mac);
  if (command->ne != 0) out.push_back(0x00);
  return out;
}

Result<OpenedAnswer> Scp02::unwrap(Bytes answer) {
  if (state_ != State::Open) return fail(ErrorCode::WrongState, "the SCP02 session is not open");
  auto status = status_of(answer);
  if (!status) return wire::fail(status.error());
  if (*status == wire::sw::security_not_satisfied) state_ = State::Closed;
  return OpenedAnswer{to_byte_string(answer.first(answer.size() - status_size)), *status};
}

Result<ByteString> Scp02::encipher_key(Bytes key) const {
  if (state_ != State::Open) return fail(ErrorCode::WrongState, "the SCP02 session is not open");
  ByteString out = to_byte_string(key);
  out.resize((out.size() + des_block_size - 1) / des_block_size * des_block_size, 0x00);
  dek_->encrypt_ecb(out);
  return out;
}

}  // namespace sixline::host::scp
