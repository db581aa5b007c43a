#include "card/profile/file_draft.hpp"

#include "card/wire/tlv.hpp"

namespace sixline::card::profile {
namespace {

using uicc::FileType;

// Fields of Fcp and ProprietaryInfo.  [TCA-PP §8.3.2]
constexpr wire::Tag file_size = 0x80;
constexpr wire::Tag file_descriptor = 0x82;
constexpr wire::Tag file_id = 0x83;
constexpr wire::Tag df_name = 0x84;
constexpr wire::Tag short_file_id = 0x88;
constexpr wire::Tag life_cycle = 0x8A;
constexpr wire::Tag security_attributes = 0x8B;
constexpr wire::Tag proprietary = 0xA5;
constexpr wire::Tag pin_status_template = 0xC6;
constexpr wire::Tag link_path = 0xC7;
constexpr wire::Tag maximum_file_size = 0x86;
constexpr wire::Tag special_information = 0xC0;
constexpr wire::Tag fill_pattern = 0xC1;
constexpr wire::Tag repeat_pattern = 0xC2;

// File descriptor byte.  [TS 102 221 §11.1.1.4.3]
constexpr std::uint8_t shareable_bit = 0x40;
constexpr std::uint8_t structure_mask = 0x3F;
constexpr std::uint8_t transparent = 0x01;
constexpr std::uint8_t linear_fixed = 0x02;
constexpr std::uint8_t cyclic = 0x06;
constexpr std::uint8_t directory = 0x38;
constexpr std::uint8_t ber_tlv = 0x39;

// Longest values of the document.
constexpr std::size_t max_pattern = 200;
constexpr std::size_t max_link = 8;
constexpr std::uint8_t highest_sfi = 30;

PeStatus check(bool good) {
  return good ? PeStatus::Ok : PeStatus::BadValues;
}

std::optional<FileType> ef_type(std::uint8_t structure) {
  switch (structure) {
    case transparent: return FileType::Transparent;
    case linear_fixed: return FileType::LinearFixed;
    case cyclic: return FileType::Cyclic;
    case ber_tlv: return FileType::BerTlv;
    default: return std::nullopt;
  }
}

PeStatus apply_descriptor(Bytes value, FileDraft& draft) {
  if (value.size() < 2 || value.size() > 5 || value.size() == 3) return PeStatus::BadValues;
  const auto structure = static_cast<std::uint8_t>(value[0] & structure_mask);
  draft.file.shareable = (value[0] & shareable_bit) != 0;
  if (structure == directory) return check(draft.is_directory());
  const auto type = ef_type(structure);
  if (!type || draft.is_directory()) return PeStatus::BadValues;
  if (!uicc::is_record_based(*type))
    draft.file.record_length = 0;
  else if (value.size() >= 4)
    draft.file.record_length = static_cast<std::uint16_t>(wire::read_be(value.subspan(2, 2)));
  draft.file.type = *type;
  return PeStatus::Ok;
}

PeStatus apply_size(Bytes value, FileDraft& draft) {
  const auto size = wire::read_unsigned(value);
  if (!size || draft.is_directory()) return PeStatus::BadValues;
  draft.file.size = *size;
  draft.size_given = true;
  return PeStatus::Ok;
}

PeStatus apply_name(Bytes value, FileDraft& draft) {
  const auto aid = wire::Aid::from(value);
  if (!aid || !draft.is_directory()) return PeStatus::BadValues;
  draft.file.aid = *aid;
  return PeStatus::Ok;
}

/// Bits 8 to 4 hold the identifier; an empty value means that there is none.
PeStatus apply_sfi(Bytes value, FileDraft& draft) {
  if (value.size() > 1 || draft.is_directory()) return PeStatus::BadValues;
  draft.sfi_given = true;
  draft.file.sfi = value.empty() ? 0 : static_cast<std::uint8_t>(value[0] >> 3);
  return check(value.empty() || ((value[0] & 0x07) == 0 && draft.file.sfi <= highest_sfi));
}

PeStatus apply_state(Bytes value, FileDraft& draft) {
  if (value.size() != 1) return PeStatus::BadValues;
  for (const auto state :
       {uicc::FileState::Creation, uicc::FileState::Initialisation, uicc::FileState::Deactivated,
        uicc::FileState::Activated, uicc::FileState::Terminated}) {
    if (static_cast<std::uint8_t>(state) != value[0]) continue;
    draft.file.state = state;
    return PeStatus::Ok;
  }
  return PeStatus::BadValues;
}

/// One byte: a record of the EF.ARR that the place implies; three: its FID as well.
PeStatus apply_rule(Bytes value, FileDraft& draft) {
  if (value.size() != 1 && value.size() != 3) return PeStatus::BadValues;
  if (value.size() == 3) draft.file.rule.arr = static_cast<std::uint16_t>(wire::read_be(value.first(2)));
  draft.arr_given = value.size() == 3;
  draft.file.rule.record = value.back();
  return PeStatus::Ok;
}

PeStatus apply_pattern(Bytes value, Filling filling, FileDraft& draft) {
  // One of the two patterns, not both.
  if (value.empty() || value.size() > max_pattern || draft.pattern_given) return PeStatus::BadValues;
  draft.pattern_given = true;
  draft.pattern = value;
  draft.filling = filling;
  draft.literal_offset = 0;
  return PeStatus::Ok;
}

PeStatus apply_proprietary_field(const wire::Tlv& field, FileDraft& draft) {
  switch (field.tag) {
    case special_information:
      if (field.value.size() != 1) return PeStatus::BadValues;
      draft.file.special = field.value[0];
      return PeStatus::Ok;
    case fill_pattern: return apply_pattern(field.value, Filling::Pad, draft);
    case repeat_pattern: return apply_pattern(field.value, Filling::Repeat, draft);
    // A BER-TLV file may grow up to this size; the size in the Fcp itself is what it starts with.
    case maximum_file_size: return apply_size(field.value, draft);
    default: return PeStatus::Ok;
  }
}

PeStatus apply_proprietary(Bytes value, FileDraft& draft) {
  auto fields = wire::TlvReader::der(value);
  while (!fields.at_end()) {
    const auto field = fields.next();
    if (!field) return PeStatus::InvalidRequestFormat;
    if (const PeStatus status = apply_proprietary_field(*field, draft); status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

PeStatus apply_field(const wire::Tlv& field, FileDraft& draft) {
  switch (field.tag) {
    case file_descriptor: return apply_descriptor(field.value, draft);
    case file_id:
      if (field.value.size() != 2) return PeStatus::BadValues;
      draft.file.fid = static_cast<std::uint16_t>(wire::read_be(field.value));
      draft.fid_given = true;
      return PeStatus::Ok;
    case df_name: return apply_name(field.value, draft);
    case life_cycle: return apply_state(field.value, draft);
    case security_attributes: return apply_rule(field.value, draft);
    case file_size: return apply_size(field.value, draft);
    case pin_status_template: return check(draft.is_directory() && draft.file.pin_status.assign(field.value));
    case short_file_id: return apply_sfi(field.value, draft);
    case proprietary: return apply_proprietary(field.value, draft);
    case link_path:
      draft.is_link = true;
      draft.link = field.value;
      return check(field.value.size() % 2 == 0 && field.value.size() <= max_link);
    default: return PeStatus::Ok;  // a field of a later version
  }
}

/// EF.ARR of the MF serves the MF, the ADFs and what lies directly under the MF.  [TCA-PP §8.3.2]
std::uint16_t implied_arr(const uicc::File& file) {
  constexpr std::uint16_t arr_of_mf = 0x2F06;
  constexpr std::uint16_t arr_of_application = 0x6F06;
  return file.parent == uicc::no_node || file.parent == uicc::mf_node ? arr_of_mf : arr_of_application;
}

}  // namespace

PeStatus apply_fcp(Bytes fcp, FileDraft& draft) {
  auto fields = wire::TlvReader::der(fcp);
  while (!fields.at_end()) {
    const auto field = fields.next();
    if (!field) return PeStatus::InvalidRequestFormat;
    if (const PeStatus status = apply_field(*field, draft); status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

PeStatus complete(FileDraft& draft) {
  uicc::File& file = draft.file;
  if (!draft.arr_given) file.rule.arr = implied_arr(file);
  if (file.fid == 0) return PeStatus::BadValues;
  if (draft.is_directory() || !draft.link.empty()) return PeStatus::Ok;
  if (!draft.size_given && uicc::is_record_based(file.type))
    file.size = static_cast<std::uint32_t>(draft.records) * file.record_length;
  return check(file.size > 0);
}

}  // namespace sixline::card::profile
