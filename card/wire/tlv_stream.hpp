// BER-TLV in push form: bytes arrive in segments cut anywhere, events come out. What never fits in memory as
// a whole is read with this; TlvReader reads what does.  [ISO 7816-4 §5.2.2] [ISO 8825-1]
#pragma once

#include "card/wire/tlv.hpp"

namespace sixline::wire {

struct TlvEvent {
  enum class Kind : std::uint8_t {
    Enter,   ///< tag and length of a TLV were read
    Piece,   ///< the next bytes of the value of a TLV that is not entered any further
    Leave,   ///< the value is complete
    More,    ///< the segment is used up
    Failed,  ///< the bytes are no TLV; `TlvStream::error()` says why, and nothing more will come
  };
  Kind kind = Kind::More;
  Tag tag = 0;               ///< Enter, Piece, Leave: of the TLV concerned
  std::uint32_t length = 0;  ///< Enter: bytes of the value
  std::uint8_t depth = 0;    ///< Enter, Piece, Leave: 1 for a TLV that lies in no other
  Bytes piece{};             ///< Piece: never empty; a view of the segment
};

/// Cuts a stream of TLVs into events. Constructed TLVs are entered, primitive ones give pieces; after the
/// Enter of a constructed TLV the caller may ask for its value as bytes instead.
///
///     stream.feed(segment);
///     for (TlvEvent event = stream.next(); event.kind != More && event.kind != Failed; event =
///     stream.next())
class TlvStream {
 public:
  /// TLVs inside each other, the outermost counted.
  static constexpr std::size_t max_depth = 8;

  static TlvStream der() { return TlvStream(true); }
  static TlvStream ber() { return TlvStream(false); }

  /// The next segment. The one before must have been used up (More); `segment` must live until it is.
  void feed(Bytes segment) { rest_ = segment; }
  TlvEvent next();
  /// Right after an Enter: the value of this TLV is given as pieces, even though it is constructed.
  void take_as_value();

  /// Between two outermost TLVs: where a stream may end.
  bool at_boundary() const { return depth_ == 0 && header_size_ == 0 && !failed_; }
  /// Bytes of the segment not looked at yet.
  std::size_t left() const { return rest_.size(); }
  /// Bytes read since the value of the current outermost TLV began.
  std::uint32_t position() const { return position_; }
  /// Where in that count the latest Enter's TLV began, its tag included.
  std::uint32_t start_of_latest() const { return start_of_latest_; }
  Error error() const { return error_; }

 private:
  struct Level {
    Tag tag = 0;
    std::uint32_t left = 0;
    bool is_value = false;
  };
  static constexpr std::size_t max_header = 3 + 4;

  explicit TlvStream(bool der) : der_(der) {}
  TlvEvent enter(const TlvHeader& header);
  TlvEvent leave();
  TlvEvent piece();
  TlvEvent read_header();
  TlvEvent failed(Error error);
  void consume(std::size_t count);

  std::array<Level, max_depth> levels_{};
  std::array<std::uint8_t, max_header> header_{};
  Bytes rest_{};
  std::uint32_t position_ = 0;
  std::uint32_t start_of_latest_ = 0;
  std::uint8_t depth_ = 0;
  std::uint8_t header_size_ = 0;
  bool der_;
  bool failed_ = false;
  Error error_ = Error::Missing;
};

}  // namespace sixline::wire
