// Files that no template has.  [TCA-PP §8.3.5]
#include "card/profile/handlers.hpp"
#include "card/profile/templates.hpp"

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
  if (!installation.has_mf()) return unit.value.empty() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
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
  constexpr wire::Tag file_id = 0x83;
  constexpr wire::Tag df_name = 0x84;
  constexpr std::uint8_t directory_mask = 0x3F;
  constexpr std::uint8_t directory = 0x38;
  const auto fields = wire::TlvReader::der(fcp);
  const auto descriptor = fields.find(file_descriptor);
  if (!descriptor || descriptor->value.empty() || (descriptor->value[0] & directory_mask) != directory)
    return uicc::FileType::Transparent;
  if (fields.find(df_name)) return uicc::FileType::Adf;
  const auto fid = fields.find(file_id);
  const bool is_mf = fid && fid->value.size() == 2 && wire::read_be(fid->value) == uicc::fid_mf;
  return is_mf ? uicc::FileType::Mf : uicc::FileType::Df;
}

/// ADFs belong to the MF wherever they are created.
std::uint16_t parent_of(uicc::FileType type, std::uint16_t current) {
  switch (type) {
    case uicc::FileType::Mf: return uicc::no_node;
    case uicc::FileType::Adf: return uicc::mf_node;
    default: return current;
  }
}

/// Which kind of application an AID names, as far as templates add to it.  [TS 101 220 §E]
TemplateRoot kind_of(const wire::Aid& aid) {
  struct Row {
    std::array<std::uint8_t, 7> prefix;
    TemplateRoot kind;
  };
  constexpr auto rows = std::array{Row{{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02}, TemplateRoot::Usim},
                                   Row{{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04}, TemplateRoot::Isim},
                                   Row{{0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02}, TemplateRoot::Csim}};
  for (const Row& row : rows)
    if (aid.begins_with(row.prefix)) return row.kind;
  return TemplateRoot::None;
}

/// What was created is selected: a directory takes the next files, an EF the next content.
PeStatus create_fcp(Installation& installation, const Unit& unit) {
  if (const PeStatus status = installation.file.close(); status != PeStatus::Ok) return status;
  FileDraft draft;
  draft.file.type = type_of_fcp(unit.value);
  draft.file.parent = parent_of(draft.file.type, installation.command_directory);
  // The MF must be there before anything else.
  if (draft.file.type != uicc::FileType::Mf && !installation.has_mf()) return PeStatus::InvalidRequestFormat;
  if (const PeStatus status = apply_fcp(unit.value, draft); status != PeStatus::Ok) return status;
  if (!draft.sfi_given && !draft.is_directory()) draft.file.sfi = sfi_from(draft.file.fid);
  if (const PeStatus status = complete(draft); status != PeStatus::Ok) return status;
  if (const PeStatus status = installation.file.create(draft); status != PeStatus::Ok) return status;
  if (!draft.is_directory()) return PeStatus::Ok;
  const uicc::File& directory = installation.file.file();
  installation.command_directory = directory.node;
  installation.created_directory(directory);
  if (directory.type == uicc::FileType::Adf)
    installation.created_application(directory, kind_of(directory.aid));
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
