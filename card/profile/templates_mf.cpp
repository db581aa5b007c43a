// MF, DF.CD, DF.TELECOM and the phone book.  [TCA-PP §9.2, §9.3, §9.4]
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

constexpr auto mf = std::array{
    directory(uicc::FileType::Mf, "MF", uicc::fid_mf),
    transparent("EF.PL", 0x2F05, 1, 0x05, 2),
    transparent("EF.ICCID", 0x2FE2, 11, 0x02, 10),
    linear("EF.DIR", 0x2F00, 10, 0x1E, from_package, from_package),
    linear("EF.ARR", 0x2F06, 10, 0x06, from_package, from_package),
    transparent("EF.UMPC", 0x2F08, 10, 0x08, 5),
};

constexpr auto cd = std::array{
    df("DF.CD", 0x7F11),
    transparent("EF.LAUNCHPAD", 0x6F01, 2, no_sfi, from_package),
    transparent("EF.ICON", from_package, 2, no_sfi, from_package),
};

// Most files of a phone book exist up to eight times, and the package numbers them.
constexpr auto phonebook = std::array{
    df("DF.PHONEBOOK", 0x5F3A),
    linear("EF.PBR", 0x4F30, 2, no_sfi, from_package, from_package),
    linear("EF.EXT1", from_package, 5, no_sfi, from_package, 13, "00FF"),
    linear("EF.AAS", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.GAS", from_package, 5, no_sfi, from_package, from_package),
    transparent("EF.PSC", 0x4F22, 5, no_sfi, 4, "00"),
    often_updated(transparent("EF.CC", 0x4F23, 5, no_sfi, 2, "00")),
    often_updated(transparent("EF.PUID", 0x4F24, 5, no_sfi, 2, "00")),
    linear("EF.IAP", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.ADN", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.PBC", from_package, 5, no_sfi, from_package, 2, "00"),
    linear("EF.ANR", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.PURI", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.EMAIL", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.SNE", from_package, 5, no_sfi, from_package, from_package),
    linear("EF.UID", from_package, 5, no_sfi, from_package, 2, "00"),
    linear("EF.GRP", from_package, 5, no_sfi, from_package, from_package, "00"),
    linear("EF.CCP1", from_package, 5, no_sfi, from_package, from_package),
};

constexpr auto telecom_head = std::array{
    df("DF.TELECOM", 0x7F10),
    linear("EF.ARR", 0x6F06, 10, no_sfi, from_package, from_package),
    linear("EF.RMA", 0x6F53, 3, no_sfi, from_package, from_package),
    transparent("EF.SUME", 0x6F54, 3, no_sfi, 22),
    linear("EF.ICE_DN", 0x6FE0, 9, no_sfi, 50, 24),
    linear("EF.ICE_FF", 0x6FE1, 9, no_sfi, from_package, from_package),
    linear("EF.PSISMSC", 0x6FE5, 5, no_sfi, from_package, from_package),
    df("DF.GRAPHICS", 0x5F50),
    linear("EF.IMG", 0x4F20, 2, no_sfi, from_package, from_package, "00FF"),
    transparent("EF.IIDF", from_package, 2, no_sfi, from_package),
    ber_tlv("EF.ICE_GRAPHICS", 0x4F21, 9, no_sfi),
    transparent("EF.LAUNCH_SCWS", 0x4F01, 10, no_sfi, from_package),
    transparent("EF.ICON", from_package, 10, no_sfi, from_package),
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

constexpr auto telecom = join(telecom_head, phonebook, telecom_tail);

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
