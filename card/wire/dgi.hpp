// Data groupings of STORE DATA: two-byte tag, length in one byte up to FE or FF and two bytes.
// [GPCS §11.11.2] [TCA-PP §8.7]
#pragma once

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"

namespace sixline::wire {

struct Dgi {
  std::uint16_t tag = 0;
  Bytes value{};
  Bytes whole{};  ///< tag and length included, as they stood
};

/// Same operations as TlvReader over data groupings.
class DgiReader {
 public:
  explicit DgiReader(Bytes view) : rest_(view) {}
  bool at_end() const { return failed_ || rest_.empty(); }
  bool ok() const { return !failed_; }
  Error error() const { return error_; }
  Bytes rest() const { return rest_; }
  Result<Dgi, Error> next();
  Result<Dgi, Error> expect(std::uint16_t tag);
  Result<Dgi, Error> accept(std::uint16_t tag);
  Result<Dgi, Error> find(std::uint16_t tag) const;

 private:
  Result<Dgi, Error> stick(Error error);
  Bytes rest_;
  bool failed_ = false;
  Error error_ = Error::Missing;
};

void put_dgi_header(Writer& out, std::uint16_t tag, std::size_t length);
void put_dgi(Writer& out, std::uint16_t tag, Bytes value);

}  // namespace sixline::wire
