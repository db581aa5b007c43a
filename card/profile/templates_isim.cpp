// ISIM.  [TCA-PP §9.6]
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

constexpr auto isim = std::array{
    required(adf("ADF.ISIM")),
    required(transparent("EF.IMPI", 0x6F02, 2, 0x02, from_package)),
    required(linear("EF.IMPU", 0x6F04, 2, 0x04, 1, from_package)),
    required(transparent("EF.DOMAIN", 0x6F03, 2, 0x05, from_package)),
    required(transparent("EF.IST", 0x6F07, 2, 0x07, 14)),
    transparent("EF.AD", 0x6FAD, 10, 0x03, 3, "000000"),
    required(linear("EF.ARR", 0x6F06, 10, 0x06, from_package, from_package)),
};

constexpr auto optional = std::array{
    linear("EF.P-CSCF", 0x6F09, 2, no_sfi, 1, from_package),
    linear("EF.SMS", 0x6F3C, 5, no_sfi, 10, 176, "00FF.."),
    linear("EF.SMSP", 0x6F42, 5, no_sfi, 1, 38),
    transparent("EF.SMSS", 0x6F43, 5, no_sfi, 2),
    linear("EF.SMSR", 0x6F47, 5, no_sfi, 10, 30, "00FF.."),
    transparent("EF.GBABP", 0x6FD5, 5, no_sfi, from_package),
    linear("EF.GBANL", 0x6FD7, 2, no_sfi, from_package, from_package),
    linear("EF.NAFKCA", 0x6FDD, 2, no_sfi, from_package, from_package),
    linear("EF.UICCIARI", 0x6FE7, 2, no_sfi, from_package, from_package),
    transparent("EF.FromPreferred", 0x6FF7, 2, no_sfi, 1, "00"),
    ber_tlv("EF.IMSConfigData", 0x6FF8, 2, no_sfi),
    ber_tlv("EF.XCAPConfigData", 0x6FFC, 2, no_sfi),
    linear("EF.WebRTCURI", 0x6FFA, 2, no_sfi, from_package, from_package),
    ber_tlv("EF.MuDMiDConfigData", 0x6FFE, 2, no_sfi),
};

}  // namespace

std::span<const TemplateFile> isim_files() {
  return isim;
}
std::span<const TemplateFile> optional_isim_files() {
  return optional;
}

}  // namespace sixline::card::profile
