// Remote APDU scripts in the expanded format: what travels inside a secured packet or an HTTP body.
// [TS 102 226 §5.2]
#pragma once

#include <optional>
#include <vector>

#include "card/wire/tags.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::ota {

/// AA with a length, usual in short messages; AE 80 .. 00 00 for HTTP and SCP03t.
enum class ScriptForm : std::uint8_t { Definite, Indefinite };

/// A command script under construction.
class CommandScript {
 public:
  explicit CommandScript(ScriptForm form = ScriptForm::Definite) : form_(form) {}

  /// C-APDU (tag 22). Le must be there when data is wanted: scripts have no GET RESPONSE.
  CommandScript& apdu(Bytes command);
  /// A whole TLV that stands in the script as it is: 84, 85, 86 of SCP03t, script chaining 83.
  CommandScript& tlv(Bytes whole);
  bool empty() const { return content_.empty(); }
  ByteString bytes() const;

 private:
  ScriptForm form_;
  ByteString content_;
};

/// One TLV of a script.
struct ScriptElement {
  wire::Tag tag = 0;
  ByteString value;
  ByteString whole;
};

/// Any script taken apart: command or response, definite or indefinite.
struct Script {
  wire::Tag tag = 0;  ///< AA, AB, AE or AF
  std::vector<ScriptElement> elements;

  /// Errors: BadFormat (another tag, a length that does not fit, no end of contents, bytes behind).
  static Result<Script> parse(Bytes bytes);
};

/// R-APDU (tag 23).
struct ScriptAnswer {
  ByteString data;
  wire::StatusWord status;
};

/// What the card says about a script.
struct ResponseScript {
  std::optional<std::uint32_t> executed;       ///< number of commands run; indefinite responses have none
  std::vector<ScriptAnswer> answers;           ///< of every command run, or of the last one only
  std::vector<ByteString> tunnelled;           ///< whole TLVs of SCP03t: 84, 85, 86 and 9F44, 9F45, 9F46
  std::optional<std::uint8_t> bad_format;      ///< 90: the script itself is wrong
  std::optional<std::uint8_t> action_error;    ///< 81: immediate action
  std::optional<std::uint8_t> chaining_error;  ///< 83

  /// Errors: BadFormat.
  static Result<ResponseScript> parse(Bytes bytes);
  /// The data of the last answer when the whole script went well; `what` begins the error text. Errors:
  /// CardRefused (script error, or a status word that is not one of success), BadFormat (no answer).
  Result<ByteString> last_answer(const std::string& what) const;
};

/// The meaning of the byte inside a script format error 90.
std::string_view describe_bad_format(std::uint8_t code);

}  // namespace sixline::host::ota
