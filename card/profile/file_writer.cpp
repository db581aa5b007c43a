#include "card/profile/file_writer.hpp"

namespace sixline::card::profile {
namespace {

// Objects a creation touches: the file, the number of the next one, its place, the count of its links.
constexpr std::size_t changes_of_creation = 4;

constexpr std::size_t changes_of_write(std::size_t bytes) {
  return bytes / limits::body_chunk + 2;
}

/// What one pattern covers: a record, or the whole body.
std::uint32_t unit_length(const uicc::File& file) {
  return file.record_length == 0 ? file.size : file.record_length;
}

/// Short patterns are kept with the file and cost no body. Tells whether that was enough; if not, what
/// follows the pattern is kept.
bool keep_as_attribute(const FileDraft& draft, uicc::File& file) {
  constexpr std::uint8_t erased = 0xFF;
  const std::size_t capacity = decltype(uicc::File::fill)::capacity();
  const std::size_t size = draft.pattern.size();
  switch (draft.filling) {
    case Filling::Pad:
      if (!file.fill.assign(draft.pattern)) file.fill.assign(draft.pattern.last(1));
      return size <= capacity;
    case Filling::Repeat: file.fill_repeats = file.fill.assign(draft.pattern); return file.fill_repeats;
    case Filling::Literal: {
      if (size == 0) return true;
      if (draft.literal_offset != 0 || size >= capacity) return false;
      std::array<std::uint8_t, decltype(uicc::File::fill)::capacity()> whole{};
      std::copy(draft.pattern.begin(), draft.pattern.end(), whole.begin());
      whole[size] = erased;
      return file.fill.assign(Bytes(whole).first(size < unit_length(file) ? size + 1 : size));
    }
  }
  return false;
}

}  // namespace

PeStatus FileWriter::create(const FileDraft& draft) {
  forget();
  if (!draft.link.empty()) return create_link(draft);
  uicc::File file = draft.file;
  const bool is_filled = keep_as_attribute(draft, file);
  const auto created = files_.create(file);
  if (!created) return pe_status(created.error());
  file_ = *created;
  open_ = true;
  if (const PeStatus status = checkpoint_.after(changes_of_creation); status != PeStatus::Ok) return status;
  return is_filled ? PeStatus::Ok : fill(draft);
}

PeStatus FileWriter::create_link(const FileDraft& draft) {
  const auto target = files_.by_path(draft.link, uicc::mf_node, uicc::no_node);
  if (!target) return pe_status(target.error());
  // dfLink is none of the services the card has.
  if (uicc::is_directory(target->type)) return PeStatus::FeatureNotSupported;
  const auto link = files_.create_link(draft.file, *target);
  if (!link) return pe_status(link.error());
  file_ = *link;
  open_ = true;
  return checkpoint_.after(changes_of_creation);
}

PeStatus FileWriter::open(const uicc::File& file) {
  forget();
  file_ = file;
  open_ = true;
  return PeStatus::Ok;
}

PeStatus FileWriter::close() {
  const PeStatus status = flush();
  open_ = false;
  return status;
}

void FileWriter::forget() {
  open_ = false;
  position_ = 0;
  held_ = 0;
}

PeStatus FileWriter::skip(std::uint32_t count) {
  if (const PeStatus status = flush(); status != PeStatus::Ok) return status;
  if (!open_ || uicc::is_directory(file_.type) || count > file_.size - position_) return PeStatus::BadValues;
  // The objects of a BER-TLV file stand one behind the other.  [TCA-PP §8.3.2]
  if (file_.type == uicc::FileType::BerTlv) return PeStatus::BadValues;
  position_ += count;
  return PeStatus::Ok;
}

PeStatus FileWriter::write(Bytes piece) {
  if (!open_ || uicc::is_directory(file_.type)) return PeStatus::BadValues;
  if (piece.size() > file_.size - position_ - held_) return PeStatus::BadValues;
  while (!piece.empty()) {
    // The first step ends where the others begin: on a multiple of the step.
    const std::size_t room = content_.size() - position_ % content_.size() - held_;
    const std::size_t count = std::min(room, piece.size());
    std::copy_n(piece.begin(), count, content_.begin() + static_cast<std::ptrdiff_t>(held_));
    held_ += count;
    piece = piece.subspan(count);
    if (count < room) break;
    if (const PeStatus status = flush(); status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

PeStatus FileWriter::flush() {
  if (held_ == 0) return PeStatus::Ok;
  const Bytes bytes = Bytes(content_).first(held_);
  const std::uint32_t offset = position_;
  position_ += static_cast<std::uint32_t>(held_);
  held_ = 0;
  return put(offset, bytes);
}

PeStatus FileWriter::put(std::uint32_t offset, Bytes bytes) {
  if (const auto status = files_.write(file_, offset, bytes); status != wire::sw::ok)
    return pe_status(status);
  return checkpoint_.after(changes_of_write(bytes.size()));
}

PeStatus FileWriter::fill(const FileDraft& draft) {
  const std::uint32_t length = unit_length(file_);
  for (std::uint32_t start = 0; start < file_.size; start += length)
    if (const PeStatus status = fill_record(start, length, draft); status != PeStatus::Ok) return status;
  return PeStatus::Ok;
}

PeStatus FileWriter::fill_record(std::uint32_t start, std::uint32_t length, const FileDraft& draft) {
  if (draft.literal_offset >= length) return PeStatus::Ok;
  const std::uint32_t room = length - draft.literal_offset;
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(draft.pattern.size(), room));
  if (draft.filling != Filling::Repeat) return put(start + draft.literal_offset, draft.pattern.first(size));
  for (std::uint32_t at = 0; at < length; at += size) {
    const std::uint32_t part = std::min(size, length - at);
    if (const PeStatus status = put(start + at, draft.pattern.first(part)); status != PeStatus::Ok)
      return status;
  }
  return PeStatus::Ok;
}

}  // namespace sixline::card::profile
