#include "card/uicc/tlv_objects.hpp"

#include "card/uicc/file_ids.hpp"
#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

using storage::Key;
using storage::Kind;
namespace sw = wire::sw;

constexpr std::uint32_t chunk_size = limits::body_chunk;
constexpr std::uint32_t chunk_count = 0x10000;
constexpr std::size_t longest_header = 3 + 4;

constexpr std::uint32_t chunks_of(std::uint32_t bytes) {
  return (bytes + chunk_size - 1) / chunk_size;
}

}  // namespace

TlvObjects::TlvObjects(storage::Store& store, FileSystem& files, const File& file)
    : store_(store), files_(files), file_(file) {
  const auto stored = store_.read({files_.owner(), Kind::FileIds, file_ids::tlv, file_.body});
  if (stored && stored->size() >= header_size && stored->size() <= capacity) {
    std::copy(stored->begin(), stored->end(), directory_.begin());
    size_ = stored->size();
  } else {
    parse_body();
  }
}

void TlvObjects::parse_body() {
  std::fill_n(directory_.begin(), header_size, std::uint8_t{0});
  write(0, file_.size);
  std::array<std::uint8_t, longest_header> bytes;
  for (std::uint32_t offset = 0; offset < file_.size && count() < limits::max_tlv_objects;) {
    const MutableBytes front =
        MutableBytes(bytes).first(std::min<std::size_t>(bytes.size(), file_.size - offset));
    if (files_.read(file_, offset, front) != sw::ok) return;
    const auto header = wire::TlvHeader::parse(front, false);
    if (!header || !is_data_object_tag(header->tag)) return;
    const std::uint32_t place = offset + header->header;
    if (header->length > file_.size - place) return;
    size_ += entry_size;
    write(size_ - entry_size, TlvObject{header->tag, header->length, place});
    offset = place + header->length;
  }
}

// -------------------------------------------------------------------------------------------- directory

TlvObject TlvObjects::read(std::size_t position) const {
  const auto value = [&](std::size_t index) {
    return static_cast<std::uint32_t>(
        wire::read_be(Bytes(directory_).subspan(position + index * field, field)));
  };
  return {value(0), value(1), value(2)};
}

void TlvObjects::write(std::size_t position, std::uint32_t value) {
  wire::write_be(value, MutableBytes(directory_).subspan(position, field));
}

void TlvObjects::write(std::size_t position, const TlvObject& object) {
  write(position, object.tag);
  write(position + field, object.length);
  write(position + 2 * field, object.place);
}

std::uint32_t TlvObjects::body_size() const {
  return static_cast<std::uint32_t>(wire::read_be(Bytes(directory_).first(field)));
}

std::uint32_t TlvObjects::received() const {
  return static_cast<std::uint32_t>(wire::read_be(Bytes(directory_).subspan(received_at, field)));
}

std::optional<std::size_t> TlvObjects::index_of(wire::Tag tag) const {
  for (std::size_t index = 0; index < count(); ++index)
    if (at(index).tag == tag) return index;
  return std::nullopt;
}

std::optional<TlvObject> TlvObjects::find(wire::Tag tag) const {
  const auto index = index_of(tag);
  return index ? std::optional(at(*index)) : std::nullopt;
}

std::uint32_t TlvObjects::used() const {
  std::uint32_t bytes = 0;
  for (std::size_t index = 0; index < count(); ++index) bytes += at(index).size();
  return bytes;
}

StatusWord TlvObjects::save() {
  const Key key{files_.owner(), Kind::FileIds, file_ids::tlv, file_.body};
  return status_of(store_.write(key, Bytes(directory_).first(size_)));
}

// ----------------------------------------------------------------------------------------------- values

File TlvObjects::region(std::uint32_t place) const {
  File region = file_;
  region.size = place < body_size() ? body_size() : chunk_count * chunk_size;
  return region;
}

StatusWord TlvObjects::read(const TlvObject& object, std::uint32_t offset, MutableBytes out) const {
  std::array<std::uint8_t, longest_header> bytes;
  wire::Writer header(bytes);
  wire::put_tag(header, object.tag);
  wire::put_length(header, object.length);
  if (offset < header.size()) {
    const Bytes rest = header.view().subspan(offset);
    const std::size_t count = std::min(rest.size(), out.size());
    std::copy_n(rest.begin(), count, out.begin());
    out = out.subspan(count);
    offset = static_cast<std::uint32_t>(header.size());
  }
  if (out.empty()) return sw::ok;
  const auto inside = static_cast<std::uint32_t>(offset - header.size());
  return files_.read(region(object.place), object.place + inside, out);
}

std::optional<std::uint32_t> TlvObjects::place_for(std::uint32_t length) const {
  const std::uint32_t needed = chunks_of(length);
  std::uint32_t first = chunks_of(body_size());
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t index = 0; index < count(); ++index) {
      const TlvObject other = at(index);
      const std::uint32_t begin = other.place / chunk_size;
      const std::uint32_t end = begin + chunks_of(other.length);
      if (other.place < body_size() || first >= end || first + needed <= begin) continue;
      first = end;
      moved = true;
    }
  }
  if (first + needed > chunk_count) return std::nullopt;
  return first * chunk_size;
}

/// What stands in the body itself stays there until the file goes; only the directory forgets it.
StatusWord TlvObjects::forget_value(const TlvObject& object) {
  if (object.place < body_size() || object.length == 0) return sw::ok;
  const auto first = static_cast<std::uint16_t>(object.place / chunk_size);
  const auto last = static_cast<std::uint16_t>(first + chunks_of(object.length) - 1);
  return status_of(store_.erase(storage::KeyRange{{files_.owner(), Kind::FileBody, file_.body, first},
                                                  {files_.owner(), Kind::FileBody, file_.body, last}}));
}

// --------------------------------------------------------------------------------------------- changing

StatusWord TlvObjects::abandon_pending() {
  const TlvObject object = pending();
  if (object.tag == 0) return sw::ok;
  write(pending_at, TlvObject{});
  return forget_value(object);
}

StatusWord TlvObjects::begin(wire::Tag tag, std::uint32_t length) {
  if (const StatusWord status = abandon_pending(); status != sw::ok) return status;
  const auto old = find(tag);
  const TlvObject object{tag, length, 0};
  if (length > file_.size || used() - (old ? old->size() : 0) + object.size() > file_.size)
    return sw::not_enough_memory;
  if (!old && count() == limits::max_tlv_objects) return sw::not_enough_memory;
  const auto place = place_for(length);
  if (!place) return sw::not_enough_memory;
  write(pending_at, TlvObject{tag, length, *place});
  write(received_at, 0u);
  return length == 0 ? finish() : save();
}

StatusWord TlvObjects::append(Bytes piece) {
  const TlvObject object = pending();
  const std::uint32_t so_far = received();
  if (object.tag == 0 || piece.size() > object.length - so_far) return sw::wrong_data;
  const StatusWord written = files_.write(region(object.place), object.place + so_far, piece);
  if (written != sw::ok) return written;
  const auto now = static_cast<std::uint32_t>(so_far + piece.size());
  write(received_at, now);
  return now == object.length ? finish() : save();
}

/// The pending object takes the place of the one with its tag.
StatusWord TlvObjects::finish() {
  const TlvObject object = pending();
  write(pending_at, TlvObject{});
  write(received_at, 0u);
  if (const auto index = index_of(object.tag)) {
    if (const StatusWord status = forget_value(at(*index)); status != sw::ok) return status;
    write(header_size + *index * entry_size, object);
  } else {
    size_ += entry_size;
    write(size_ - entry_size, object);
  }
  return save();
}

StatusWord TlvObjects::remove(wire::Tag tag) {
  const auto index = index_of(tag);
  if (!index) return sw::reference_not_found;
  if (const StatusWord status = abandon_pending(); status != sw::ok) return status;
  if (const StatusWord status = forget_value(at(*index)); status != sw::ok) return status;
  write(header_size + *index * entry_size, at(count() - 1));
  size_ -= entry_size;
  return save();
}

}  // namespace sixline::card::uicc
