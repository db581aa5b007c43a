// Flash in a file: the memory of a native card.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "card/platform/platform.hpp"
#include "card/wire/result.hpp"
#include "hardware/native/file_descriptor.hpp"

namespace sixline::hardware::native {

/// What has to survive.
enum class Durability : std::uint8_t {
  ProcessDeath,  ///< handed to the operating system: survives SIGKILL, not the loss of the host's power
  HostPowerCut,  ///< also on the disk before program() or erase() returns; a hundred times slower
};

/// The file is a 32-byte header with magic and geometry, then the banks one after another. A file that is not
/// exactly that is refused and left alone. Locked while in use, so that two cards never share one memory.
class FileFlash final : public card::platform::Flash {
 public:
  static constexpr card::platform::FlashGeometry default_geometry{2, 1024 * 1024, 4};

  /// Opens `path`, or makes a blank memory of `for_new` geometry when there is no such file. An existing file
  /// keeps the geometry it was made with. The error is one line for a person.
  static wire::Result<std::unique_ptr<FileFlash>, std::string> open(
      const std::string& path, Durability durability = Durability::ProcessDeath,
      const card::platform::FlashGeometry& for_new = default_geometry);

  card::platform::FlashGeometry geometry() const override { return geometry_; }
  wire::Bytes bank(std::uint32_t index) const override;
  bool program(std::uint32_t bank, std::uint32_t offset, wire::Bytes data) override;
  bool erase(std::uint32_t bank) override;

 private:
  FileFlash(FileDescriptor file, Durability durability, const card::platform::FlashGeometry& geometry,
            std::vector<std::uint8_t> cells);

  /// Writes cells_[offset, offset + size) to the file.
  bool store(std::size_t offset, std::size_t size);

  FileDescriptor file_;
  Durability durability_;
  card::platform::FlashGeometry geometry_;
  std::vector<std::uint8_t> cells_;  ///< all banks, as they are in the file
};

}  // namespace sixline::hardware::native
