// Bodies of EFs: chunks that are stored only where they differ from the fill pattern.
#include "card/uicc/file_ids.hpp"
#include "card/uicc/file_system.hpp"
#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

using storage::Key;
using storage::Kind;
namespace sw = wire::sw;

constexpr std::uint32_t chunk_size = limits::body_chunk;
using Chunk = std::array<std::uint8_t, chunk_size>;

/// The byte an unwritten body holds at `offset`. In record files every record starts the pattern anew.
/// [TCA-PP §8.3.3]
std::uint8_t fill_byte(const File& file, std::uint32_t offset) {
  const Bytes pattern = file.fill.view();
  if (pattern.empty()) return 0xFF;
  if (file.record_length != 0) offset %= file.record_length;
  if (offset < pattern.size()) return pattern[offset];
  return file.fill_repeats ? pattern[offset % pattern.size()] : pattern.back();
}

std::uint32_t size_of_chunk(const File& file, std::uint32_t chunk) {
  return std::min(chunk_size, file.size - chunk * chunk_size);
}

void fill_chunk(const File& file, std::uint32_t chunk, MutableBytes out) {
  for (std::uint32_t i = 0; i < out.size(); ++i) out[i] = fill_byte(file, chunk * chunk_size + i);
}

Key key_of_chunk(storage::Owner owner, const File& file, std::uint32_t chunk) {
  return {owner, Kind::FileBody, file.body, static_cast<std::uint16_t>(chunk)};
}

bool is_inside(const File& file, std::uint32_t offset, std::size_t size) {
  return !is_directory(file.type) && offset <= file.size && size <= file.size - offset;
}

/// The whole chunk as it reads now.
StatusWord load_chunk(const storage::Store& store, storage::Owner owner, const File& file,
                      std::uint32_t chunk, MutableBytes out) {
  const auto stored = store.read(key_of_chunk(owner, file, chunk));
  if (!stored) {
    if (stored.error() != storage::Error::NotFound) return status_of(stored.error());
    fill_chunk(file, chunk, out);
    return sw::ok;
  }
  if (stored->size() != out.size()) return sw::memory_failure;
  std::copy(stored->begin(), stored->end(), out.begin());
  return sw::ok;
}

}  // namespace

StatusWord FileSystem::read(const File& file, std::uint32_t offset, MutableBytes out) const {
  if (!is_inside(file, offset, out.size())) return sw::wrong_offset;
  Chunk scratch;
  while (!out.empty()) {
    const std::uint32_t chunk = offset / chunk_size;
    const std::uint32_t from = offset % chunk_size;
    const MutableBytes whole = MutableBytes(scratch).first(size_of_chunk(file, chunk));
    const std::size_t piece = std::min<std::size_t>(whole.size() - from, out.size());
    if (const StatusWord status = load_chunk(store_, owner_, file, chunk, whole); status != sw::ok)
      return status;
    std::copy_n(whole.subspan(from).begin(), piece, out.begin());
    out = out.subspan(piece);
    offset += static_cast<std::uint32_t>(piece);
  }
  return sw::ok;
}

StatusWord FileSystem::write(const File& file, std::uint32_t offset, Bytes data) {
  if (!is_inside(file, offset, data.size())) return sw::wrong_offset;
  Chunk scratch;
  Chunk empty;
  while (!data.empty()) {
    const std::uint32_t chunk = offset / chunk_size;
    const std::uint32_t from = offset % chunk_size;
    const MutableBytes whole = MutableBytes(scratch).first(size_of_chunk(file, chunk));
    const std::size_t piece = std::min<std::size_t>(whole.size() - from, data.size());
    if (const StatusWord status = load_chunk(store_, owner_, file, chunk, whole); status != sw::ok)
      return status;
    const MutableBytes target = whole.subspan(from, piece);
    if (!wire::equal(target, data.first(piece))) {
      std::copy_n(data.begin(), piece, target.begin());
      const MutableBytes unwritten = MutableBytes(empty).first(whole.size());
      fill_chunk(file, chunk, unwritten);
      const Key key = key_of_chunk(owner_, file, chunk);
      const auto changed = wire::equal(whole, unwritten) ? store_.erase(key) : store_.write(key, whole);
      if (!changed) return status_of(changed.error());
    }
    data = data.subspan(piece);
    offset += static_cast<std::uint32_t>(piece);
  }
  return sw::ok;
}

// Only the chunk that holds the old or the new end changes its length.
StatusWord FileSystem::resize(File& file, std::uint32_t size) {
  File resized = file;
  resized.size = size;
  if (size == 0 || links(file.body) > 1) return size == 0 ? sw::wrong_data : sw::conditions_not_satisfied;
  if (const StatusWord status = check_shape(resized); status != sw::ok) return status;
  const std::uint32_t edge = (std::min(size, file.size) - 1) / chunk_size;
  Chunk scratch;
  Chunk empty;
  const MutableBytes before = MutableBytes(scratch).first(size_of_chunk(file, edge));
  const MutableBytes after = MutableBytes(scratch).first(size_of_chunk(resized, edge));
  fill_chunk(resized, edge, MutableBytes(empty).first(after.size()));
  std::copy(empty.begin(), empty.end(), scratch.begin());
  if (const StatusWord status = load_chunk(store_, owner_, file, edge, before); status != sw::ok)
    return status;
  const auto unwritten = Bytes(empty).first(after.size());
  const Key key = key_of_chunk(owner_, file, edge);
  const auto kept = wire::equal(after, unwritten) ? store_.erase(key) : store_.write(key, after);
  if (!kept) return status_of(kept.error());
  if (size < file.size) {
    const Key last = key_of_chunk(owner_, file, 0xFFFF);
    const auto cut = store_.erase(storage::KeyRange{key_of_chunk(owner_, file, edge + 1), last});
    if (!cut) return status_of(cut.error());
  }
  file.size = size;
  return put(file);
}

unsigned FileSystem::newest_slot(const File& file) const {
  const auto slot = store_.read({owner_, Kind::FileIds, file_ids::newest, file.body});
  if (!slot || slot->size() != 1) return 0;
  return unsigned{(*slot)[0]} % file.record_count();
}

std::uint32_t FileSystem::record_offset(const File& file, unsigned number) const {
  unsigned slot = number - 1;
  if (file.type == FileType::Cyclic) slot = (slot + newest_slot(file)) % file.record_count();
  return slot * std::uint32_t{file.record_length};
}

// The records form a ring: only the slot that is overwritten and the number of the newest change.
StatusWord FileSystem::write_newest(const File& file, Bytes record) {
  const unsigned count = file.record_count();
  const auto slot = static_cast<std::uint8_t>((newest_slot(file) + count - 1) % count);
  const auto moved =
      store_.write({owner_, Kind::FileIds, file_ids::newest, file.body}, std::array<std::uint8_t, 1>{slot});
  if (!moved) return status_of(moved.error());
  return write(file, slot * std::uint32_t{file.record_length}, record);
}

}  // namespace sixline::card::uicc
