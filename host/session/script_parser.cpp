#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

#include "host/session/script.hpp"

namespace sixline::host::session {
namespace {

using Use = ByteExpression::Use;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  return {std::istream_iterator<std::string>(in), {}};
}

/// A line of the file after comments are gone and continued lines are joined.
struct Line {
  unsigned number = 0;
  std::string text;
};

class ScriptParser {
 public:
  explicit ScriptParser(std::string file) { script_.file = std::move(file); }

  Result<Script> parse(std::string_view text) {
    for (const Line& line : lines_of(text)) {
      number_ = line.number;
      if (auto read = statement(line.text); !read) return wire::fail(read.error());
    }
    if (auto complete = check_answered(); !complete) return wire::fail(complete.error());
    if (script_.statements.empty()) return wrong("a script without a single step");
    return std::move(script_);
  }

 private:
  struct Row {
    std::string_view word;
    Result<void> (ScriptParser::*read)(std::string_view rest);
  };

  std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    bool continued = false;
    unsigned number = 0;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      std::string_view raw = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number;
      const std::size_t comment = raw.find('#');
      if (comment != std::string_view::npos) remember_citations(raw.substr(comment));
      std::string_view content = trimmed(raw.substr(0, comment));
      const bool continues = content.ends_with('\\');
      if (continues) content = trimmed(content.substr(0, content.size() - 1));
      if (continued) {
        lines.back().text.append(" ").append(content);
      } else if (!content.empty() || continues) {
        lines.push_back({number, std::string(content)});
      }
      continued = continues;
    }
    return lines;
  }

  void remember_citations(std::string_view comment) {
    for (std::size_t open = comment.find('['); open != std::string_view::npos;) {
      const std::size_t close = comment.find(']', open);
      if (close == std::string_view::npos) return;
      script_.citations.emplace_back(comment.substr(open + 1, close - open - 1));
      open = comment.find('[', close);
    }
  }

  Result<void> statement(std::string_view text) {
    static constexpr auto rows = std::to_array<Row>({
        {">>", &ScriptParser::raw_command},
        {">", &ScriptParser::command},
        {"<", &ScriptParser::expectation},
        {"reset", &ScriptParser::reset},
        {"channel", &ScriptParser::channel},
        {"let", &ScriptParser::let},
        {"load", &ScriptParser::load},
        {"secure", &ScriptParser::secure},
        {"plain", &ScriptParser::plain},
        {"pin", &ScriptParser::pin},
        {"keys", &ScriptParser::keys},
        {"notification", &ScriptParser::notification},
        {"wait", &ScriptParser::wait},
        {"reentrant", &ScriptParser::reentrant},
        {"needs", &ScriptParser::needs},
    });
    const bool sign = text.front() == '>' || text.front() == '<';
    for (const Row& row : rows) {
      if (!text.starts_with(row.word)) continue;
      const std::string_view rest = text.substr(row.word.size());
      if (!sign && !rest.empty() && rest.front() != ' ' && rest.front() != '\t') continue;
      return (this->*row.read)(trimmed(rest));
    }
    return wrong("unknown verb \"" + std::string(text.substr(0, text.find(' '))) + "\"");
  }

  static bool wants_answer(Verb verb) {
    return verb == Verb::Command || verb == Verb::RawCommand || verb == Verb::Notification;
  }

  /// A command without the line that says what must come back proves nothing.
  Result<void> check_answered() {
    if (script_.statements.empty()) return {};
    const Statement& last = script_.statements.back();
    if (!wants_answer(last.verb) || last.expected) return {};
    return fail(ErrorCode::BadFormat, where(last.line) + "a command without a < line");
  }

  Result<Statement*> begin(Verb verb) {
    if (auto complete = check_answered(); !complete) return wire::fail(complete.error());
    script_.statements.push_back({});
    script_.statements.back().verb = verb;
    script_.statements.back().line = number_;
    return &script_.statements.back();
  }

  Result<void> begin_with_bytes(Verb verb, std::string_view text, Use use) {
    auto bytes = ByteExpression::parse(text, use);
    if (!bytes) return wrong(bytes.error().what);
    if (text.empty()) return wrong("no bytes");
    return begin(verb).map([&](Statement* step) { step->bytes = std::move(*bytes); });
  }

  Result<void> begin_with_words(Verb verb, std::string_view text, std::size_t count) {
    auto words = words_of(text);
    if (words.size() != count)
      return wrong(std::to_string(count) + " words are due here, not " + std::to_string(words.size()));
    return begin(verb).map([&](Statement* step) { step->words = std::move(words); });
  }

  Result<void> command(std::string_view text) { return begin_with_bytes(Verb::Command, text, Use::Command); }
  Result<void> raw_command(std::string_view text) {
    return begin_with_bytes(Verb::RawCommand, text, Use::Command);
  }
  Result<void> pin(std::string_view text) { return begin_with_bytes(Verb::Pin, text, Use::Value); }
  Result<void> reset(std::string_view text) { return begin_with_words(Verb::Reset, text, 0); }
  Result<void> plain(std::string_view text) { return begin_with_words(Verb::Plain, text, 0); }
  Result<void> load(std::string_view text) {
    if (!script_.statements.empty()) return wrong("load is the first step");
    return begin_with_words(Verb::Load, text, 1);
  }
  Result<void> secure(std::string_view text) { return begin_with_words(Verb::Secure, text, 2); }
  Result<void> notification(std::string_view text) { return begin_with_words(Verb::Notification, text, 0); }

  Result<void> wait(std::string_view text) {
    unsigned seconds = 0;
    if (!read_number(text, seconds)) return wrong("wait is followed by a number of seconds");
    return begin_with_words(Verb::Wait, text, 1);
  }

  /// A word, then bytes.
  Result<void> begin_with_word_and_bytes(Verb verb, std::string_view text, std::string_view what) {
    const std::size_t blank = text.find_first_of(" \t");
    if (text.empty() || blank == std::string_view::npos) return wrong(std::string(what));
    auto read = begin_with_bytes(verb, trimmed(text.substr(blank)), Use::Value);
    if (read) script_.statements.back().words = {std::string(text.substr(0, blank))};
    return read;
  }

  Result<void> keys(std::string_view text) {
    constexpr std::string_view due = "keys is followed by: $AID bytes";
    if (!text.starts_with('$')) return wrong(std::string(due));
    return begin_with_word_and_bytes(Verb::Keys, text, due);
  }

  Result<void> channel(std::string_view text) {
    unsigned number = 0;
    if (!read_number(text, number) || number > 19) return wrong("a channel is a number from 0 to 19");
    return begin_with_words(Verb::Channel, text, 1);
  }

  Result<void> expectation(std::string_view text) {
    auto& steps = script_.statements;
    const bool fits = !steps.empty() && !steps.back().expected &&
                      (wants_answer(steps.back().verb) || steps.back().verb == Verb::Reset);
    if (!fits) return wrong("a < line without a command before it");
    auto bytes = ByteExpression::parse(text, Use::Expectation);
    if (!bytes) return wrong(bytes.error().what);
    if (text.empty()) return wrong("an empty < line");
    steps.back().expected = std::move(*bytes);
    steps.back().expected_line = number_;
    return {};
  }

  Result<void> let(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string name(trimmed(text.substr(0, equals)));
    if (equals == std::string_view::npos || name.empty() || words_of(name).size() != 1)
      return wrong("let is followed by: name = bytes");
    const std::string_view value = trimmed(text.substr(equals + 1));
    constexpr std::string_view signature = "signature ";
    auto read = value.starts_with("response") ? capture(value.substr(8))
                : value.starts_with(signature)
                    ? begin_with_word_and_bytes(Verb::Sign, trimmed(value.substr(signature.size())),
                                                "signature is followed by: signer bytes")
                    : begin_with_bytes(Verb::Let, value, Use::Value);
    if (read) {
      auto& words = script_.statements.back().words;
      words.insert(words.begin(), name);
    }
    return read;
  }

  Result<void> capture(std::string_view range) {
    std::size_t offset = 0;
    std::optional<std::size_t> length;
    if (!range.empty()) {
      if (!range.starts_with('[') || !range.ends_with(']')) return wrong("response[offset,length] is due");
      const std::string_view inside = range.substr(1, range.size() - 2);
      const std::size_t comma = inside.find(',');
      bool good = read_number(trimmed(inside.substr(0, comma)), offset);
      if (comma != std::string_view::npos)
        good = good && read_number(trimmed(inside.substr(comma + 1)), length.emplace());
      if (!good) return wrong("response[offset,length] takes decimal numbers");
    }
    auto step = begin(Verb::Capture);
    if (!step) return wire::fail(step.error());
    (*step)->offset = offset;
    (*step)->length = length;
    return {};
  }

  Result<void> reentrant(std::string_view text) {
    if (!text.empty() || !script_.statements.empty())
      return wrong("reentrant stands alone, before the first step");
    script_.reentrant = true;
    return {};
  }

  Result<void> needs(std::string_view text) {
    auto words = words_of(text);
    if (words.empty() || !script_.statements.empty())
      return wrong("needs names features, before the first step");
    script_.needs.insert(script_.needs.end(), words.begin(), words.end());
    return {};
  }

  template <class Number>
  static bool read_number(std::string_view text, Number& number) {
    const char* end = text.data() + text.size();
    auto [stop, problem] = std::from_chars(text.data(), end, number);
    return !text.empty() && stop == end && problem == std::errc{};
  }

  std::string where(unsigned line) const { return script_.file + ":" + std::to_string(line) + ": "; }
  tl::unexpected<Error> wrong(const std::string& what) const {
    return fail(ErrorCode::BadFormat, where(number_) + what);
  }

  Script script_;
  unsigned number_ = 0;
};

}  // namespace

Result<Script> parse_script(std::string file, std::string_view text) {
  return ScriptParser(std::move(file)).parse(text);
}

Result<Script> read_script(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::NotFound, "read the script " + path.string() + ": cannot be opened");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return parse_script(path.string(), text);
}

}  // namespace sixline::host::session
