#include "card/wire/tlv.hpp"

#include <cstring>

namespace sixline::wire {
namespace {

constexpr std::size_t max_tag_bytes = 3;
constexpr std::size_t max_length_bytes = 3;

Result<std::size_t, Error> tag_bytes(Bytes view) {
  if (view.empty()) return fail(Error::Truncated);
  if ((view[0] & 0x1F) != 0x1F) return std::size_t{1};
  for (std::size_t i = 1; i < max_tag_bytes; ++i) {
    if (i >= view.size()) return fail(Error::Truncated);
    if (i == 1 && view[1] == 0x80) return fail(Error::BadTag);
    if ((view[i] & 0x80) == 0) return i + 1;
  }
  return fail(Error::BadTag);
}

}  // namespace

Result<TlvHeader, Error> TlvHeader::parse(Bytes view, bool der) {
  const auto tag_size = tag_bytes(view);
  if (!tag_size) return fail(tag_size.error());
  TlvHeader header{.tag = static_cast<Tag>(read_be(view.first(*tag_size)))};
  if (header.tag == 0) return fail(Error::BadTag);
  if (view.size() == *tag_size) return fail(Error::Truncated);
  const std::uint8_t first = view[*tag_size];
  if (first < 0x80) {
    header.length = first;
    header.header = static_cast<std::uint8_t>(*tag_size + 1);
    return header;
  }
  const std::size_t count = first & 0x7F;
  if (count == 0 || count > max_length_bytes) return fail(Error::BadLength);
  if (view.size() < *tag_size + 1 + count) return fail(Error::Truncated);
  header.length = static_cast<std::uint32_t>(read_be(view.subspan(*tag_size + 1, count)));
  header.header = static_cast<std::uint8_t>(*tag_size + 1 + count);
  if (der && length_size(header.length) != count + 1) return fail(Error::BadLength);
  return header;
}

Result<Tlv, Error> TlvReader::stick(Error error) {
  failed_ = true;
  error_ = error;
  return fail(error);
}

Result<Tlv, Error> TlvReader::next() {
  if (failed_) return fail(error_);
  if (rest_.empty()) return stick(Error::Missing);
  const auto header = TlvHeader::parse(rest_, der_);
  if (!header) return stick(header.error());
  if (header->length > rest_.size() - header->header) return stick(Error::Truncated);
  const std::size_t total = header->header + header->length;
  const Tlv tlv{header->tag, rest_.subspan(header->header, header->length), rest_.first(total)};
  rest_ = rest_.subspan(total);
  return tlv;
}

Result<Tlv, Error> TlvReader::expect(Tag tag) {
  if (failed_) return fail(error_);
  TlvReader ahead = *this;
  const auto tlv = ahead.next();
  if (!tlv) return stick(tlv.error());
  if (tlv->tag != tag) return stick(Error::BadTag);
  *this = ahead;
  return tlv;
}

Result<Tlv, Error> TlvReader::accept(Tag tag) {
  if (at_end()) return fail(Error::Missing);
  TlvReader ahead = *this;
  const auto tlv = ahead.next();
  if (!tlv) return stick(tlv.error());
  if (tlv->tag != tag) return fail(Error::Missing);
  *this = ahead;
  return tlv;
}

Result<Tlv, Error> TlvReader::find(Tag tag) const {
  TlvReader ahead = *this;
  while (!ahead.at_end()) {
    const auto tlv = ahead.next();
    if (!tlv) return fail(tlv.error());
    if (tlv->tag == tag) return tlv;
  }
  return fail(Error::Missing);
}

void put_tag(Writer& out, Tag tag) {
  out.put_be(tag, tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1);
}

void put_length(Writer& out, std::size_t length) {
  const std::size_t size = length_size(length);
  if (size > 1) out.put(static_cast<std::uint8_t>(0x80 | (size - 1)));
  out.put_be(length, size > 1 ? size - 1 : 1);
}

void put_tlv(Writer& out, Tag tag, Bytes value) {
  put_tag(out, tag);
  put_length(out, value.size());
  out.put(value);
}

void put_unsigned(Writer& out, Tag tag, std::uint32_t value) {
  std::size_t width = 1;
  while (width < 4 && (value >> (8 * width)) != 0) ++width;
  const bool sign = ((value >> (8 * width - 1)) & 1) != 0;
  put_tag(out, tag);
  put_length(out, width + (sign ? 1 : 0));
  if (sign) out.put(std::uint8_t{0});
  out.put_be(value, width);
}

Result<std::uint32_t, Error> read_unsigned(Bytes value) {
  if (value.empty()) return fail(Error::BadLength);
  while (value.size() > 1 && value[0] == 0) value = value.subspan(1);
  if (value.size() > 4) return fail(Error::BadLength);
  return static_cast<std::uint32_t>(read_be(value));
}

TlvScope::TlvScope(Writer& out, Tag tag) : out_(out) {
  put_tag(out_, tag);
  out_.put(std::uint8_t{0});
  value_start_ = out_.size();
}

void TlvScope::close() {
  if (!open_) return;
  open_ = false;
  if (out_.overflowed()) return;
  const std::size_t length = out_.size() - value_start_;
  const std::size_t extra = length_size(length) - 1;
  if (extra > 0 && out_.take(extra).empty()) return;
  const MutableBytes all = out_.written();
  if (extra > 0) std::memmove(&all[value_start_ + extra], &all[value_start_], length);
  Writer field(all.subspan(value_start_ - 1, extra + 1));
  put_length(field, length);
}

}  // namespace sixline::wire
