#include "card/wire/secured_packet.hpp"

namespace sixline::wire {
namespace {

constexpr std::size_t length_field = 2;
constexpr std::size_t header_without_checksum = 0x0D;           // SPI KIc KID TAR CNTR PCNTR
constexpr std::size_t response_header_without_checksum = 0x0A;  // TAR CNTR PCNTR STS

bool checksum_size_possible(std::size_t size) {
  return size == 0 || size == 4 || size == packet_checksum_size;
}

/// Checks the length field of `packet` and the header length behind it; returns the checksum size.
Result<std::uint8_t, Error> checked_lengths(Bytes packet, std::size_t head_size, std::size_t bare_header) {
  if (packet.size() < head_size) return fail(Error::Truncated);
  if (read_be(packet.first(length_field)) != packet.size() - length_field) return fail(Error::BadLength);
  const std::size_t header_length = packet[length_field];
  if (header_length < bare_header) return fail(Error::BadLength);
  const std::size_t checksum_size = header_length - bare_header;
  if (!checksum_size_possible(checksum_size)) return fail(Error::BadLength);
  if (packet.size() < length_field + 1 + header_length) return fail(Error::Truncated);
  return static_cast<std::uint8_t>(checksum_size);
}

/// The padding counter follows the packet counter.
Result<Bytes, Error> without_padding(Bytes clear, Bytes padded) {
  const std::size_t padding = clear[packet_counter_size];
  if (padding > padded.size()) return fail(Error::BadLength);
  return padded.first(padded.size() - padding);
}

}  // namespace

std::string_view describe(PacketStatus status) {
  switch (status) {
    case PacketStatus::Ok: return "ok";
    case PacketStatus::ChecksumFailed: return "checksum failed";
    case PacketStatus::CounterLow: return "counter too low";
    case PacketStatus::CounterHigh: return "counter too high";
    case PacketStatus::CounterBlocked: return "counter blocked";
    case PacketStatus::CipherError: return "ciphering error";
    case PacketStatus::SecurityError: return "unidentified security error";
    case PacketStatus::MemoryFull: return "not enough memory";
    case PacketStatus::MoreTime: return "more time needed";
    case PacketStatus::TarUnknown: return "unknown TAR";
    case PacketStatus::InsufficientSecurity: return "insufficient security level";
    case PacketStatus::ResponseBySubmit: return "response follows by SMS-SUBMIT";
    case PacketStatus::ResponseByUssd: return "response follows by USSD";
  }
  return "reserved response status";
}

Result<CommandPacket, Error> CommandPacket::parse(Bytes packet) {
  const auto checksum_size = checked_lengths(packet, command_head_size, header_without_checksum);
  if (!checksum_size) return fail(checksum_size.error());
  CommandPacket parsed;
  parsed.header.security = {packet[3], packet[4]};
  parsed.header.kic = {packet[5]};
  parsed.header.kid = {packet[6]};
  std::copy_n(packet.begin() + 7, parsed.header.tar.bytes.size(), parsed.header.tar.bytes.begin());
  parsed.checksum_size = *checksum_size;
  parsed.head = packet.first(command_head_size);
  parsed.body = packet.subspan(command_head_size);
  return parsed;
}

Result<CommandBody, Error> CommandBody::parse(Bytes clear, std::size_t checksum_size) {
  if (clear.size() < command_fields_size + checksum_size) return fail(Error::Truncated);
  CommandBody body;
  body.counter = read_be(clear.first(packet_counter_size));
  body.fields = clear.first(command_fields_size);
  body.checksum = clear.subspan(command_fields_size, checksum_size);
  body.padded = clear.subspan(command_fields_size + checksum_size);
  const auto data = without_padding(clear, body.padded);
  if (!data) return fail(data.error());
  body.data = *data;
  return body;
}

void put_command_head(Writer& out, const CommandHeader& header, std::size_t checksum_size,
                      std::size_t padded_size) {
  const std::size_t header_length = header_without_checksum + checksum_size;
  out.put_be(1 + header_length + padded_size, length_field);
  out.put_all(header_length, header.security.spi1, header.security.spi2, header.kic.value, header.kid.value);
  out.put(header.tar.bytes);
}

void put_command_fields(Writer& out, std::uint64_t counter, std::size_t padding) {
  out.put_be(counter, packet_counter_size);
  out.put(static_cast<std::uint8_t>(padding));
}

Result<ResponsePacket, Error> ResponsePacket::parse(Bytes packet) {
  const auto checksum_size = checked_lengths(packet, response_head_size, response_header_without_checksum);
  if (!checksum_size) return fail(checksum_size.error());
  ResponsePacket parsed;
  std::copy_n(packet.begin() + 3, parsed.tar.bytes.size(), parsed.tar.bytes.begin());
  parsed.checksum_size = *checksum_size;
  parsed.head = packet.first(response_head_size);
  parsed.body = packet.subspan(response_head_size);
  return parsed;
}

Result<ResponseBody, Error> ResponseBody::parse(Bytes clear, std::size_t checksum_size) {
  if (clear.size() < response_fields_size + checksum_size) return fail(Error::Truncated);
  ResponseBody body;
  body.counter = read_be(clear.first(packet_counter_size));
  body.status = static_cast<PacketStatus>(clear[packet_counter_size + 1]);
  body.fields = clear.first(response_fields_size);
  body.checksum = clear.subspan(response_fields_size, checksum_size);
  body.padded = clear.subspan(response_fields_size + checksum_size);
  const auto data = without_padding(clear, body.padded);
  if (!data) return fail(data.error());
  body.data = *data;
  return body;
}

void put_response_head(Writer& out, const Tar& tar, std::size_t checksum_size, std::size_t padded_size) {
  const std::size_t header_length = response_header_without_checksum + checksum_size;
  out.put_be(1 + header_length + padded_size, length_field);
  out.put(static_cast<std::uint8_t>(header_length));
  out.put(tar.bytes);
}

void put_response_fields(Writer& out, std::uint64_t counter, std::size_t padding, PacketStatus status) {
  put_command_fields(out, counter, padding);
  out.put(static_cast<std::uint8_t>(status));
}

}  // namespace sixline::wire
