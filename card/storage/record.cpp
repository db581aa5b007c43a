#include "card/storage/record.hpp"

#include "card/storage/crc32.hpp"

namespace sixline::card::storage {
namespace {

using wire::read_be;
using wire::Writer;

constexpr std::array<std::uint8_t, 8> magic{'S', 'I', 'X', 'S', 'T', 'O', 'R', 'E'};
constexpr std::size_t header_crc_offset = bank_header_size - 4;
constexpr std::size_t size_bits = 12;
constexpr std::uint16_t size_mask = (1U << size_bits) - 1;
static_assert(limits::max_object <= size_mask);

std::uint32_t read_u32(Bytes bytes, std::size_t offset) {
  return static_cast<std::uint32_t>(read_be(bytes.subspan(offset, 4)));
}

std::uint16_t read_u16(Bytes bytes, std::size_t offset) {
  return static_cast<std::uint16_t>(read_be(bytes.subspan(offset, 2)));
}

/// Whether type and payload size go together.
bool plausible(RecordType type, std::size_t size) {
  switch (type) {
    case RecordType::Object: return size <= limits::max_object;
    case RecordType::EraseRange: return size == encoded_key_size;
    case RecordType::Erase:
    case RecordType::Commit: return size == 0;
  }
  return false;
}

}  // namespace

// The first cell is erased, and each equals the one before it: one comparison of memory instead of a loop
// over a bank, which is most of what a mount does.
bool is_blank(Bytes cells) {
  return cells.empty() ||
         (cells[0] == erased_byte && wire::equal(cells.subspan(1), cells.first(cells.size() - 1)));
}

BankHeader encode_bank_header(const platform::FlashGeometry& geometry, std::uint32_t sequence) {
  BankHeader header{};
  Writer out(header);
  out.put(magic);
  out.put_be(format_version, 2);
  out.put_be(geometry.program_unit, 1);
  out.put_be(geometry.banks, 1);
  out.put_be(geometry.bank_size, 4);
  out.put_be(sequence, 4);
  out.fill(0, header_crc_offset - out.size());
  out.put_be(crc32(Bytes(header).first(header_crc_offset)), 4);
  return header;
}

BankVerdict inspect_bank(Bytes bank, const platform::FlashGeometry& geometry) {
  const Bytes header = bank.first(bank_header_size);
  if (!wire::starts_with(header, magic)) return {};
  if (crc32(header.first(header_crc_offset)) != read_u32(header, header_crc_offset)) return {};
  const std::uint32_t sequence = read_u32(header, 16);
  const bool ours = wire::equal(header, encode_bank_header(geometry, sequence));
  return {ours ? BankState::Valid : BankState::Foreign, sequence};
}

std::array<std::uint8_t, encoded_key_size> encode_key(const Key& key) {
  std::array<std::uint8_t, encoded_key_size> encoded;
  Writer out(encoded);
  out.put(key.owner);
  out.put(static_cast<std::uint8_t>(key.kind));
  out.put_be(key.a, 2);
  out.put_be(key.b, 2);
  return encoded;
}

Key decode_key(Bytes encoded) {
  return {encoded[0], Kind{encoded[1]}, read_u16(encoded, 2), read_u16(encoded, 4)};
}

RecordHeader encode_record_header(const Record& record) {
  RecordHeader header;
  const std::uint32_t type_and_size = static_cast<std::uint32_t>(record.type) << size_bits |
                                      static_cast<std::uint32_t>(record.payload.size());
  Writer body(MutableBytes(header).subspan(4));
  body.put_be(record.transaction, 4);
  body.put_be(type_and_size, 2);
  body.put(encode_key(record.key));
  wire::write_be(Crc32().add(body.view()).add(record.payload).value(), MutableBytes(header).first(4));
  return header;
}

std::optional<Record> parse_record(Bytes cells) {
  if (cells.size() < record_header_size) return std::nullopt;
  const std::uint16_t type_and_size = read_u16(cells, 8);
  Record record;
  record.type = RecordType{static_cast<std::uint8_t>(type_and_size >> size_bits)};
  const std::size_t size = type_and_size & size_mask;
  if (!plausible(record.type, size) || size > cells.size() - record_header_size) return std::nullopt;
  record.transaction = read_u32(cells, 4);
  record.key = decode_key(cells.subspan(10, encoded_key_size));
  record.payload = cells.subspan(record_header_size, size);
  return record;
}

std::optional<Record> decode_record(Bytes cells) {
  const std::optional<Record> record = parse_record(cells);
  if (!record) return std::nullopt;
  const std::size_t covered = record_header_size - 4 + record->payload.size();
  if (crc32(cells.subspan(4, covered)) != read_u32(cells, 0)) return std::nullopt;
  return record;
}

}  // namespace sixline::card::storage
