#include "card/wire/comprehension_tlv.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::wire {
namespace {

constexpr std::uint8_t comprehension_bit = 0x80;
constexpr std::uint8_t tag_mask = 0x7F;

bool reserved(std::uint8_t tag) {
  return tag == 0x00 || tag == 0x7F || tag == 0x80 || tag == 0xFF;
}

}  // namespace

Result<ComprehensionTlv, Error> ComprehensionTlvReader::stick(Error error) {
  failed_ = true;
  error_ = error;
  return fail(error);
}

Result<ComprehensionTlv, Error> ComprehensionTlvReader::next() {
  if (failed_) return fail(error_);
  if (rest_.empty()) return stick(Error::Missing);
  const std::uint8_t tag = rest_[0];
  if (reserved(tag)) return stick(Error::BadTag);
  if (rest_.size() < 2) return stick(Error::Truncated);
  std::size_t length = rest_[1];
  std::size_t header = 2;
  if (length >= 0x80) {
    const std::size_t count = length & 0x7F;
    if (count == 0 || count > 2) return stick(Error::BadLength);
    if (rest_.size() < 2 + count) return stick(Error::Truncated);
    length = static_cast<std::size_t>(read_be(rest_.subspan(2, count)));
    header += count;
  }
  if (length > rest_.size() - header) return stick(Error::Truncated);
  const ComprehensionTlv tlv{static_cast<std::uint8_t>(tag & tag_mask), (tag & comprehension_bit) != 0,
                             rest_.subspan(header, length)};
  rest_ = rest_.subspan(header + length);
  return tlv;
}

Result<ComprehensionTlv, Error> ComprehensionTlvReader::expect(std::uint8_t tag) {
  const auto tlv = accept(tag);
  if (!tlv && ok()) return stick(at_end() ? Error::Missing : Error::BadTag);
  return tlv;
}

Result<ComprehensionTlv, Error> ComprehensionTlvReader::accept(std::uint8_t tag) {
  if (at_end()) return fail(Error::Missing);
  ComprehensionTlvReader ahead = *this;
  const auto tlv = ahead.next();
  if (!tlv) return stick(tlv.error());
  if (tlv->tag != (tag & tag_mask)) return fail(Error::Missing);
  *this = ahead;
  return tlv;
}

Result<ComprehensionTlv, Error> ComprehensionTlvReader::find(std::uint8_t tag) const {
  ComprehensionTlvReader ahead = *this;
  while (!ahead.at_end()) {
    const auto tlv = ahead.next();
    if (!tlv) return fail(tlv.error());
    if (tlv->tag == (tag & tag_mask)) return tlv;
  }
  return fail(Error::Missing);
}

void put_comprehension_tlv(Writer& out, std::uint8_t tag, Bytes value) {
  out.put(tag);
  put_length(out, value.size());
  out.put(value);
}

}  // namespace sixline::wire
