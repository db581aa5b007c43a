// The IoT minimal profile: MF and USIM in one element.  [TCA-PP §9.10] (3.x)
//
// The files are those of the MF, USIM and DF.5GS templates, and so are their rows. What is special is that
// the package may leave out nearly everything: identity and name come from its header. The temporary FID of
// the ADF and the access rules that the document gives to this profile were not at hand; a package that
// counts on others has to bring EF.ARR and the FID itself.
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

constexpr std::uint16_t temporary_fid = 0x7FF0;
constexpr std::uint16_t arr_of_mf = 0x2F06;
constexpr std::uint16_t rule_count = 14;
constexpr std::uint16_t longest_rule = 33;

constexpr auto iot = std::array{
    directory(uicc::FileType::Mf, "MF", uicc::fid_mf),
    transparent("EF.PL", 0x2F05, 1, 0x05, 2),
    made_from(Origin::Iccid, transparent("EF.ICCID", 0x2FE2, 11, 0x02, 10)),
    made_from(Origin::Application, linear("EF.DIR", 0x2F00, 10, 0x1E, 1, from_package)),
    made_from(Origin::AccessRules, linear("EF.ARR", arr_of_mf, 10, 0x06, rule_count, longest_rule)),
    transparent("EF.UMPC", 0x2F08, 10, 0x08, 5),
    made_from(Origin::Application, directory(uicc::FileType::Adf, "ADF.USIM", temporary_fid)),
    required(transparent("EF.IMSI", 0x6F07, 2, 0x07, 9)),
    linked(arr_of_mf, linear("EF.ARR", 0x6F06, 10, 0x17, from_package, from_package)),
    often_updated(transparent("EF.Keys", 0x6F08, 5, 0x08, 33, "07FF..")),
    often_updated(transparent("EF.KeysPS", 0x6F09, 5, 0x09, 33, "07FF..")),
    transparent("EF.HPPLMN", 0x6F31, 2, 0x12, 1, "0A"),
    transparent("EF.UST", 0x6F38, 2, 0x04, 17, "00.."),
    often_updated(transparent("EF.START-HFN", 0x6F5B, 5, 0x0F, 6, "F00000F00000")),
    transparent("EF.THRESHOLD", 0x6F5C, 2, 0x10, 3),
    often_updated(transparent("EF.PSLOCI", 0x6F73, 5, 0x0C, 14, "FFFFFFFFFFFFFFFFFFFF0000FF01")),
    required(transparent("EF.ACC", 0x6F78, 2, 0x06, 2)),
    transparent("EF.FPLMN", 0x6F7B, 5, 0x0D, 12),
    often_updated(transparent("EF.LOCI", 0x6F7E, 5, 0x0B, 11, "FFFFFFFFFFFFFF0000FF01")),
    transparent("EF.AD", 0x6FAD, 10, 0x03, 4, "00000002"),
    linear("EF.ECC", 0x6FB7, 10, 0x01, 1, 4),
    often_updated(transparent("EF.NETPAR", 0x6FC4, 5, no_sfi, 128)),
};

constexpr auto optional = std::array{
    linear("EF.FDN", 0x6F3B, 8, no_sfi, 20, 26),
    linear("EF.SMS", 0x6F3C, 5, no_sfi, 10, 176, "00FF.."),
    linear("EF.SMSP", 0x6F42, 5, no_sfi, 1, 38),
    transparent("EF.SMSS", 0x6F43, 5, no_sfi, 2),
    transparent("EF.SPN", 0x6F46, 10, no_sfi, 17),
    transparent("EF.EST", 0x6F56, 8, 0x05, 1),
    transparent("EF.OPLMNwAcT", 0x6F61, 2, 0x11, 40, "FFFFFF0000*"),
    transparent("EF.HPLMNwAcT", 0x6F62, 2, 0x13, 5, "FFFFFF0000*"),
    transparent("EF.EHPLMN", 0x6FD9, 2, 0x1D, 15),
    often_updated(transparent("EF.EPSLOCI", 0x6FE3, 5, 0x1E, 18, "..000001")),
    often_updated(linear("EF.EPSNSC", 0x6FE4, 5, 0x18, 1, 80)),
    df("DF.5GS", 0x5FC0),
    often_updated(transparent("EF.5GS3GPPLOCI", 0x4F01, 5, 0x01, 20, "..00000001")),
    often_updated(transparent("EF.5GSN3GPPLOCI", 0x4F02, 5, 0x02, 20, "..00000001")),
    often_updated(linear("EF.5GS3GPPNSC", 0x4F03, 5, 0x03, 2, 62)),
    often_updated(linear("EF.5GSN3GPPNSC", 0x4F04, 5, 0x04, 2, 62)),
    often_updated(transparent("EF.5GAUTHKEYS", 0x4F05, 5, 0x05, 110)),
    transparent("EF.UAC_AIC", 0x4F06, 2, 0x06, 4),
    transparent("EF.SUCI_Calc_Info", 0x4F07, 2, 0x07, from_package),
    linear("EF.OPL5G", 0x4F08, 10, 0x08, from_package, 10),
    transparent("EF.SUPI_NAI", 0x4F09, 2, 0x09, from_package),
    transparent("EF.Routing_Indicator", 0x4F0A, 2, 0x0A, 4, "F0FFFFFF"),
    ber_tlv("EF.URSP", 0x4F0B, 2, no_sfi),
    transparent("EF.TN3GPPSNN", 0x4F0C, 2, 0x0C, 1, "00"),
    df("DF.SAIP", 0x5FD0),
    transparent("EF.SUCI_Calc_Info_USIM", 0x4F01, 3, no_sfi, from_package),
};

}  // namespace

std::span<const TemplateFile> iot_files() {
  return iot;
}
std::span<const TemplateFile> optional_iot_files() {
  return optional;
}

}  // namespace sixline::card::profile
