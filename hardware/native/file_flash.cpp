#include "hardware/native/file_flash.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>

#include "hardware/flash_file.hpp"

namespace sixline::hardware::native {
namespace {

using card::platform::FlashGeometry;
using wire::Bytes;
using wire::MutableBytes;
using wire::Result;

constexpr std::uint8_t erased = 0xFF;
constexpr std::size_t header_size = flash_file_header_size;
constexpr std::uint64_t max_file_size = std::uint64_t{1} << 30;

using Header = FlashFileHeader;

/// The geometry, when the header is one of ours.
std::optional<FlashGeometry> decode(const Header& header) {
  if (!wire::starts_with(header, wire::bytes_of(flash_file_magic))) return std::nullopt;
  const auto field = [&](std::size_t offset) {
    return static_cast<std::uint32_t>(wire::read_be(Bytes(header).subspan(offset, 4)));
  };
  return FlashGeometry{field(16), field(20), field(24)};
}

std::uint64_t cells_of(const FlashGeometry& geometry) {
  return std::uint64_t{geometry.banks} * geometry.bank_size;
}

bool plausible(const FlashGeometry& geometry) {
  const std::uint32_t unit = geometry.program_unit;
  return geometry.banks >= 2 && (unit == 1 || unit == 2 || unit == 4 || unit == 8) &&
         geometry.bank_size > 0 && geometry.bank_size % unit == 0 && cells_of(geometry) <= max_file_size;
}

std::string reason(const std::string& path, const std::string& what) {
  return "card memory " + path + ": " + what;
}

std::string system_reason(const std::string& path, const std::string& what) {
  return reason(path, what + ": " + std::strerror(errno));
}

bool write_all(int file, Bytes bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return true;
}

bool read_all(int file, MutableBytes bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::size_t>(got);
  }
  return true;
}

/// Makes the complete file under another name and links it in place, so that nobody ever finds half of it.
/// Success also when another process was faster.
Result<void, std::string> create_blank(const std::string& path, const FlashGeometry& geometry) {
  std::string draft = path + ".XXXXXX";
  const FileDescriptor file(::mkostemp(draft.data(), O_CLOEXEC));
  if (!file.valid()) return wire::fail(system_reason(path, "cannot be created"));
  const std::vector<std::uint8_t> blank(cells_of(geometry), erased);
  const bool complete = write_all(file.get(), flash_file_header(geometry), 0) &&
                        write_all(file.get(), blank, header_size) && ::fsync(file.get()) == 0;
  const bool linked = complete && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  std::string problem = linked ? "" : system_reason(path, "cannot be created");
  ::unlink(draft.c_str());
  if (!linked) return wire::fail(std::move(problem));
  return {};
}

}  // namespace

FileFlash::FileFlash(FileDescriptor file, Durability durability, const FlashGeometry& geometry,
                     std::vector<std::uint8_t> cells)
    : file_(std::move(file)), durability_(durability), geometry_(geometry), cells_(std::move(cells)) {}

Result<std::unique_ptr<FileFlash>, std::string> FileFlash::open(const std::string& path,
                                                                Durability durability,
                                                                const FlashGeometry& for_new) {
  if (!plausible(for_new)) return wire::fail(reason(path, "impossible geometry"));
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (!file.valid() && errno == ENOENT) {
    if (auto created = create_blank(path, for_new); !created) return wire::fail(created.error());
    file = FileDescriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  }
  if (!file.valid()) return wire::fail(system_reason(path, "cannot be opened"));
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return wire::fail(reason(path, "is in use by another card process"));
    return wire::fail(system_reason(path, "cannot be locked"));
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return wire::fail(system_reason(path, "cannot be examined"));
  if (!S_ISREG(status.st_mode)) return wire::fail(reason(path, "is not a regular file"));

  Header header;
  const bool has_header = read_all(file.get(), header, 0);
  const std::optional<FlashGeometry> geometry = has_header ? decode(header) : std::nullopt;
  if (!geometry || !plausible(*geometry)) return wire::fail(reason(path, "is not a Sixline card memory"));
  const std::uint64_t expected = header_size + cells_of(*geometry);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size != expected) {
    return wire::fail(reason(
        path, "is damaged: " + std::to_string(size) + " bytes instead of " + std::to_string(expected)));
  }
  std::vector<std::uint8_t> cells(cells_of(*geometry));
  if (!read_all(file.get(), cells, header_size)) return wire::fail(system_reason(path, "cannot be read"));
  return std::unique_ptr<FileFlash>(new FileFlash(std::move(file), durability, *geometry, std::move(cells)));
}

Bytes FileFlash::bank(std::uint32_t index) const {
  return Bytes(cells_).subspan(std::size_t{index} * geometry_.bank_size, geometry_.bank_size);
}

bool FileFlash::store(std::size_t offset, std::size_t size) {
  return write_all(file_.get(), Bytes(cells_).subspan(offset, size), header_size + offset) &&
         (durability_ == Durability::ProcessDeath || ::fdatasync(file_.get()) == 0);
}

bool FileFlash::program(std::uint32_t bank, std::uint32_t offset, Bytes data) {
  const std::uint32_t unit = geometry_.program_unit;
  if (bank >= geometry_.banks || offset % unit != 0 || data.size() % unit != 0) return false;
  if (offset > geometry_.bank_size || data.size() > geometry_.bank_size - offset) return false;
  const std::size_t start = std::size_t{bank} * geometry_.bank_size + offset;
  const MutableBytes target = MutableBytes(cells_).subspan(start, data.size());
  // Real flash would mix old and new bits: a card that gets here has a mistake.
  if (std::any_of(target.begin(), target.end(), [](std::uint8_t cell) { return cell != erased; }))
    return false;
  std::copy(data.begin(), data.end(), target.begin());
  return store(start, data.size());
}

bool FileFlash::erase(std::uint32_t bank) {
  if (bank >= geometry_.banks) return false;
  const std::size_t start = std::size_t{bank} * geometry_.bank_size;
  const MutableBytes target = MutableBytes(cells_).subspan(start, geometry_.bank_size);
  std::fill(target.begin(), target.end(), erased);
  return store(start, target.size());
}

}  // namespace sixline::hardware::native
