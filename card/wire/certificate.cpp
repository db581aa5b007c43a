#include "card/wire/certificate.hpp"

#include <array>

#include "card/wire/identifiers.hpp"
#include "card/wire/tags.hpp"

namespace sixline::wire {
namespace {

// Coordinates of the 256-bit curves; the only size the ecosystem uses.
constexpr std::size_t point_bytes = 65;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t max_identifier = 16;
constexpr std::size_t max_serial = 20;
constexpr std::size_t max_key_identifier = 32;
constexpr std::size_t date_bytes = 4;
namespace tags = tag::certificate;

constexpr std::uint8_t uncompressed = 0x04;

struct NamedCurve {
  std::uint8_t parameter;
  std::uint8_t size;
  std::array<std::uint8_t, 9> oid;
};

// [GP-E Table 4-3] parameter references of the curves that also have a name in X.509.
constexpr std::array named_curves{
    NamedCurve{0x00, 8, {0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x00}},
    NamedCurve{0x03, 9, {0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07}},
};

bool is_point(Bytes bytes) {
  return bytes.size() == point_bytes && bytes[0] == uncompressed;
}

Result<std::uint8_t, Error> curve_of_oid(Bytes oid) {
  for (const NamedCurve& curve : named_curves) {
    if (equal(oid, Bytes(curve.oid).first(curve.size))) return curve.parameter;
  }
  return fail(Error::BadValue);
}

Result<std::uint8_t, Error> read_curve(const Tlv& field, bool oid_allowed) {
  if (field.tag == tags::curve) {
    if (field.value.size() != 1) return fail(Error::BadLength);
    return field.value[0];
  }
  if (field.tag == tags::object_identifier && oid_allowed) return curve_of_oid(field.value);
  return fail(Error::BadTag);
}

/// The next field, of this tag and between `least` and `most` bytes long.
Result<Bytes, Error> field(TlvReader& reader, Tag wanted, std::size_t least, std::size_t most) {
  const auto tlv = reader.expect(wanted);
  if (!tlv) return fail(tlv.error());
  if (tlv->value.size() < least || tlv->value.size() > most) return fail(Error::BadLength);
  return tlv->value;
}

bool is_usage(Bytes value) {
  constexpr std::uint8_t verification = 0x82;
  constexpr std::uint8_t decipherment = 0x88;  // what the open SM-DPs write for verification
  constexpr std::uint8_t agreement = 0x80;
  if (value.size() == 1) return value[0] == verification || value[0] == decipherment || value[0] == agreement;
  return value.size() == 2 && value[0] == 0x00 && value[1] == agreement;
}

Result<void, Error> read_names(CvCertificate& certificate, TlvReader& reader) {
  const auto serial = field(reader, tags::serial, 1, max_serial);
  if (!serial) return fail(serial.error());
  const auto authority = field(reader, tags::authority, 1, max_identifier);
  if (!authority) return fail(authority.error());
  const auto subject = field(reader, tags::subject, 1, max_identifier);
  if (!subject) return fail(subject.error());
  const auto usage = field(reader, tags::key_usage, 1, 2);
  if (!usage) return fail(usage.error());
  if (!is_usage(*usage)) return fail(Error::BadValue);
  certificate.serial = *serial;
  certificate.authority = *authority;
  certificate.subject = *subject;
  certificate.usage = *usage;
  return {};
}

Result<void, Error> read_dates(CvCertificate& certificate, TlvReader& reader) {
  if (const auto effective = reader.accept(tags::effective)) {
    if (effective->value.size() != date_bytes) return fail(Error::BadLength);
    certificate.effective = effective->value;
  }
  const auto expiry = field(reader, tags::expiry, date_bytes, date_bytes);
  if (!expiry) return fail(expiry.error());
  certificate.expiry = *expiry;
  const bool decimal = is_decimal(certificate.effective) && is_decimal(certificate.expiry);
  return decimal ? Result<void, Error>{} : fail(Error::BadValue);
}

// Unknown objects inside 73 are somebody else's business and stay signed.
Result<void, Error> read_discretionary(CvCertificate& certificate, TlvReader& reader) {
  const auto discretionary = reader.expect(tags::discretionary);
  if (!discretionary) return fail(discretionary.error());
  certificate.discretionary = discretionary->value;
  TlvReader inner = reader.children(*discretionary);
  while (!inner.at_end()) {
    const auto object = inner.next();
    if (!object) return fail(object.error());
    if (object->tag == tags::role) {
      if (object->value.size() != 1) return fail(Error::BadLength);
      if (certificate.role) return fail(Error::BadTag);
      certificate.role = object->value[0];
    } else if (object->tag == tags::authority_key) {
      if (object->value.empty() || object->value.size() > max_key_identifier) return fail(Error::BadLength);
      if (!certificate.authority_key.empty()) return fail(Error::BadTag);
      certificate.authority_key = object->value;
    }
  }
  return {};
}

Result<void, Error> read_body(CvCertificate& certificate, TlvReader& reader) {
  if (const auto names = read_names(certificate, reader); !names) return names;
  if (const auto dates = read_dates(certificate, reader); !dates) return dates;
  if (const auto objects = read_discretionary(certificate, reader); !objects) return objects;
  const auto key = reader.expect(tags::public_key);
  if (!key) return fail(key.error());
  const auto parsed = PublicKeyTemplate::parse(key->value);
  if (!parsed) return fail(parsed.error());
  certificate.key = *parsed;
  return {};
}

}  // namespace

Result<PublicKeyTemplate, Error> PublicKeyTemplate::parse(Bytes value) {
  if (is_point(value)) return PublicKeyTemplate{.point = value, .curve = {}};
  auto reader = TlvReader::der(value);
  const auto point = reader.next();
  if (!point) return fail(point.error());
  const bool iso = point->tag == tags::point_iso;
  if (!iso && point->tag != tags::point) return fail(Error::BadTag);
  if (!is_point(point->value)) return fail(Error::BadValue);
  PublicKeyTemplate key{.point = point->value, .curve = {}};
  if (reader.at_end()) return key;
  const auto parameter = reader.next();
  if (!parameter) return fail(parameter.error());
  const auto curve = read_curve(*parameter, iso);
  if (!curve) return fail(curve.error());
  if (!reader.at_end()) return fail(Error::BadTag);
  key.curve = *curve;
  return key;
}

Result<CvCertificate, Error> CvCertificate::parse(Bytes whole) {
  auto outer = TlvReader::der(whole);
  const auto wrapper = outer.expect(tags::certificate);
  if (!wrapper) return fail(wrapper.error());
  if (!outer.at_end()) return fail(Error::BadLength);
  TlvReader reader = outer.children(*wrapper);
  CvCertificate certificate;
  if (const auto body = read_body(certificate, reader); !body) return fail(body.error());
  certificate.signed_bytes = wrapper->value.first(wrapper->value.size() - reader.rest().size());
  const auto signature = field(reader, tags::signature, signature_bytes, signature_bytes);
  if (!signature) return fail(signature.error());
  if (!reader.at_end()) return fail(Error::BadTag);
  certificate.signature = *signature;
  return certificate;
}

}  // namespace sixline::wire
