#include "host/smpp/tpdu.hpp"

#include "card/wire/sms.hpp"

namespace sixline::host::smpp {
namespace {

// Type of address: an extension bit, then type of number and numbering plan.  [TS 23.040 §9.1.2.5]
constexpr std::uint8_t no_extension = 0x80;
constexpr std::uint8_t most_ton = 7;
constexpr std::uint8_t most_npi = 15;
constexpr std::uint8_t ton_international = 1;
constexpr std::uint8_t ton_alphanumeric = 5;
constexpr std::uint8_t npi_isdn = 1;

/// Semi-octets 0 to E; F is the filler.  [TS 23.040 §9.1.2.3]
constexpr std::string_view semi_octets = "0123456789*#abc";

/// "Octet unspecified" of SMPP, which is no TP-DCS of 8-bit data.  [SMPP 3.4 §5.2.19]
constexpr std::uint8_t coding_octets = 0x02;
constexpr std::uint8_t dcs_8bit = 0x04;

constexpr std::size_t tpdu_room = 256;

/// The user data is octets and not septets, so that it is the same in TPDU and PDU.  [TS 23.038 §4]
bool carries_octets(std::uint8_t dcs) {
  if (dcs >= 0xF0) return (dcs & 0x04) != 0;
  if (dcs >= 0xC0) return dcs >= 0xE0;
  return (dcs & 0x0C) != 0;
}

Result<Address> to_smpp(const wire::SmsAddress& address) {
  Address out{static_cast<std::uint8_t>(address.type >> 4 & most_ton),
              static_cast<std::uint8_t>(address.type & most_npi),
              {}};
  if (out.ton == ton_alphanumeric)
    return fail(ErrorCode::Unsupported, "an alphanumeric address in a short message");
  for (std::size_t i = 0; i < address.digits; ++i) {
    const std::uint8_t pair = address.packed[i / 2];
    const std::size_t digit = i % 2 == 0 ? pair & 0x0F : pair >> 4;
    if (digit >= semi_octets.size()) return fail(ErrorCode::BadInput, "a filler within a telephone number");
    out.digits.push_back(semi_octets[digit]);
  }
  return out;
}

Result<wire::SmsAddress> to_tpdu(const Address& address) {
  if (address.ton == ton_alphanumeric)
    return fail(ErrorCode::Unsupported, "an alphanumeric address in a short message");
  if (address.ton > most_ton || address.npi > most_npi)
    return fail(ErrorCode::BadFormat, "an address whose type a TPDU cannot say");
  const std::size_t digits = address.digits.size();
  if (digits > 2 * wire::SmsAddress::max_packed)
    return fail(ErrorCode::BadFormat, "a telephone number of " + std::to_string(digits) + " digits");
  wire::SmsAddress out{.digits = static_cast<std::uint8_t>(digits),
                       .type = static_cast<std::uint8_t>(no_extension | address.ton << 4 | address.npi)};
  for (std::size_t i = 0; i < digits; ++i) {
    const std::size_t value = semi_octets.find(address.digits[i]);
    if (value == std::string_view::npos) return fail(ErrorCode::BadFormat, "not a telephone number");
    std::uint8_t& pair = out.packed[i / 2];
    pair = static_cast<std::uint8_t>(i % 2 == 0 ? 0xF0 | value : value << 4 | (pair & 0x0F));
  }
  return out;
}

/// What SMS-DELIVER and SMS-SUBMIT have in common. Errors: those of the addresses; Unsupported (septets).
template <class Tpdu>
Result<ShortMessage> to_message(const Tpdu& tpdu, const Result<Address>& source,
                                const Result<Address>& destination) {
  if (!source) return wire::fail(source.error());
  if (!destination) return wire::fail(destination.error());
  if (!carries_octets(tpdu.dcs))
    return fail(ErrorCode::Unsupported, "a short message of septets; only 8-bit data is carried");
  ShortMessage message;
  message.source = *source;
  message.destination = *destination;
  message.esm_class = tpdu.has_header ? esm_header_indicator : std::uint8_t{0};
  message.protocol_id = tpdu.pid;
  message.data_coding = tpdu.dcs;
  message.text = to_byte_string(tpdu.user_data);
  return message;
}

template <class Tpdu>
Result<Tpdu> from_message(const ShortMessage& message) {
  Tpdu tpdu;
  tpdu.has_header = (message.esm_class & esm_header_indicator) != 0;
  tpdu.pid = message.protocol_id;
  tpdu.dcs = message.data_coding == coding_octets ? dcs_8bit : message.data_coding;
  if (!carries_octets(tpdu.dcs))
    return fail(ErrorCode::Unsupported, "a short message of septets; only 8-bit data is carried");
  if (message.text.size() > wire::max_user_data)
    return fail(ErrorCode::BadFormat, "a short message of " + std::to_string(message.text.size()) + " bytes");
  tpdu.user_data = message.text;
  return tpdu;
}

template <class Tpdu>
ByteString bytes_of(const Tpdu& tpdu) {
  ByteString buffer(tpdu_room);
  wire::Writer out(buffer);
  tpdu.encode(out);
  buffer.resize(out.size());
  return buffer;
}

/// The word behind `key` in the text of a receipt.
std::string word_behind(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + key.size());
  return std::string(rest.substr(0, rest.find(' ')));
}

struct StateName {
  MessageState state;
  std::string_view text;
};
// [SMPP 3.4 Appendix B]
constexpr std::array<StateName, 7> state_names{{{MessageState::Delivered, "DELIVRD"},
                                                {MessageState::Expired, "EXPIRED"},
                                                {MessageState::Deleted, "DELETED"},
                                                {MessageState::Undeliverable, "UNDELIV"},
                                                {MessageState::Accepted, "ACCEPTD"},
                                                {MessageState::Unknown, "UNKNOWN"},
                                                {MessageState::Rejected, "REJECTD"}}};

}  // namespace

ServiceCentreTime service_centre_time(std::chrono::sys_seconds utc) {
  const auto day = std::chrono::floor<std::chrono::days>(utc);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(utc - day);
  const auto swapped = [](std::int64_t value) {
    return static_cast<std::uint8_t>(value % 10 << 4 | value / 10 % 10);
  };
  return {swapped(static_cast<int>(date.year()) % 100),
          swapped(static_cast<unsigned>(date.month())),
          swapped(static_cast<unsigned>(date.day())),
          swapped(time.hours().count()),
          swapped(time.minutes().count()),
          swapped(time.seconds().count()),
          0};
}

Result<Address> address_of(std::string_view msisdn) {
  if (msisdn.starts_with('+')) msisdn.remove_prefix(1);
  const auto number = wire::SmsAddress::from_digits(msisdn);
  if (!number || number->empty())
    return fail(ErrorCode::BadInput, "not an MSISDN: \"" + std::string(msisdn) + "\"");
  return Address{ton_international, npi_isdn, std::string(msisdn)};
}

Result<ShortMessage> to_submit_sm(std::string_view msisdn, Bytes deliver_tpdu) {
  const auto tpdu = wire::SmsDeliver::parse(deliver_tpdu);
  if (!tpdu) return fail(ErrorCode::BadInput, "a malformed SMS-DELIVER");
  auto message = to_message(*tpdu, to_smpp(tpdu->originator), address_of(msisdn));
  if (!message) return message;
  message->registered_delivery = receipt_on_failure;
  message->more_messages = tpdu->more_messages;
  return message;
}

Result<ByteString> to_deliver_tpdu(const ShortMessage& submit_sm, const ServiceCentreTime& time) {
  auto tpdu = from_message<wire::SmsDeliver>(submit_sm);
  const auto originator = to_tpdu(submit_sm.source);
  if (!tpdu) return wire::fail(tpdu.error());
  if (!originator) return wire::fail(originator.error());
  tpdu->originator = *originator;
  tpdu->more_messages = submit_sm.more_messages.value_or(false);
  tpdu->timestamp = time;
  return bytes_of(*tpdu);
}

Result<ShortMessage> to_deliver_sm(std::string_view msisdn, Bytes submit_tpdu) {
  const auto tpdu = wire::SmsSubmit::parse(submit_tpdu);
  if (!tpdu) return fail(ErrorCode::BadInput, "a malformed SMS-SUBMIT");
  auto message = to_message(*tpdu, address_of(msisdn), to_smpp(tpdu->destination));
  if (!message) return message;
  message->user_reference = tpdu->reference;
  return message;
}

Result<ByteString> to_submit_tpdu(const ShortMessage& deliver_sm) {
  auto tpdu = from_message<wire::SmsSubmit>(deliver_sm);
  const auto destination = to_tpdu(deliver_sm.destination);
  if (!tpdu) return wire::fail(tpdu.error());
  if (!destination) return wire::fail(destination.error());
  tpdu->destination = *destination;
  tpdu->reference = static_cast<std::uint8_t>(deliver_sm.user_reference.value_or(0));
  return bytes_of(*tpdu);
}

bool is_receipt(const ShortMessage& deliver_sm) {
  return (deliver_sm.esm_class & esm_type_mask) == esm_delivery_receipt;
}

Result<Receipt> read_receipt(const ShortMessage& deliver_sm) {
  const std::string text(deliver_sm.text.begin(), deliver_sm.text.end());
  Receipt receipt;
  receipt.message_id = deliver_sm.receipted_message_id.value_or(word_behind(text, "id:"));
  std::optional<MessageState> state = deliver_sm.state;
  for (const StateName& name : state_names)
    if (!state && word_behind(text, "stat:") == name.text) state = name.state;
  if (receipt.message_id.empty() || receipt.message_id.size() > max_message_id || !state)
    return fail(ErrorCode::BadFormat, "a delivery receipt that does not say of what");
  receipt.state = *state;
  return receipt;
}

ShortMessage write_receipt(const Receipt& receipt, const Address& source, const Address& destination) {
  ShortMessage message;
  message.source = source;
  message.destination = destination;
  message.esm_class = esm_delivery_receipt;
  message.receipted_message_id = receipt.message_id;
  message.state = receipt.state;
  std::string text = "id:" + receipt.message_id;
  for (const StateName& name : state_names)
    if (name.state == receipt.state) text.append(" stat:").append(name.text);
  message.text = to_byte_string(wire::bytes_of(text));
  return message;
}

}  // namespace sixline::host::smpp
