#include "card/storage/log_writer.hpp"

namespace sixline::card::storage {

LogWriter::LogWriter(platform::Flash& flash, std::uint32_t bank, std::uint32_t offset)
    : flash_(flash), bank_(bank), offset_(offset), unit_(flash.geometry().program_unit) {}

bool LogWriter::append(const Record& record) {
  return put(encode_record_header(record)) && put(record.payload) && flush();
}

bool LogWriter::put(Bytes bytes) {
  while (!bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), staging_size - staged_);
    std::copy_n(bytes.begin(), taken, staging_.begin() + static_cast<std::ptrdiff_t>(staged_));
    staged_ += taken;
    bytes = bytes.subspan(taken);
    if (staged_ == staging_size && !flush()) return false;
  }
  return !failed_;
}

// Padding is left erased: it costs no wear and needs no checksum.
bool LogWriter::flush() {
  if (failed_) return false;
  const std::size_t size = round_up(static_cast<std::uint32_t>(staged_), unit_);
  std::fill(staging_.begin() + static_cast<std::ptrdiff_t>(staged_),
            staging_.begin() + static_cast<std::ptrdiff_t>(size), erased_byte);
  staged_ = 0;
  if (size == 0) return true;
  failed_ = !flash_.program(bank_, offset_, Bytes(staging_).first(size));
  offset_ += static_cast<std::uint32_t>(size);
  return !failed_;
}

}  // namespace sixline::card::storage
