// Shorthand for the rows of templates_*.cpp.
#pragma once

#include "card/profile/templates.hpp"

namespace sixline::card::profile::rows {

constexpr std::uint8_t no_sfi = 0;
constexpr std::uint16_t from_package = 0;  ///< FID, length or number of records

constexpr TemplateFile directory(uicc::FileType type, std::string_view name, std::uint16_t fid) {
  constexpr std::uint8_t directory_rule = 14;
  return {.name = name, .type = type, .fid = fid, .rule = directory_rule};
}
constexpr TemplateFile df(std::string_view name, std::uint16_t fid) {
  return directory(uicc::FileType::Df, name, fid);
}
constexpr TemplateFile adf(std::string_view name) {
  return directory(uicc::FileType::Adf, name, from_package);
}
constexpr TemplateFile transparent(std::string_view name, std::uint16_t fid, std::uint8_t rule,
                                   std::uint8_t sfi, std::uint16_t length, std::string_view content = {}) {
  return {.name = name,
          .type = uicc::FileType::Transparent,
          .fid = fid,
          .rule = rule,
          .sfi = sfi,
          .length = length,
          .content = content};
}
constexpr TemplateFile linear(std::string_view name, std::uint16_t fid, std::uint8_t rule, std::uint8_t sfi,
                              std::uint16_t records, std::uint16_t length, std::string_view content = {}) {
  return {.name = name,
          .type = uicc::FileType::LinearFixed,
          .fid = fid,
          .rule = rule,
          .sfi = sfi,
          .records = records,
          .length = length,
          .content = content};
}
constexpr TemplateFile cyclic(std::string_view name, std::uint16_t fid, std::uint8_t rule, std::uint8_t sfi,
                              std::uint16_t records, std::uint16_t length, std::string_view content = {}) {
  TemplateFile file = linear(name, fid, rule, sfi, records, length, content);
  file.type = uicc::FileType::Cyclic;
  return file;
}
constexpr TemplateFile ber_tlv(std::string_view name, std::uint16_t fid, std::uint8_t rule,
                               std::uint8_t sfi) {
  return {.name = name, .type = uicc::FileType::BerTlv, .fid = fid, .rule = rule, .sfi = sfi};
}
/// High update activity.  [TS 102 222 §6.3.2.2.2]
constexpr TemplateFile often_updated(TemplateFile file) {
  file.often_updated = true;
  return file;
}

constexpr TemplateFile required(TemplateFile file) {
  file.required = true;
  return file;
}
template <std::size_t Size>
constexpr auto all_required(std::array<TemplateFile, Size> files) {
  for (TemplateFile& file : files) file.required = true;
  return files;
}
/// There may be several, with FIDs in a row; the package describes each with a file descriptor of its own.
constexpr TemplateFile numbered(std::uint8_t instances, TemplateFile file) {
  file.instances = instances;
  return file;
}
constexpr TemplateFile linked(std::uint16_t fid_in_mf, TemplateFile file) {
  file.link = fid_in_mf;
  return file;
}
constexpr TemplateFile made_from(Origin origin, TemplateFile file) {
  file.origin = origin;
  return file;
}

template <class T, std::size_t... N>
constexpr auto join(const std::array<T, N>&... parts) {
  std::array<T, (N + ...)> all{};
  auto out = all.begin();
  ((out = std::copy(parts.begin(), parts.end(), out)), ...);
  return all;
}

}  // namespace sixline::card::profile::rows
