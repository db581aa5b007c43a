// The file that is being created and filled.  [TCA-PP §8.3.3]
#pragma once

#include "card/profile/checkpoint.hpp"
#include "card/profile/file_draft.hpp"

namespace sixline::card::profile {

/// Content arrives in pieces of any size and leaves in steps of limits::profile_content_step, so that a
/// package cut into single bytes does not rewrite a chunk for each of them.
class FileWriter {
 public:
  FileWriter(uicc::FileSystem& files, Checkpoint& checkpoint) : files_(files), checkpoint_(checkpoint) {}

  /// Creates the file, or the link, that a completed draft describes and opens it at its beginning.
  PeStatus create(const FileDraft& draft);
  /// Opens a file that exists already.
  PeStatus open(const uicc::File& file);
  /// Writes out what is held back. The file stays readable; nothing more can be written.
  PeStatus close();
  void forget();

  bool is_open() const { return open_; }
  const uicc::File& file() const { return file_; }
  PeStatus skip(std::uint32_t count);
  PeStatus write(Bytes piece);
  /// Default content, before anything of the package: the place where that goes stays as it is.
  PeStatus preset(std::uint32_t offset, Bytes bytes) { return put(offset, bytes); }

 private:
  PeStatus flush();
  PeStatus create_link(const FileDraft& draft);
  PeStatus fill(const FileDraft& draft);
  PeStatus fill_record(std::uint32_t start, std::uint32_t length, const FileDraft& draft);
  PeStatus put(std::uint32_t offset, Bytes bytes);

  uicc::FileSystem& files_;
  Checkpoint& checkpoint_;
  uicc::File file_{};
  bool open_ = false;
  std::uint32_t position_ = 0;  ///< where the held bytes begin
  std::size_t held_ = 0;
  std::array<std::uint8_t, limits::profile_content_step> content_{};
};

}  // namespace sixline::card::profile
