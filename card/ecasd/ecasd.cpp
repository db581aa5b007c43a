#include "card/ecasd/ecasd.hpp"

namespace sixline::card::ecasd {
namespace {

namespace sw = wire::sw;
using storage::Key;

constexpr std::size_t private_key_size = 1 + crypto::coordinate_size;
constexpr std::size_t max_ci_key = 1 + crypto::point_size + 1 + 32 + 1 + 16;
constexpr std::size_t ci_key_head = 1 + crypto::point_size;

constexpr Key key_of(Item item, std::uint16_t number = 0) {
  return {storage::card_owner, storage::Kind::Ecasd, static_cast<std::uint16_t>(item), number};
}

}  // namespace

Result<crypto::Curve, StatusWord> curve_of(std::uint8_t parameter) {
  for (crypto::Curve curve : {crypto::Curve::P256, crypto::Curve::BrainpoolP256r1}) {
    if (static_cast<std::uint8_t>(curve) == parameter) return curve;
  }
  return wire::fail(sw::wrong_data);
}

StatusWord Ecasd::store_private_key(crypto::Curve curve, Bytes scalar) {
  if (scalar.size() != crypto::coordinate_size) return sw::wrong_data;
  crypto::Secret<private_key_size> stored;
  wire::Writer out(stored.buffer());
  out.put(static_cast<std::uint8_t>(curve));
  out.put(scalar);
  return gp::status_of(environment_.store.write(key_of(Item::PrivateKey), out.view()));
}

StatusWord Ecasd::store_certificate(Bytes certificate) {
  if (!wire::CvCertificate::parse(certificate)) return sw::wrong_data;
  return gp::status_of(environment_.store.write(key_of(Item::Certificate), certificate));
}

StatusWord Ecasd::store_ci_key(std::uint16_t number, const CiKey& key) {
  std::array<std::uint8_t, max_ci_key> stored;
  wire::Writer out(stored);
  out.put(static_cast<std::uint8_t>(key.key.curve));
  out.put(key.key.point);
  out.put(static_cast<std::uint8_t>(key.key_identifier.size()));
  out.put(key.key_identifier.view());
  out.put(key.ci_identifier.view());
  return gp::status_of(environment_.store.write(key_of(Item::CiKey, number), out.view()));
}

Bytes Ecasd::certificate() const {
  const auto stored = environment_.store.read(key_of(Item::Certificate));
  return stored ? *stored : Bytes{};
}

std::optional<crypto::Curve> Ecasd::own_curve() const {
  const auto stored = environment_.store.read(key_of(Item::PrivateKey));
  if (!stored || stored->size() != private_key_size) return std::nullopt;
  const auto curve = curve_of((*stored)[0]);
  return curve ? std::optional(*curve) : std::nullopt;
}

Result<CiKey, StatusWord> Ecasd::ci_key(std::uint16_t number) const {
  const auto stored = environment_.store.read(key_of(Item::CiKey, number));
  if (!stored || stored->size() < ci_key_head + 1) return wire::fail(sw::reference_not_found);
  const auto curve = curve_of((*stored)[0]);
  if (!curve) return wire::fail(sw::reference_not_found);
  CiKey key;
  key.key.curve = *curve;
  std::copy_n(stored->begin() + 1, crypto::point_size, key.key.point.begin());
  const Bytes names = stored->subspan(ci_key_head + 1);
  const std::size_t identifier_size = std::min<std::size_t>((*stored)[ci_key_head], names.size());
  key.key_identifier.assign(names.first(identifier_size));
  key.ci_identifier.assign(names.subspan(identifier_size));
  return key;
}

// [SGP.02 §2.3.2] The authority key identifier selects; a certificate without one may only mean the only
// CI key there is, or the one whose CI it names.
Result<CiKey, StatusWord> Ecasd::find_ci_key(const wire::CvCertificate& certificate) const {
  const bool only_one = !ci_key(1);
  for (std::uint16_t number = 0;; ++number) {
    const auto candidate = ci_key(number);
    if (!candidate) return wire::fail(candidate.error());
    const bool named = certificate.authority_key.empty()
                           ? only_one || wire::equal(candidate->ci_identifier.view(), certificate.authority)
                           : wire::equal(candidate->key_identifier.view(), certificate.authority_key);
    if (named) return candidate;
  }
}

Result<PublicKey, StatusWord> Ecasd::verify_certificate(Bytes bytes, wire::CertificateRole role) const {
  const auto certificate = wire::CvCertificate::parse(bytes);
  if (!certificate) return wire::fail(sw::wrong_data);
  if (!certificate->has_role(role)) return wire::fail(sw::security_not_satisfied);
  const auto ci = find_ci_key(*certificate);
  if (!ci) return wire::fail(ci.error());
  // [SGP.02 §2.3.2] one curve for the CI, the off-card entity and the card's own key.
  const auto ci_curve = static_cast<std::uint8_t>(ci->key.curve);
  if (certificate->key.curve.value_or(ci_curve) != ci_curve || own_curve() != ci->key.curve) {
    return wire::fail(sw::wrong_data);
  }
  const Bytes signed_parts[] = {certificate->signed_bytes};
  if (!verify_signature(ci->key, signed_parts, certificate->signature)) {
    return wire::fail(sw::security_not_satisfied);
  }
  PublicKey key{.curve = ci->key.curve};
  std::copy(certificate->key.point.begin(), certificate->key.point.end(), key.point.begin());
  return key;
}

bool Ecasd::verify_signature(const PublicKey& key, std::span<const Bytes> parts, Bytes signature) const {
  crypto::CryptoEngine& engine = environment_.crypto();
  return signature.size() == crypto::signature_size &&
         engine.ecdsa_verify(key.curve, key.point, engine.sha256(parts), signature);
}

StatusWord Ecasd::agree(const wire::PublicKeyTemplate& peer, SharedSecret& secret) const {
  const auto curve = own_curve();
  if (!curve) return sw::conditions_not_satisfied;
  const auto parameter = static_cast<std::uint8_t>(*curve);
  if (peer.curve.value_or(parameter) != parameter) return sw::wrong_data;
  const auto stored = environment_.store.read(key_of(Item::PrivateKey));
  secret.resize(crypto::coordinate_size);
  const std::span<std::uint8_t, crypto::coordinate_size> x(secret.buffer().data(), crypto::coordinate_size);
  if (environment_.crypto().ecdh(*curve, stored->subspan(1), peer.point, x)) return sw::ok;
  secret.clear();
  return sw::wrong_data;
}

}  // namespace sixline::card::ecasd
