// Card-verifiable certificates of the M2M eUICC ecosystem.  [GP-E §5.1] [SGP.02 §2.3.2]
#pragma once

#include <optional>

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::wire {

/// Who a certificate of the CI speaks for: value of tag C8.  [SGP.02 §2.3.2.2]
enum class CertificateRole : std::uint8_t { SmDp = 0x01, SmSr = 0x02 };

/// Content of a public key template 7F49. All three notations found in the field are read: `B0 41 <point>
/// [F0 01 <curve>]`, `86 41 <point> [F0 .. | 06 <OID>]`, and the bare point.
struct PublicKeyTemplate {
  Bytes point{};                        ///< 04 || X || Y
  std::optional<std::uint8_t> curve{};  ///< key parameter reference; absent when the template names none

  /// `value` is the content of 7F49. Errors: BadTag, BadLength, BadValue, Truncated.
  static Result<PublicKeyTemplate, Error> parse(Bytes value);
};

/// One parsed certificate: views of the bytes it was parsed from.
struct CvCertificate {
  Bytes serial{};                      ///< 93
  Bytes authority{};                   ///< 42: CI or EUM identifier
  Bytes subject{};                     ///< 5F20: subject identifier, or the EID
  Bytes usage{};                       ///< 95
  Bytes effective{};                   ///< 5F25, YYYYMMDD; empty when absent
  Bytes expiry{};                      ///< 5F24
  std::optional<std::uint8_t> role{};  ///< 73/C8
  Bytes authority_key{};               ///< 73/C9: key identifier; empty when absent
  Bytes discretionary{};               ///< content of 73
  PublicKeyTemplate key{};             ///< 7F49
  Bytes signed_bytes{};                ///< 93 through 7F49
  Bytes signature{};                   ///< 5F37: r || s

  bool has_role(CertificateRole wanted) const { return role == static_cast<std::uint8_t>(wanted); }

  /// `whole` is exactly one 7F21 TLV. The order of the fields is strict and nothing unknown is accepted
  /// outside 73. Errors: Truncated, BadTag, BadLength, BadValue, Missing.
  static Result<CvCertificate, Error> parse(Bytes whole);
};

}  // namespace sixline::wire
