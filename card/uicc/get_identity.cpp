// GET IDENTITY.  [TS 31.102 §7.5]
#include "card/uicc/concealed_identity.hpp"
#include "card/uicc/handlers.hpp"
#include "card/uicc/pin_status.hpp"
#include "card/uicc/target.hpp"
#include "card/uicc/usim_services.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

// P2. Bit 8 says, as in AUTHENTICATE, that keys of the application are meant; terminals are seen to leave it
// out, and there are no others.
constexpr std::uint8_t context_bits = 0x7F;
constexpr std::uint8_t suci_context = 0x01;
constexpr std::uint8_t suci_nswo_context = 0x02;  ///< for 5G non-seamless WLAN offload

constexpr wire::Tag suci_tag = 0xA1;

bool offers_identity(const FileSystem& files, std::uint16_t adf) {
  return has_service(files, adf, service::identity_privacy) &&
         has_service(files, adf, service::identity_concealed_by_usim);
}

}  // namespace

StatusWord get_identity(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  const std::uint8_t context = command.p2 & context_bits;
  if (command.p1 != 0 || (context != suci_context && context != suci_nswo_context)) return sw::wrong_p1p2;
  const auto adf = uicc.enclosing_adf(session.directory);
  if (!adf || adf->node != session.adf) return sw::conditions_not_satisfied;
  if (const StatusWord state = check_state(uicc.files(), *adf); state != sw::ok) return state;
  if (!offers_identity(uicc.files(), adf->node)) return sw::conditions_not_satisfied;
  // An identity for WLAN has the form of a network access identifier, which needs files of release 18.
  if (context == suci_nswo_context) return sw::function_not_supported;
  if (!uicc.satisfied(session, adf->node, application_pin(adf->pin_status.view())))
    return sw::security_not_satisfied;
  wire::TlvScope scope(response.data(), suci_tag);
  return put_concealed_identity(uicc, adf->node, response.data());
}

}  // namespace sixline::card::uicc
