#include <bit>

#include "card/storage/log_writer.hpp"
#include "card/storage/store.hpp"

// Finding out what is on flash.
namespace sixline::card::storage {
namespace {

constexpr std::uint32_t max_banks = 32;  // one bit each in a mask
constexpr std::uint32_t min_bank_size = bank_header_size + 4 * record_header_size;
constexpr std::uint32_t first_sequence = 1;

/// Whether programming of `wanted` may have been cut to leave `cells`: no bit is cleared that should not be.
bool is_interrupted(Bytes cells, Bytes wanted) {
  return std::equal(cells.begin(), cells.end(), wanted.begin(), wanted.end(),
                    [](std::uint8_t cell, std::uint8_t target) { return (target & ~cell) == 0; });
}

}  // namespace

bool Store::usable_geometry() const {
  return geometry_.banks >= 2 && geometry_.banks <= max_banks &&
         std::has_single_bit(geometry_.program_unit) && geometry_.program_unit <= max_program_unit &&
         geometry_.bank_size % geometry_.program_unit == 0 && geometry_.bank_size >= min_bank_size;
}

void Store::forget() {
  index_.clear();
  changes_.clear();
  committed_ = {};
  visible_ = {};
  failure_.reset();
  mounted_ = false;
  appended_ = false;
  torn_ = false;
  transaction_ = 1;
  end_ = bank_header_size;
  erased_banks_ = 0;
  stale_banks_ = 0;
}

Result<void, Error> Store::mount() {
  geometry_ = flash_.geometry();
  forget();
  if (!usable_geometry()) return wire::fail(Error::FlashFailed);
  bool found = false;
  for (std::uint32_t bank = 0; bank < geometry_.banks; ++bank) {
    const BankVerdict verdict = inspect_bank(flash_.bank(bank), geometry_);
    if (verdict.state == BankState::Foreign) return wire::fail(Error::Unformatted);
    if (!is_blank(flash_.bank(bank))) stale_banks_ |= std::uint32_t{1} << bank;
    if (verdict.state != BankState::Valid || (found && verdict.sequence <= sequence_)) continue;
    found = true;
    active_ = bank;
    sequence_ = verdict.sequence;
  }
  if (found) {
    stale_banks_ &= ~(std::uint32_t{1} << active_);
    auto replayed = replay();
    if (!replayed) forget();
    return replayed;
  }
  if (!looks_blank()) return wire::fail(Error::Unformatted);
  // Cells that read as blank may come from an interrupted erase and not hold; a torn header is in the way.
  if (!flash_.erase(0)) return wire::fail(Error::FlashFailed);
  return write_first_header();
}

/// Fresh from the factory, or a format of such a memory that was cut off.
bool Store::looks_blank() const {
  for (std::uint32_t bank = 1; bank < geometry_.banks; ++bank)
    if (!is_blank(flash_.bank(bank))) return false;
  const Bytes first = flash_.bank(0);
  return is_interrupted(first.first(bank_header_size), encode_bank_header(geometry_, first_sequence)) &&
         is_blank(first.subspan(bank_header_size));
}

Result<void, Error> Store::write_first_header() {
  forget();
  active_ = 0;
  sequence_ = first_sequence;
  if (!flash_.program(0, 0, encode_bank_header(geometry_, sequence_))) return wire::fail(Error::FlashFailed);
  mounted_ = true;
  return {};
}

// The active bank goes last, so that the old content survives a cut for as long as possible.
Result<void, Error> Store::format() {
  geometry_ = flash_.geometry();
  if (!usable_geometry()) return wire::fail(Error::FlashFailed);
  const std::uint32_t last = mounted_ ? active_ : 0;
  forget();
  for (std::uint32_t i = 1; i <= geometry_.banks; ++i)
    if (!flash_.erase((last + i) % geometry_.banks)) return wire::fail(Error::FlashFailed);
  return write_first_header();
}

/// Walks the log once; each transaction is applied when its commit record is seen.
Result<void, Error> Store::replay() {
  const Bytes log = flash_.bank(active_);
  std::uint32_t begin = bank_header_size;
  std::uint32_t open = 0;
  while (const std::optional<Record> record = decode_record(log.subspan(end_))) {
    if (record->transaction < open) return wire::fail(Error::Corrupted);
    if (record->transaction != open) begin = end_;
    open = record->transaction;
    end_ += size_of(static_cast<std::uint32_t>(record->payload.size()));
    if (record->type != RecordType::Commit) continue;
    if (auto applied = replay_transaction(begin, end_); !applied) return applied;
    begin = end_;
  }
  transaction_ = open + 1;
  if (auto tail = inspect_tail(); !tail) return tail;
  for (const IndexEntry& entry : index_.entries()) committed_.bytes += size_of(entry.size);
  committed_.objects = static_cast<std::uint32_t>(index_.entries().size());
  visible_ = committed_;
  mounted_ = true;
  return {};
}

Result<void, Error> Store::replay_transaction(std::uint32_t begin, std::uint32_t end) {
  const Bytes log = flash_.bank(active_).first(end);
  while (begin < end) {
    const std::optional<Record> record = parse_record(log.subspan(begin));
    if (!record) return wire::fail(Error::FlashFailed);  // read well a moment ago
    const auto size = static_cast<std::uint16_t>(record->payload.size());
    switch (record->type) {
      case RecordType::Object:
        if (!index_.put({record->key, size, begin + record_header_size})) return wire::fail(Error::Full);
        break;
      case RecordType::Erase: index_.erase({record->key, record->key}); break;
      case RecordType::EraseRange: index_.erase({record->key, decode_key(record->payload)}); break;
      case RecordType::Commit: break;
    }
    begin += size_of(size);
  }
  return {};
}

/// A cut tears at most the one record that was being written. Bytes further away mean that a record in the
/// middle has decayed: what follows it must not be dropped silently.
Result<void, Error> Store::inspect_tail() {
  const Bytes tail = flash_.bank(active_).subspan(end_);
  torn_ = !is_blank(tail);
  if (tail.size() > max_record_size && !is_blank(tail.subspan(max_record_size)))
    return wire::fail(Error::Corrupted);
  return {};
}

}  // namespace sixline::card::storage
