// What an installation reports: one status per problem, and whether it was aborted.  [TCA-PP §9.8]
#pragma once

#include <optional>

#include "card/runtime/limits.hpp"
#include "card/storage/store.hpp"
#include "card/wire/bytes.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::profile {

/// Status values of PEStatus; the names are the document's.
enum class PeStatus : std::uint16_t {
  Ok = 0,
  PeNotSupported = 1,
  MemoryFailure = 2,
  BadValues = 3,
  NotEnoughMemory = 4,
  InvalidRequestFormat = 5,
  InvalidParameter = 6,
  RuntimeNotSupported = 7,
  LibNotSupported = 8,
  TemplateNotSupported = 9,
  FeatureNotSupported = 10,
  PinCodeMissing = 11,
  UnsupportedProfileVersion = 31,
};

enum class Progress : std::uint8_t {
  Continue,   ///< more bytes are expected
  Installed,  ///< the end element was accepted
  Aborted,    ///< a fatal error; nothing of the profile will remain
};

/// What the refusal of a lower module means for the profile element that caused it.
PeStatus pe_status(wire::StatusWord status);
PeStatus pe_status(storage::Error error);

/// Where a problem was: the element by its number, and the byte inside its value. Whatever aborts has the
/// latter.
struct PePosition {
  std::optional<std::uint16_t> identification{};
  std::optional<std::uint32_t> offset{};
};

/// The problems of one installation, the first ones and always the fatal one.
class PeReport {
 public:
  void clear() { count_ = 0; }
  bool empty() const { return count_ == 0; }
  void add(PeStatus status, const PePosition& position);
  /// EUICCResponse: the problems, and after an installation that was not aborted `ok` behind them.
  /// [TCA-PP §8.10]
  void encode(wire::Writer& out, Progress progress) const;

 private:
  struct Entry {
    PeStatus status = PeStatus::Ok;
    PePosition position{};
  };
  static void put(const Entry& entry, wire::Writer& out);

  std::array<Entry, limits::max_pe_statuses> entries_{};
  std::size_t count_ = 0;
};

}  // namespace sixline::card::profile
