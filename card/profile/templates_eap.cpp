// The directory of an EAP client, below the application it serves.  [TCA-PP §9.8]
#include "card/profile/template_rows.hpp"

namespace sixline::card::profile {
namespace {

using namespace rows;

constexpr auto eap = std::array{
    required(df("DF.EAP", from_package)),
    often_updated(transparent("EF.EAPKEYS", 0x4F01, 2, no_sfi, from_package)),
    required(often_updated(transparent("EF.EAPSTATUS", 0x4F02, 2, no_sfi, 1, "00"))),
    transparent("EF.PUId", 0x4F03, 2, no_sfi, from_package),
    often_updated(transparent("EF.Ps", 0x4F04, 5, no_sfi, from_package)),
    often_updated(transparent("EF.CurID", 0x4F20, 5, no_sfi, from_package)),
    transparent("EF.ReID", 0x4F21, 5, no_sfi, from_package),
    transparent("EF.Realm", 0x4F22, 5, no_sfi, from_package),
};

}  // namespace

std::span<const TemplateFile> eap_files() {
  return eap;
}

}  // namespace sixline::card::profile
