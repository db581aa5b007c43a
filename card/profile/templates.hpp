// File templates: what a package need not say because the document says it.  [TCA-PP §9]
#pragma once

#include <span>
#include <string_view>

#include "card/profile/file_draft.hpp"

namespace sixline::card::profile {

/// Where the default content of a file comes from.
enum class Origin : std::uint8_t {
  Template,     ///< from its row
  Iccid,        ///< the ICCID of the header, in the order of EF.ICCID
  Application,  ///< an entry of EF.DIR, or the name of an ADF, with the PIX of the header
  AccessRules,  ///< the rules that the templates count on
};

/// One file of a template. Its field in the profile element has the context tag of its place in the list,
/// counted from 2: the PEHeader is 0, the template's object identifier 1.
struct TemplateFile {
  std::string_view name;
  uicc::FileType type = uicc::FileType::Transparent;
  std::uint16_t fid = 0;      ///< 0: the package gives it
  std::uint8_t rule = 0;      ///< record of the EF.ARR  [TCA-PP §9.9]
  std::uint8_t sfi = 0;       ///< 0: none
  std::uint16_t records = 0;  ///< 0: the package gives their number
  std::uint16_t length = 0;   ///< bytes of a transparent body or of one record; 0: the package gives it
  /// Hexadecimal, empty for FF. What it does not reach is FF, unless it ends in ".." (the last byte goes on)
  /// or "*" (everything is repeated). Behind a leading ".." stands what ends a body of the template's length.
  std::string_view content{};
  bool often_updated = false;
  bool required = false;       ///< its field must not be left out
  std::uint8_t instances = 1;  ///< how many FIDs from `fid` on are for files of this kind
  std::uint16_t link = 0;      ///< file of the MF that it shares its body with, unless the package says no
  Origin origin = Origin::Template;
};

/// The directory a template's root lies in or, for templates without a root, the one its EFs lie in.
enum class TemplatePlace : std::uint8_t { Nowhere, Mf, Usim, Isim, Csim, Application };

/// The application that a template creates.
enum class TemplateRoot : std::uint8_t { None, Usim, Isim, Csim };

/// A later edition of a template that differs in the size of one file.
struct TemplateChange {
  std::uint16_t fid = 0;
  std::uint16_t records = 0;
  std::uint16_t length = 0;
};

struct Template {
  std::uint32_t element;        ///< tag of the profile element that may name it
  std::string_view identifier;  ///< last arcs of 2.23.143.1.2, one byte each
  std::span<const TemplateFile> (*files)();
  TemplatePlace place;
  bool created_by_default = false;  ///< files that the package does not mention are created too
  TemplateRoot root = TemplateRoot::None;
  std::span<const TemplateChange> changes{};
};

/// The template with this object identifier (content of an OBJECT IDENTIFIER); nullptr when unknown.
const Template* find_template(Bytes object_identifier);
std::span<const Template> templates();

/// Context tag of the file at `index`: A2 for the first, BF1F for the 30th.  [ISO 8825-1 §8.1.2]
constexpr std::uint32_t template_field_tag(std::size_t index) {
  constexpr std::size_t first_field = 2;
  constexpr std::size_t last_short = 30;
  const std::size_t number = index + first_field;
  return static_cast<std::uint32_t>(number <= last_short ? 0xA0 + number : 0xBF00 + number);
}

// The lists, in the order of the ASN.1 module; one file of the source tree for each application.
std::span<const TemplateFile> mf_files();
std::span<const TemplateFile> cd_files();
std::span<const TemplateFile> telecom_files();
std::span<const TemplateFile> phonebook_files();
std::span<const TemplateFile> usim_files();
std::span<const TemplateFile> optional_usim_files();
std::span<const TemplateFile> gsm_access_files();
std::span<const TemplateFile> five_gs_files();
std::span<const TemplateFile> saip_files();
std::span<const TemplateFile> isim_files();
std::span<const TemplateFile> optional_isim_files();
std::span<const TemplateFile> csim_files();
std::span<const TemplateFile> optional_csim_files();
std::span<const TemplateFile> eap_files();
std::span<const TemplateFile> snpn_files();
std::span<const TemplateFile> five_g_prose_files();
std::span<const TemplateFile> iot_files();
std::span<const TemplateFile> optional_iot_files();

}  // namespace sixline::card::profile
