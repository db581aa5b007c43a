#include "host/scp/scp03t.hpp"

namespace sixline::host::scp {
namespace {

namespace tag = wire::tag::euicc;

constexpr std::uint8_t byte_of(wire::Tag one_byte_tag) {
  return static_cast<std::uint8_t>(one_byte_tag);
}

constexpr std::uint32_t last_sequence_counter = 0xFFFFFF;
/// The most that a TLV 86 adds to its plain bytes: tag and length, padding, C-MAC.
constexpr std::size_t segment_overhead = 4 + crypto::block_size + scp03_mac_size;

/// The value of the answer to `command`, or the error that stands in its place.
Result<Bytes> answer_to(wire::Tag command, Bytes tlv) {
  auto reader = wire::TlvReader::ber(tlv);
  auto answer = reader.next();
  const std::string name = "SCP03t " + to_hex(std::array{byte_of(command)});
  if (!answer || !reader.at_end()) return fail(ErrorCode::BadFormat, name + ": the answer is not one TLV");
  if (answer->tag == scp03t::error_tag(command) && answer->value.size() == 1)
    return fail(ErrorCode::CardRefused, name + ": " + std::string(scp03t::describe_error(answer->value[0])) +
                                            " (" + to_hex(answer->whole) + ")");
  if (answer->tag != command)
    return fail(ErrorCode::BadFormat,
                name + ": unexpected answer " + to_hex(tlv.first(std::min<std::size_t>(tlv.size(), 8))));
  return answer->value;
}

/// Tag and BER length of a command TLV: what the MAC covers in front of the ciphertext.
struct Header {
  std::array<std::uint8_t, 4> bytes{};
  std::size_t size = 0;
  Header(wire::Tag name, std::size_t length) {
    wire::Writer out(bytes);
    wire::put_tag(out, name);
    wire::put_length(out, length);
    size = out.size();
  }
  Bytes view() const { return Bytes(bytes).first(size); }
};

}  // namespace

std::string_view scp03t::describe_error(std::uint8_t code) {
  switch (code) {
    case 0x01: return "wrong length, structure or parameter";
    case 0x02: return "security error";
    case 0x03: return "referenced key set not found";
    default: return "unknown error";
  }
}

Result<Scp03t> Scp03t::from(Scp03Keys keys, const Scp03tState& state) {
  Scp03t session(std::move(keys), state.host_challenge);
  if (auto opened = session.open_channel(state.card_challenge); !opened) return wire::fail(opened.error());
  session.channel_->go_on_from(state.progress);
  session.counter_ = state.counter;
  session.predicted_ = state.predicted;
  session.initialized_ = state.initialized;
  session.authenticate_built_ = true;
  session.authenticated_ = state.authenticated;
  return session;
}

Result<Scp03tState> Scp03t::state() const {
  if (!authenticate_built_ || closed_ || replaced_)
    return fail(ErrorCode::WrongState, "an SCP03t session that cannot be kept");
  return Scp03tState{host_challenge_, card_challenge_,     counter_, predicted_, initialized_,
                     authenticated_,  channel_->progress()};
}

ByteString Scp03t::initialize_update() const {
  ByteString tlv{byte_of(tag::initialize_update), 0x0A, keys_.version, 0x00};
  append(tlv, host_challenge_);
  return tlv;
}

Result<void> Scp03t::open_channel(const Challenge& card_challenge) {
  auto channel = Scp03Channel::derive(keys_, host_challenge_, card_challenge);
  if (!channel) return wire::fail(channel.error());
  card_challenge_ = card_challenge;
  channel_ = std::move(*channel);
  return {};
}

ByteString Scp03t::build_external_authenticate() {
  ByteString tlv{byte_of(tag::external_authenticate), 0x11, scp03_level};
  append(tlv, channel_->host_cryptogram());
  append(tlv, channel_->mac_command(tlv));
  authenticate_built_ = true;
  return tlv;
}

Result<ByteString> Scp03t::external_authenticate_predicted(std::uint32_t last_counter,
                                                           const wire::Aid& isd_p) {
  if (channel_ || closed_) return fail(ErrorCode::WrongState, "the SCP03t session has already begun");
  if (last_counter >= last_sequence_counter)
    return fail(ErrorCode::CounterExhausted, "the SCP03 sequence counter is used up");
  auto challenge = predicted_card_challenge(keys_, last_counter + 1, isd_p);
  if (!challenge) return wire::fail(challenge.error());
  if (auto opened = open_channel(*challenge); !opened) return wire::fail(opened.error());
  predicted_ = true;
  return build_external_authenticate();
}

Result<void> Scp03t::accept_initialize_update(Bytes tlv) {
  if (initialized_ || closed_) return fail(ErrorCode::WrongState, "SCP03t 84 was answered twice");
  closed_ = true;
  auto value = answer_to(tag::initialize_update, tlv);
  if (!value) return wire::fail(value.error());
  auto answer = InitializeUpdateAnswer::parse(*value);
  if (!answer) return wire::fail(answer.error());
  const bool as_predicted = predicted_ && answer->card_challenge == card_challenge_;
  if (!as_predicted)
    if (auto opened = open_channel(answer->card_challenge); !opened) return opened;
  if (!crypto::equal_constant_time(channel_->card_cryptogram(), answer->card_cryptogram))
    return fail(ErrorCode::NotAuthentic, "SCP03t 84: the card cryptogram is wrong: other keys on the card?");
  counter_ = answer->counter;
  if (predicted_ && !as_predicted)
    return fail(ErrorCode::WrongState, "SCP03t 84: the card used sequence counter " +
                                           std::to_string(counter_) + ", not the predicted one");
  initialized_ = true;
  closed_ = false;
  return {};
}

Result<ByteString> Scp03t::external_authenticate() {
  if (!initialized_ || authenticate_built_ || closed_)
    return fail(ErrorCode::WrongState, "SCP03t 85 needs an accepted answer to 84, once");
  return build_external_authenticate();
}

Result<void> Scp03t::accept_external_authenticate(Bytes tlv) {
  if (!initialized_ || !authenticate_built_ || authenticated_ || closed_)
    return fail(ErrorCode::WrongState, "SCP03t: an answer to an 85 that is not awaited");
  auto value = answer_to(tag::external_authenticate, tlv);
  if (value && value->empty()) {
    authenticated_ = true;
    return {};
  }
  closed_ = true;
  if (!value) return wire::fail(value.error());
  return fail(ErrorCode::BadFormat, "SCP03t 85: the answer carries data");
}

Result<void> Scp03t::wrap(Bytes plain, ByteString& out) {
  if (!authenticate_built_ || closed_) return fail(ErrorCode::WrongState, "the SCP03t session is not open");
  if (plain.empty() || plain.size() > scp03t::largest_segment)
    return fail(ErrorCode::BadInput,
                "an SCP03t segment has 1 to 1007 bytes, not " + std::to_string(plain.size()));
  protect(tag::profile_segment, plain, out);
  channel_->expect_answer();
  return {};
}

void Scp03t::protect(wire::Tag name, Bytes plain, ByteString& out) {
  const std::size_t ciphered = (plain.size() / crypto::block_size + 1) * crypto::block_size;
  const Header header(name, ciphered + scp03_mac_size);
  const std::size_t begin = out.size();
  append(out, header.view());
  append(out, plain);
  channel_->begin_command();
  channel_->encrypt_command(out, begin + header.size);
  append(out, channel_->mac_command(Bytes(out).subspan(begin)));
}

/// The four travel in the order chaining value, S-ENC, S-MAC, S-RMAC.  [SGP.02 §4.1.3.3]
Result<ByteString> Scp03t::replace_session_keys(const SessionKeyReplacement& replacement) {
  if (!is_open() || channel_->answers_due())
    return fail(ErrorCode::WrongState, "SCP03t 87 needs an open session without answers on their way");
  auto enc = crypto::AesKey::from(replacement.enc.view());
  auto mac = crypto::CmacKey::from(replacement.mac.view());
  auto rmac = crypto::CmacKey::from(replacement.rmac.view());
  if (!enc || !mac || !rmac) return fail(ErrorCode::BadInput, "SCP03t 87: a key of the wrong length");
  ByteString plain =
      concat({replacement.chaining, replacement.enc.view(), replacement.mac.view(), replacement.rmac.view()});
  ByteString tlv;
  protect(tag::replace_session_key, plain, tlv);
  crypto::wipe(plain);
  replaced_ = true;
  channel_->replace_keys({std::move(*enc), std::move(*mac), std::move(*rmac)}, replacement.chaining);
  return tlv;
}

Result<void> Scp03t::accept_replacement(Bytes tlv) {
  auto value = answer_to(tag::replace_session_key, tlv);
  if (value && value->empty()) return {};
  closed_ = true;
  if (!value) return wire::fail(value.error());
  return fail(ErrorCode::BadFormat, "SCP03t 87: the answer carries data");
}

Result<std::vector<ByteString>> Scp03t::wrap_package(Bytes package, std::size_t segment_size) {
  if (segment_size == 0 || segment_size > scp03t::largest_segment)
    return fail(ErrorCode::BadInput,
                "an SCP03t segment has 1 to 1007 bytes, not " + std::to_string(segment_size));
  if (package.empty()) return fail(ErrorCode::BadInput, "an empty profile package");
  std::vector<ByteString> segments;
  segments.reserve((package.size() + segment_size - 1) / segment_size);
  while (!package.empty()) {
    const Bytes plain = package.first(std::min(segment_size, package.size()));
    ByteString& segment = segments.emplace_back();
    segment.reserve(plain.size() + segment_overhead);
    if (auto wrapped = wrap(plain, segment); !wrapped) return wire::fail(wrapped.error());
    package = package.subspan(plain.size());
  }
  return segments;
}

Result<ByteString> Scp03t::unwrap(Bytes tlv) {
  if (!is_open()) return fail(ErrorCode::WrongState, "the SCP03t session is not open");
  auto value = answer_to(tag::profile_segment, tlv);
  if (value && value->empty()) {
    if (auto skipped = channel_->skip_answer(); !skipped) return wire::fail(skipped.error());
    return ByteString{};
  }
  auto plain = value ? channel_->open_answer(tlv.first(tlv.size() - value->size()), *value, {})
                     : Result<ByteString>(wire::fail(value.error()));
  if (!plain) closed_ = true;
  return plain;
}

}  // namespace sixline::host::scp
