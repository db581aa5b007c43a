#include "card/isdp/key_establishment.hpp"

#include "card/crypto/cmac.hpp"
#include "card/gp/store_data.hpp"
#include "card/wire/dgi.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::euicc;
using wire::MutableBytes;
using wire::Writer;

constexpr std::uint16_t dgi_random_challenge = 0x0085;  ///< signed with the message, never sent
constexpr std::uint8_t scenario_3 = 0x03;
constexpr std::size_t key_size = 16;
constexpr std::size_t random_size = 16;  ///< DR for curves up to 383 bits
constexpr std::size_t max_keys = 3;
constexpr std::size_t max_identity = 16;
constexpr std::size_t max_shared_info = 3 + random_size + 3 * (1 + max_identity);
constexpr std::size_t max_counter = 8;

/// Scenario parameter byte.  [GP-E Table 4-17]
enum Option : std::uint8_t {
  DeleteExisting = 0x01,
  IncludeRandom = 0x02,
  IncludeIdentity = 0x04,
  CertificateVerified = 0x08,
};
constexpr std::uint8_t known_options = DeleteExisting | IncludeRandom | IncludeIdentity | CertificateVerified;

Bytes stored_object(const storage::Store& store, gp::ApplicationId domain, wire::Tag tag) {
  const auto value =
      store.read({domain.owner, storage::Kind::DomainData, domain.index, static_cast<std::uint16_t>(tag)});
  return value && value->size() <= max_identity ? *value : Bytes{};
}

}  // namespace

bool message_complete(Bytes data) {
  wire::DgiReader reader(data);
  const auto dgi = reader.next();
  if (!dgi || dgi->tag != dgi_key_establishment) return gp::first_dgi_complete(data);
  return wire::TlvReader::der(reader.rest()).find(wire::tag::certificate::signature).has_value();
}

/// Content of the control reference template A6.
struct KeyEstablishment::Parameters {
  Bytes whole{};
  std::uint8_t options = 0;
  std::uint8_t usage = 0;
  std::uint8_t access = 0;
  std::uint8_t type = 0;
  std::uint8_t version = 0;
  Bytes initial_counter{};
  Bytes host{};
  Bytes image_number{};

  bool take(const wire::Tlv& tlv, std::uint16_t& seen);
  static Result<Parameters, StatusWord> parse(Bytes template_a6);
};

/// One field each time; `seen` collects which came.
bool KeyEstablishment::Parameters::take(const wire::Tlv& tlv, std::uint16_t& seen) {
  const Bytes value = tlv.value;
  const auto once = [&seen](unsigned bit) {
    const auto mask = static_cast<std::uint16_t>(1U << bit);
    const bool first = (seen & mask) == 0;
    seen = static_cast<std::uint16_t>(seen | mask);
    return first;
  };
  const auto byte = [&value](std::uint8_t& field) {
    if (value.size() != 1) return false;
    field = value[0];
    return true;
  };
  const auto constant = [&value](std::uint8_t expected) { return value.size() == 1 && value[0] == expected; };
  switch (tlv.tag) {
    case tags::scenario:
      if (value.size() != 2 || value[0] != scenario_3 || (value[1] & ~known_options) != 0) return false;
      options = value[1];
      return once(0);
    case tags::key_usage: return byte(usage) && once(1);
    case tags::key_type: return byte(type) && once(2);
    case tags::key_length: return constant(key_size) && once(3);
    case tags::key_identifier: return constant(1) && once(4);
    case tags::key_version: return byte(version) && once(5);
    case tags::initial_counter: initial_counter = value; return value.size() <= max_counter && once(6);
    case tags::key_access: return byte(access) && once(7);
    case tags::host_identifier: host = value; return value.size() <= max_identity && once(8);
    case tags::domain_image_number: image_number = value; return value.size() <= max_identity && once(9);
    default: return false;
  }
}

Result<KeyEstablishment::Parameters, StatusWord> KeyEstablishment::Parameters::parse(Bytes template_a6) {
  constexpr std::uint16_t mandatory = 0x7F;
  constexpr std::uint16_t identity = 0x300;
  auto outer = wire::TlvReader::der(template_a6);
  const auto control = outer.expect(tags::control_reference);
  if (!control || !outer.at_end()) return wire::fail(sw::wrong_data);
  Parameters parameters;
  parameters.whole = control->whole;
  std::uint16_t seen = 0;
  auto fields = outer.children(*control);
  while (!fields.at_end()) {
    const auto field = fields.next();
    if (!field || !parameters.take(*field, seen)) return wire::fail(sw::wrong_data);
  }
  const bool complete = (seen & mandatory) == mandatory;
  const bool identity_wanted = (parameters.options & IncludeIdentity) != 0;
  if (!complete || (!identity_wanted && (seen & identity) != 0)) return wire::fail(sw::wrong_data);
  return parameters;
}

struct KeyEstablishment::Message {
  Parameters parameters;
  wire::PublicKeyTemplate peer_point;
  Bytes parameters_dgi{};
  Bytes point_tlv{};
  Bytes signature{};
};

struct KeyEstablishment::KeyMaterial {
  /// Receipt key, then the keys of the set.
  crypto::Secret<(1 + max_keys) * key_size> bytes;
  Bytes receipt_key() const { return bytes.view().first(key_size); }
  Bytes key(std::size_t number) const { return bytes.view().subspan((1 + number) * key_size, key_size); }
};

void KeyEstablishment::reset() {
  pending_ = false;
  challenge_.clear();
}

StatusWord KeyEstablishment::authenticate(gp::ApplicationId domain, wire::CertificateRole role,
                                          Bytes certificate, Writer& out) {
  reset();
  const auto peer = ecasd_.verify_certificate(certificate, role);
  if (!peer) return peer.error();
  peer_ = *peer;
  domain_ = domain;
  challenge_.resize(challenge_size);
  environment_.random().fill(challenge_.buffer());
  pending_ = true;
  wire::put_tlv(out, tags::random, challenge_.view());
  return sw::ok;
}

Result<KeyEstablishment::Message, StatusWord> KeyEstablishment::parse(Bytes bytes) {
  wire::DgiReader dgis(bytes);
  const auto dgi = dgis.expect(dgi_key_establishment);
  if (!dgi) return wire::fail(sw::wrong_data);
  const auto parameters = Parameters::parse(dgi->value);
  if (!parameters) return wire::fail(parameters.error());
  // [SGP.02 §4.1.3.1] What follows inside the same data field is BER-TLV again.
  auto reader = wire::TlvReader::der(dgis.rest());
  const auto point = reader.expect(wire::tag::certificate::public_key);
  const auto signature = reader.expect(wire::tag::certificate::signature);
  if (!point || !signature || !reader.at_end()) return wire::fail(sw::wrong_data);
  if (signature->value.size() != crypto::signature_size) return wire::fail(sw::wrong_data);
  const auto peer_point = wire::PublicKeyTemplate::parse(point->value);
  if (!peer_point) return wire::fail(sw::wrong_data);
  return Message{*parameters, *peer_point, dgi->whole, point->whole, signature->value};
}

const KeySetRule* KeyEstablishment::rule_for(std::span<const KeySetRule> rules,
                                             const Parameters& parameters) {
  for (const KeySetRule& rule : rules) {
    if (rule.usage == parameters.usage && static_cast<std::uint8_t>(rule.type) == parameters.type &&
        rule.first_version <= parameters.version && parameters.version <= rule.last_version) {
      return &rule;
    }
  }
  return nullptr;
}

bool KeyEstablishment::signature_valid(const Message& message) const {
  std::array<std::uint8_t, 3 + challenge_size> challenge_dgi;
  Writer out(challenge_dgi);
  wire::put_dgi(out, dgi_random_challenge, challenge_.view());
  const Bytes parts[] = {message.parameters_dgi, message.point_tlv, out.view()};
  return ecasd_.verify_signature(peer_, parts, message.signature);
}

StatusWord KeyEstablishment::establish(gp::ApplicationId domain, std::span<const KeySetRule> rules,
                                       gp::KeyStore& keys, Bytes bytes, Writer& out) {
  if (!pending_ || domain_ != domain) {
    reset();
    return sw::conditions_not_satisfied;
  }
  pending_ = false;  // one attempt, whatever comes of it
  const auto message = parse(bytes);
  if (!message) return message.error();
  const KeySetRule* rule = rule_for(rules, message->parameters);
  if (rule == nullptr) return sw::wrong_data;
  const bool valid = signature_valid(*message);
  reset();
  if (!valid) return sw::security_not_satisfied;

  std::array<std::uint8_t, random_size> dr;
  Bytes random;
  if ((message->parameters.options & IncludeRandom) != 0) {
    environment_.random().fill(dr);
    random = dr;
  }
  KeyMaterial material;
  StatusWord status = derive(*message, *rule, random, material);
  if (status.ok()) status = store_keys(message->parameters, *rule, material, keys);
  return status.ok() ? write_receipt(message->parameters, material, random, out) : status;
}

// HostID, SIN and SDIN, each behind its length.  [SGP.02 §4.1.3.1]
void KeyEstablishment::append_host_identity(const Parameters& parameters, Writer& shared_info) const {
  const auto field = [&shared_info](Bytes value) {
    shared_info.put(static_cast<std::uint8_t>(value.size()));
    shared_info.put(value);
  };
  field(parameters.host);
  field(stored_object(environment_.store, domain_, wire::tag::gp::issuer_identification));
  field(parameters.image_number.empty()
            ? stored_object(environment_.store, domain_, wire::tag::gp::card_image)
            : parameters.image_number);
}

// [BSI TR-03111 §4.3.3] SHA-256 over Z, a counter and the shared info, as often as bytes are needed.
StatusWord KeyEstablishment::derive(const Message& message, const KeySetRule& rule, Bytes random,
                                    KeyMaterial& material) const {
  ecasd::SharedSecret secret;
  const StatusWord agreed = ecasd_.agree(message.peer_point, secret);
  if (!agreed.ok()) return agreed;

  std::array<std::uint8_t, max_shared_info> info_buffer;
  Writer info(info_buffer);
  info.put_all(rule.usage, static_cast<std::uint8_t>(rule.type), key_size);
  info.put(random);
  if ((message.parameters.options & IncludeIdentity) != 0) append_host_identity(message.parameters, info);

  const std::size_t wanted = (1U + rule.key_count) * key_size;
  material.bytes.resize(wanted);
  std::array<std::uint8_t, 4> counter{};
  for (std::size_t at = 0; at < wanted; at += sizeof(crypto::Digest)) {
    ++counter[3];
    const Bytes parts[] = {secret.view(), counter, info.view()};
    crypto::Digest digest = environment_.crypto().sha256(parts);
    std::copy_n(digest.begin(), std::min(sizeof digest, wanted - at),
                material.bytes.buffer().begin() + static_cast<std::ptrdiff_t>(at));
    crypto::wipe(digest);
  }
  return sw::ok;
}

StatusWord KeyEstablishment::store_keys(const Parameters& parameters, const KeySetRule& rule,
                                        const KeyMaterial& material, gp::KeyStore& keys) const {
  StatusWord status = (parameters.options & DeleteExisting) != 0
                          ? keys.remove_all(domain_)
                          : keys.remove_version(domain_, parameters.version);
  for (std::uint8_t number = 0; status.ok() && number < rule.key_count; ++number) {
    gp::SecretKey key;
    key.reference = {parameters.version, static_cast<std::uint8_t>(number + 1)};
    key.type = rule.type;
    key.usage = parameters.usage;
    key.access = parameters.access;
    key.value.assign(material.key(number));
    status = keys.put(domain_, key);
  }
  if (!status.ok()) return status;
  return keys.set_counter(domain_, parameters.version, wire::read_be(parameters.initial_counter));
}

StatusWord KeyEstablishment::write_receipt(const Parameters& parameters, const KeyMaterial& material,
                                           Bytes random, Writer& out) const {
  const crypto::AesKey receipt_key(environment_.crypto(), material.receipt_key());
  if (!receipt_key.valid()) return sw::memory_failure;
  std::array<std::uint8_t, 2 + random_size> random_tlv;
  Writer random_out(random_tlv);
  if (!random.empty()) wire::put_tlv(random_out, tags::random, random);
  const crypto::Block receipt = crypto::cmac(receipt_key, parameters.whole, random_out.view());
  out.put(random_out.view());
  wire::put_tlv(out, tags::receipt, receipt);
  return sw::ok;
}

}  // namespace sixline::card::isdp
