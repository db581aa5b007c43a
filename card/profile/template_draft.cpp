#include "card/profile/template_draft.hpp"

#include "card/wire/tags.hpp"

namespace sixline::card::profile {
namespace {

constexpr std::uint8_t high_update_activity = 0x80;

std::uint8_t nibble(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'A' + 10);
}

/// Gives the draft what the row says of its content, in the notation of TemplateFile. `length` is the
/// template's own: what ends a body stays where it is when the package makes that body longer.
void set_content(std::string_view content, std::uint16_t length, ContentBuffer& buffer, FileDraft& draft) {
  constexpr std::string_view goes_on = "..";
  constexpr std::string_view repeats = "*";
  draft.filling = Filling::Literal;
  if (content.starts_with(goes_on)) {
    draft.pattern = decode_hexadecimal(content.substr(goes_on.size()), buffer);
    draft.literal_offset = static_cast<std::uint16_t>(length - draft.pattern.size());
    return;
  }
  if (content.ends_with(goes_on)) draft.filling = Filling::Pad;
  if (content.ends_with(repeats)) draft.filling = Filling::Repeat;
  draft.pattern = decode_hexadecimal(content.substr(0, content.find_first_of(".*")), buffer);
}

/// Name of the application that a header with a PIX announces.
std::size_t write_name(const ProfileHeader& header, wire::MutableBytes out) {
  constexpr std::array<std::uint8_t, 5> rid{0xA0, 0x00, 0x00, 0x00, 0x87};
  wire::Writer name(out);
  name.put(rid);
  name.put(header.pix.view());
  return name.size();
}

void set_directory_entry(const ProfileHeader& header, ContentBuffer& buffer, FileDraft& draft) {
  std::array<std::uint8_t, wire::Aid::capacity()> name;
  const std::size_t size = write_name(header, name);
  wire::Writer entry(buffer);
  {
    wire::TlvScope application(entry, wire::tag::gp::application_template);
    wire::put_tlv(entry, wire::tag::gp::aid, Bytes(name).first(size));
  }
  draft.pattern = entry.view();
  draft.file.record_length = static_cast<std::uint16_t>(draft.pattern.size());
}

void set_from_header(const ProfileHeader& header, const TemplateFile& row, ContentBuffer& buffer,
                     FileDraft& draft) {
  if (row.origin == Origin::Iccid) {
    const Bytes digits = header.iccid.view();
    for (std::size_t i = 0; i < digits.size(); ++i)
      buffer[i] = static_cast<std::uint8_t>(digits[i] << 4 | digits[i] >> 4);
    draft.pattern = Bytes(buffer).first(digits.size());
  } else if (row.origin == Origin::Application && draft.is_directory()) {
    const std::size_t size = write_name(header, buffer);
    if (const auto name = wire::Aid::from(Bytes(buffer).first(size))) draft.file.aid = *name;
  } else if (row.origin == Origin::Application) {
    set_directory_entry(header, buffer, draft);
  }
}

/// Length of a body or record as the edition of the template has it.
std::uint16_t length_of(const Template& chosen, const TemplateFile& row, std::uint16_t& records) {
  records = row.records;
  for (const TemplateChange& change : chosen.changes) {
    if (change.fid != row.fid) continue;
    records = change.records;
    return change.length;
  }
  return row.length;
}

}  // namespace

Bytes decode_hexadecimal(std::string_view digits, ContentBuffer& buffer) {
  const std::size_t size = digits.size() / 2;
  for (std::size_t i = 0; i < size; ++i)
    buffer[i] = static_cast<std::uint8_t>(nibble(digits[2 * i]) << 4 | nibble(digits[2 * i + 1]));
  return Bytes(buffer).first(size);
}

bool is_root(const TemplateProgress& progress, std::size_t index) {
  return index == 0 && uicc::is_directory(progress.chosen->files()[0].type);
}

std::uint16_t base_node(const Installation& installation) {
  const Place& place = installation.place;
  switch (installation.templates.chosen->place) {
    case TemplatePlace::Nowhere: return uicc::no_node;
    case TemplatePlace::Mf: return uicc::mf_node;
    case TemplatePlace::Usim: return place.usim;
    case TemplatePlace::Isim: return place.isim;
    case TemplatePlace::Csim: return place.csim;
    case TemplatePlace::Application: return place.adf;
  }
  return uicc::no_node;
}

FileDraft draft_of(const Installation& installation, std::size_t index, ContentBuffer& buffer) {
  const TemplateProgress& progress = installation.templates;
  const TemplateFile& row = progress.chosen->files()[index];
  FileDraft draft;
  draft.file.type = row.type;
  draft.file.fid = row.fid;
  draft.file.sfi = row.sfi;
  draft.file.rule.record = row.rule;
  draft.file.special = row.often_updated ? high_update_activity : std::uint8_t{0};
  const std::uint16_t length = length_of(*progress.chosen, row, draft.records);
  if (uicc::is_record_based(row.type))
    draft.file.record_length = length;
  else
    draft.file.size = length;
  set_content(row.content, length, buffer, draft);
  if (row.origin != Origin::Template) set_from_header(installation.header, row, buffer, draft);
  if (is_root(progress, index))
    draft.file.parent = base_node(installation);
  else
    draft.file.parent = uicc::is_directory(row.type) ? progress.root : progress.directory;
  return draft;
}

}  // namespace sixline::card::profile
