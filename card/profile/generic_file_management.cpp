// Files that no template has.  [TCA-PP §8.3.5]
#include "card/profile/handlers.hpp"

namespace sixline::card::profile {
namespace {

/// SFI of a file whose Fcp names none: the low bits of its FID.  [TS 102 221 §8.2.2]
std::uint8_t sfi_from(std::uint16_t fid) {
  constexpr std::uint16_t low_bits = 0x1F;
  const auto sfi = static_cast<std::uint8_t>(fid & low_bits);
  return sfi == low_bits ? std::uint8_t{0} : sfi;
}

/// Every FileManagement starts at the MF.
PeStatus begin_commands(Installation& installation, const Unit&) {
  installation.command_directory = uicc::mf_node;
  return installation.file.close();
}

/// FIDs from the MF, an ADF by its temporary one. The path of an EF opens it for filling.
PeStatus file_path(Installation& installation, const Unit& unit) {
  if (const PeStatus status = installation.file.close(); status != PeStatus::Ok) return status;
  constexpr std::size_t max_path = 8;
  if (unit.value.size() > max_path) return PeStatus::BadValues;
  const auto file = installation.files.by_path(unit.value, uicc::mf_node, uicc::no_node);
  if (!file) return pe_status(file.error());
  if (!uicc::is_directory(file->type)) {
    installation.command_directory = file->parent;
    return installation.file.open(*file);
  }
  installation.command_directory = file->node;
  return PeStatus::Ok;
}

/// The descriptor alone tells a directory from an EF, so it is looked at first.
uicc::FileType type_of_fcp(Bytes fcp) {
  constexpr wire::Tag file_descriptor = 0x82;
  constexpr wire::Tag df_name = 0x84;
  constexpr std::uint8_t directory_mask = 0x3F;
  constexpr std::uint8_t directory = 0x38;
  const auto fields = wire::TlvReader::der(fcp);
  const auto descriptor = fields.find(file_descriptor);
  if (!descriptor || descriptor->value.empty() || (descriptor->value[0] & directory_mask) != directory)
    return uicc::FileType::Transparent;
  return fields.find(df_name) ? uicc::FileType::Adf : uicc::FileType::Df;
}

PeStatus create_fcp(Installation& installation, const Unit& unit) {
  if (const PeStatus status = installation.file.close(); status != PeStatus::Ok) return status;
  FileDraft draft;
  draft.file.type = type_of_fcp(unit.value);
  draft.file.parent = installation.command_directory;
  if (const PeStatus status = apply_fcp(unit.value, draft); status != PeStatus::Ok) return status;
  if (!draft.sfi_given && !draft.is_directory()) draft.file.sfi = sfi_from(draft.file.fid);
  if (const PeStatus status = complete(draft); status != PeStatus::Ok) return status;
  if (const PeStatus status = installation.file.create(draft); status != PeStatus::Ok) return status;
  if (draft.file.type == uicc::FileType::Adf) installation.place.adf = installation.file.file().node;
  return PeStatus::Ok;
}

PeStatus fill_offset(Installation& installation, const Unit& unit) {
  const auto count = wire::read_unsigned(unit.value);
  if (!count || *count > 0xFFFF) return PeStatus::InvalidRequestFormat;
  return installation.file.skip(*count);
}

PeStatus fill_content(Installation& installation, const Unit& unit) {
  return installation.file.write(unit.value);
}

constexpr auto fields = std::array{
    Field{{0xA1, 0x30}, Take::Enter, 1, Occurs::Some, begin_commands},
    Field{{0xA1, 0x30, 0x80}, Take::Whole, 1, Occurs::Any, file_path},
    Field{{0xA1, 0x30, 0x62}, Take::Whole, 1, Occurs::Any, create_fcp},
    Field{{0xA1, 0x30, 0x02}, Take::Whole, 1, Occurs::Any, fill_offset},
    Field{{0xA1, 0x30, 0x81}, Take::Pieces, 1, Occurs::Any, fill_content},
};

}  // namespace

std::span<const Field> file_management_fields() {
  return fields;
}

PeStatus finish_file_management(Installation& installation, const Unit&) {
  return installation.file.close();
}

}  // namespace sixline::card::profile
