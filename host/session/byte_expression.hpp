// Bytes as a script writes them: hex with variables, written lengths and, in expectations, wildcards.
//
//   80 E2          bytes                      $isdp     a variable
//   "1234"         ASCII                      { ... }   BER length of the content, then the content
//   .. 9x          any byte, any low nibble   ( ... )   DGI length: one byte up to FE, else FF and two
//   *              any number of bytes, once
//
// The first { after exactly four bytes of a command is Lc: one byte, or 00 and two bytes above 255.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::session {

using Variables = std::map<std::string, ByteString, std::less<>>;

/// A sequence of bytes, some of which may be left open.
class BytePattern {
 public:
  struct Byte {
    std::uint8_t value = 0;
    std::uint8_t mask = 0xFF;  ///< bits that matter
  };

  void put(Byte byte) { bytes_.push_back(byte); }
  /// Appends `other`; false when both leave a gap.
  bool append(const BytePattern& other);
  void open_gap() { gap_ = bytes_.size(); }
  bool has_gap() const { return gap_.has_value(); }
  /// Number of written bytes, the gap not counted.
  std::size_t size() const { return bytes_.size(); }

  /// Position in `actual` of the first byte that differs; none when all of it fits.
  std::optional<std::size_t> mismatch(Bytes actual) const;
  /// Hex with `..`, `x` and `*` where it is open.
  std::string text() const;
  /// The bytes, for a pattern without open places.
  ByteString exact() const;

 private:
  std::vector<Byte> bytes_;
  std::optional<std::size_t> gap_;  ///< bytes before the gap
};

/// A parsed expression; evaluated when the variables are known.
class ByteExpression {
 public:
  enum class Use : std::uint8_t {
    Command,      ///< no wildcards; the first brace after four bytes is Lc
    Value,        ///< no wildcards
    Expectation,  ///< wildcards allowed
  };

  /// Errors: BadFormat, saying what is wrong and where.
  static Result<ByteExpression> parse(std::string_view text, Use use);
  /// Errors: NotFound (undefined variable), BadFormat (a length that cannot be written).
  Result<BytePattern> evaluate(const Variables& variables) const;

 private:
  friend class ExpressionParser;
  enum class Kind : std::uint8_t { Byte, Gap, Variable, BerGroup, DgiGroup };
  struct Node {
    Kind kind = Kind::Byte;
    BytePattern::Byte byte{};
    std::string name;
    std::vector<Node> children;
  };
  static Result<BytePattern> evaluate(const std::vector<Node>& nodes, const Variables& variables,
                                      bool lc_after_header);
  static Result<BytePattern> length_of(const Node& group, std::size_t size, bool is_lc);

  std::vector<Node> nodes_;
  Use use_ = Use::Value;
};

}  // namespace sixline::host::session
