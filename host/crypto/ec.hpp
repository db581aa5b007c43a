// ECDSA and ECKA on the curves of SGP.02, with raw points, scalars and signatures as they travel.
// [SGP.02 §2] [BSI TR-03111 §4]
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "host/bytes.hpp"
#include "host/crypto/secret.hpp"
#include "host/error.hpp"

struct evp_pkey_st;

namespace sixline::host::crypto {

enum class Curve : std::uint8_t { P256, BrainpoolP256r1 };

inline constexpr std::size_t coordinate_size = 32;
inline constexpr std::size_t point_size = 1 + 2 * coordinate_size;  // 04 ‖ x ‖ y
inline constexpr std::size_t signature_size = 2 * coordinate_size;  // r ‖ s

/// "P-256" or "brainpoolP256r1".
std::string_view name_of(Curve curve);
Result<Curve> curve_named(std::string_view name);
/// The value of tag F0 in a public key template.
std::uint8_t parameter_of(Curve curve);
Result<Curve> curve_of_parameter(std::uint8_t parameter);

/// A point that has been checked to lie on its curve. Copies share the parsed key.
class PublicKey {
 public:
  /// `point` is 04 ‖ x ‖ y. Errors: BadFormat (length, form, not on the curve).
  static Result<PublicKey> from_point(Curve curve, Bytes point);
  /// Takes over a key that OpenSSL parsed, e.g. out of an X.509 certificate. Errors: Unsupported.
  static Result<PublicKey> from_handle(std::shared_ptr<evp_pkey_st> key);

  Curve curve() const { return curve_; }
  Bytes point() const { return point_; }
  /// ECDSA with SHA-256 over `message`; `signature` is r ‖ s.
  bool verify(Bytes message, Bytes signature) const;
  evp_pkey_st* handle() const { return key_.get(); }

  friend bool operator==(const PublicKey& a, const PublicKey& b) {
    return a.curve_ == b.curve_ && a.point_ == b.point_;
  }

 private:
  PublicKey(Curve curve, ByteString point, std::shared_ptr<evp_pkey_st> key)
      : curve_(curve), point_(std::move(point)), key_(std::move(key)) {}

  Curve curve_;
  ByteString point_;
  std::shared_ptr<evp_pkey_st> key_;
};

/// Signs with a private key, wherever that key lives; returns r ‖ s.
using Signer = std::function<Result<ByteString>(Bytes)>;

/// A key pair. Copies share it.
class PrivateKey {
 public:
  static Result<PrivateKey> generate(Curve curve);
  /// `scalar` is 32 bytes, 1 to n-1. Errors: BadInput.
  static Result<PrivateKey> from_scalar(Curve curve, Bytes scalar);
  /// Takes over a key that OpenSSL parsed, e.g. out of a PEM file. Errors: Unsupported.
  static Result<PrivateKey> from_handle(std::shared_ptr<evp_pkey_st> key);

  Curve curve() const { return public_.curve(); }
  const PublicKey& public_key() const { return public_; }
  /// ECDSA with SHA-256; returns r ‖ s.
  Result<ByteString> sign(Bytes message) const;
  Signer signer() const {
    return [key = *this](Bytes message) { return key.sign(message); };
  }
  /// The x-coordinate of the common point. Errors: BadInput (another curve).
  Result<Secret> agree(const PublicKey& peer) const;
  /// The 32 bytes of the private number, for the moment at which a card is given its key.
  Result<Secret> scalar() const;
  evp_pkey_st* handle() const { return key_.get(); }

 private:
  PrivateKey(PublicKey public_key, std::shared_ptr<evp_pkey_st> key)
      : public_(std::move(public_key)), key_(std::move(key)) {}

  PublicKey public_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace sixline::host::crypto
