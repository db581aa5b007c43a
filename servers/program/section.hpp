// A configuration file, read strictly: what is missing, of the wrong kind or unknown is said, all of it at
// once, with the line where it stands. TOML, seen by one unit only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/error.hpp"

namespace sixline::servers::program {

using host::Result;

struct SectionData;

/// One table of the file. Reading a key is knowing it. Wrong values give the fallback, and the file as a
/// whole is refused by ConfigurationFile::finish().
class Section {
 public:
  explicit Section(SectionData& data) : data_(&data) {}

  /// Must be there, and not empty.
  std::string text(const std::string& key) const;
  std::string text(const std::string& key, std::string fallback) const;
  struct Range {
    std::int64_t least;
    std::int64_t most;
  };
  std::int64_t number(const std::string& key, Range range, std::int64_t fallback) const;
  bool flag(const std::string& key, bool fallback) const;
  std::vector<std::string> texts(const std::string& key) const;
  /// The name of a file; a relative one is looked for beside the configuration.
  std::filesystem::path file(const std::string& key) const;
  /// Empty when it is not there.
  std::filesystem::path maybe_file(const std::string& key) const;
  /// A table of texts.
  std::map<std::string, std::string> pairs(const std::string& key) const;

  /// Must be there.
  Section section(const std::string& key) const;
  std::optional<Section> maybe_section(const std::string& key) const;
  /// `[[key]]`.
  std::vector<Section> sections(const std::string& key) const;

  /// Others read what nobody asks for here.
  void leave_the_rest() const;
  /// The value of this key cannot be used.
  void refuse(const std::string& key, const std::string& why) const;

 private:
  SectionData* data_;
};

class ConfigurationFile {
 public:
  /// Errors: NotFound; BadFormat (no TOML: the line).
  static Result<std::unique_ptr<ConfigurationFile>> read(const std::filesystem::path& path);
  virtual ~ConfigurationFile() = default;

  virtual Section root() = 0;
  /// Whether everything was right; asked once, when all has been read. Errors: BadInput (one line for each
  /// problem).
  virtual Result<void> finish() = 0;
  /// `path`, as seen from the folder of the configuration.
  virtual std::filesystem::path beside(const std::filesystem::path& path) const = 0;

 protected:
  ConfigurationFile() = default;
};

}  // namespace sixline::servers::program
