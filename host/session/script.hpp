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
  Pin,
  Sign,
  Keys,
  Notification,
  Wait
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

/// `secure DOMAIN PROTOCOL`.
struct SecurePath {
  std::string domain;  ///< a word such as isd-r; empty when the script names an AID
  ByteString aid{};
  std::string protocol;
};

/// What came back through a secured path: data and status word, or TLVs, which have none.
struct SecuredAnswer {
  ByteString data;
  std::optional<wire::StatusWord> status{};
};

/// What a script needs around it. The same script runs on any card that implements this.
class ScriptCard {
 public:
  virtual ~ScriptCard() = default;
  virtual CardSession& session() = 0;
  /// `reset`; returns the ATR. A device around the card is gone with it.
  virtual Result<ByteString> reset() { return session().reset(); }
  /// `needs feature`: false skips the script.
  virtual bool offers(std::string_view feature) const = 0;
  /// `load fixture`: brings the card into a named state and defines variables. The runner resets the card
  /// afterwards. Error Unsupported skips the script.
  virtual Result<void> load(std::string_view fixture, Variables& variables) = 0;
  // What follows plays the servers and the device. Error Unsupported skips the script.

  /// transmit_secured() goes that way from now on. Errors: NotFound (no such path), and what the card
  /// answers to the opening of a session.
  virtual Result<void> secure(const SecurePath& path) = 0;
  virtual Result<SecuredAnswer> transmit_secured(Bytes command) = 0;
  /// `signature SIGNER BYTES`. Errors: NotFound.
  virtual Result<ByteString> sign(std::string_view signer, Bytes message) = 0;
  /// `keys $DOMAIN BYTES`: `answer` must be the receipt for keys asked for with `control_reference`; secure()
  /// knows them from now on. Errors: NotAuthentic, BadFormat.
  virtual Result<void> agree_keys(const ByteString& aid, Bytes control_reference, Bytes answer) = 0;
  /// `notification`: the oldest one not yet taken. Errors: NotFound.
  virtual Result<ByteString> take_notification() = 0;
  /// `wait SECONDS`
  virtual Result<void> wait(unsigned seconds) = 0;
};

/// A card nobody can prepare: whatever sits in a reader.
class FoundCard : public ScriptCard {
 public:
  explicit FoundCard(CardSession& session) : session_(session) {}
  CardSession& session() override { return session_; }
  bool offers(std::string_view) const override { return false; }
  Result<void> load(std::string_view fixture, Variables& variables) override;
  Result<void> secure(const SecurePath& path) override;
  Result<SecuredAnswer> transmit_secured(Bytes command) override;
  Result<ByteString> sign(std::string_view signer, Bytes message) override;
  Result<void> agree_keys(const ByteString& aid, Bytes control_reference, Bytes answer) override;
  Result<ByteString> take_notification() override;
  Result<void> wait(unsigned seconds) override;

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
