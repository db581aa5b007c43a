#include "host/smpp/pdu.hpp"

#include <algorithm>
#include <cstdio>

namespace sixline::host::smpp {
namespace {

// Room of C-octet strings, the final NUL included.  [SMPP 3.4 §4.1.5, §4.4.1, §4.4.2]
constexpr std::size_t system_id_room = 16;
constexpr std::size_t password_room = 9;
constexpr std::size_t system_type_room = 13;
constexpr std::size_t address_range_room = 41;
constexpr std::size_t service_type_room = 6;
constexpr std::size_t address_room = 21;
constexpr std::size_t time_room = 17;
constexpr std::size_t message_id_room = max_message_id + 1;

// Optional parameters.  [SMPP 3.4 §5.3.2]
enum Tag : std::uint16_t {
  receipted_message_id = 0x001E,
  user_message_reference = 0x0204,
  sar_msg_ref_num = 0x020C,
  sar_total_segments = 0x020E,
  sar_segment_seqnum = 0x020F,
  sc_interface_version = 0x0210,
  message_payload = 0x0424,
  more_messages_to_send = 0x0426,
  message_state = 0x0427,
};

/// A cursor over a body; the first thing that is wrong sticks.
class BodyReader {
 public:
  explicit BodyReader(Bytes body) : rest_(body) {}

  std::uint8_t byte() {
    const Bytes taken = take(1, Status::BadCommandLength);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  Bytes take(std::size_t count, Status otherwise) {
    if (status_ == Status::Ok && count > rest_.size()) status_ = otherwise;
    if (status_ != Status::Ok) return {};
    const Bytes taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  /// A string that ends with NUL within `room` bytes; `too_long` when it goes on behind.
  std::string text(std::size_t room, Status too_long) {
    const auto end = std::find(rest_.begin(), rest_.end(), 0);
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    if (length >= room) refuse(too_long);
    const Bytes taken = take(length + 1, Status::BadCommandLength);
    return taken.empty() ? std::string() : std::string(taken.begin(), taken.end() - 1);
  }
  Address address(std::size_t room, Status too_long) {
    Address address;
    address.ton = byte();
    address.npi = byte();
    address.digits = text(room, too_long);
    return address;
  }
  std::string time(Status malformed) {
    std::string time = text(time_room, malformed);
    if (!time.empty() && time.size() != time_room - 1) refuse(malformed);
    return time;
  }
  void refuse(Status status) {
    if (status_ == Status::Ok) status_ = status;
  }
  bool at_end() const { return rest_.empty() || status_ != Status::Ok; }
  Status status() const { return status_; }

 private:
  Bytes rest_;
  Status status_ = Status::Ok;
};

struct Optional {
  std::uint16_t tag = 0;
  Bytes value;
};

Optional next_optional(BodyReader& body) {
  const Bytes head = body.take(4, Status::BadOptionalStream);
  if (head.empty()) return {};
  return {static_cast<std::uint16_t>(wire::read_be(head.first(2))),
          body.take(wire::read_be(head.subspan(2)), Status::BadOptionalStream)};
}

void check_length(BodyReader& body, const Optional& parameter, std::size_t length) {
  if (parameter.value.size() != length) body.refuse(Status::BadOptionalLength);
}

/// Whether it is one of those without which the message would be another one.
bool changes_message(std::uint16_t tag) {
  return tag == message_payload || tag == sar_msg_ref_num || tag == sar_total_segments ||
         tag == sar_segment_seqnum;
}

void read_optional(BodyReader& body, const Optional& parameter, ShortMessage& message) {
  const Bytes value = parameter.value;
  if (changes_message(parameter.tag)) body.refuse(Status::OptionalNotAllowed);
  if (parameter.tag == receipted_message_id) {
    BodyReader text(value);
    message.receipted_message_id = text.text(message_id_room, Status::BadOptionalLength);
    if (text.status() != Status::Ok || !text.at_end()) body.refuse(Status::BadOptionalLength);
  } else if (parameter.tag == user_message_reference) {
    check_length(body, parameter, 2);
    message.user_reference = static_cast<std::uint16_t>(value.size() == 2 ? wire::read_be(value) : 0);
  } else if (parameter.tag == more_messages_to_send) {
    check_length(body, parameter, 1);
    message.more_messages = !value.empty() && value[0] != 0;
  } else if (parameter.tag == message_state) {
    check_length(body, parameter, 1);
    message.state = value.empty() ? MessageState::Unknown : static_cast<MessageState>(value[0]);
  }
}

ShortMessage read_message(BodyReader& body) {
  ShortMessage message;
  message.service_type = body.text(service_type_room, Status::BadServiceType);
  message.source = body.address(address_room, Status::BadSource);
  message.destination = body.address(address_room, Status::BadDestination);
  message.esm_class = body.byte();
  message.protocol_id = body.byte();
  message.priority = body.byte();
  message.schedule = body.time(Status::BadSchedule);
  message.validity = body.time(Status::BadExpiry);
  message.registered_delivery = body.byte();
  message.replace_if_present = body.byte();
  message.data_coding = body.byte();
  message.default_message = body.byte();
  const std::size_t length = body.byte();
  if (length > max_short_message) body.refuse(Status::BadMessageLength);
  message.text = to_byte_string(body.take(length, Status::BadMessageLength));
  while (!body.at_end())
    if (const Optional parameter = next_optional(body); body.status() == Status::Ok)
      read_optional(body, parameter, message);
  return message;
}

Bind read_bind(BodyReader& body) {
  Bind bind;
  bind.system_id = body.text(system_id_room, Status::BadSystemId);
  bind.password = body.text(password_room, Status::BadPassword);
  bind.system_type = body.text(system_type_room, Status::BadSystemType);
  bind.version = body.byte();
  bind.range = body.address(address_range_room, Status::BadCommandLength);
  return bind;
}

BindResp read_bind_resp(BodyReader& body) {
  BindResp response;
  response.system_id = body.text(system_id_room, Status::BadSystemId);
  while (!body.at_end()) {
    const Optional parameter = next_optional(body);
    if (parameter.tag != sc_interface_version || body.status() != Status::Ok) continue;
    check_length(body, parameter, 1);
    if (!parameter.value.empty()) response.version = parameter.value[0];
  }
  return response;
}

MessageResp read_message_resp(BodyReader& body) {
  MessageResp response{body.text(message_id_room, Status::BadCommandLength)};
  while (!body.at_end()) next_optional(body);
  return response;
}

Body read_body(Command command, BodyReader& body) {
  switch (command) {
    case Command::BindTransceiver: return read_bind(body);
    case Command::BindTransceiverResp: return read_bind_resp(body);
    case Command::SubmitSm:
    case Command::DeliverSm: return read_message(body);
    case Command::SubmitSmResp:
    case Command::DeliverSmResp: return read_message_resp(body);
    default: return {};
  }
}

/// Writes a body; the first field that cannot be said sticks.
class BodyWriter {
 public:
  explicit BodyWriter(ByteString& out) : out_(out) {}
  void byte(std::uint8_t value) { out_.push_back(value); }
  void number(std::uint64_t value, std::size_t width) {
    out_.resize(out_.size() + width);
    wire::write_be(value, wire::MutableBytes(out_).last(width));
  }
  void text(const std::string& value, std::size_t room) {
    if (value.size() >= room || value.find('\0') != std::string::npos) fits_ = false;
    append(out_, wire::bytes_of(value));
    byte(0);
  }
  void time(const std::string& value) {
    if (!value.empty() && value.size() != time_room - 1) fits_ = false;
    text(value, time_room);
  }
  void address(const Address& value, std::size_t room) {
    byte(value.ton);
    byte(value.npi);
    text(value.digits, room);
  }
  void octets(const ByteString& value) {
    if (value.size() > max_short_message) fits_ = false;
    byte(static_cast<std::uint8_t>(value.size()));
    append(out_, value);
  }
  void optional(std::uint16_t tag, std::uint64_t value, std::size_t width) {
    number(tag, 2);
    number(width, 2);
    number(value, width);
  }
  void optional(std::uint16_t tag, const std::string& value) {
    number(tag, 2);
    number(value.size() + 1, 2);
    text(value, message_id_room);
  }
  bool fits() const { return fits_; }

 private:
  ByteString& out_;
  bool fits_ = true;
};

void write(BodyWriter&, const std::monostate&) {}

void write(BodyWriter& out, const Bind& bind) {
  out.text(bind.system_id, system_id_room);
  out.text(bind.password, password_room);
  out.text(bind.system_type, system_type_room);
  out.byte(bind.version);
  out.address(bind.range, address_range_room);
}

void write(BodyWriter& out, const BindResp& response) {
  out.text(response.system_id, system_id_room);
  if (response.version) out.optional(sc_interface_version, *response.version, 1);
}

void write(BodyWriter& out, const ShortMessage& message) {
  out.text(message.service_type, service_type_room);
  out.address(message.source, address_room);
  out.address(message.destination, address_room);
  out.byte(message.esm_class);
  out.byte(message.protocol_id);
  out.byte(message.priority);
  out.time(message.schedule);
  out.time(message.validity);
  out.byte(message.registered_delivery);
  out.byte(message.replace_if_present);
  out.byte(message.data_coding);
  out.byte(message.default_message);
  out.octets(message.text);
  if (message.user_reference) out.optional(user_message_reference, *message.user_reference, 2);
  if (message.more_messages) out.optional(more_messages_to_send, *message.more_messages ? 1 : 0, 1);
  if (message.receipted_message_id) out.optional(receipted_message_id, *message.receipted_message_id);
  if (message.state) out.optional(message_state, static_cast<std::uint8_t>(*message.state), 1);
}

void write(BodyWriter& out, const MessageResp& response) {
  out.text(response.message_id, message_id_room);
}

/// Whether this is the body that the command has. Responses may go without theirs.
bool belongs(Command command, const Body& body) {
  if (std::holds_alternative<std::monostate>(body) && is_response(command)) return true;
  switch (command) {
    case Command::BindTransceiver: return std::holds_alternative<Bind>(body);
    case Command::BindTransceiverResp: return std::holds_alternative<BindResp>(body);
    case Command::SubmitSm:
    case Command::DeliverSm: return std::holds_alternative<ShortMessage>(body);
    case Command::SubmitSmResp:
    case Command::DeliverSmResp: return std::holds_alternative<MessageResp>(body);
    default: return std::holds_alternative<std::monostate>(body);
  }
}

bool has_response(Command command) {
  return command == Command::SubmitSm || command == Command::DeliverSm || command == Command::Unbind ||
         command == Command::BindTransceiver || command == Command::EnquireLink;
}

bool is_known(Command command) {
  return command == Command::GenericNack ||
         has_response(static_cast<Command>(static_cast<std::uint32_t>(command) & ~response_bit));
}

Command response_of(Command command) {
  return has_response(command) ? static_cast<Command>(static_cast<std::uint32_t>(command) | response_bit)
                               : Command::GenericNack;
}

}  // namespace

std::string name_of(Status status) {
  switch (status) {
    case Status::Ok: return "ESME_ROK";
    case Status::BadMessageLength: return "ESME_RINVMSGLEN";
    case Status::BadCommandLength: return "ESME_RINVCMDLEN";
    case Status::BadCommand: return "ESME_RINVCMDID";
    case Status::WrongBindStatus: return "ESME_RINVBNDSTS";
    case Status::AlreadyBound: return "ESME_RALYBND";
    case Status::SystemError: return "ESME_RSYSERR";
    case Status::BadSource: return "ESME_RINVSRCADR";
    case Status::BadDestination: return "ESME_RINVDSTADR";
    case Status::BindFailed: return "ESME_RBINDFAIL";
    case Status::BadPassword: return "ESME_RINVPASWD";
    case Status::BadSystemId: return "ESME_RINVSYSID";
    case Status::QueueFull: return "ESME_RMSGQFUL";
    case Status::BadServiceType: return "ESME_RINVSERTYP";
    case Status::SubmitFailed: return "ESME_RSUBMITFAIL";
    case Status::BadSystemType: return "ESME_RINVSYSTYP";
    case Status::Throttled: return "ESME_RTHROTTLED";
    case Status::BadSchedule: return "ESME_RINVSCHED";
    case Status::BadExpiry: return "ESME_RINVEXPIRY";
    case Status::TemporaryAtReceiver: return "ESME_RX_T_APPN";
    case Status::PermanentAtReceiver: return "ESME_RX_P_APPN";
    case Status::RejectedByReceiver: return "ESME_RX_R_APPN";
    case Status::BadOptionalStream: return "ESME_RINVOPTPARSTREAM";
    case Status::OptionalNotAllowed: return "ESME_ROPTPARNOTALLWD";
    case Status::BadOptionalLength: return "ESME_RINVPARLEN";
    case Status::OptionalMissing: return "ESME_RMISSINGOPTPARAM";
    case Status::UnknownError: return "ESME_RUNKNOWNERR";
  }
  char text[40];
  std::snprintf(text, sizeof text, "command_status 0x%08X", static_cast<unsigned>(status));
  return text;
}

Result<ByteString> encode(const Pdu& pdu) {
  if (!belongs(pdu.command, pdu.body)) return fail(ErrorCode::BadInput, "an SMPP body of another command");
  ByteString out(4);
  BodyWriter writer(out);
  writer.number(static_cast<std::uint32_t>(pdu.command), 4);
  writer.number(static_cast<std::uint32_t>(pdu.status), 4);
  writer.number(pdu.sequence, 4);
  std::visit([&writer](const auto& body) { write(writer, body); }, pdu.body);
  if (!writer.fits()) return fail(ErrorCode::BadInput, "a field does not fit its place in an SMPP PDU");
  wire::write_be(out.size(), wire::MutableBytes(out).first(4));
  return out;
}

wire::Result<Pdu, Status> decode(const Frame& frame) {
  Pdu pdu{frame.command, frame.status, frame.sequence, {}};
  BodyReader body(frame.body);
  const bool bare = is_response(frame.command) && frame.body.empty();
  if (!is_known(frame.command))
    body.refuse(Status::BadCommand);
  else if (!bare)
    pdu.body = read_body(frame.command, body);
  if (body.status() == Status::Ok && !body.at_end()) body.refuse(Status::BadCommandLength);
  if (body.status() != Status::Ok) return wire::fail(body.status());
  return pdu;
}

Pdu refusal(const Frame& frame, Status status) {
  return {response_of(frame.command), status, frame.sequence, {}};
}

Pdu response_to(const Pdu& request, Status status, Body body) {
  return {response_of(request.command), status, request.sequence, std::move(body)};
}

Result<std::optional<Frame>> Reader::next() {
  const Bytes rest = Bytes(pending_).subspan(taken_);
  const std::size_t length = rest.size() < 4 ? header_size : wire::read_be(rest.first(4));
  if (length < header_size || length > max_pdu)
    return fail(ErrorCode::BadFormat, "an SMPP PDU with command_length " + std::to_string(length));
  if (rest.size() < length) {
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    return std::optional<Frame>();
  }
  taken_ += length;
  const auto word = [rest](std::size_t at) {
    return static_cast<std::uint32_t>(wire::read_be(rest.subspan(at, 4)));
  };
  return Frame{static_cast<Command>(word(4)), static_cast<Status>(word(8)), word(12),
               to_byte_string(rest.subspan(header_size, length - header_size))};
}

}  // namespace sixline::host::smpp
