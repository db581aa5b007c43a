// `.apdu` scripts: what a card is told and what it must answer. The language is tests/scripts/README.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/session/byte_expression.hpp"
#include "host/session/card_session.hpp"

namespace sixline::host::session {

enum class Verb : std::uint8_t {
  Command,
  RawCommand,
  Reset,
  Channel,
  Let,
  Capture,
  Load,
  Secure,
  Plain,
  Pin
};

/// One step of a script.
struct Statement {
  Verb verb{};
  unsigned line = 0;
  std::vector<std::string> words;          ///< what follows the verb, where it is words
  std::optional<ByteExpression> bytes;     ///< what follows the verb, where it is bytes
  std::optional<ByteExpression> expected;  ///< of the `<` line
  unsigned expected_line = 0;
  std::size_t offset = 0;             ///< Capture: first byte of the answer's data
  std::optional<std::size_t> length;  ///< Capture: none takes all that follows
};

struct Script {
  std::string file;
  bool reentrant = false;  ///< may be broken off by a power cut at any point
  std::vector<std::string> needs;
  std::vector<std::string> citations;  ///< the texts in [brackets] of its comments
  std::vector<Statement> statements;
};

/// Errors: BadFormat, with file and line.
Result<Script> parse_script(std::string file, std::string_view text);
/// Errors: NotFound, BadFormat.
Result<Script> read_script(const std::filesystem::path& path);

/// What a script needs around it. The same script runs on any card that implements this.
class ScriptCard {
 public:
  virtual ~ScriptCard() = default;
  virtual CardSession& session() = 0;
  /// `needs feature`: false skips the script.
  virtual bool offers(std::string_view feature) const = 0;
  /// `load fixture`: brings the card into a named state and defines variables. The runner resets the card
  /// afterwards. Error Unsupported skips the script.
  virtual Result<void> load(std::string_view fixture, Variables& variables) = 0;
  /// `secure target protocol`: transmit_secured() goes to `target` that way from now on. Error Unsupported
  /// skips the script.
  virtual Result<void> secure(const std::vector<std::string>& words) = 0;
  virtual Result<Reply> transmit_secured(Bytes command) = 0;
};

/// A card nobody can prepare: whatever sits in a reader.
class FoundCard : public ScriptCard {
 public:
  explicit FoundCard(CardSession& session) : session_(session) {}
  CardSession& session() override { return session_; }
  bool offers(std::string_view) const override { return false; }
  Result<void> load(std::string_view fixture, Variables& variables) override;
  Result<void> secure(const std::vector<std::string>& words) override;
  Result<Reply> transmit_secured(Bytes command) override;

 private:
  CardSession& session_;
};

enum class Outcome : std::uint8_t { Passed, Failed, Skipped };

struct ScriptResult {
  Outcome outcome = Outcome::Passed;
  /// Failed: "file:line: ..." with expected, got and decoded answer. Skipped: the reason.
  std::string message;
  std::size_t exchanges = 0;  ///< commands sent
};

/// Runs a script to its end or its first failure. The card is reset first, and again after `load`.
ScriptResult run_script(const Script& script, ScriptCard& card);

}  // namespace sixline::host::session
