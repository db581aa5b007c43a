#include "card/storage/changes.hpp"

#include <algorithm>

namespace sixline::card::storage {

const Change* Changes::write_of(const Key& key) const {
  for (const Change& change : all())
    if (change.kind == Change::Kind::Write && change.range.first == key) return &change;
  return nullptr;
}

const Change* Changes::erasure_of(const Key& key) const {
  for (const Change& change : all())
    if (change.kind != Change::Kind::Write && change.range.contains(key)) return &change;
  return nullptr;
}

bool Changes::erases_all_of(const KeyRange& range) const {
  return std::any_of(all().begin(), all().end(), [&](const Change& change) {
    return change.kind != Change::Kind::Write && change.range.contains(range.first) &&
           change.range.contains(range.last);
  });
}

void Changes::drop(const KeyRange& range) {
  const auto kept = std::remove_if(all().begin(), all().end(), [&](const Change& change) {
    return range.contains(change.range.first) && range.contains(change.range.last);
  });
  count_ = static_cast<std::size_t>(kept - all().begin());
}

}  // namespace sixline::card::storage
