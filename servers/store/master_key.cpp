#include "servers/store/master_key.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/crypto/seal.hpp"

namespace sixline::servers::store {
namespace {

using host::Bytes;
using host::ErrorCode;
using host::Result;
using host::crypto::Secret;

struct File {
  explicit File(const std::string& path) : descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int descriptor;
};

Result<Secret> from_digits(std::string_view text, const std::string& source) {
  auto key = host::from_hex(text);
  if (!key || key->size() != host::crypto::seal_key_size)
    return host::fail(ErrorCode::BadFormat, source + " does not hold a master key of 32 bytes");
  Secret secret{Bytes(*key)};
  host::crypto::wipe(*key);
  return secret;
}

Result<Secret> from_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return host::fail(ErrorCode::NotFound, "there is no variable " + name);
  return from_digits(value, "the variable " + name);
}

Result<Secret> content_of(const File& file, const std::string& path) {
  Secret content(std::size_t{256});
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = ::read(file.descriptor, content.buffer().data() + size, content.size() - size);
    if (got < 0) return host::fail(ErrorCode::Storage, "cannot read " + path + ": " + std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size == content.size()) return host::fail(ErrorCode::BadFormat, path + " is too long for a master key");
  return Secret(content.view().first(size));
}

Result<Secret> from_file(const std::string& path) {
  const File file(path);
  if (file.descriptor < 0)
    return host::fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Storage,
                      "cannot open the master key " + path + ": " + std::strerror(errno));
  // Of the file that was opened, not of the one that has the name by now.
  struct stat status {};
  if (::fstat(file.descriptor, &status) != 0 || !S_ISREG(status.st_mode))
    return host::fail(ErrorCode::BadFormat, "the master key " + path + " is not a file");
  if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0)
    return host::fail(ErrorCode::NotTrusted,
                      "others may read or change the master key " + path + ": chmod 600 it");
  auto content = content_of(file, path);
  if (!content) return content;
  const std::string_view text(reinterpret_cast<const char*>(content->view().data()), content->size());
  // 32 digits are half a key, not the bytes of one.
  if (content->size() == host::crypto::seal_key_size && !host::from_hex(text)) return content;
  return from_digits(text, path);
}

}  // namespace

Result<Secret> master_key_from(const std::string& source) {
  constexpr std::string_view variable = "env:";
  return source.starts_with(variable) ? from_variable(source.substr(variable.size())) : from_file(source);
}

}  // namespace sixline::servers::store
