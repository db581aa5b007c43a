// The bytes on flash: bank headers and records. Every bit is described in FORMAT.md.
#pragma once

#include <array>
#include <optional>

#include "card/platform/platform.hpp"
#include "card/runtime/limits.hpp"
#include "card/storage/keys.hpp"

namespace sixline::card::storage {

using wire::Bytes;
using wire::MutableBytes;

inline constexpr std::uint8_t erased_byte = 0xFF;
inline constexpr std::uint16_t format_version = 1;
inline constexpr std::uint32_t bank_header_size = 32;
inline constexpr std::uint32_t record_header_size = 16;
inline constexpr std::size_t encoded_key_size = 6;
inline constexpr std::uint32_t max_program_unit = 8;

bool is_blank(Bytes cells);

constexpr std::uint32_t round_up(std::uint32_t size, std::uint32_t unit) {
  return (size + unit - 1) / unit * unit;
}

/// Flash that a record with this payload occupies.
constexpr std::uint32_t record_size(std::uint32_t payload, std::uint32_t unit) {
  return record_header_size + round_up(payload, unit);
}

/// The longest record: no torn write reaches further.
inline constexpr std::uint32_t max_record_size =
    record_size(static_cast<std::uint32_t>(limits::max_object), max_program_unit);

using BankHeader = std::array<std::uint8_t, bank_header_size>;

BankHeader encode_bank_header(const platform::FlashGeometry& geometry, std::uint32_t sequence);

enum class BankState : std::uint8_t {
  Invalid,  ///< no header, or a damaged one
  Foreign,  ///< an intact header of another format version or another geometry
  Valid,
};
struct BankVerdict {
  BankState state = BankState::Invalid;
  std::uint32_t sequence = 0;
};
BankVerdict inspect_bank(Bytes bank, const platform::FlashGeometry& geometry);

enum class RecordType : std::uint8_t {
  Object = 0x1,      ///< payload: the value
  Erase = 0x2,       ///< no payload
  EraseRange = 0x3,  ///< payload: the last key of the range
  Commit = 0x4,      ///< no payload, key 0: everything of this transaction counts
};

struct Record {
  RecordType type = RecordType::Commit;
  std::uint32_t transaction = 0;
  Key key{};
  Bytes payload;
};

using RecordHeader = std::array<std::uint8_t, record_header_size>;
RecordHeader encode_record_header(const Record& record);
std::array<std::uint8_t, encoded_key_size> encode_key(const Key& key);
Key decode_key(Bytes encoded);

/// The record at the start of `cells`, when its length is possible; its payload is a view into them. For
/// cells whose checksum was verified before.
std::optional<Record> parse_record(Bytes cells);
/// The same, when its checksum is right.
std::optional<Record> decode_record(Bytes cells);

}  // namespace sixline::card::storage
