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
                                   std::uint8_t sfi, std::uint16_t length, std::string_view content = {},
                                   Filling filling = Filling::Pad) {
  return {.name = name,
          .type = uicc::FileType::Transparent,
          .fid = fid,
          .rule = rule,
          .sfi = sfi,
          .length = length,
          .content = content,
          .filling = filling};
}
constexpr TemplateFile linear(std::string_view name, std::uint16_t fid, std::uint8_t rule, std::uint8_t sfi,
                              std::uint16_t records, std::uint16_t length, std::string_view content = {},
                              Filling filling = Filling::Pad) {
  return {.name = name,
          .type = uicc::FileType::LinearFixed,
          .fid = fid,
          .rule = rule,
          .sfi = sfi,
          .records = records,
          .length = length,
          .content = content,
          .filling = filling};
}
constexpr TemplateFile cyclic(std::string_view name, std::uint16_t fid, std::uint8_t rule, std::uint8_t sfi,
                              std::uint16_t records, std::uint16_t length, std::string_view content = {},
                              Filling filling = Filling::Pad) {
  TemplateFile file = linear(name, fid, rule, sfi, records, length, content, filling);
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

template <class T, std::size_t... N>
constexpr auto join(const std::array<T, N>&... parts) {
  std::array<T, (N + ...)> all{};
  auto out = all.begin();
  ((out = std::copy(parts.begin(), parts.end(), out)), ...);
  return all;
}

}  // namespace sixline::card::profile::rows
