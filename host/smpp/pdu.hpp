// Protocol data units of SMPP 3.4: the few that a transceiver needs, as bytes and as values.
// [SMPP 3.4 §3, §4, §5]
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::smpp {

/// command_id.  [SMPP 3.4 §5.1.2.1]
enum class Command : std::uint32_t {
  SubmitSm = 0x00000004,
  DeliverSm = 0x00000005,
  Unbind = 0x00000006,
  BindTransceiver = 0x00000009,
  EnquireLink = 0x00000015,
  GenericNack = 0x80000000,
  SubmitSmResp = 0x80000004,
  DeliverSmResp = 0x80000005,
  UnbindResp = 0x80000006,
  BindTransceiverResp = 0x80000009,
  EnquireLinkResp = 0x80000015,
};
inline constexpr std::uint32_t response_bit = 0x80000000;

constexpr bool is_response(Command command) {
  return (static_cast<std::uint32_t>(command) & response_bit) != 0;
}

/// command_status: those that Sixline sends or decides on; any other value may come.  [SMPP 3.4 §5.1.3]
enum class Status : std::uint32_t {
  Ok = 0x00,                   ///< ESME_ROK
  BadMessageLength = 0x01,     ///< ESME_RINVMSGLEN
  BadCommandLength = 0x02,     ///< ESME_RINVCMDLEN
  BadCommand = 0x03,           ///< ESME_RINVCMDID
  WrongBindStatus = 0x04,      ///< ESME_RINVBNDSTS
  AlreadyBound = 0x05,         ///< ESME_RALYBND
  SystemError = 0x08,          ///< ESME_RSYSERR
  BadSource = 0x0A,            ///< ESME_RINVSRCADR
  BadDestination = 0x0B,       ///< ESME_RINVDSTADR
  BindFailed = 0x0D,           ///< ESME_RBINDFAIL
  BadPassword = 0x0E,          ///< ESME_RINVPASWD
  BadSystemId = 0x0F,          ///< ESME_RINVSYSID
  QueueFull = 0x14,            ///< ESME_RMSGQFUL
  BadServiceType = 0x15,       ///< ESME_RINVSERTYP
  SubmitFailed = 0x45,         ///< ESME_RSUBMITFAIL
  BadSystemType = 0x53,        ///< ESME_RINVSYSTYP
  Throttled = 0x58,            ///< ESME_RTHROTTLED
  BadSchedule = 0x61,          ///< ESME_RINVSCHED
  BadExpiry = 0x62,            ///< ESME_RINVEXPIRY
  TemporaryAtReceiver = 0x64,  ///< ESME_RX_T_APPN: send it again later
  PermanentAtReceiver = 0x65,  ///< ESME_RX_P_APPN
  RejectedByReceiver = 0x66,   ///< ESME_RX_R_APPN
  BadOptionalStream = 0xC0,    ///< ESME_RINVOPTPARSTREAM
  OptionalNotAllowed = 0xC1,   ///< ESME_ROPTPARNOTALLWD
  BadOptionalLength = 0xC2,    ///< ESME_RINVPARLEN
  OptionalMissing = 0xC3,      ///< ESME_RMISSINGOPTPARAM
  UnknownError = 0xFF,         ///< ESME_RUNKNOWNERR
};
/// The name in the specification, or "command_status 0x…".
std::string name_of(Status status);

/// The other side may take the same message later.
constexpr bool is_temporary(Status status) {
  return status == Status::TemporaryAtReceiver || status == Status::QueueFull ||
         status == Status::Throttled || status == Status::SystemError;
}

/// message_state.  [SMPP 3.4 §5.2.28]
enum class MessageState : std::uint8_t {
  EnRoute = 1,
  Delivered = 2,
  Expired = 3,
  Deleted = 4,
  Undeliverable = 5,
  Accepted = 6,
  Unknown = 7,
  Rejected = 8,
};

/// esm_class.  [SMPP 3.4 §5.2.12]
inline constexpr std::uint8_t esm_type_mask = 0x3C;
inline constexpr std::uint8_t esm_delivery_receipt = 0x04;
inline constexpr std::uint8_t esm_header_indicator = 0x40;
/// registered_delivery: a receipt when the message could not be delivered.  [SMPP 3.4 §5.2.17]
inline constexpr std::uint8_t receipt_on_failure = 0x02;
inline constexpr std::uint8_t interface_version = 0x34;

inline constexpr std::size_t header_size = 16;
/// The longest PDU that is read. A message_payload of the greatest length fits, so that it can be refused
/// with its own answer: closing the connection on it would have it repeated for ever.
inline constexpr std::size_t max_pdu = 66 * 1024;
inline constexpr std::size_t max_short_message = 254;  ///< [SMPP 3.4 §5.2.21]
inline constexpr std::size_t max_message_id = 64;      ///< without the final NUL
inline constexpr std::uint32_t max_sequence = 0x7FFFFFFF;

struct Address {
  std::uint8_t ton = 0;
  std::uint8_t npi = 0;
  std::string digits;  ///< at most 20
  bool operator==(const Address&) const = default;
};

/// bind_transceiver.  [SMPP 3.4 §4.1.5]
struct Bind {
  std::string system_id;    ///< at most 15
  std::string password;     ///< at most 8
  std::string system_type;  ///< at most 12
  std::uint8_t version = interface_version;
  Address range{};  ///< address_range, at most 40
  bool operator==(const Bind&) const = default;
};

/// bind_transceiver_resp.  [SMPP 3.4 §4.1.6]
struct BindResp {
  std::string system_id;
  std::optional<std::uint8_t> version{};  ///< sc_interface_version
  bool operator==(const BindResp&) const = default;
};

/// submit_sm and deliver_sm: one layout.  [SMPP 3.4 §4.4.1, §4.6.1]
struct ShortMessage {
  std::string service_type;
  Address source{};
  Address destination{};
  std::uint8_t esm_class = 0;
  std::uint8_t protocol_id = 0;
  std::uint8_t priority = 0;
  std::string schedule;  ///< empty or 16 characters
  std::string validity;  ///< empty or 16 characters
  std::uint8_t registered_delivery = 0;
  std::uint8_t replace_if_present = 0;
  std::uint8_t data_coding = 0;
  std::uint8_t default_message = 0;
  ByteString text;                                    ///< short_message
  std::optional<std::uint16_t> user_reference{};      ///< user_message_reference
  std::optional<bool> more_messages{};                ///< more_messages_to_send
  std::optional<std::string> receipted_message_id{};  ///< of delivery receipts
  std::optional<MessageState> state{};                ///< message_state
  bool operator==(const ShortMessage&) const = default;
};

/// submit_sm_resp and deliver_sm_resp.  [SMPP 3.4 §4.4.2, §4.6.2]
struct MessageResp {
  std::string message_id;  ///< empty in deliver_sm_resp
  bool operator==(const MessageResp&) const = default;
};

using Body = std::variant<std::monostate, Bind, BindResp, ShortMessage, MessageResp>;

struct Pdu {
  Command command = Command::GenericNack;
  Status status = Status::Ok;
  std::uint32_t sequence = 0;
  Body body{};
  bool operator==(const Pdu&) const = default;
};

/// Errors: BadInput (a field is longer than the specification allows, holds a NUL, or the body is not the
/// command's).
Result<ByteString> encode(const Pdu& pdu);

/// A PDU whose length is right and whose body was not looked at.
struct Frame {
  Command command = Command::GenericNack;  ///< may be a value that has no name
  Status status = Status::Ok;
  std::uint32_t sequence = 0;
  ByteString body;
};

/// Optional parameters that are unknown are skipped. Errors: the command_status to answer with; BadCommand
/// for an unknown command_id, OptionalNotAllowed for message_payload and segments (sar_*), which Sixline
/// does not speak. A response may come without its body.
wire::Result<Pdu, Status> decode(const Frame& frame);

/// What refuses a request: its own response, or generic_nack where it has none.
Pdu refusal(const Frame& frame, Status status);
/// The response to `request`, of the same sequence number.
Pdu response_to(const Pdu& request, Status status, Body body = {});

/// Cuts the byte stream of a connection into PDUs.
class Reader {
 public:
  void add(Bytes bytes) { append(pending_, bytes); }
  /// Nothing while bytes are missing. After an error the stream cannot be cut any more and is to be closed.
  /// Errors: BadFormat (command_length below 16 or above max_pdu).
  Result<std::optional<Frame>> next();

 private:
  ByteString pending_;
  std::size_t taken_ = 0;  // bytes at the front that were given out
};

}  // namespace sixline::host::smpp
