// The whole memory of a card, on its way from one body to another.
#pragma once

#include <filesystem>

#include "card/platform/platform.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::tools {

struct FlashImage {
  card::platform::FlashGeometry geometry{};
  host::ByteString cells;  ///< all banks, one after another

  static FlashImage of(const card::platform::Flash& flash);
  /// Reads the state file of a native card, which no card may have in use. Errors: Storage.
  static host::Result<FlashImage> read(const std::filesystem::path& state);
  /// As a state file of a native card; all of it or nothing. Errors: Storage.
  host::Result<void> write(const std::filesystem::path& state) const;
  /// The content of such a file.
  host::ByteString file() const;
};

}  // namespace sixline::tools
