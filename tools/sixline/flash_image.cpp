#include "tools/sixline/flash_image.hpp"

#include <fstream>

#include "hardware/flash_file.hpp"
#include "hardware/native/file_flash.hpp"

namespace sixline::tools {
namespace {

using hardware::native::FileFlash;
using host::ByteString;
using host::ErrorCode;
using host::Result;
namespace fs = std::filesystem;

}  // namespace

FlashImage FlashImage::of(const card::platform::Flash& flash) {
  FlashImage image;
  image.geometry = flash.geometry();
  for (std::uint32_t bank = 0; bank < image.geometry.banks; ++bank)
    host::append(image.cells, flash.bank(bank));
  return image;
}

Result<FlashImage> FlashImage::read(const fs::path& state) {
  if (!fs::exists(state)) return host::fail(ErrorCode::Storage, state.string() + ": is not there");
  auto flash = FileFlash::open(state.string());
  if (!flash) return host::fail(ErrorCode::Storage, flash.error());
  return of(**flash);
}

ByteString FlashImage::file() const {
  ByteString whole = host::to_byte_string(hardware::flash_file_header(geometry));
  host::append(whole, cells);
  return whole;
}

Result<void> FlashImage::write(const fs::path& state) const {
  const fs::path draft = state.string() + ".new";
  const ByteString whole = file();
  std::ofstream out(draft, std::ios::binary | std::ios::trunc);
  fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write);
  out.write(reinterpret_cast<const char*>(whole.data()), static_cast<std::streamsize>(whole.size()));
  out.close();
  std::error_code problem;
  if (out) fs::rename(draft, state, problem);
  if (!out || problem) return host::fail(ErrorCode::Storage, state.string() + ": cannot be written");
  return {};
}

}  // namespace sixline::tools
