#include "card/uicc/file_record.hpp"

namespace sixline::card::uicc {
namespace {

constexpr std::uint8_t type_mask = 0x0F;
constexpr std::uint8_t shareable_flag = 0x80;
constexpr std::uint8_t fill_repeats_flag = 0x40;
constexpr std::uint8_t own_rule_flag = 0x20;
constexpr std::size_t common_size = 7;
constexpr std::size_t ef_size = common_size + 7;
constexpr std::size_t sfi_position = 2;

std::uint16_t read_u16(Bytes record, std::size_t offset) {
  return static_cast<std::uint16_t>(wire::read_be(record.subspan(offset, 2)));
}

/// Takes a length byte and as many bytes from the front of `rest`.
template <class Field>
bool take_field(Bytes& rest, Field& field) {
  if (rest.empty() || rest[0] > rest.size() - 1) return false;
  const std::size_t size = rest[0];
  if (!field.assign(rest.subspan(1, size))) return false;
  rest = rest.subspan(1 + size);
  return true;
}

void put_field(wire::Writer& out, Bytes field) {
  out.put(static_cast<std::uint8_t>(field.size()));
  out.put(field);
}

}  // namespace

void encode_file(const File& file, wire::Writer& out) {
  out.put(static_cast<std::uint8_t>(
      static_cast<std::uint8_t>(file.type) | (file.shareable ? shareable_flag : 0) |
      (file.fill_repeats ? fill_repeats_flag : 0) | (file.own_rule ? own_rule_flag : 0)));
  out.put(static_cast<std::uint8_t>(file.state));
  out.put(file.sfi);
  out.put(file.special);
  out.put_be(file.rule.arr, 2);
  out.put(file.rule.record);
  if (is_directory(file.type)) {
    out.put_be(file.node, 2);
    put_field(out, file.aid.view());
    put_field(out, file.pin_status.view());
    return;
  }
  out.put_be(file.body, 2);
  out.put_be(file.size, 3);
  out.put_be(file.record_length, 2);
  out.put(file.fill.view());
}

std::uint8_t sfi_of_record(Bytes record) {
  return record.size() > sfi_position ? record[sfi_position] : std::uint8_t{0};
}

FileType type_of_record(Bytes record) {
  return static_cast<FileType>(record.empty() ? type_mask : record[0] & type_mask);
}

Result<File, StatusWord> decode_file(const storage::Key& key, Bytes record) {
  const auto damaged = wire::fail(wire::sw::memory_failure);
  if (record.size() < common_size || type_of_record(record) > FileType::BerTlv) return damaged;
  File file;
  file.type = type_of_record(record);
  file.shareable = (record[0] & shareable_flag) != 0;
  file.fill_repeats = (record[0] & fill_repeats_flag) != 0;
  file.own_rule = (record[0] & own_rule_flag) != 0;
  file.state = static_cast<FileState>(record[1]);
  file.sfi = record[sfi_position];
  file.special = record[3];
  file.rule = {read_u16(record, 4), record[6]};
  file.parent = key.a;
  file.fid = key.b;
  if (is_directory(file.type)) {
    if (record.size() < common_size + 2) return damaged;
    file.node = read_u16(record, common_size);
    Bytes rest = record.subspan(common_size + 2);
    if (!take_field(rest, file.aid) || !take_field(rest, file.pin_status)) return damaged;
    return file;
  }
  if (record.size() < ef_size || !file.fill.assign(record.subspan(ef_size))) return damaged;
  file.body = read_u16(record, common_size);
  file.size = static_cast<std::uint32_t>(wire::read_be(record.subspan(common_size + 2, 3)));
  file.record_length = read_u16(record, common_size + 5);
  return file;
}

}  // namespace sixline::card::uicc
