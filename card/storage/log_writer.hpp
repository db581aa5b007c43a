// Appends records to one bank in whole program units.
#pragma once

#include "card/storage/record.hpp"

namespace sixline::card::storage {

/// After the first failure nothing more is programmed and every call answers false: what lies behind
/// offset() is then unknown.
class LogWriter {
 public:
  /// Everything in `bank` from `offset` on is erased.
  LogWriter(platform::Flash& flash, std::uint32_t bank, std::uint32_t offset);

  bool append(const Record& record);
  /// Where the next record goes.
  std::uint32_t offset() const { return offset_; }

 private:
  /// A multiple of every program unit that takes a file chunk with its header in one go.
  static constexpr std::size_t staging_size = 256;

  bool put(Bytes bytes);
  bool flush();

  platform::Flash& flash_;
  std::uint32_t bank_;
  std::uint32_t offset_;
  std::uint32_t unit_;
  std::size_t staged_ = 0;
  bool failed_ = false;
  std::array<std::uint8_t, staging_size> staging_;
};

}  // namespace sixline::card::storage
