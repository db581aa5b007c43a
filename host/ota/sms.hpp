// Secured packets in short messages: cut for the way to the card, put together on the way back.
// [TS 31.115 §4] [TS 23.040 §9.2] [TS 102 223 §7.1]
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "card/wire/sms.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::ota {

/// What a message centre puts around the user data.
struct SmsOrigin {
  wire::SmsAddress originator;              ///< TP-OA: the SM-SR's number
  std::array<std::uint8_t, 7> timestamp{};  ///< TP-SCTS as it travels
  /// TP-MMS of the last part: whether other messages wait at the centre. Cards do not look at it.
  bool more_waiting = true;
};

/// SMS-DELIVER TPDUs that carry `packet`, a command packet without user data header. `reference` tells
/// concatenated messages apart. Errors: BadInput (more than 255 messages).
Result<std::vector<ByteString>> deliver_messages(Bytes packet, const SmsOrigin& origin,
                                                 std::uint8_t reference);

/// ENVELOPE (SMS-PP DOWNLOAD) that hands one SMS-DELIVER to the card. `service_centre` may be empty.
/// Errors: BadInput (does not fit a short APDU).
Result<ByteString> build_envelope(Bytes deliver, const wire::SmsAddress& service_centre);

/// A secured packet that the card sent.
struct MobileOriginated {
  wire::PacketKind kind = wire::PacketKind::Command;
  wire::SmsAddress destination;
  ByteString packet;  ///< without user data header
};

/// Puts the SMS-SUBMITs of one card together. Duplicates and any order are tolerated; of more than
/// `max_pending` unfinished messages the oldest is forgotten.
class SubmitReassembly {
 public:
  static constexpr std::size_t max_pending = 8;

  /// A packet when `submit` completes one, nothing while parts are missing. Errors: BadFormat (not a
  /// SUBMIT with a secured packet in it).
  Result<std::optional<MobileOriginated>> add(Bytes submit);

 private:
  struct Pending {
    wire::SmsAddress destination;
    wire::SmsConcatenation key;  // number unused
    std::optional<wire::PacketKind> kind;
    std::vector<std::optional<ByteString>> parts;
  };
  Pending& pending_for(const wire::SmsAddress& destination, const wire::SmsConcatenation& part);
  std::optional<MobileOriginated> take_if_complete(Pending& message);

  std::deque<Pending> pending_;
};

}  // namespace sixline::host::ota
