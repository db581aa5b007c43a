// The elements that create files by template: one driver, whatever the template.  [TCA-PP §8.3, §9]
#include "card/profile/handlers.hpp"
#include "card/profile/templates.hpp"

namespace sixline::card::profile {
namespace {

using uicc::FileType;

constexpr std::uint8_t high_update_activity = 0x80;
constexpr std::size_t longest_template_content = 32;

std::uint8_t nibble(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'A' + 10);
}

/// The template's own content, decoded into `buffer`.
Bytes content_of(const TemplateFile& row, std::array<std::uint8_t, longest_template_content>& buffer) {
  const std::size_t size = row.content.size() / 2;
  for (std::size_t i = 0; i < size; ++i)
    buffer[i] = static_cast<std::uint8_t>(nibble(row.content[2 * i]) << 4 | nibble(row.content[2 * i + 1]));
  return Bytes(buffer).first(size);
}

bool is_root(const TemplateProgress& progress, std::size_t index) {
  return index == 0 && uicc::is_directory(progress.chosen->files()[0].type);
}

/// Where the root of the template, or its EFs when it has none, belong.
std::uint16_t base_node(const Installation& installation) {
  switch (installation.templates.chosen->place) {
    case TemplatePlace::Nowhere: return uicc::no_node;
    case TemplatePlace::Mf: return uicc::mf_node;
    case TemplatePlace::Usim: return installation.place.usim;
    case TemplatePlace::Isim: return installation.place.isim;
    case TemplatePlace::Csim: return installation.place.csim;
  }
  return uicc::no_node;
}

/// What the template says about the file at `index`.
FileDraft draft_of(const Installation& installation, std::size_t index) {
  const TemplateProgress& progress = installation.templates;
  const TemplateFile& row = progress.chosen->files()[index];
  FileDraft draft;
  draft.file.type = row.type;
  draft.file.fid = row.fid;
  draft.file.sfi = row.sfi;
  draft.file.rule.record = row.rule;
  draft.file.special = row.often_updated ? high_update_activity : std::uint8_t{0};
  std::uint16_t length = row.length;
  draft.records = row.records;
  for (const TemplateChange& change : progress.chosen->changes) {
    if (change.fid != row.fid) continue;
    draft.records = change.records;
    length = change.length;
  }
  if (uicc::is_record_based(row.type))
    draft.file.record_length = length;
  else
    draft.file.size = length;
  if (is_root(progress, index))
    draft.file.parent = base_node(installation);
  else
    draft.file.parent = uicc::is_directory(row.type) ? progress.root : progress.directory;
  return draft;
}

void remember_directory(Installation& installation, std::size_t index, const uicc::File& file) {
  TemplateProgress& progress = installation.templates;
  progress.directory = file.node;
  if (!is_root(progress, index)) return;
  progress.root = file.node;
  if (file.type == FileType::Df && file.parent != uicc::mf_node) return;
  Place& place = installation.place;
  place.directory = file.node;
  if (file.type != FileType::Adf) return;
  place.adf = file.node;
  if (progress.chosen->files == usim_files) place.usim = file.node;
  if (progress.chosen->files == isim_files) place.isim = file.node;
  if (progress.chosen->files == csim_files) place.csim = file.node;
}

PeStatus create(Installation& installation, std::size_t index, Bytes fcp) {
  FileDraft draft = draft_of(installation, index);
  // Without its DF, or without the application it belongs to, the file has no place.
  if (draft.file.parent == uicc::no_node && draft.file.type != FileType::Mf) return PeStatus::BadValues;
  if (const PeStatus status = apply_fcp(fcp, draft); status != PeStatus::Ok) return status;
  std::array<std::uint8_t, longest_template_content> buffer;
  if (draft.pattern.empty()) {
    const TemplateFile& row = installation.templates.chosen->files()[index];
    draft.pattern = content_of(row, buffer);
    draft.filling = row.filling;
  }
  if (const PeStatus status = complete(draft); status != PeStatus::Ok) return status;
  if (const PeStatus status = installation.file.create(draft); status != PeStatus::Ok) return status;
  if (draft.is_directory()) remember_directory(installation, index, installation.file.file());
  return PeStatus::Ok;
}

/// Files of the template that the package passed over.
PeStatus pass_over(Installation& installation, std::size_t until) {
  TemplateProgress& progress = installation.templates;
  const auto files = progress.chosen->files();
  for (; progress.next < until; ++progress.next) {
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
  if (!uicc::is_directory(chosen->files()[0].type))
    installation.templates.directory = base_node(installation);
  return PeStatus::Ok;
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
  if (!progress.chosen->created_by_default || installation.element_tag == mf_element) return PeStatus::Ok;
  if (is_root(progress, progress.next - 1) || installation.file.is_open()) return PeStatus::BadValues;
  progress.skip_file = true;
  return PeStatus::Ok;
}

PeStatus file_descriptor(Installation& installation, const Unit& unit) {
  if (installation.templates.skip_file) return PeStatus::Ok;
  if (installation.file.is_open()) return PeStatus::InvalidRequestFormat;
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
