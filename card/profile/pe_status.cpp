#include "card/profile/pe_status.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::card::profile {
namespace {

// EUICCResponse and PEStatus.  [TCA-PP §9.8]
constexpr wire::Tag sequence = 0x30;
constexpr wire::Tag pe_statuses = 0xA0;
constexpr wire::Tag installation_aborted = 0x81;
constexpr wire::Tag status_value = 0x80;
constexpr wire::Tag status_identification = 0x81;
constexpr wire::Tag status_offset = 0x83;

}  // namespace

PeStatus pe_status(wire::StatusWord status) {
  namespace sw = wire::sw;
  if (status == sw::ok) return PeStatus::Ok;
  if (status == sw::not_enough_memory) return PeStatus::NotEnoughMemory;
  if (status == sw::memory_failure) return PeStatus::MemoryFailure;
  return PeStatus::BadValues;
}

PeStatus pe_status(storage::Error error) {
  switch (error) {
    case storage::Error::Full:
    case storage::Error::TooLarge:
    case storage::Error::TooManyChanges: return PeStatus::NotEnoughMemory;
    case storage::Error::NotFound:
    case storage::Error::FlashFailed:
    case storage::Error::Unformatted:
    case storage::Error::Corrupted: break;
  }
  return PeStatus::MemoryFailure;
}

void PeReport::add(PeStatus status, const PePosition& position) {
  // A full list gives up its last entry: the newest may be the fatal one.
  if (count_ == entries_.size()) --count_;
  entries_[count_++] = {status, position};
}

void PeReport::encode(wire::Writer& out, Progress progress) const {
  wire::TlvScope response(out, sequence);
  {
    wire::TlvScope list(out, pe_statuses);
    for (std::size_t i = 0; i < count_; ++i) put(entries_[i], out);
    if (progress == Progress::Installed || count_ == 0) put({}, out);
  }
  if (progress == Progress::Aborted) wire::put_tlv(out, installation_aborted, {});
}

void PeReport::put(const Entry& entry, wire::Writer& out) {
  wire::TlvScope one(out, sequence);
  wire::put_unsigned(out, status_value, static_cast<std::uint16_t>(entry.status));
  if (entry.position.identification)
    wire::put_unsigned(out, status_identification, *entry.position.identification);
  if (entry.position.offset) wire::put_unsigned(out, status_offset, *entry.position.offset);
}

}  // namespace sixline::card::profile
