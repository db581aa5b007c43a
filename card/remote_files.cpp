#include "card/remote_files.hpp"

namespace sixline::card {
namespace {

/// Access domain parameter.  [TS 102 226 §8.2.1.3.2.2] Of the values the standard has, only full access opens
/// every rule; no access and everything this card does not know opens none.
uicc::AccessRights rights_of(wire::Bytes access_domain) {
  constexpr std::uint8_t full_access = 0x00;
  constexpr std::uint8_t uicc_access_mechanism = 0x02;
  if (access_domain.empty()) return uicc::AccessRights::none();
  if (access_domain[0] == full_access) return uicc::AccessRights::full();
  return access_domain[0] == uicc_access_mechanism ? uicc::AccessRights{} : uicc::AccessRights::none();
}

}  // namespace

void RemoteFiles::select(const gp::Application& application) {
  session_ = {};
  session_.shared = rights_of(application.access.view());
  session_.shared_administration = rights_of(application.administration.view());
  session_.adf = application.adf;
  session_.adf_rights = rights_of(application.adf_access.view());
  session_.adf_administration = rights_of(application.adf_administration.view());
}

wire::StatusWord RemoteFiles::run_command(const wire::CommandApdu& command, wire::ResponseApdu& response) {
  return uicc_.process_remote(session_, command, response);
}

bool RemoteFiles::run_tlv(const wire::Tlv&, wire::Writer&) {
  return false;
}

}  // namespace sixline::card
