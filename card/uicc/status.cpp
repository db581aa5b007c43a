// STATUS.  [TS 102 221 §11.1.2]
#include "card/uicc/fcp.hpp"
#include "card/uicc/handlers.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

// P1: what the terminal tells of the application. It asks for nothing.
constexpr std::uint8_t highest_indication = 0x02;
// P2
constexpr std::uint8_t return_fcp = 0x00;
constexpr std::uint8_t return_name = 0x01;
constexpr std::uint8_t return_nothing = 0x0C;

constexpr wire::Tag df_name = 0x84;

}  // namespace

StatusWord status(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  if (command.p1 > highest_indication) return sw::wrong_p1p2;
  switch (command.p2) {
    case return_nothing: return sw::ok;
    case return_fcp: {
      const auto directory = uicc.files().directory(session.directory);
      if (!directory) return directory.error();
      put_fcp(uicc.files(), *directory, uicc.pins(), response.data());
      break;
    }
    case return_name: {
      const auto adf = uicc.files().directory(session.adf);
      if (!adf) return sw::reference_not_found;
      wire::put_tlv(response.data(), df_name, adf->aid.view());
      break;
    }
    default: return sw::wrong_p1p2;
  }
  if (command.ne != 0 && command.ne < response.size()) return sw::exact_length(response.size());
  return sw::ok;
}

}  // namespace sixline::card::uicc
