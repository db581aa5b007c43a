// MF, DF.CD, DF.TELECOM and the phone book.  [TCA-PP §9.2, §9.3, §9.4]
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

constexpr auto mf = std::array{
    required(directory(uicc::FileType::Mf, "MF", uicc::fid_mf)),
    transparent("EF.PL", 0x2F05, 1, 0x05, 2),
    required(transparent("EF.ICCID", 0x2FE2, 11, 0x02, 10)),
    required(linear("EF.DIR", 0x2F00, 10, 0x1E, from_package, from_package)),
    required(linear("EF.ARR", 0x2F06, 10, 0x06, from_package, from_package)),
    transparent("EF.UMPC", 0x2F08, 10, 0x08, 5),
};

constexpr auto cd = std::array{
    required(df("DF.CD", 0x7F11)),
    transparent("EF.LAUNCHPAD", 0x6F01, 2, no_sfi, from_package),
    numbered(63, transparent("EF.ICON", 0x6F40, 2, no_sfi, from_package)),
};

constexpr auto phonebook_root = df("DF.PHONEBOOK", 0x5F3A);

// Most files of a phone book exist up to eight times.
constexpr auto phonebook_content = std::array{
    linear("EF.PBR", 0x4F30, 2, no_sfi, from_package, from_package),
    numbered(8, linear("EF.EXT1", 0x4F38, 5, no_sfi, from_package, 13, "00FF..")),
    numbered(8, linear("EF.AAS", 0x4F40, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.GAS", 0x4F48, 5, no_sfi, from_package, from_package)),
    transparent("EF.PSC", 0x4F22, 5, no_sfi, 4, "00000000"),
    often_updated(transparent("EF.CC", 0x4F23, 5, no_sfi, 2, "0000")),
    often_updated(transparent("EF.PUID", 0x4F24, 5, no_sfi, 2, "0000")),
    numbered(8, linear("EF.IAP", 0x4F50, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.ADN", 0x4F58, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.PBC", 0x4F60, 5, no_sfi, from_package, 2, "00..")),
    numbered(8, linear("EF.ANR", 0x4F68, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.PURI", 0x4F70, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.EMAIL", 0x4F78, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.SNE", 0x4F80, 5, no_sfi, from_package, from_package)),
    numbered(8, linear("EF.UID", 0x4F88, 5, no_sfi, from_package, 2, "0000")),
    numbered(8, linear("EF.GRP", 0x4F90, 5, no_sfi, from_package, from_package, "00..")),
    numbered(8, linear("EF.CCP1", 0x4F98, 5, no_sfi, from_package, from_package)),
};

constexpr auto phonebook = join(std::array{required(phonebook_root)}, phonebook_content);

constexpr auto telecom_head = std::array{
    required(df("DF.TELECOM", 0x7F10)),
    linear("EF.ARR", 0x6F06, 10, no_sfi, from_package, from_package),
    linear("EF.RMA", 0x6F53, 3, no_sfi, from_package, from_package),
    transparent("EF.SUME", 0x6F54, 3, no_sfi, 22),
    linear("EF.ICE_DN", 0x6FE0, 9, no_sfi, 50, 24),
    linear("EF.ICE_FF", 0x6FE1, 9, no_sfi, from_package, from_package),
    linear("EF.PSISMSC", 0x6FE5, 5, no_sfi, from_package, from_package),
    df("DF.GRAPHICS", 0x5F50),
    linear("EF.IMG", 0x4F20, 2, no_sfi, from_package, from_package, "00FF.."),
    numbered(64, transparent("EF.IIDF", 0x4F40, 2, no_sfi, from_package)),
    ber_tlv("EF.ICE_GRAPHICS", 0x4F21, 9, no_sfi),
    transparent("EF.LAUNCH_SCWS", 0x4F01, 10, no_sfi, from_package),
    numbered(64, transparent("EF.ICON", 0x4F80, 10, no_sfi, from_package)),
};

constexpr auto telecom_tail = std::array{
    df("DF.MULTIMEDIA", 0x5F3B),
    ber_tlv("EF.MML", 0x4F47, 5, no_sfi),
    ber_tlv("EF.MMDF", 0x4F48, 5, no_sfi),
    df("DF.MMSS", 0x5F3C),
    transparent("EF.MLPL", 0x4F20, 2, 0x01, from_package),
    transparent("EF.MSPL", 0x4F21, 2, 0x02, from_package),
    transparent("EF.MMSSMODE", 0x4F22, 2, 0x03, 1),
    df("DF.MCS", 0x5F3D),
    transparent("EF.MST", 0x4F01, 2, 0x01, from_package),
    ber_tlv("EF.MCS_CONFIG", 0x4F02, 2, 0x02),
    df("DF.V2X", 0x5F3E),
    transparent("EF.VST", 0x4F01, 2, 0x01, from_package),
    ber_tlv("EF.V2X_CONFIG", 0x4F02, 2, 0x02),
    transparent("EF.V2XP_PC5", 0x4F03, 2, no_sfi, from_package),
    transparent("EF.V2XP_Uu", 0x4F04, 2, no_sfi, from_package),
};

constexpr auto telecom = join(telecom_head, std::array{phonebook_root}, phonebook_content, telecom_tail);

}  // namespace

std::span<const TemplateFile> mf_files() {
  return mf;
}
std::span<const TemplateFile> cd_files() {
  return cd;
}
std::span<const TemplateFile> telecom_files() {
  return telecom;
}
std::span<const TemplateFile> phonebook_files() {
  return phonebook;
}

}  // namespace sixline::card::profile
