// USIM.  [TCA-PP §9.5] [TS 31.102 §4.2, §4.4]
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

constexpr auto usim = std::array{
    required(adf("ADF.USIM")),
    required(transparent("EF.IMSI", 0x6F07, 2, 0x07, 9)),
    required(linear("EF.ARR", 0x6F06, 10, 0x17, from_package, from_package)),
    often_updated(transparent("EF.Keys", 0x6F08, 5, 0x08, 33, "07FF..")),
    often_updated(transparent("EF.KeysPS", 0x6F09, 5, 0x09, 33, "07FF..")),
    transparent("EF.HPPLMN", 0x6F31, 2, 0x12, 1, "0A"),
    required(transparent("EF.UST", 0x6F38, 2, 0x04, 14)),
    linear("EF.FDN", 0x6F3B, 8, no_sfi, 20, 26),
    linear("EF.SMS", 0x6F3C, 5, no_sfi, 10, 176, "00FF.."),
    linear("EF.SMSP", 0x6F42, 5, no_sfi, 1, 38),
    transparent("EF.SMSS", 0x6F43, 5, no_sfi, 2),
    required(transparent("EF.SPN", 0x6F46, 10, no_sfi, 17)),
    required(transparent("EF.EST", 0x6F56, 8, 0x05, 1)),
    often_updated(transparent("EF.START-HFN", 0x6F5B, 5, 0x0F, 6, "F00000F00000")),
    transparent("EF.THRESHOLD", 0x6F5C, 2, 0x10, 3),
    often_updated(transparent("EF.PSLOCI", 0x6F73, 5, 0x0C, 14, "FFFFFFFFFFFFFFFFFFFF0000FF01")),
    required(transparent("EF.ACC", 0x6F78, 2, 0x06, 2)),
    transparent("EF.FPLMN", 0x6F7B, 5, 0x0D, 12),
    often_updated(transparent("EF.LOCI", 0x6F7E, 5, 0x0B, 11, "FFFFFFFFFFFFFF0000FF01")),
    transparent("EF.AD", 0x6FAD, 10, 0x03, 4, "00000002"),
    required(linear("EF.ECC", 0x6FB7, 10, 0x01, 1, 4)),
    often_updated(transparent("EF.NETPAR", 0x6FC4, 5, no_sfi, 128)),
    often_updated(transparent("EF.EPSLOCI", 0x6FE3, 5, 0x1E, 18, "..000001")),
    often_updated(linear("EF.EPSNSC", 0x6FE4, 5, 0x18, 1, 80)),
};

// Fields beyond EF.IPD belong to later editions of the template; an older package does not have them.
constexpr auto optional = std::array{
    transparent("EF.LI", 0x6F05, 1, 0x02, 6),
    transparent("EF.ACMmax", 0x6F37, 5, no_sfi, 3, "000000"),
    often_updated(cyclic("EF.ACM", 0x6F39, 7, no_sfi, 1, 3, "000000")),
    transparent("EF.GID1", 0x6F3E, 2, no_sfi, 8),
    transparent("EF.GID2", 0x6F3F, 2, no_sfi, 8),
    linear("EF.MSISDN", 0x6F40, 2, no_sfi, 1, 24),
    transparent("EF.PUCT", 0x6F41, 5, no_sfi, 5, "FFFFFF0000"),
    transparent("EF.CBMI", 0x6F45, 5, no_sfi, 10),
    transparent("EF.CBMID", 0x6F48, 2, 0x0E, 10),
    linear("EF.SDN", 0x6F49, 2, no_sfi, 10, 24),
    linear("EF.EXT2", 0x6F4B, 8, no_sfi, 10, 13, "00FF.."),
    linear("EF.EXT3", 0x6F4C, 2, no_sfi, 10, 13, "00FF.."),
    transparent("EF.CBMIR", 0x6F50, 5, no_sfi, 20),
    transparent("EF.PLMNwAcT", 0x6F60, 5, 0x0A, 40, "FFFFFF0000*"),
    transparent("EF.OPLMNwAcT", 0x6F61, 2, 0x11, 40, "FFFFFF0000*"),
    transparent("EF.HPLMNwAcT", 0x6F62, 2, 0x13, 5, "FFFFFF0000*"),
    transparent("EF.DCK", 0x6F2C, 5, no_sfi, 16),
    transparent("EF.CNL", 0x6F32, 2, no_sfi, 30),
    linear("EF.SMSR", 0x6F47, 5, no_sfi, 10, 30, "00FF.."),
    linear("EF.BDN", 0x6F4D, 8, no_sfi, 10, 25),
    linear("EF.EXT5", 0x6F4E, 5, no_sfi, 10, 13, "00FF.."),
    linear("EF.CCP2", 0x6F4F, 5, 0x16, 5, 15),
    linear("EF.EXT4", 0x6F55, 8, no_sfi, 10, 13, "00FF.."),
    transparent("EF.ACL", 0x6F57, 8, no_sfi, 101, "00FF.."),
    linear("EF.CMI", 0x6F58, 2, no_sfi, 10, 11),
    often_updated(cyclic("EF.ICI", 0x6F80, 5, 0x14, 20, 38, "..0000000001FFFF")),
    often_updated(cyclic("EF.OCI", 0x6F81, 5, 0x15, 20, 37, "..00000001FFFF")),
    often_updated(cyclic("EF.ICT", 0x6F82, 7, no_sfi, 1, 3, "000000")),
    often_updated(cyclic("EF.OCT", 0x6F83, 7, no_sfi, 1, 3, "000000")),
    transparent("EF.VGCS", 0x6FB1, 2, no_sfi, 20),
    transparent("EF.VGCSS", 0x6FB2, 5, no_sfi, 7),
    transparent("EF.VBS", 0x6FB3, 2, no_sfi, 20),
    transparent("EF.VBSS", 0x6FB4, 5, no_sfi, 7),
    transparent("EF.eMLPP", 0x6FB5, 2, no_sfi, 2),
    transparent("EF.AAeM", 0x6FB6, 5, no_sfi, 1, "00"),
    transparent("EF.HiddenKey", 0x6FC3, 5, no_sfi, 4),
    linear("EF.PNN", 0x6FC5, 10, 0x19, 10, 16),
    linear("EF.OPL", 0x6FC6, 10, 0x1A, 5, 8),
    linear("EF.MBDN", 0x6FC7, 5, no_sfi, 3, 24),
    linear("EF.EXT6", 0x6FC8, 5, no_sfi, 10, 13, "00FF.."),
    linear("EF.MBI", 0x6FC9, 5, no_sfi, 10, 5),
    often_updated(linear("EF.MWIS", 0x6FCA, 5, no_sfi, 10, 6, "00..")),
    linear("EF.CFIS", 0x6FCB, 5, no_sfi, 10, 16, "0100FF.."),
    linear("EF.EXT7", 0x6FCC, 5, no_sfi, 10, 13, "00FF.."),
    transparent("EF.SPDI", 0x6FCD, 2, 0x1B, 17),
    linear("EF.MMSN", 0x6FCE, 5, no_sfi, 10, 6, "000000FF.."),
    linear("EF.EXT8", 0x6FCF, 5, no_sfi, 10, 13, "00FF.."),
    transparent("EF.MMSICP", 0x6FD0, 2, no_sfi, 100),
    linear("EF.MMSUP", 0x6FD1, 5, no_sfi, from_package, from_package),
    transparent("EF.MMSUCP", 0x6FD2, 5, no_sfi, 100),
    linear("EF.NIA", 0x6FD3, 2, no_sfi, 5, 11),
    transparent("EF.VGCSCA", 0x6FD4, 2, no_sfi, from_package, "00.."),
    transparent("EF.VBSCA", 0x6FD5, 2, no_sfi, from_package, "00.."),
    transparent("EF.GBABP", 0x6FD6, 5, no_sfi, from_package),
    often_updated(linear("EF.MSK", 0x6FD7, 2, no_sfi, from_package, from_package)),
    linear("EF.MUK", 0x6FD8, 2, no_sfi, from_package, from_package),
    transparent("EF.EHPLMN", 0x6FD9, 2, 0x1D, 15),
    linear("EF.GBANL", 0x6FDA, 2, no_sfi, from_package, from_package),
    transparent("EF.EHPLMNPI", 0x6FDB, 2, no_sfi, 1, "00"),
    transparent("EF.LRPLMNSI", 0x6FDC, 2, no_sfi, 1, "00"),
    linear("EF.NAFKCA", 0x6FDD, 2, no_sfi, from_package, from_package),
    transparent("EF.SPNI", 0x6FDE, 10, no_sfi, from_package, "00FF.."),
    linear("EF.PNNI", 0x6FDF, 10, no_sfi, from_package, from_package, "00FF.."),
    linear("EF.NCP-IP", 0x6FE2, 2, no_sfi, from_package, from_package),
    transparent("EF.UFC", 0x6FE6, 10, no_sfi, 30,
                "801E60C01E900080040000000000000000F0000000004000000000000080"),
    transparent("EF.NASCONFIG", 0x6FE8, 2, no_sfi, 18),
    linear("EF.UICCIARI", 0x6FE7, 2, no_sfi, from_package, from_package),
    transparent("EF.PWS", 0x6FEC, 10, no_sfi, from_package),
    linear("EF.FDNURI", 0x6FED, 8, no_sfi, from_package, from_package),
    linear("EF.BDNURI", 0x6FEE, 8, no_sfi, from_package, from_package),
    linear("EF.SDNURI", 0x6FEF, 2, no_sfi, from_package, from_package),
    linear("EF.IAL", 0x6FF0, 3, no_sfi, from_package, from_package),
    often_updated(cyclic("EF.IPS", 0x6FF1, 10, no_sfi, from_package, 4)),
    often_updated(linear("EF.IPD", 0x6FF2, 3, no_sfi, from_package, from_package)),
    transparent("EF.ePDGId", 0x6FF3, 2, no_sfi, from_package),
    transparent("EF.ePDGSelection", 0x6FF4, 2, no_sfi, from_package),
    transparent("EF.ePDGIdEm", 0x6FF5, 2, no_sfi, from_package),
    transparent("EF.ePDGSelectionEm", 0x6FF6, 2, no_sfi, from_package),
    transparent("EF.FromPreferred", 0x6FF7, 2, no_sfi, 1, "00"),
    ber_tlv("EF.IMSConfigData", 0x6FF8, 2, no_sfi),
    transparent("EF.3GPPPSDATAOFF", 0x6FF9, 2, no_sfi, 4),
    linear("EF.3GPPPSDATAOFFservicelist", 0x6FFA, 2, no_sfi, from_package, from_package),
    ber_tlv("EF.XCAPConfigData", 0x6FFC, 2, no_sfi),
    transparent("EF.EARFCNList", 0x6FFD, 10, no_sfi, from_package),
    ber_tlv("EF.MuDMiDConfigData", 0x6FFE, 2, no_sfi),
    transparent("EF.eAKA", 0x6F01, 2, no_sfi, from_package),
};

constexpr auto gsm_access = std::array{
    required(df("DF.GSM-ACCESS", 0x5F3B)),
    often_updated(transparent("EF.Kc", 0x4F20, 5, 0x01, 9, "..07")),
    often_updated(transparent("EF.KcGPRS", 0x4F52, 5, 0x02, 9, "..07")),
    often_updated(transparent("EF.CPBCCH", 0x4F63, 5, no_sfi, 10)),
    transparent("EF.InvScan", 0x4F64, 2, no_sfi, 1, "00"),
};

constexpr auto five_gs = std::array{
    required(df("DF.5GS", 0x5FC0)),
    often_updated(transparent("EF.5GS3GPPLOCI", 0x4F01, 5, 0x01, 20, "..00000001")),
    often_updated(transparent("EF.5GSN3GPPLOCI", 0x4F02, 5, 0x02, 20, "..00000001")),
    often_updated(linear("EF.5GS3GPPNSC", 0x4F03, 5, 0x03, 1, 57)),
    often_updated(linear("EF.5GSN3GPPNSC", 0x4F04, 5, 0x04, 1, 57)),
    often_updated(transparent("EF.5GAUTHKEYS", 0x4F05, 5, 0x05, 110)),
    transparent("EF.UAC_AIC", 0x4F06, 2, 0x06, 4),
    transparent("EF.SUCI_Calc_Info", 0x4F07, 2, 0x07, from_package),
    linear("EF.OPL5G", 0x4F08, 10, 0x08, from_package, 10),
    transparent("EF.SUPI_NAI", 0x4F09, 2, 0x09, from_package),
    transparent("EF.Routing_Indicator", 0x4F0A, 2, 0x0A, 4, "F0FFFFFF"),
    ber_tlv("EF.URSP", 0x4F0B, 2, no_sfi),
    transparent("EF.TN3GPPSNN", 0x4F0C, 2, 0x0C, 1, "00"),
    transparent("EF.CAG", 0x4F0D, 2, 0x0D, from_package),
    transparent("EF.SOR-CMCI", 0x4F0E, 2, 0x0E, from_package),
    transparent("EF.DRI", 0x4F0F, 2, 0x0F, 7),
    transparent("EF.5GSEDRX", 0x4F10, 2, 0x10, 2),
    transparent("EF.5GNSWO_CONF", 0x4F11, 2, 0x11, 1),
    transparent("EF.MCHPPLMN", 0x4F15, 2, 0x15, 1),
    transparent("EF.KAUSF_DERIVATION", 0x4F16, 2, 0x16, from_package),
};

constexpr auto saip = std::array{
    required(df("DF.SAIP", 0x5FD0)),
    transparent("EF.SUCI_Calc_Info_USIM", 0x4F01, 3, no_sfi, from_package),
};

// Identifiers and sizes of the two newest directories are those of the application.  [TS 31.102 §4.4]
constexpr auto snpn = std::array{
    required(df("DF.SNPN", 0x5FE0)),
    transparent("EF.PWS_SNPN", 0x4F01, 10, 0x01, 1),
    linear("EF.NID", 0x4F02, 2, 0x02, from_package, 6),
};

constexpr auto five_g_prose = std::array{
    required(df("DF.5G_ProSe", 0x5FF0)),
    transparent("EF.5G_PROSE_ST", 0x4F01, 2, 0x01, from_package),
    transparent("EF.5G_PROSE_DD", 0x4F02, 2, 0x02, from_package),
    transparent("EF.5G_PROSE_DC", 0x4F03, 2, 0x03, from_package),
    transparent("EF.5G_PROSE_U2NRU", 0x4F04, 2, 0x04, from_package),
    transparent("EF.5G_PROSE_RU", 0x4F05, 2, 0x05, from_package),
    transparent("EF.5G_PROSE_UIR", 0x4F06, 2, 0x06, from_package),
};

}  // namespace

std::span<const TemplateFile> usim_files() {
  return usim;
}
std::span<const TemplateFile> optional_usim_files() {
  return optional;
}
std::span<const TemplateFile> gsm_access_files() {
  return gsm_access;
}
std::span<const TemplateFile> five_gs_files() {
  return five_gs;
}
std::span<const TemplateFile> saip_files() {
  return saip;
}
std::span<const TemplateFile> snpn_files() {
  return snpn;
}
std::span<const TemplateFile> five_g_prose_files() {
  return five_g_prose;
}

}  // namespace sixline::card::profile
