// The log of a program: one line for each thing that happened, with the eUICC and the message it belongs to.
#pragma once

#include <memory>

#include "servers/lines/effects.hpp"
#include "servers/program/settings.hpp"

namespace sixline::servers::program {

/// May be used by many threads at once.
class Journal {
 public:
  using Level = lines::LogLine::Level;

  /// `server`: which of them speaks, where several write into one place. Errors: Storage (file).
  static Result<std::unique_ptr<Journal>> open(const LogSettings& settings, const std::string& server);
  virtual ~Journal() = default;

  virtual void write(const lines::LogLine& line) = 0;
  void say(Level level, std::string text) { write({level, {}, {}, {}, std::move(text)}); }
  virtual void flush() = 0;

 protected:
  Journal() = default;
};

/// One line without its end, as the log writes it; `time` as text. Control characters of strangers cannot
/// begin a new line, and what is no UTF-8 comes out as U+FFFD.
std::string text_line(const lines::LogLine& line);
std::string json_line(const lines::LogLine& line, const std::string& server, const std::string& time);

}  // namespace sixline::servers::program
