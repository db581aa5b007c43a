#include "card/storage/index.hpp"

#include <algorithm>

namespace sixline::card::storage {
namespace {

bool before(const IndexEntry& entry, const Key& key) {
  return entry.key < key;
}

bool after(const Key& key, const IndexEntry& entry) {
  return key < entry.key;
}

}  // namespace

const IndexEntry* Index::find(const Key& key) const {
  const auto live = entries();
  const auto place = std::lower_bound(live.begin(), live.end(), key, before);
  return place != live.end() && place->key == key ? &*place : nullptr;
}

std::span<const IndexEntry> Index::in(const KeyRange& range) const {
  const auto live = entries();
  const auto first = std::lower_bound(live.begin(), live.end(), range.first, before);
  const auto last = std::upper_bound(first, live.end(), range.last, after);
  return {first, last};
}

bool Index::put(const IndexEntry& entry) {
  const auto live = entries();
  const bool at_end = live.empty() || live.back().key < entry.key;
  const auto place = at_end ? live.end() : std::lower_bound(live.begin(), live.end(), entry.key, before);
  if (place != live.end() && place->key == entry.key) {
    *place = entry;
    return true;
  }
  if (count_ == capacity()) return false;
  const auto gap = memory_.begin() + (place - live.begin());
  std::copy_backward(gap, memory_.begin() + static_cast<std::ptrdiff_t>(count_),
                     memory_.begin() + static_cast<std::ptrdiff_t>(count_) + 1);
  *gap = entry;
  ++count_;
  return true;
}

void Index::erase(const KeyRange& range) {
  const auto doomed = in(range);
  if (doomed.empty()) return;
  const auto live = entries();
  const auto first = live.begin() + (doomed.data() - live.data());
  std::copy(first + static_cast<std::ptrdiff_t>(doomed.size()), live.end(), first);
  count_ -= doomed.size();
}

}  // namespace sixline::card::storage
