// What can happen to a procedure, and what it can ask for. No clock, no socket: the caller performs the
// actions and reports what came of them.
#pragma once

#include <variant>
#include <vector>

#include "card/wire/identifiers.hpp"
#include "card/wire/status_word.hpp"
#include "host/es/requests.hpp"

namespace sixline::servers::flow {

namespace es = host::es;
using host::Bytes;
using host::ByteString;

/// E1 from the card, authenticated.  [SGP.02 §4.1.1.11]
enum class NotificationType : std::uint8_t {
  FirstAttachment = 1,
  ChangeSucceeded = 2,
  RolledBack = 3,
  FallBack = 5,
};
struct CardNotification {
  std::string eid{};
  NotificationType type = NotificationType::FirstAttachment;
  std::uint16_t number = 0;
  ByteString isd_p_aid{};
  ByteString imei{};
  bool operator==(const CardNotification&) const = default;
};

// Events
struct Started {};
/// Answers of one script, one after another: R-APDU TLVs 23 or SCP03t TLVs.
struct CardAnswered {
  ByteString responses{};
  unsigned command = 0;  ///< number of the SendToCard that it answers
};
/// The message did not reach the card; nothing was executed.
struct CardUnreachable {
  std::string reason{};
  unsigned command = 0;
};
/// Delivered, perhaps executed, but no answer came.
struct CardSilent {
  unsigned command = 0;
};
struct Notified {
  CardNotification notification{};
};
/// The validity period of the request is over.
struct ValidityEnded {};

using Event = std::variant<Started, CardAnswered, CardUnreachable, CardSilent, Notified, ValidityEnded>;

// Actions
/// Commands for one script. The script's form follows from `definite`.
struct SendToCard {
  wire::Tar tar{};
  bool definite = true;   ///< AA with C-APDUs, else AE 80 .. 00 00 as SCP03t wants it
  ByteString commands{};  ///< TLVs, one after another
  unsigned command = 0;   ///< counts within the transaction; an older one is obsolete
};
/// The answer to the function's caller.
struct AnswerCaller {
  es::Answer answer{};
};
/// Goes to `recipient` after the answer (PROC-FAN-04).
struct Notify {
  es::ProfileNotification notification{};
  std::string smdp_id{};  ///< of the profile, which may be gone
  std::string profile_type{};
  /// Who asked about this very profile: his answer says it already (PROC-FAN-01). Empty: nobody.
  std::string requester{};
};

using Action = std::variant<SendToCard, AnswerCaller, Notify>;
using Actions = std::vector<Action>;

}  // namespace sixline::servers::flow
