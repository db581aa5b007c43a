// What SCP80 needs to know of the rest of the card: where a TAR leads, and how to run a script there.
#pragma once

#include <optional>

#include "card/gp/key_store.hpp"
#include "card/wire/apdu.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::ota {

/// How a script came to the card.
struct ScriptSecurity {
  std::uint8_t spi1 = 0;         ///< what was done to protect it  [TS 102 225 §5.1.1]
  std::uint8_t key_version = 0;  ///< KVN of the keys that protected it; 0 = none did
};

/// Runs the commands of one remote script. Implemented by ISD-R, ISD-P and remote file management.
///
/// Over SCP80 the calls come in this order, and no second script begins before the first has ended:
///   1. begin_script(), then run_command() and run_tlv() until the script ends or is broken off;
///   2. the answer is handed to the terminal, if one is due;
///   3. end_script().
/// So that end_script() is the moment for effects that must not overtake the answer, such as the switch of
/// profiles and its REFRESH. It is called
///   - at once when no answer is due, or when the answer travels back in the ENVELOPE itself;
///   - after the TERMINAL RESPONSE to the last SEND SHORT MESSAGE of an answer by SMS-SUBMIT, or when the
///     sender gave up: a lost answer does not undo what was done.
/// It is not called when the card is reset in between. What must happen anyway is therefore recorded
/// durably by run_command() and taken up after the reset.
class ScriptTarget {
 public:
  /// The script begins.
  virtual void begin_script(const ScriptSecurity& security) = 0;
  /// One C-APDU (tag 22). Changes are committed or rolled back by the target before it returns. The answer
  /// has room for limits::max_response_data bytes, less near the end of the script's room.
  virtual wire::StatusWord run_command(const wire::CommandApdu& command, wire::ResponseApdu& response) = 0;
  /// One TLV that is not a C-APDU (SCP03t 84 to 88): `whole` includes tag and length. Writes the answer
  /// TLV to `answer`. False: this target knows no such TLV, and nothing was written.
  virtual bool run_tlv(const wire::Tlv& tlv, wire::Writer& answer) = 0;
  /// The script ended, or was broken off, and its answer has left.
  virtual void end_script() = 0;

 protected:
  ~ScriptTarget() = default;
};

/// A TAR resolved. Without a target the TAR is unknown: silent, or status 09, as `silent` says.
struct Endpoint {
  ScriptTarget* target = nullptr;
  gp::ApplicationId key_domain;      ///< the security domain whose SCP80 keys protect it
  std::uint8_t minimum_spi1 = 0x16;  ///< minimum security level
  bool silent = true;                ///< ISD-R, ISD-P: no PoR when authentication fails  [SGP.02 §2.4.3.3]
};

class Router {
 public:
  /// Nothing: no application of the card has this TAR, answered with status 09.
  virtual std::optional<Endpoint> resolve(const wire::Tar& tar) = 0;

 protected:
  ~Router() = default;
};

}  // namespace sixline::card::ota
