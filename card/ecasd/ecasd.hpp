// The ECASD: holds the card's own key pair and the CI's public keys, and lends its judgement to the other
// domains. Nothing of it changes after issuance.  [SGP.02 §2.2.1.2, §4.1.3.1]
#pragma once

#include "card/crypto/crypto_engine.hpp"
#include "card/crypto/secret.hpp"
#include "card/gp/domains.hpp"
#include "card/runtime/environment.hpp"
#include "card/wire/certificate.hpp"

namespace sixline::card::ecasd {

using wire::Bytes;
using wire::Result;
using wire::StatusWord;

/// `a` of the keys of Kind::Ecasd.
enum class Item : std::uint16_t {
  PrivateKey = 0,   ///< curve byte, scalar
  Certificate = 1,  ///< CERT.ECASD.ECKA, the whole 7F21
  CiKey = 2,        ///< b: number; one CI public key
};

/// A public key with the curve it lives on.
struct PublicKey {
  crypto::Curve curve = crypto::Curve::P256;
  std::array<std::uint8_t, crypto::point_size> point{};
};

/// PK.CI.ECDSA as stored at issuance.
struct CiKey {
  wire::FixedBytes<32> key_identifier{};  ///< what AKI of a certificate names
  wire::FixedBytes<16> ci_identifier{};   ///< what tag 42 names
  PublicKey key{};
};

/// x coordinate of the agreed point.
using SharedSecret = crypto::Secret<crypto::coordinate_size>;

/// Curve of a key parameter reference (F0) the card can compute on; wrong_data for all others.
Result<crypto::Curve, StatusWord> curve_of(std::uint8_t parameter);

class Ecasd final : public gp::CertificateSource {
 public:
  explicit Ecasd(const runtime::Environment& environment) : environment_(environment) {}

  // Issuance, in the open transaction.
  StatusWord store_private_key(crypto::Curve curve, Bytes scalar);
  StatusWord store_certificate(Bytes certificate);
  StatusWord store_ci_key(std::uint16_t number, const CiKey& key);

  /// CERT.ECASD.ECKA; empty on a card that is not issued. Valid until the store changes.
  Bytes certificate() const override;

  /// Verifies a certificate of the CI with the CI key it names and returns its public key.
  /// wrong_data: structure, or curves mixed. reference_not_found: no such CI key.
  /// security_not_satisfied: other role, or the signature is wrong. The card has no calendar, so the
  /// validity dates are not looked at.  [SGP.02 §4.1.3.1] PROC-DL-21
  Result<PublicKey, StatusWord> verify_certificate(Bytes certificate, wire::CertificateRole role) const;
  /// ECDSA with SHA-256 over the parts one after another.
  bool verify_signature(const PublicKey& key, std::span<const Bytes> parts, Bytes signature) const;
  /// ECKA-EG of SK.ECASD.ECKA with an ephemeral point. wrong_data: another curve, or not a point of it.
  /// [BSI TR-03111 §4.3.2]
  StatusWord agree(const wire::PublicKeyTemplate& peer, SharedSecret& secret) const;

 private:
  std::optional<crypto::Curve> own_curve() const;
  Result<CiKey, StatusWord> ci_key(std::uint16_t number) const;
  Result<CiKey, StatusWord> find_ci_key(const wire::CvCertificate& certificate) const;

  const runtime::Environment& environment_;
};

}  // namespace sixline::card::ecasd
