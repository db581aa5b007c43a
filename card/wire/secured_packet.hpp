// Command and response packets of SCP80: where each field stands. No cryptography here: both ends use this.
// [TS 102 225 §5] [TS 31.115 §4]
#pragma once

#include <string_view>

#include "card/wire/identifiers.hpp"

namespace sixline::wire {

/// How a packet proves its integrity.
enum class Integrity : std::uint8_t { None, RedundancyCheck, CryptographicChecksum, DigitalSignature };
/// What the receiver does with the counter.
enum class CounterRule : std::uint8_t { None, NotChecked, Higher, ExactlyOneHigher };
/// When the receiver answers with a proof of receipt.
enum class Reply : std::uint8_t { Never, Always, OnError, Reserved };

/// The two SPI bytes.  [TS 102 225 §5.1.1]
struct SecurityParameters {
  std::uint8_t spi1 = 0;
  std::uint8_t spi2 = 0;

  constexpr Integrity integrity() const { return static_cast<Integrity>(spi1 & 0x03); }
  constexpr bool ciphered() const { return (spi1 & 0x04) != 0; }
  constexpr CounterRule counter_rule() const { return static_cast<CounterRule>(spi1 >> 3 & 0x03); }

  constexpr Reply reply() const { return static_cast<Reply>(spi2 & 0x03); }
  constexpr Integrity reply_integrity() const { return static_cast<Integrity>(spi2 >> 2 & 0x03); }
  constexpr bool reply_ciphered() const { return (spi2 & 0x10) != 0; }
  constexpr bool reply_by_submit() const { return (spi2 & 0x20) != 0; }

  /// Every property of this packet is at least as strong as the same property of `minimum_spi1`.
  constexpr bool at_least(std::uint8_t minimum_spi1) const {
    const SecurityParameters minimum{minimum_spi1, 0};
    return integrity() >= minimum.integrity() && (ciphered() || !minimum.ciphered()) &&
           counter_rule() >= minimum.counter_rule();
  }
  constexpr bool operator==(const SecurityParameters&) const = default;
};

/// [SGP.02 §2.4.3] cipher, CC, counter higher; PoR always, by SUBMIT, ciphered, with CC.
inline constexpr SecurityParameters sgp02_security{0x16, 0x39};
/// PROC-NOT-03: cipher, CC, no counter, no PoR.
inline constexpr SecurityParameters notification_security{0x06, 0x00};

/// A KIc or KID byte.  [TS 102 225 §5.1.2, §5.1.3]
struct KeyIndication {
  std::uint8_t value = 0;
  /// Version of the key set; 0 = known implicitly.
  constexpr std::uint8_t version() const { return static_cast<std::uint8_t>(value >> 4); }
  /// AES in CBC mode, AES-CMAC; or the algorithm is known implicitly.
  constexpr bool is_aes() const { return (value & 0x0F) == 0x02 || (value & 0x0F) == 0x00; }
  static constexpr KeyIndication aes(std::uint8_t version) {
    return {static_cast<std::uint8_t>(version << 4 | 0x02)};
  }
  constexpr bool operator==(const KeyIndication&) const = default;
};

/// Response status codes.  [TS 102 225 §5.2]
enum class PacketStatus : std::uint8_t {
  Ok = 0x00,
  ChecksumFailed = 0x01,
  CounterLow = 0x02,
  CounterHigh = 0x03,
  CounterBlocked = 0x04,
  CipherError = 0x05,
  SecurityError = 0x06,  ///< unidentified
  MemoryFull = 0x07,
  MoreTime = 0x08,
  TarUnknown = 0x09,
  InsufficientSecurity = 0x0A,
  ResponseBySubmit = 0x0B,
  ResponseByUssd = 0x0C,
};
/// In English; never empty.
std::string_view describe(PacketStatus status);

inline constexpr std::size_t packet_counter_size = 5;
inline constexpr std::uint64_t max_packet_counter = 0xFFFFFFFFFF;  ///< a key set at this value is blocked
inline constexpr std::size_t packet_checksum_size = 8;  ///< AES-CMAC as SCP80 cuts it  [TS 102 225 §5.1.3]
inline constexpr std::size_t command_head_size = 10;    ///< CPL CHL SPI KIc KID TAR
inline constexpr std::size_t response_head_size = 6;    ///< RPL RHL TAR
inline constexpr std::size_t command_fields_size = packet_counter_size + 1;   ///< CNTR PCNTR
inline constexpr std::size_t response_fields_size = packet_counter_size + 2;  ///< CNTR PCNTR STS

/// What precedes a response packet in the user data of a short message, and takes part in its checksum.
/// [TS 31.115 §4]
inline constexpr std::array<std::uint8_t, 3> response_udh{0x02, 0x71, 0x00};
inline constexpr std::array<std::uint8_t, 3> command_udh{0x02, 0x70, 0x00};

/// Zero bytes that fill `size` up to a whole AES block.
constexpr std::size_t block_padding(std::size_t size) {
  return (16 - size % 16) % 16;
}

struct CommandHeader {
  SecurityParameters security{};
  KeyIndication kic{};
  KeyIndication kid{};
  Tar tar{};
};

/// A command packet as it travels: the header readable, the rest perhaps ciphered.
struct CommandPacket {
  CommandHeader header{};
  std::uint8_t checksum_size = 0;  ///< 0, 4 or 8
  Bytes head{};                    ///< CPL to TAR: the first part of what the checksum covers
  Bytes body{};                    ///< CNTR to the end

  /// Errors: Truncated; BadLength (CPL is not the rest, CHL impossible).
  static Result<CommandPacket, Error> parse(Bytes packet);
};

/// The body of a command packet in clear.
struct CommandBody {
  std::uint64_t counter = 0;
  Bytes fields{};  ///< CNTR PCNTR: the second part of what the checksum covers
  Bytes checksum{};
  Bytes padded{};  ///< data and padding: the third part
  Bytes data{};

  /// Errors: Truncated; BadLength (more padding than data).
  static Result<CommandBody, Error> parse(Bytes clear, std::size_t checksum_size);
};

/// Writes CPL to TAR for a packet whose data and padding together take `padded_size`.
void put_command_head(Writer& out, const CommandHeader& header, std::size_t checksum_size,
                      std::size_t padded_size);
/// Writes CNTR PCNTR.
void put_command_fields(Writer& out, std::uint64_t counter, std::size_t padding);

/// A response packet as it travels, without the user data header.
struct ResponsePacket {
  Tar tar{};
  std::uint8_t checksum_size = 0;
  Bytes head{};  ///< RPL RHL TAR
  Bytes body{};  ///< CNTR to the end

  static Result<ResponsePacket, Error> parse(Bytes packet);
};

struct ResponseBody {
  std::uint64_t counter = 0;
  PacketStatus status = PacketStatus::Ok;
  Bytes fields{};  ///< CNTR PCNTR STS
  Bytes checksum{};
  Bytes padded{};
  Bytes data{};

  static Result<ResponseBody, Error> parse(Bytes clear, std::size_t checksum_size);
};

void put_response_head(Writer& out, const Tar& tar, std::size_t checksum_size, std::size_t padded_size);
/// Writes CNTR PCNTR STS.
void put_response_fields(Writer& out, std::uint64_t counter, std::size_t padding, PacketStatus status);

}  // namespace sixline::wire
