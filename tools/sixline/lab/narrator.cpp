#include "tools/sixline/lab/narrator.hpp"

#include <fstream>
#include <iterator>
#include <ostream>

namespace sixline::tools {

namespace {

constexpr auto between_looks = std::chrono::milliseconds(20);
constexpr std::size_t column = 9;

}  // namespace

Narrator::Narrator(std::ostream& out) : out_(out), reader_([this] { read(); }) {}

void Narrator::say(const std::string& who, const std::string& text) {
  const std::lock_guard lock(mutex_);
  for (Log& log : logs_) read(log);  // what led to it was said before
  print(who, text);
}

void Narrator::follow(const std::string& who, const std::filesystem::path& log, Shown shown) {
  std::error_code error;
  const auto size = std::filesystem::file_size(log, error);
  const std::lock_guard lock(mutex_);
  logs_.push_back({who, log, std::move(shown), error ? 0 : size});
}

void Narrator::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  changed_.notify_all();
  reader_.join();
}

void Narrator::read() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, between_looks, [this] { return stopping_; }))
    for (Log& log : logs_) read(log);
  for (Log& log : logs_) read(log);
}

void Narrator::read(Log& log) {
  std::ifstream file(log.path, std::ios::binary);
  if (!file.seekg(static_cast<std::streamoff>(log.read))) return;
  const std::string more{std::istreambuf_iterator<char>(file), {}};
  log.read += more.size();
  log.rest += more;
  for (std::size_t end = log.rest.find('\n'); end != std::string::npos; end = log.rest.find('\n')) {
    const std::string text = log.shown(log.rest.substr(0, end));
    log.rest.erase(0, end + 1);
    if (!text.empty()) print(log.who, text);
  }
}

void Narrator::print(const std::string& who, const std::string& text) {
  std::string name = who;
  name.resize(std::max(column, name.size()), ' ');
  out_ << name << text << '\n' << std::flush;
}

std::string interface_line(const std::string& line) {
  const std::size_t begin = line.find(": ES");
  if (begin == std::string::npos) return {};
  std::string text = line.substr(begin + 2);
  for (const char* mark : {" eid=", " message=", " context="})
    if (const std::size_t at = text.find(mark); at != std::string::npos) text.resize(at);
  // That a message arrived is what its receiver says.
  return text.ends_with(": delivered") ? std::string() : text;
}

}  // namespace sixline::tools
