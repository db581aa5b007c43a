#include "host/scp/counter_store.hpp"

#include <charconv>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "card/wire/secured_packet.hpp"

namespace sixline::host::scp {
namespace {

Result<std::uint64_t> after(std::uint64_t last) {
  if (last >= wire::max_packet_counter)
    return fail(ErrorCode::CounterExhausted, "the SCP80 counter is used up");
  return last + 1;
}

bool write_durably(const std::filesystem::path& file, const std::string& text) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool synced = written && ::fsync(fd) == 0;
  return ::close(fd) == 0 && synced;
}

void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

Result<std::uint64_t> MemoryCounterStore::take_next() {
  auto next = after(last_);
  if (next) last_ = *next;
  return next;
}

Result<std::uint64_t> FileCounterStore::take_next() {
  auto last = load();
  if (!last) return last;
  auto next = after(*last);
  if (!next) return next;
  if (auto saved = save(*next); !saved) return wire::fail(saved.error());
  return next;
}

Result<std::uint64_t> FileCounterStore::load() const {
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return 0;
  std::ifstream in(file_);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  std::uint64_t counter = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), counter);
  if (!in || error != std::errc{} || std::string_view(end, text.data() + text.size()) != "\n")
    return fail(ErrorCode::Storage, "the counter file " + file_.string() + " cannot be read");
  return counter;
}

Result<void> FileCounterStore::save(std::uint64_t counter) const {
  std::filesystem::path fresh = file_;
  fresh += ".new";
  std::error_code error;
  const bool written = write_durably(fresh, std::to_string(counter) + "\n");
  if (written) std::filesystem::rename(fresh, file_, error);
  if (!written || error)
    return fail(ErrorCode::Storage, "the counter file " + file_.string() + " cannot be written");
  sync_folder(file_.parent_path());
  return {};
}

}  // namespace sixline::host::scp
