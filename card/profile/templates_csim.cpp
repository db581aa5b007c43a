// CSIM.  [TCA-PP §9.7]
//
// The sizes are those of the application's own specification, 3GPP2 C.S0065, as far as it fixes them; what
// stays open there the package must say. The access rules are the ones that fit the conditions there.
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

// The module lets none of them be left out.
constexpr auto csim = all_required(std::array{
    adf("ADF.CSIM"),
    linear("EF.ARR", 0x6F06, 10, no_sfi, from_package, from_package),
    often_updated(cyclic("EF.CALL_COUNT", 0x6F21, 7, no_sfi, 1, 2, "00..")),
    transparent("EF.IMSI_M", 0x6F22, 6, no_sfi, 10, "00.."),
    transparent("EF.IMSI_T", 0x6F23, 6, no_sfi, 10, "00.."),
    often_updated(transparent("EF.TMSI", 0x6F24, 5, no_sfi, 16, "000000000000000000FFFFFFFF000000")),
    transparent("EF.AH", 0x6F25, 5, no_sfi, 2, "00.."),
    transparent("EF.AOP", 0x6F26, 5, no_sfi, 1, "00.."),
    often_updated(transparent("EF.ALOC", 0x6F27, 5, no_sfi, 7, "00..")),
    linear("EF.CDMAHOME", 0x6F28, 5, no_sfi, from_package, 5, "00.."),
    often_updated(linear("EF.ZNREGI", 0x6F29, 5, no_sfi, from_package, 8, "00..")),
    often_updated(transparent("EF.SNREGI", 0x6F2A, 5, no_sfi, 7, "0100..")),
    often_updated(transparent("EF.DISTREGI", 0x6F2B, 5, no_sfi, 8, "00..")),
    transparent("EF.ACCOLC", 0x6F2C, 2, no_sfi, 1, "00.."),
    transparent("EF.TERM", 0x6F2D, 5, no_sfi, 1, "00.."),
    transparent("EF.ACP", 0x6F2F, 5, no_sfi, 7, "00.."),
    transparent("EF.PRL", 0x6F30, 2, no_sfi, from_package),
    transparent("EF.RUIMID", 0x6F31, 10, no_sfi, from_package, "00.."),
    transparent("EF.CSIM_ST", 0x6F32, 2, no_sfi, from_package, "00.."),
    transparent("EF.SPC", 0x6F33, 3, no_sfi, 3, "00.."),
    transparent("EF.OTAPASPC", 0x6F34, 5, no_sfi, 1, "00.."),
    transparent("EF.NAMLOCK", 0x6F35, 5, no_sfi, 1, "00.."),
    transparent("EF.OTA", 0x6F36, 2, no_sfi, 17, "00.."),
    transparent("EF.SP", 0x6F37, 5, no_sfi, 1, "00.."),
    transparent("EF.ESN_MEID_ME", 0x6F38, 10, no_sfi, 8, "00.."),
    transparent("EF.LI", 0x6F3A, 1, no_sfi, from_package),
    transparent("EF.USGIND", 0x6F42, 2, no_sfi, 1, "00.."),
    transparent("EF.AD", 0x6F43, 10, no_sfi, 3, "00.."),
    transparent("EF.MAX_PRL", 0x6F45, 2, no_sfi, 4, "00.."),
    transparent("EF.SPCS", 0x6F46, 12, no_sfi, 1, "00.."),
    transparent("EF.MECRP", 0x6F55, 5, no_sfi, 3, "00.."),
    transparent("EF.HOME_TAG", 0x6F70, 2, no_sfi, from_package, "00.."),
    transparent("EF.GROUP_TAG", 0x6F71, 2, no_sfi, from_package, "00.."),
    transparent("EF.SPECIFIC_TAG", 0x6F72, 2, no_sfi, from_package, "00.."),
    transparent("EF.CALL_PROMPT", 0x6F73, 2, no_sfi, from_package, "00.."),
});

constexpr auto optional = std::array{
    transparent("EF.SSCI", 0x6F2E, 5, no_sfi, 1, "00.."),
    linear("EF.FDN", 0x6F3B, 8, no_sfi, from_package, from_package),
    linear("EF.SMS", 0x6F3C, 5, no_sfi, from_package, from_package, "00FF.."),
    linear("EF.SMSP", 0x6F3D, 5, no_sfi, from_package, from_package),
    transparent("EF.SMSS", 0x6F3E, 5, no_sfi, from_package),
    transparent("EF.SSFC", 0x6F3F, 5, no_sfi, from_package, "00FF.."),
    transparent("EF.SPN", 0x6F41, 10, no_sfi, 35),
    linear("EF.MDN", 0x6F44, 5, no_sfi, from_package, 11),
    transparent("EF.ECC", 0x6F47, 10, no_sfi, from_package),
    transparent("EF.ME3GPDOPC", 0x6F48, 5, no_sfi, 1, "00.."),
    transparent("EF.3GPDOPM", 0x6F49, 5, no_sfi, 1, "00.."),
    transparent("EF.SIPCAP", 0x6F4A, 2, no_sfi, 4, "00.."),
    transparent("EF.MIPCAP", 0x6F4B, 2, no_sfi, 5, "00.."),
    transparent("EF.SIPUPP", 0x6F4C, 2, no_sfi, from_package),
    transparent("EF.MIPUPP", 0x6F4D, 2, no_sfi, from_package),
    transparent("EF.SIPSP", 0x6F4E, 5, no_sfi, 1, "00.."),
    transparent("EF.MIPSP", 0x6F4F, 5, no_sfi, from_package),
    transparent("EF.SIPPAPSS", 0x6F50, 5, no_sfi, from_package, "00FF.."),
    transparent("EF.PUZL", 0x6F53, 2, no_sfi, from_package),
    transparent("EF.MAXPUZL", 0x6F54, 2, no_sfi, from_package),
    transparent("EF.HRPDCAP", 0x6F56, 2, no_sfi, 3, "00.."),
    transparent("EF.HRPDUPP", 0x6F57, 2, no_sfi, from_package),
    transparent("EF.CSSPR", 0x6F58, 2, no_sfi, 1),
    transparent("EF.ATC", 0x6F59, 2, no_sfi, 1, "00.."),
    transparent("EF.EPRL", 0x6F5A, 2, no_sfi, from_package),
    transparent("EF.BCSMSCFG", 0x6F5B, 2, no_sfi, 1),
    transparent("EF.BCSMSPREF", 0x6F5C, 5, no_sfi, 1),
    linear("EF.BCSMSTABLE", 0x6F5D, 2, no_sfi, from_package, from_package),
    often_updated(linear("EF.BCSMSP", 0x6F5E, 5, no_sfi, from_package, 2)),
    transparent("EF.BAKPARA", 0x6F63, 2, no_sfi, from_package),
    transparent("EF.UPBAKPARA", 0x6F64, 2, no_sfi, from_package),
    linear("EF.MMSN", 0x6F65, 5, no_sfi, from_package, from_package, "000000FF.."),
    linear("EF.EXT8", 0x6F66, 5, no_sfi, from_package, 13, "00FF.."),
    transparent("EF.MMSICP", 0x6F67, 2, no_sfi, from_package),
    linear("EF.MMSUP", 0x6F68, 5, no_sfi, from_package, from_package),
    transparent("EF.MMSUCP", 0x6F69, 5, no_sfi, from_package),
    transparent("EF.AUTH_CAPABILITY", 0x6F6A, 2, no_sfi, from_package),
    often_updated(transparent("EF.3GCIK", 0x6F6B, 5, no_sfi, 32)),
    transparent("EF.DCK", 0x6F6C, 5, no_sfi, 20),
    transparent("EF.GID1", 0x6F6D, 2, no_sfi, from_package),
    transparent("EF.GID2", 0x6F6E, 2, no_sfi, from_package),
    transparent("EF.CDMACNL", 0x6F6F, 2, no_sfi, from_package),
    transparent("EF.SF_EUIMID", 0x6F74, 10, no_sfi, 7),
    transparent("EF.EST", 0x6F75, 8, no_sfi, from_package),
    transparent("EF.HIDDEN_KEY", 0x6F76, 5, no_sfi, 4),
    transparent("EF.LCSVER", 0x6F77, 2, no_sfi, from_package),
    transparent("EF.LCSCP", 0x6F78, 2, no_sfi, from_package),
    linear("EF.SDN", 0x6F79, 2, no_sfi, from_package, from_package),
    linear("EF.EXT2", 0x6F7A, 8, no_sfi, from_package, 13, "00FF.."),
    linear("EF.EXT3", 0x6F7B, 2, no_sfi, from_package, 13, "00FF.."),
    often_updated(cyclic("EF.ICI", 0x6F7C, 5, no_sfi, from_package, from_package)),
    often_updated(cyclic("EF.OCI", 0x6F7D, 5, no_sfi, from_package, from_package)),
    linear("EF.EXT5", 0x6F7E, 5, no_sfi, from_package, 13, "00FF.."),
    linear("EF.CCP2", 0x6F7F, 5, no_sfi, from_package, from_package),
    transparent("EF.APPLABELS", 0x6F80, 2, no_sfi, from_package),
    transparent("EF.MODEL", 0x6F81, 5, no_sfi, 126),
    transparent("EF.RC", from_package, 3, no_sfi, from_package),
    transparent("EF.SMSCAP", from_package, 2, no_sfi, from_package),
    transparent("EF.MIPFLAGS", from_package, 2, no_sfi, from_package),
    transparent("EF.3GPDUPPEXT", from_package, 2, no_sfi, from_package),
    transparent("EF.IPV6CAP", from_package, 2, no_sfi, from_package),
    transparent("EF.TCPCONFIG", from_package, 2, no_sfi, from_package),
    transparent("EF.DGC", from_package, 2, no_sfi, from_package),
    transparent("EF.WAPBROWSERCP", from_package, 2, no_sfi, from_package),
    transparent("EF.WAPBROWSERBM", from_package, 5, no_sfi, from_package),
    transparent("EF.MMSCONFIG", from_package, 2, no_sfi, from_package),
    transparent("EF.JDL", from_package, 2, no_sfi, from_package),
};

}  // namespace

std::span<const TemplateFile> csim_files() {
  return csim;
}
std::span<const TemplateFile> optional_csim_files() {
  return optional;
}

}  // namespace sixline::card::profile
