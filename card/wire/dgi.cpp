#include "card/wire/dgi.hpp"

namespace sixline::wire {

Result<Dgi, Error> DgiReader::stick(Error error) {
  failed_ = true;
  error_ = error;
  return fail(error);
}

Result<Dgi, Error> DgiReader::next() {
  if (failed_) return fail(error_);
  if (rest_.empty()) return stick(Error::Missing);
  if (rest_.size() < 3) return stick(Error::Truncated);
  std::size_t length = rest_[2];
  std::size_t header = 3;
  if (length == 0xFF) {
    if (rest_.size() < 5) return stick(Error::Truncated);
    length = static_cast<std::size_t>(read_be(rest_.subspan(3, 2)));
    header = 5;
  }
  if (length > rest_.size() - header) return stick(Error::Truncated);
  const Dgi dgi{static_cast<std::uint16_t>(read_be(rest_.first(2))), rest_.subspan(header, length),
                rest_.first(header + length)};
  rest_ = rest_.subspan(header + length);
  return dgi;
}

Result<Dgi, Error> DgiReader::expect(std::uint16_t tag) {
  const auto dgi = accept(tag);
  if (!dgi && ok()) return stick(at_end() ? Error::Missing : Error::BadTag);
  return dgi;
}

Result<Dgi, Error> DgiReader::accept(std::uint16_t tag) {
  if (at_end()) return fail(Error::Missing);
  DgiReader ahead = *this;
  const auto dgi = ahead.next();
  if (!dgi) return stick(dgi.error());
  if (dgi->tag != tag) return fail(Error::Missing);
  *this = ahead;
  return dgi;
}

Result<Dgi, Error> DgiReader::find(std::uint16_t tag) const {
  DgiReader ahead = *this;
  while (!ahead.at_end()) {
    const auto dgi = ahead.next();
    if (!dgi) return fail(dgi.error());
    if (dgi->tag == tag) return dgi;
  }
  return fail(Error::Missing);
}

void put_dgi_header(Writer& out, std::uint16_t tag, std::size_t length) {
  out.put_be(tag, 2);
  if (length >= 0xFF) out.put(std::uint8_t{0xFF});
  out.put_be(length, length >= 0xFF ? 2 : 1);
}

void put_dgi(Writer& out, std::uint16_t tag, Bytes value) {
  put_dgi_header(out, tag, value.size());
  out.put(value);
}

}  // namespace sixline::wire
