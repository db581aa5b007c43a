// TEST ONLY keys and certificates: the scalars 11.., 22.., 33.., 44.. of the vectors, on either curve.
#pragma once

#include "card/ecasd/ecasd.hpp"
#include "host/crypto/ec.hpp"
#include "tests/card/gp/domain_world.hpp"

namespace sixline::tests {

using card::crypto::Curve;
using ByteVector = std::vector<std::uint8_t>;

/// The certificate of the vectors, complete.
inline constexpr std::string_view vector_certificate =
    "7F2181CC93050102030405420400000001 5F2004A0B1C2D3 950182 5F250420240101 5F240420491231"
    "7319C80101C91433CA6BC5E920E6BEC2A16CE07A70E8282BCD68D1"
    "7F4946B04104D65A93977CAA3D1B081852FF57A79E465F1660577304BAEAD505DD3A48589CF350185E895372DF6221EA3A13"
    "7557E473FDDB6755F05BD507C3C533FCE9C91285F00100"
    "5F3740A7CB13C709C45C57AC74D8E5014F119C70F15641963279BFFD5959F0B1EE480878AF6B995630E18A5C5E7C9BAED5E0"
    "9F4F9210F6B39B6163EDBD3153A9B0F62C";
inline constexpr std::string_view vector_ci_point =
    "040217E617F0B6443928278F96999E69A23A4F2C152BDF6D6CDF66E5B80282D4ED194A7DEBCB97712D2DDA3CA85AA8765A56F45F"
    "C758599652F2897C65306E5794";
inline constexpr std::string_view vector_ci_key_identifier = "33CA6BC5E920E6BEC2A16CE07A70E8282BCD68D1";

inline ByteVector scalar(std::uint8_t digit) {
  return ByteVector(32, digit);
}

inline host::crypto::PrivateKey key_of(Curve curve, std::uint8_t digit) {
  const auto host_curve =
      curve == Curve::P256 ? host::crypto::Curve::P256 : host::crypto::Curve::BrainpoolP256r1;
  return *host::crypto::PrivateKey::from_scalar(host_curve, scalar(digit));
}

inline ByteVector tlv(wire::Tag tag, Bytes value) {
  ByteVector buffer(value.size() + 8);
  wire::Writer out(buffer);
  wire::put_tlv(out, tag, value);
  buffer.resize(out.size());
  return buffer;
}

inline ByteVector operator+(ByteVector left, Bytes right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

/// A certificate of the CI, field by field; a test changes what it wants to see refused.
struct CertificateDraft {
  Curve curve = Curve::P256;
  std::uint8_t signer = 0x11;
  ByteVector serial = hex("9301 01");
  ByteVector authority = hex("420400000001");
  ByteVector subject = hex("5F2004A0B1C2D3");
  ByteVector usage = hex("950182");
  ByteVector effective = {};
  ByteVector expiry = hex("5F240420491231");
  ByteVector discretionary = hex("7303C80101");
  ByteVector public_key = {};  ///< empty: B0/F0 form of the key 22..
  ByteVector behind = {};      ///< after the signature

  ByteVector point() const { return hex(to_hex(key_of(curve, 0x22).public_key().point())); }
  ByteVector build() const {
    ByteVector key = public_key;
    if (key.empty()) {
      const std::uint8_t parameter[] = {static_cast<std::uint8_t>(curve)};
      key = tlv(0x7F49, tlv(0xB0, point()) + tlv(0xF0, parameter));
    }
    ByteVector body = serial + authority + subject + usage + effective + expiry + discretionary + key;
    const auto signature = key_of(curve, signer).sign(body);
    return tlv(0x7F21, body + tlv(0x5F37, *signature) + behind);
  }
};

inline card::ecasd::CiKey ci_key(Curve curve = Curve::P256, std::uint8_t digit = 0x11,
                                 std::string_view identifier = vector_ci_key_identifier) {
  card::ecasd::CiKey key;
  key.key_identifier.assign(hex(identifier));
  key.ci_identifier.assign(hex("00000001"));
  key.key.curve = curve;
  const auto pair = key_of(curve, digit);
  std::copy(pair.public_key().point().begin(), pair.public_key().point().end(), key.key.point.begin());
  return key;
}

}  // namespace sixline::tests
