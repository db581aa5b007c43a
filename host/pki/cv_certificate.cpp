#include "host/pki/cv_certificate.hpp"

#include "card/wire/tags.hpp"
#include "host/crypto/hash.hpp"

namespace sixline::host::pki {
namespace {

namespace tag = wire::tag::certificate;

constexpr std::size_t longest_serial = 20;
constexpr std::size_t longest_identifier = 16;
constexpr std::size_t certificate_room = 512;

bool length_in(const ByteString& value, std::size_t least, std::size_t most) {
  return value.size() >= least && value.size() <= most;
}

void put_usage(wire::Writer& out, CvUsage usage) {
  const auto value = static_cast<std::uint8_t>(usage);
  const std::array<std::uint8_t, 2> two{0x00, value};
  wire::put_tlv(out, tag::key_usage, usage == CvUsage::KeyAgreement ? Bytes(two) : Bytes(two).last(1));
}

}  // namespace

Result<ByteString> CvContent::signed_bytes() const {
  if (!length_in(serial, 1, longest_serial) || !length_in(authority, 1, longest_identifier) ||
      !length_in(subject, 1, longest_identifier) || authority_key.size() > 32)
    return fail(ErrorCode::BadInput, "a field of the CV certificate has an impossible length");
  ByteString buffer(certificate_room);
  wire::Writer out(buffer);
  wire::put_tlv(out, tag::serial, serial);
  wire::put_tlv(out, tag::authority, authority);
  wire::put_tlv(out, tag::subject, subject);
  put_usage(out, usage);
  if (effective) wire::put_tlv(out, tag::effective, to_bcd(*effective));
  wire::put_tlv(out, tag::expiry, to_bcd(expiry));
  {
    wire::TlvScope discretionary(out, tag::discretionary);
    if (role) wire::put_tlv(out, tag::role, std::array{static_cast<std::uint8_t>(*role)});
    if (!authority_key.empty()) wire::put_tlv(out, tag::authority_key, authority_key);
  }
  {
    wire::TlvScope key_template(out, tag::public_key);
    wire::put_tlv(out, tag::point, key.point());
    wire::put_tlv(out, tag::curve, std::array{crypto::parameter_of(key.curve())});
  }
  if (out.overflowed()) return fail(ErrorCode::Internal, "a CV certificate is longer than expected");
  buffer.resize(out.size());
  return buffer;
}

Result<ByteString> CvContent::issue(const crypto::Signer& sign) const {
  auto body = signed_bytes();
  if (!body) return body;
  auto signature = sign(*body);
  if (!signature) return signature;
  ByteString buffer(certificate_room);
  wire::Writer out(buffer);
  {
    wire::TlvScope certificate(out, tag::certificate);
    out.put(*body);
    wire::put_tlv(out, tag::signature, *signature);
  }
  if (out.overflowed()) return fail(ErrorCode::Internal, "a CV certificate is longer than expected");
  buffer.resize(out.size());
  return buffer;
}

ByteString key_identifier(const crypto::PublicKey& key) {
  return to_byte_string(crypto::sha1(key.point()));
}

Result<crypto::PublicKey> subject_key(const wire::CvCertificate& certificate, crypto::Curve signer_curve) {
  crypto::Curve curve = signer_curve;
  if (certificate.key.curve) {
    auto named = crypto::curve_of_parameter(*certificate.key.curve);
    if (!named) return wire::fail(named.error());
    curve = *named;
  }
  if (curve != signer_curve)
    return fail(ErrorCode::NotTrusted, "the certificate mixes curves: its key is not on the signer's");
  return crypto::PublicKey::from_point(curve, certificate.key.point);
}

Result<crypto::PublicKey> verify_cv(const wire::CvCertificate& certificate, const crypto::PublicKey& signer,
                                    Day today) {
  if (!certificate.authority_key.empty() && !wire::equal(certificate.authority_key, key_identifier(signer)))
    return fail(ErrorCode::NotTrusted,
                "the certificate names another signing key: " + to_hex(certificate.authority_key));
  if (!signer.verify(certificate.signed_bytes, certificate.signature))
    return fail(ErrorCode::NotAuthentic, "the signature of the certificate is wrong");
  auto expiry = from_bcd(certificate.expiry);
  if (!expiry) return wire::fail(expiry.error());
  if (today > *expiry)
    return fail(ErrorCode::NotTrusted, "the certificate expired on " + to_hex(certificate.expiry));
  if (!certificate.effective.empty()) {
    auto effective = from_bcd(certificate.effective);
    if (!effective) return wire::fail(effective.error());
    if (today < *effective)
      return fail(ErrorCode::NotTrusted, "the certificate holds only from " + to_hex(certificate.effective));
  }
  return subject_key(certificate, signer.curve());
}

}  // namespace sixline::host::pki
