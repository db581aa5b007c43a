#include "servers/program/journal.hpp"

#include <nlohmann/json.hpp>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace sixline::servers::program {

namespace {

using Level = lines::LogLine::Level;

constexpr spdlog::level::level_enum level_of(Level level) {
  switch (level) {
    case Level::Detail: return spdlog::level::debug;
    case Level::Info: return spdlog::level::info;
    case Level::Warning: return spdlog::level::warn;
    case Level::Error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

constexpr std::string_view name_of(Level level) {
  switch (level) {
    case Level::Detail: return "detail";
    case Level::Info: return "info";
    case Level::Warning: return "warning";
    case Level::Error: return "error";
  }
  return "error";
}

Level level_named(std::string_view name) {
  for (const Level level : {Level::Detail, Level::Info, Level::Warning})
    if (name_of(level) == name) return level;
  return Level::Error;
}

/// As inside a string of JSON, in ASCII. What is no UTF-8 is replaced: a line that nobody can read back would
/// be lost to whoever collects them.
std::string escaped(const std::string& text) {
  using nlohmann::json;
  const std::string quoted = json(text).dump(-1, ' ', true, json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

void append_member(std::string& out, std::string_view key, const std::string& value) {
  if (value.empty()) return;
  out.append(out.size() > 1 ? "," : "").append("\"").append(key).append("\":\"");
  out.append(escaped(value)).append("\"");
}

class SpdJournal final : public Journal {
 public:
  SpdJournal(spdlog::sink_ptr sink, const LogSettings& settings, std::string server)
      : logger_(server, std::move(sink)), server_(std::move(server)), json_(settings.json) {
    logger_.set_level(level_of(level_named(settings.level)));
    logger_.set_pattern(json_ ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %n: %v");
    logger_.flush_on(json_ || !settings.file.empty() ? spdlog::level::warn : spdlog::level::trace);
  }

  void write(const lines::LogLine& line) override {
    const auto level = level_of(line.level);
    if (!logger_.should_log(level)) return;
    logger_.log(level, json_ ? json_line(line, server_, now()) : text_line(line));
  }
  void flush() override { logger_.flush(); }

 private:
  static std::string now() {
    const auto time =
        std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
  }

  spdlog::logger logger_;
  std::string server_;
  bool json_;
};

}  // namespace

std::string text_line(const lines::LogLine& line) {
  std::string out = escaped(line.text);
  const auto add = [&](std::string_view key, const std::string& value) {
    if (value.empty()) return;
    out.append(" ").append(key).append("=").append(escaped(value));
  };
  add("eid", line.eid);
  add("message", line.message_id);
  add("context", line.context_id);
  return out;
}

std::string json_line(const lines::LogLine& line, const std::string& server, const std::string& time) {
  std::string out = "{";
  append_member(out, "time", time);
  append_member(out, "level", std::string(name_of(line.level)));
  append_member(out, "server", server);
  append_member(out, "eid", line.eid);
  append_member(out, "message_id", line.message_id);
  append_member(out, "context_id", line.context_id);
  append_member(out, "text", line.text);
  return out + "}";
}

Result<std::unique_ptr<Journal>> Journal::open(const LogSettings& settings, const std::string& server) {
  try {
    spdlog::sink_ptr sink;
    if (settings.file.empty())
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings.file.string());
    return std::make_unique<SpdJournal>(std::move(sink), settings, server);
  } catch (const spdlog::spdlog_ex& error) {
    return host::fail(host::ErrorCode::Storage, "log: " + std::string(error.what()));
  }
}

}  // namespace sixline::servers::program
