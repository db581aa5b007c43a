// One parsed command, one answer under construction.  [ISO 7816-4 §5.1]
#pragma once

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::wire {

/// ISO 7816-3 command cases: what follows the header.
enum class IsoCase : std::uint8_t {
  None,  ///< 1: nothing
  Le,    ///< 2: answer expected
  Lc,    ///< 3: command data
  LcLe,  ///< 4: both
};

/// A command APDU; `data` is a view of the bytes it was parsed from.
struct CommandApdu {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  Bytes data{};
  /// Number of answer bytes asked for: 256 (65536 if extended) for Le = 0; 0 when there is no Le field.
  std::uint32_t ne = 0;
  bool extended = false;

  std::uint16_t p1p2() const { return static_cast<std::uint16_t>(p1 << 8 | p2); }
  IsoCase iso_case() const {
    if (data.empty()) return ne == 0 ? IsoCase::None : IsoCase::Le;
    return ne == 0 ? IsoCase::Lc : IsoCase::LcLe;
  }
  /// Logical channel named by CLA, 0 to 19.  [TS 102 221 §10.1.1]
  std::uint8_t channel() const;
  /// CLA with the channel number taken out: 00, 80, A0, or with secure-messaging bits 0C, 84.
  std::uint8_t class_without_channel() const;

  /// Parses cases 1 to 4, short and extended. Errors: Truncated (under 4 bytes), BadLength.
  static Result<CommandApdu, Error> parse(Bytes raw);
  /// Writes the shortest encoding; extended only when data or Ne demand it.
  void encode(Writer& out) const;
};

/// The answer a handler is building: data in a bounded buffer. The status word is the handler's return.
class ResponseApdu {
 public:
  explicit ResponseApdu(MutableBytes buffer) : data_(buffer) {}
  Writer& data() { return data_; }
  Bytes view() const { return data_.view(); }
  std::size_t size() const { return data_.size(); }

 private:
  Writer data_;
};

}  // namespace sixline::wire
