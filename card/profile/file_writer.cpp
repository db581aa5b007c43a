#include "card/profile/file_writer.hpp"

namespace sixline::card::profile {
namespace {

// Objects a creation touches: the file, the number of the next one, its place, the count of its links.
constexpr std::size_t changes_of_creation = 4;

constexpr std::size_t changes_of_write(std::size_t bytes) {
  return bytes / limits::body_chunk + 2;
}

/// Patterns this short are kept with the file and cost no body.
bool is_kept_as_attribute(const FileDraft& draft) {
  return draft.filling != Filling::Tail && draft.pattern.size() <= decltype(uicc::File::fill)::capacity();
}

}  // namespace

PeStatus FileWriter::create(const FileDraft& draft) {
  forget();
  uicc::File file = draft.file;
  if (!draft.link.empty()) {
    const auto target = files_.by_path(draft.link, uicc::mf_node, uicc::no_node);
    if (!target) return pe_status(target.error());
    if (uicc::is_directory(target->type)) return PeStatus::FeatureNotSupported;
    const auto link = files_.create_link(file, *target);
    if (!link) return pe_status(link.error());
    file_ = *link;
  } else {
    if (is_kept_as_attribute(draft)) {
      file.fill.assign(draft.pattern);
      file.fill_repeats = draft.filling == Filling::Repeat;
    } else if (draft.filling == Filling::Pad) {
      file.fill.assign(draft.pattern.last(1));
    }
    const auto created = files_.create(file);
    if (!created) return pe_status(created.error());
    file_ = *created;
  }
  open_ = true;
  if (const PeStatus status = checkpoint_.after(changes_of_creation); status != PeStatus::Ok) return status;
  return draft.link.empty() && !is_kept_as_attribute(draft) ? fill(draft.pattern, draft.filling)
                                                            : PeStatus::Ok;
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

PeStatus FileWriter::fill(Bytes pattern, Filling filling) {
  const std::uint32_t length = file_.record_length == 0 ? file_.size : file_.record_length;
  for (std::uint32_t start = 0; start < file_.size; start += length)
    if (const PeStatus status = fill_record(start, length, pattern, filling); status != PeStatus::Ok)
      return status;
  return PeStatus::Ok;
}

PeStatus FileWriter::fill_record(std::uint32_t start, std::uint32_t length, Bytes pattern, Filling filling) {
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(pattern.size(), length));
  if (filling == Filling::Tail) return put(start + length - size, pattern.last(size));
  if (filling == Filling::Pad) return put(start, pattern.first(size));
  for (std::uint32_t at = 0; at < length; at += size) {
    const std::uint32_t part = std::min(size, length - at);
    if (const PeStatus status = put(start + at, pattern.first(part)); status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

}  // namespace sixline::card::profile
