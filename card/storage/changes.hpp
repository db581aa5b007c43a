// What an open transaction has changed so far.
#pragma once

#include <array>
#include <span>

#include "card/runtime/limits.hpp"
#include "card/storage/index.hpp"

namespace sixline::card::storage {

struct Change {
  enum class Kind : std::uint8_t { Write, Erase, EraseRange };

  Kind kind = Kind::Write;
  KeyRange range{};      ///< one key, or the range of an EraseRange
  IndexEntry written{};  ///< of a Write: the new entry
};

/// At most one change a key, and none that a later one made void. So the order of writes does not matter as
/// long as ranges are erased before them.
class Changes {
 public:
  std::span<const Change> all() const { return std::span(list_).first(count_); }
  std::span<Change> all() { return std::span(list_).first(count_); }
  bool empty() const { return count_ == 0; }
  bool full() const { return count_ == list_.size(); }
  void clear() { count_ = 0; }

  /// The write of exactly this key, or null.
  const Change* write_of(const Key& key) const;
  /// The erasure that hides this key from the committed objects, or null.
  const Change* erasure_of(const Key& key) const;
  /// Whether one erasure covers all of `range`.
  bool erases_all_of(const KeyRange& range) const;

  /// Forgets everything that lies inside `range`.
  void drop(const KeyRange& range);
  /// Only when there is room and `drop` was called for its range.
  void add(const Change& change) { list_[count_++] = change; }

 private:
  std::array<Change, limits::max_changes> list_{};
  std::size_t count_ = 0;
};

}  // namespace sixline::card::storage
