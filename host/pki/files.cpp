#include "host/pki/files.hpp"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace sixline::host::pki {

namespace fs = std::filesystem;

Error unusable(const fs::path& file, const std::string& why) {
  return {ErrorCode::Storage, "the test PKI file " + file.string() + " " + why, std::nullopt};
}

Result<void> write_file(const fs::path& file, Bytes content, unsigned mode) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const bool written =
      fd >= 0 && ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  if (fd < 0 || ::close(fd) != 0 || !written) return wire::fail(unusable(file, "cannot be written"));
  return {};
}

Result<std::string> read_file(const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return fail(ErrorCode::NotFound, "there is no file " + file.string());
  std::ifstream in(file, std::ios::binary);
  std::string content(std::istreambuf_iterator<char>(in), {});
  if (!in) return wire::fail(unusable(file, "cannot be read"));
  return content;
}

Result<void> store_identity(const fs::path& folder, const std::string& certificate_file, Bytes certificate,
                            const std::string& key_file, const crypto::PrivateKey& key) {
  constexpr unsigned everybody_reads = 0644;
  constexpr unsigned owner_reads = 0600;
  if (auto done = write_file(folder / certificate_file, certificate, everybody_reads); !done) return done;
  auto pem = to_pem(key);
  if (!pem) return wire::fail(pem.error());
  auto done = write_file(folder / key_file, wire::bytes_of(*pem), owner_reads);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(pem->data()), pem->size()});
  return done;
}

}  // namespace sixline::host::pki
