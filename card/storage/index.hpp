// Where every committed object lies: an array sorted by key, in memory that the port provides.
#pragma once

#include <span>

#include "card/storage/keys.hpp"

namespace sixline::card::storage {

/// Where one object lies. The port provides the memory for all of them: one entry a live object.
struct IndexEntry {
  Key key;
  std::uint16_t size = 0;
  std::uint32_t offset = 0;  ///< of the value in the active bank
};

class Index {
 public:
  explicit Index(std::span<IndexEntry> memory) : memory_(memory) {}

  std::span<IndexEntry> entries() const { return memory_.first(count_); }
  std::size_t capacity() const { return memory_.size(); }
  void clear() { count_ = 0; }

  /// The entry of exactly this key, or null.
  const IndexEntry* find(const Key& key) const;
  /// The entries whose keys lie in `range`.
  std::span<const IndexEntry> in(const KeyRange& range) const;
  /// Inserts or replaces. False when the memory is full. Keys that arrive in order are simply appended.
  bool put(const IndexEntry& entry);
  void erase(const KeyRange& range);

 private:
  std::span<IndexEntry> memory_;
  std::size_t count_ = 0;
};

}  // namespace sixline::card::storage
