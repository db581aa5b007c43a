// The elements that create files by template: one driver, whatever the template.  [TCA-PP §8.3, §9]
#include "card/profile/handlers.hpp"
#include "card/profile/template_draft.hpp"

namespace sixline::card::profile {
namespace {

using uicc::FileType;

void remember_directory(Installation& installation, std::size_t index, const uicc::File& file) {
  TemplateProgress& progress = installation.templates;
  progress.directory = file.node;
  if (is_root(progress, index)) progress.root = file.node;
  installation.created_directory(file);
  if (file.type == FileType::Adf) installation.created_application(file, progress.chosen->root);
}

/// The FID of a file that exists several times and does not say which it is: the lowest that is free.
std::uint16_t free_fid(const Installation& installation, const TemplateFile& row, std::uint16_t directory) {
  std::uint16_t fid = row.fid;
  for (std::uint8_t i = 1; i < row.instances && installation.files.child(directory, fid); ++i) ++fid;
  return fid;
}

/// The template's link, as a path; nothing where the package made the file stand alone.
Bytes default_link(const TemplateFile& row, std::array<std::uint8_t, 2>& path) {
  if (row.link == 0) return {};
  wire::write_be(row.link, path);
  return path;
}

PeStatus write_access_rules(Installation& installation) {
  const uicc::File& file = installation.file.file();
  std::uint32_t start = 0;
  for (const std::string_view digits : access_rules()) {
    if (start + file.record_length > file.size) break;
    ContentBuffer buffer;
    const Bytes rule = decode_hexadecimal(digits, buffer);
    const auto size = std::min<std::size_t>(rule.size(), file.record_length);
    if (const PeStatus status = installation.file.preset(start, rule.first(size)); status != PeStatus::Ok)
      return status;
    start += file.record_length;
  }
  return PeStatus::Ok;
}

PeStatus create(Installation& installation, std::size_t index, Bytes fcp) {
  const TemplateFile& row = installation.templates.chosen->files()[index];
  ContentBuffer buffer;
  FileDraft draft = draft_of(installation, index, buffer);
  // Without its DF, or without the application it belongs to, the file has no place.
  if (draft.file.parent == uicc::no_node && draft.file.type != FileType::Mf) return PeStatus::BadValues;
  if (const PeStatus status = apply_fcp(fcp, draft); status != PeStatus::Ok) return status;
  if (!draft.fid_given) draft.file.fid = free_fid(installation, row, draft.file.parent);
  std::array<std::uint8_t, 2> link{};
  if (!draft.is_link) draft.link = default_link(row, link);
  if (const PeStatus status = complete(draft); status != PeStatus::Ok) return status;
  if (const PeStatus status = installation.file.create(draft); status != PeStatus::Ok) return status;
  if (draft.is_directory()) remember_directory(installation, index, installation.file.file());
  const bool has_rules = row.origin == Origin::AccessRules && draft.link.empty() && !draft.pattern_given;
  return has_rules ? write_access_rules(installation) : PeStatus::Ok;
}

/// Files of the template that the package passed over.
PeStatus pass_over(Installation& installation, std::size_t until) {
  TemplateProgress& progress = installation.templates;
  const auto files = progress.chosen->files();
  for (; progress.next < until; ++progress.next) {
    if (files[progress.next].required) return PeStatus::InvalidRequestFormat;
    if (progress.chosen->created_by_default) {
      if (const PeStatus status = create(installation, progress.next, {}); status != PeStatus::Ok)
        return status;
      if (const PeStatus status = installation.file.close(); status != PeStatus::Ok) return status;
    } else if (uicc::is_directory(files[progress.next].type)) {
      progress.directory = uicc::no_node;
    }
  }
  return PeStatus::Ok;
}

/// Ends the file that is being written; one that was only mentioned is created now.
PeStatus end_file(Installation& installation) {
  TemplateProgress& progress = installation.templates;
  if (progress.next == 0) return PeStatus::Ok;
  if (!progress.skip_file && !installation.file.is_open())
    if (const PeStatus status = create(installation, progress.next - 1, {}); status != PeStatus::Ok)
      return status;
  progress.skip_file = true;
  return installation.file.close();
}

PeStatus template_identifier(Installation& installation, const Unit& unit) {
  const Template* chosen = find_template(unit.value);
  if (chosen == nullptr || chosen->element != installation.element_tag)
    return installation.refuse(PeStatus::TemplateNotSupported);
  installation.templates = {.chosen = chosen};
  // A template without a directory of its own adds to the one its application has.
  TemplateProgress& progress = installation.templates;
  if (!is_root(progress, 0)) progress.root = progress.directory = base_node(installation);
  const bool is_of_iot = chosen->files == iot_files || chosen->files == optional_iot_files;
  return is_of_iot && !installation.header.is_iot() ? PeStatus::InvalidRequestFormat : PeStatus::Ok;
}

PeStatus begin_file(Installation& installation, const Unit& unit) {
  TemplateProgress& progress = installation.templates;
  if (progress.chosen == nullptr) return PeStatus::InvalidRequestFormat;
  if (const PeStatus status = end_file(installation); status != PeStatus::Ok) return status;
  const auto files = progress.chosen->files();
  std::size_t index = 0;
  while (index < files.size() && template_field_tag(index) != unit.tag) ++index;
  // A file of a later edition is passed over.
  progress.skip_file = index == files.size();
  if (progress.skip_file) return PeStatus::Ok;
  if (index < progress.next) return PeStatus::InvalidRequestFormat;
  if (const PeStatus status = pass_over(installation, index); status != PeStatus::Ok) return status;
  progress.next = index + 1;
  return PeStatus::Ok;
}

/// Without effect in the MF, and where nothing is created by default.  [TCA-PP §8.3.3]
PeStatus do_not_create(Installation& installation, const Unit& unit) {
  if (!unit.value.empty()) return PeStatus::InvalidRequestFormat;
  TemplateProgress& progress = installation.templates;
  if (progress.skip_file) return PeStatus::Ok;
  const FileType type = progress.chosen->files()[progress.next - 1].type;
  const bool is_directory = uicc::is_directory(type);
  const bool belongs_to_mf = type == FileType::Mf || (!is_directory && progress.directory == uicc::mf_node);
  if (!progress.chosen->created_by_default || belongs_to_mf) return PeStatus::Ok;
  if (is_directory || installation.file.is_open()) return PeStatus::BadValues;
  progress.skip_file = true;
  return PeStatus::Ok;
}

/// Every further descriptor describes another file of the same kind.  [TCA-PP §9.1]
PeStatus file_descriptor(Installation& installation, const Unit& unit) {
  if (installation.templates.skip_file) return PeStatus::Ok;
  if (installation.file.is_open())
    if (const PeStatus status = installation.file.close(); status != PeStatus::Ok) return status;
  return create(installation, installation.templates.next - 1, unit.value);
}

/// Content may stand alone: then the file is as the template describes it.
PeStatus open_for_content(Installation& installation) {
  if (installation.file.is_open()) return PeStatus::Ok;
  return create(installation, installation.templates.next - 1, {});
}

PeStatus fill_offset(Installation& installation, const Unit& unit) {
  if (installation.templates.skip_file) return PeStatus::Ok;
  const auto count = wire::read_unsigned(unit.value);
  if (!count || *count > 0xFFFF) return PeStatus::InvalidRequestFormat;
  if (const PeStatus status = open_for_content(installation); status != PeStatus::Ok) return status;
  return installation.file.skip(*count);
}

PeStatus fill_content(Installation& installation, const Unit& unit) {
  if (installation.templates.skip_file) return PeStatus::Ok;
  if (const PeStatus status = open_for_content(installation); status != PeStatus::Ok) return status;
  return installation.file.write(unit.value);
}

constexpr auto fields = std::array{
    Field{{0x81}, Take::Whole, 1, Occurs::Once, template_identifier},
    Field{{any_constructed}, Take::Enter, 2, Occurs::Any, begin_file},
    Field{{any_constructed, 0x80}, Take::Whole, 2, Occurs::Any, do_not_create},
    Field{{any_constructed, 0xA1}, Take::Whole, 2, Occurs::Any, file_descriptor},
    Field{{any_constructed, 0x82}, Take::Whole, 2, Occurs::Any, fill_offset},
    Field{{any_constructed, 0x83}, Take::Pieces, 2, Occurs::Any, fill_content},
};

}  // namespace

std::span<const Field> template_fields() {
  return fields;
}

PeStatus finish_template(Installation& installation, const Unit&) {
  TemplateProgress& progress = installation.templates;
  if (const PeStatus status = end_file(installation); status != PeStatus::Ok) return status;
  return pass_over(installation, progress.chosen->files().size());
}

}  // namespace sixline::card::profile
