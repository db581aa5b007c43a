#include "host/scp/scenario3.hpp"

#include "card/wire/dgi.hpp"
#include "card/wire/tags.hpp"
#include "host/crypto/hash.hpp"

namespace sixline::host::scp {
namespace {

namespace tag = wire::tag;

constexpr std::uint16_t certificate_dgi = 0x3A01;
constexpr std::uint16_t key_establishment_dgi = 0x3A02;
// [SGP.02 §4.1.3.1] RC is signed under this number and never sent back
constexpr std::uint16_t random_challenge_dgi = 0x0085;

constexpr std::uint8_t scenario_number = 0x03;
// Bits of the scenario parameter.
constexpr std::uint8_t delete_existing_bit = 0x01;
constexpr std::uint8_t derivation_random_bit = 0x02;
constexpr std::uint8_t host_identity_bit = 0x04;
constexpr std::uint8_t certificate_verified_bit = 0x08;

constexpr std::size_t receipt_key_size = 16;
constexpr std::size_t receipt_size = 16;
constexpr std::size_t short_receipt_size = 8;
constexpr std::size_t derivation_random_size = 16;  // for curves up to 383 bits
/// Longer than any template or message of this exchange.
constexpr std::size_t message_room = 2048;

template <class Write>
ByteString written(Write write) {
  ByteString buffer(message_room);
  wire::Writer out(buffer);
  write(out);
  buffer.resize(out.overflowed() ? 0 : out.size());
  return buffer;
}

void put_byte(wire::Writer& out, wire::Tag tag, std::uint8_t value) {
  wire::put_tlv(out, tag, Bytes(&value, 1));
}

void put_lv(ByteString& out, Bytes value) {
  out.push_back(static_cast<std::uint8_t>(value.size()));
  append(out, value);
}

std::uint8_t scenario_parameter(const KeySetRequest& request) {
  return static_cast<std::uint8_t>(certificate_verified_bit |
                                   (request.delete_existing_keys ? delete_existing_bit : 0) |
                                   (request.derivation_random ? derivation_random_bit : 0) |
                                   (request.host_identity ? host_identity_bit : 0));
}

bool counter_length_allowed(std::size_t size) {
  return size == 0 || size == 2 || size == 3 || size == 5 || size == 8;
}

}  // namespace

KeySetRequest KeySetRequest::scp80(std::uint8_t key_version) {
  KeySetRequest request;
  request.key_version = key_version;
  request.initial_counter.assign(5, 0x00);
  return request;
}

KeySetRequest KeySetRequest::scp81(std::uint8_t key_version) {
  KeySetRequest request = scp80(key_version);
  request.usage = Usage::SingleKey;
  request.key_type = 0x85;
  return request;
}

ByteString KeySetRequest::control_reference() const {
  return written([this](wire::Writer& out) {
    wire::TlvScope reference(out, tag::euicc::control_reference);
    const std::array scenario{scenario_number, scenario_parameter(*this)};
    wire::put_tlv(out, tag::euicc::scenario, scenario);
    put_byte(out, tag::euicc::key_usage, static_cast<std::uint8_t>(usage));
    put_byte(out, tag::euicc::key_type, key_type);
    put_byte(out, tag::euicc::key_length, key_length);
    put_byte(out, tag::euicc::key_identifier, first_key_id);
    put_byte(out, tag::euicc::key_version, key_version);
    wire::put_tlv(out, tag::euicc::initial_counter, initial_counter);
    if (!host_identity) return;
    wire::put_tlv(out, tag::euicc::domain_image_number, host_identity->sdin);
    wire::put_tlv(out, tag::euicc::host_identifier, host_identity->host_id);
  });
}

Result<Scp03Keys> EstablishedKeys::scp03() const {
  if (keys.size() != 3) return fail(ErrorCode::BadInput, "an SCP03 key set has three keys");
  return Scp03Keys{keys[0], keys[1], keys[2], version};
}

Result<Scp80Keys> EstablishedKeys::scp80() const {
  if (keys.size() != 3) return fail(ErrorCode::BadInput, "an SCP80 key set has three keys");
  return Scp80Keys{version, keys[0], keys[1], keys[2]};
}

Result<Scenario3> Scenario3::create(KeySetRequest request, crypto::PrivateKey ephemeral,
                                    crypto::PublicKey ecasd_public_key) {
  if (ephemeral.curve() != ecasd_public_key.curve())
    return fail(ErrorCode::BadInput, "the ephemeral key is not on the curve of the ECASD key");
  if (request.key_length != 16 && request.key_length != 24 && request.key_length != 32)
    return fail(ErrorCode::BadInput, "established keys have 16, 24 or 32 bytes");
  if (!counter_length_allowed(request.initial_counter.size()))
    return fail(ErrorCode::BadInput, "the initial counter has 0, 2, 3, 5 or 8 bytes");
  if (request.host_identity &&
      std::max({request.host_identity->host_id.size(), request.host_identity->sin.size(),
                request.host_identity->sdin.size()}) > 0x7F)
    return fail(ErrorCode::BadInput, "HostID, SIN and SDIN have at most 127 bytes");
  return Scenario3(std::move(request), std::move(ephemeral), std::move(ecasd_public_key));
}

ByteString Scenario3::message_1(Bytes certificate) {
  return written([certificate](wire::Writer& out) { wire::put_dgi(out, certificate_dgi, certificate); });
}

Result<ByteString> Scenario3::random_challenge(Bytes answer) {
  auto reader = wire::TlvReader::ber(answer);
  auto challenge = reader.expect(tag::euicc::random);
  if (!challenge || !reader.at_end() || (challenge->value.size() != 16 && challenge->value.size() != 32))
    return fail(ErrorCode::BadFormat, "the answer to 3A01 is not a random challenge of 16 or 32 bytes");
  return to_byte_string(challenge->value);
}

// 3A02 with the control reference, then the ephemeral public key.
ByteString Scenario3::signed_templates() const {
  return written([this](wire::Writer& out) {
    wire::put_dgi(out, key_establishment_dgi, request_.control_reference());
    wire::TlvScope key(out, tag::certificate::public_key);
    wire::put_tlv(out, tag::certificate::point, ephemeral_public_.point());
    put_byte(out, tag::certificate::curve, crypto::parameter_of(ephemeral_public_.curve()));
  });
}

ByteString Scenario3::signed_data(Bytes random_challenge) const {
  const ByteString challenge = written(
      [random_challenge](wire::Writer& out) { wire::put_dgi(out, random_challenge_dgi, random_challenge); });
  return concat({signed_templates(), challenge});
}

Result<ByteString> Scenario3::message_2(Bytes random_challenge, const Signer& sign) const {
  if (!ephemeral_) return fail(ErrorCode::WrongState, "this key establishment is over");
  auto signature = sign(signed_data(random_challenge));
  if (!signature) return wire::fail(signature.error());
  if (signature->size() != crypto::signature_size)
    return fail(ErrorCode::BadInput, "the signature is not r and s of 32 bytes");
  const ByteString signature_tlv =
      written([&](wire::Writer& out) { wire::put_tlv(out, tag::certificate::signature, *signature); });
  return concat({signed_templates(), signature_tlv});
}

// [GP-E §4] every optional part is there exactly when the scenario parameter says so.
ByteString Scenario3::shared_info(Bytes derivation_random) const {
  ByteString shared{static_cast<std::uint8_t>(request_.usage), request_.key_type, request_.key_length};
  append(shared, derivation_random);
  if (request_.host_identity) {
    put_lv(shared, request_.host_identity->host_id);
    put_lv(shared, request_.host_identity->sin);
    put_lv(shared, request_.host_identity->sdin);
  }
  return shared;
}

Result<EstablishedKeys> Scenario3::finish(Bytes answer) {
  if (!ephemeral_) return fail(ErrorCode::WrongState, "this key establishment is over");
  const crypto::PrivateKey ephemeral = std::move(*ephemeral_);
  ephemeral_.reset();

  auto reader = wire::TlvReader::ber(answer);
  wire::Tlv random;
  if (request_.derivation_random) {
    auto sent = reader.expect(tag::euicc::random);
    if (!sent || sent->value.size() != derivation_random_size)
      return fail(ErrorCode::BadFormat, "the answer to 3A02 lacks the 16-byte DR that was asked for");
    random = *sent;
  }
  auto receipt = reader.expect(tag::euicc::receipt);
  const bool length_allowed = receipt && (receipt->value.size() == receipt_size ||
                                          (short_receipt_ && receipt->value.size() == short_receipt_size));
  if (!length_allowed || !reader.at_end())
    return fail(ErrorCode::BadFormat, "the answer to 3A02 is not a receipt of 16 bytes");

  auto shared_secret = ephemeral.agree(ecasd_);
  if (!shared_secret) return wire::fail(shared_secret.error());
  const crypto::Secret derived =
      crypto::derive_x963(*shared_secret, shared_info(random.value),
                          receipt_key_size + request_.key_count() * request_.key_length);
  auto receipt_key = crypto::CmacKey::from(derived.view().first(receipt_key_size));
  if (!receipt_key) return wire::fail(receipt_key.error());
  const crypto::Block expected = receipt_key->mac({request_.control_reference(), random.whole});
  if (!crypto::equal_constant_time(Bytes(expected).first(receipt->value.size()), receipt->value))
    return fail(ErrorCode::NotAuthentic, "the receipt of the key establishment is wrong");

  EstablishedKeys established{request_.key_version, {}};
  Bytes rest = derived.view().subspan(receipt_key_size);
  for (; !rest.empty(); rest = rest.subspan(request_.key_length))
    established.keys.emplace_back(rest.first(request_.key_length));
  return established;
}

}  // namespace sixline::host::scp
