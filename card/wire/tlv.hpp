// BER-TLV in pull form: a cursor over a view that copies nothing and never reads past its end.
// [ISO 7816-4 §5.2.2] [ISO 8825-1]
#pragma once

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"

namespace sixline::wire {

/// A tag as its bytes read big-endian: 0x5A, 0x9F70, 0xBF30, 0xFF21. Up to three bytes.
using Tag = std::uint32_t;

constexpr bool is_constructed(Tag tag) {
  while (tag > 0xFF) tag >>= 8;
  return (tag & 0x20) != 0;
}

struct Tlv {
  Tag tag = 0;
  Bytes value{};
  Bytes whole{};  ///< tag and length included, as they stood
};

/// Reads TLVs one after another. The first error sticks: later calls return "nothing", so that a caller
/// may read several fields and look at `error()` once. Padding bytes are errors, not skipped.
class TlvReader {
 public:
  /// DER: lengths must be minimal.
  static TlvReader der(Bytes view) { return TlvReader(view, true); }
  /// BER: non-minimal definite lengths are accepted.
  static TlvReader ber(Bytes view) { return TlvReader(view, false); }

  bool at_end() const { return failed_ || rest_.empty(); }
  bool ok() const { return !failed_; }
  /// The sticky error; meaningful when `ok()` is false.
  Error error() const { return error_; }
  /// What has not been read yet.
  Bytes rest() const { return rest_; }

  /// The next TLV; an error at the end (Missing) or when it is malformed.
  Result<Tlv, Error> next();
  /// The next TLV, which must have this tag; otherwise BadTag, and the cursor does not move.
  Result<Tlv, Error> expect(Tag tag);
  /// The next TLV if it has this tag; otherwise an empty optional-like Missing and the cursor does not
  /// move. Unlike `expect` a missing TLV does not stick as an error.
  Result<Tlv, Error> accept(Tag tag);
  /// The first TLV with this tag from here on, without moving the cursor. Missing does not stick.
  Result<Tlv, Error> find(Tag tag) const;
  /// A reader over the value of a constructed TLV, with this reader's strictness.
  TlvReader children(const Tlv& parent) const { return TlvReader(parent.value, der_); }

 private:
  TlvReader(Bytes view, bool der) : rest_(view), der_(der) {}
  Result<Tlv, Error> stick(Error error);

  Bytes rest_;
  bool der_;
  bool failed_ = false;
  Error error_ = Error::Missing;
};

/// Tag and length at the front of `view`; `header` bytes long together. Truncated when more bytes are
/// needed to know; indefinite length is BadLength.
struct TlvHeader {
  Tag tag = 0;
  std::uint32_t length = 0;
  std::uint8_t header = 0;
  static Result<TlvHeader, Error> parse(Bytes view, bool der);
};

/// Bytes that a BER length field takes for `length` (1 to 4).
constexpr std::size_t length_size(std::size_t length) {
  return length < 0x80 ? 1 : length <= 0xFF ? 2 : length <= 0xFFFF ? 3 : 4;
}
void put_tag(Writer& out, Tag tag);
void put_length(Writer& out, std::size_t length);
void put_tlv(Writer& out, Tag tag, Bytes value);
/// DER INTEGER-like content of a context tag: minimal, a leading 00 when the top bit is set.
void put_unsigned(Writer& out, Tag tag, std::uint32_t value);
/// The unsigned value of a DER integer of at most 4 significant bytes; BadLength or BadValue.
Result<std::uint32_t, Error> read_unsigned(Bytes value);

/// An open constructed TLV: its length is fixed when the scope ends. Nests; overflow is the Writer's.
class TlvScope {
 public:
  TlvScope(Writer& out, Tag tag);
  ~TlvScope() { close(); }
  TlvScope(const TlvScope&) = delete;
  TlvScope& operator=(const TlvScope&) = delete;
  /// Ends the TLV before the scope does.
  void close();

 private:
  Writer& out_;
  std::size_t value_start_;
  bool open_ = true;
};

}  // namespace sixline::wire
