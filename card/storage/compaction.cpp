#include "card/storage/log_writer.hpp"
#include "card/storage/store.hpp"

// Copying the live objects into the next bank. Until its header is complete the old bank counts; from then on
// the new one does. RAM follows only after that, so a failure on the way changes nothing.
namespace sixline::card::storage {
namespace {

constexpr std::uint32_t bit(std::uint32_t bank) {
  return std::uint32_t{1} << bank;
}

}  // namespace

/// A bank that merely reads as blank may come from an interrupted erase, whose cells do not hold.
bool Store::prepare(std::uint32_t bank) {
  if ((erased_banks_ & bit(bank)) == 0 && !flash_.erase(bank)) return false;
  erased_banks_ &= ~bit(bank);
  stale_banks_ |= bit(bank);
  return true;
}

Result<void, Error> Store::compact() {
  const std::uint32_t target = (active_ + 1) % geometry_.banks;
  if (!prepare(target)) return wire::fail(Error::FlashFailed);

  LogWriter log(flash_, target, bank_header_size);
  if (auto copied = copy_objects(log); !copied) return copied;
  if (!copy_changes(log)) return wire::fail(Error::FlashFailed);
  if (!flash_.program(target, 0, encode_bank_header(geometry_, sequence_ + 1)))
    return wire::fail(Error::FlashFailed);

  relocate();
  stale_banks_ = (stale_banks_ | bit(active_)) & ~bit(target);
  active_ = target;
  ++sequence_;
  ++transaction_;
  end_ = log.offset();
  torn_ = false;
  appended_ = has_changes();
  return {};
}

/// One transaction with all committed objects, sorted by key. A record that decayed since mount() is not
/// laundered with a fresh checksum.
Result<void, Error> Store::copy_objects(LogWriter& log) const {
  const Bytes source = flash_.bank(active_);
  for (const IndexEntry& entry : index_.entries()) {
    std::optional<Record> record = decode_record(source.subspan(entry.offset - record_header_size));
    if (!record || record->key != entry.key || record->payload.size() != entry.size)
      return wire::fail(Error::Corrupted);
    record->transaction = transaction_;
    if (!log.append(*record)) return wire::fail(Error::FlashFailed);
  }
  if (!log.append({RecordType::Commit, transaction_, {}, {}})) return wire::fail(Error::FlashFailed);
  return {};
}

/// The open transaction once more, under the next number: erasures, then writes.
bool Store::copy_changes(LogWriter& log) const {
  for (const Change& change : changes_.all()) {
    if (change.kind == Change::Kind::Write) continue;
    const auto last = encode_key(change.range.last);
    const bool range = change.kind == Change::Kind::EraseRange;
    const RecordType type = range ? RecordType::EraseRange : RecordType::Erase;
    if (!log.append({type, transaction_ + 1, change.range.first, range ? Bytes(last) : Bytes{}}))
      return false;
  }
  for (const Change& change : changes_.all()) {
    if (change.kind != Change::Kind::Write) continue;
    if (!log.append({RecordType::Object, transaction_ + 1, change.range.first, view(change.written)}))
      return false;
  }
  return true;
}

/// Walks in the order in which copy_objects and copy_changes wrote.
void Store::relocate() {
  std::uint32_t offset = bank_header_size;
  for (IndexEntry& entry : index_.entries()) {
    entry.offset = offset + record_header_size;
    offset += size_of(entry.size);
  }
  offset += commit_size();
  for (const Change& change : changes_.all()) {
    if (change.kind == Change::Kind::Erase) offset += size_of(0);
    if (change.kind == Change::Kind::EraseRange) offset += size_of(encoded_key_size);
  }
  for (Change& change : changes_.all()) {
    if (change.kind != Change::Kind::Write) continue;
    change.written.offset = offset + record_header_size;
    offset += size_of(change.written.size);
  }
}

/// Removes what compaction left behind. A failure is no reason to fail the commit that succeeded: the bank
/// stays stale and is tried again.
void Store::erase_stale_banks() {
  for (std::uint32_t bank = 0; bank < geometry_.banks; ++bank) {
    if ((stale_banks_ & bit(bank)) == 0 || !flash_.erase(bank)) continue;
    stale_banks_ &= ~bit(bank);
    erased_banks_ |= bit(bank);
  }
}

}  // namespace sixline::card::storage
