#include "card/storage/store.hpp"

#include "card/storage/log_writer.hpp"

namespace sixline::card::storage {
namespace {

/// The key directly after `key`, in the order of keys.
std::optional<Key> successor(Key key) {
  if (++key.b != 0) return key;
  if (++key.a != 0) return key;
  key.kind = Kind{static_cast<std::uint8_t>(static_cast<std::uint8_t>(key.kind) + 1)};
  if (key.kind != Kind{0}) return key;
  if (++key.owner != 0) return key;
  return std::nullopt;
}

}  // namespace

Store::Store(platform::Flash& flash, std::span<IndexEntry> index) : flash_(flash), index_(index) {}

Bytes Store::view(const IndexEntry& entry) const {
  return flash_.bank(active_).subspan(entry.offset, entry.size);
}

std::optional<IndexEntry> Store::find(const Key& key) const {
  if (const Change* change = changes_.write_of(key)) return change->written;
  const IndexEntry* entry = index_.find(key);
  if (entry == nullptr || changes_.erasure_of(key) != nullptr) return std::nullopt;
  return *entry;
}

Result<Bytes, Error> Store::read(const Key& key) const {
  const std::optional<IndexEntry> entry = find(key);
  if (!entry) return wire::fail(Error::NotFound);
  return view(*entry);
}

// The smaller of the first committed key that no change hides and the first key that a change wrote.
std::optional<Key> Store::seek(const KeyRange& range) const {
  std::optional<Key> best;
  for (const Change& change : changes_.all()) {
    const Key& key = change.range.first;
    if (change.kind == Change::Kind::Write && range.contains(key) && (!best || key < *best)) best = key;
  }
  KeyRange rest = range;
  while (rest.first <= rest.last) {
    const auto candidates = index_.in(rest);
    if (candidates.empty()) break;
    const Key& key = candidates.front().key;
    if (best && *best <= key) break;
    const Change* erasure = changes_.erasure_of(key);
    if (erasure == nullptr) return key;
    const std::optional<Key> behind = successor(erasure->range.last);
    if (!behind) break;
    rest.first = *behind;
  }
  return best;
}

std::optional<Key> Store::first(const KeyRange& range) const {
  return range.first <= range.last ? seek(range) : std::nullopt;
}

std::optional<Key> Store::next(const KeyRange& range, const Key& key) const {
  if (key < range.first) return first(range);
  const std::optional<Key> from = successor(key);
  return from ? first({*from, range.last}) : std::nullopt;
}

Store::Totals Store::totals_of(const KeyRange& range) const {
  Totals totals;
  if (range.last < range.first) return totals;
  const auto count = [&](const IndexEntry& entry) {
    ++totals.objects;
    totals.bytes += size_of(entry.size);
  };
  for (const IndexEntry& entry : index_.in(range))
    if (changes_.erasure_of(entry.key) == nullptr && changes_.write_of(entry.key) == nullptr) count(entry);
  for (const Change& change : changes_.all())
    if (change.kind == Change::Kind::Write && range.contains(change.range.first)) count(change.written);
  return totals;
}

std::uint32_t Store::used_bytes(const KeyRange& range) const {
  return totals_of(range).bytes;
}

std::uint32_t Store::footprint() const {
  std::uint32_t bytes = committed_.bytes;
  for (const Change& change : changes_.all()) {
    switch (change.kind) {
      case Change::Kind::Write: bytes += size_of(change.written.size); break;
      case Change::Kind::Erase: bytes += size_of(0); break;
      case Change::Kind::EraseRange: bytes += size_of(encoded_key_size); break;
    }
  }
  return bytes;
}

std::uint32_t Store::growth_limit() const {
  const std::uint32_t capacity = geometry_.bank_size - bank_header_size;
  return capacity - std::min<std::uint32_t>(limits::store_reserve, capacity / 8);
}

std::uint32_t Store::free_bytes() const {
  const std::uint32_t used = footprint();
  if (!mounted_ || used >= growth_limit()) return 0;
  const std::uint32_t room = growth_limit() - used;
  const std::uint32_t largest = size_of(limits::max_object);
  const std::uint32_t rest = room % largest;
  const std::uint32_t last = rest < record_header_size ? 0 : rest - record_header_size;
  return room / largest * static_cast<std::uint32_t>(limits::max_object) +
         last / geometry_.program_unit * geometry_.program_unit;
}

tl::unexpected<Error> Store::give_up(Error error) {
  failure_ = error;
  return wire::fail(error);
}

Result<void, Error> Store::write(const Key& key, Bytes value) {
  if (!mounted_) return wire::fail(Error::Unformatted);
  if (failure_) return wire::fail(*failure_);
  if (value.size() > limits::max_object) return give_up(Error::TooLarge);
  const std::optional<IndexEntry> old = find(key);
  if (old && wire::equal(view(*old), value)) return {};

  const auto size = static_cast<std::uint16_t>(value.size());
  const std::uint32_t old_bytes = old ? size_of(old->size) : 0;
  if (!old && visible_.objects == index_.capacity()) return give_up(Error::Full);
  const KeyRange range{key, key};
  changes_.drop(range);
  if (changes_.full()) return give_up(Error::TooManyChanges);

  const Record record{RecordType::Object, transaction_, key, value};
  if (auto done = append(record, size_of(size) > old_bytes); !done) return done;
  const std::uint32_t offset = end_ - size_of(size) + record_header_size;
  changes_.add({Change::Kind::Write, range, {key, size, offset}});
  visible_.objects += old ? 0U : 1U;
  visible_.bytes += size_of(size) - old_bytes;
  return {};
}

Result<void, Error> Store::erase(const KeyRange& range) {
  if (!mounted_) return wire::fail(Error::Unformatted);
  if (failure_) return wire::fail(*failure_);
  const Totals erased = totals_of(range);
  if (erased.objects == 0) return {};

  const bool single = range.first == range.last;
  changes_.drop(range);
  const bool covered = changes_.erases_all_of(range) || index_.in(range).empty();
  if (!covered && changes_.full()) return give_up(Error::TooManyChanges);

  const auto last = encode_key(range.last);
  const Record record{single ? RecordType::Erase : RecordType::EraseRange, transaction_, range.first,
                      single ? Bytes{} : Bytes(last)};
  if (auto done = append(record, false); !done) return done;
  if (!covered) changes_.add({single ? Change::Kind::Erase : Change::Kind::EraseRange, range, {}});
  visible_.objects -= erased.objects;
  visible_.bytes -= erased.bytes;
  return {};
}

/// Makes sure that a record of `size` bytes and the commit record behind it fit into the active bank.
Result<void, Error> Store::reserve(std::uint32_t size, bool grows) {
  const std::uint32_t needed = footprint() + size;
  if (grows && needed > growth_limit()) return wire::fail(Error::Full);
  if (!torn_ && end_ + size + commit_size() <= geometry_.bank_size) return {};
  // After compaction there are two commit records: one for the copied objects, one for this transaction.
  if (bank_header_size + needed + 2 * commit_size() > geometry_.bank_size) return wire::fail(Error::Full);
  return compact();
}

/// Programs one record of the open transaction at end_.
Result<void, Error> Store::append(const Record& record, bool grows) {
  const std::uint32_t size = size_of(static_cast<std::uint32_t>(record.payload.size()));
  if (auto room = reserve(size, grows); !room) return give_up(room.error());
  LogWriter log(flash_, active_, end_);
  Record numbered = record;
  numbered.transaction = transaction_;  // compaction may have changed it
  if (!log.append(numbered)) {
    torn_ = true;
    return give_up(Error::FlashFailed);
  }
  end_ = log.offset();
  appended_ = true;
  return {};
}

Result<void, Error> Store::commit() {
  if (failure_) return wire::fail(*failure_);
  if (!has_changes()) return {};
  // Every record left room for this one, so it never waits for a compaction.
  LogWriter log(flash_, active_, end_);
  if (!log.append({RecordType::Commit, transaction_, {}, {}})) {
    torn_ = true;
    return give_up(Error::FlashFailed);
  }
  end_ = log.offset();
  apply_changes();
  ++transaction_;
  appended_ = false;
  erase_stale_banks();
  return {};
}

// Erasures first: then the index never needs more entries than it ends with.
void Store::apply_changes() {
  for (const Change& change : changes_.all())
    if (change.kind != Change::Kind::Write) index_.erase(change.range);
  for (const Change& change : changes_.all())
    if (change.kind == Change::Kind::Write) index_.put(change.written);
  changes_.clear();
  committed_ = visible_;
}

void Store::rollback() {
  // A new number keeps the abandoned records out of the next transaction.
  if (appended_) ++transaction_;
  appended_ = false;
  changes_.clear();
  visible_ = committed_;
  failure_.reset();
}

}  // namespace sixline::card::storage
