// COMPREHENSION-TLV of the card toolkit: bit 8 of the tag says "must be understood".  [TS 101 220 §7.1.1]
#pragma once

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"

namespace sixline::wire {

struct ComprehensionTlv {
  std::uint8_t tag = 0;  ///< without the comprehension bit
  bool must_understand = false;
  Bytes value{};
};

/// Same four operations as TlvReader. Tags compare without the comprehension bit.
class ComprehensionTlvReader {
 public:
  explicit ComprehensionTlvReader(Bytes view) : rest_(view) {}
  bool at_end() const { return failed_ || rest_.empty(); }
  bool ok() const { return !failed_; }
  Error error() const { return error_; }
  Result<ComprehensionTlv, Error> next();
  Result<ComprehensionTlv, Error> expect(std::uint8_t tag);
  Result<ComprehensionTlv, Error> accept(std::uint8_t tag);
  Result<ComprehensionTlv, Error> find(std::uint8_t tag) const;

 private:
  Result<ComprehensionTlv, Error> stick(Error error);
  Bytes rest_;
  bool failed_ = false;
  Error error_ = Error::Missing;
};

/// `tag` is written as given: pass 0x81 for "must understand", 0x01 otherwise.
void put_comprehension_tlv(Writer& out, std::uint8_t tag, Bytes value);

}  // namespace sixline::wire
