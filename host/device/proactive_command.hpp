// What the card asks of its terminal, and the answer on its way back.  [TS 102 223 §6.6, §6.8]
#pragma once

#include <optional>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::device {

/// Type of command.  [TS 102 223 §9.4]
enum class CommandType : std::uint8_t {
  Refresh = 0x01,
  MoreTime = 0x02,
  PollInterval = 0x03,
  PollingOff = 0x04,
  SetUpEventList = 0x05,
  SendShortMessage = 0x13,
  ProvideLocalInformation = 0x26,
  TimerManagement = 0x27,
};

/// General result, with the additional information that some of them demand.  [TS 102 223 §8.12]
namespace result {
inline const ByteString performed{0x00};
inline const ByteString no_service{0x20, 0x04};
inline const ByteString timer_contradiction{0x24};
inline const ByteString beyond_capabilities{0x30};
inline const ByteString not_understood{0x32};
/// RP-ERROR with cause 38, network out of order.
inline const ByteString sms_rp_error{0x35, 0x26};
inline const ByteString values_missing{0x36};
}  // namespace result

/// A parsed proactive command; owns its bytes.
struct ProactiveCommand {
  std::uint8_t number = 0;
  CommandType type{};
  std::uint8_t qualifier = 0;
  std::uint8_t destination = 0;
  ByteString body;  ///< COMPREHENSION-TLVs after the device identities

  /// `fetched` is the answer of FETCH. Errors: BadFormat.
  static Result<ProactiveCommand> parse(Bytes fetched);
  /// The value of the first COMPREHENSION-TLV with this tag (comprehension bit left out), if there is one.
  std::optional<Bytes> find(std::uint8_t tag) const;
};

/// What the terminal says to a command.
struct Answer {
  ByteString result = result::performed;
  ByteString objects;   ///< COMPREHENSION-TLVs after the result
  bool silent = false;  ///< the card was reset instead of answered
};

/// TERMINAL RESPONSE, without its header.
ByteString terminal_response(const ProactiveCommand& command, const Answer& answer);

}  // namespace sixline::host::device
