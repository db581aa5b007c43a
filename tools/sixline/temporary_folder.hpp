// A folder of its own that goes with its owner.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "host/error.hpp"

namespace sixline::tools {

class TemporaryFolder {
 public:
  /// `purpose` becomes a part of its name. Errors: Storage.
  static host::Result<TemporaryFolder> make(const std::string& purpose) {
    std::string name = (std::filesystem::temp_directory_path() / ("sixline-" + purpose + "-XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr)
      return host::fail(host::ErrorCode::Storage, "cannot make a temporary folder");
    return TemporaryFolder(name);
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace sixline::tools
