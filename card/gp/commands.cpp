// The commands of a selected security domain.
#include "card/gp/domains.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;
using runtime::cases;
using wire::IsoCase;

constexpr std::uint8_t longest_command_data = 0xFF;

StatusWord local_get_data(Domains& domains, DomainSession& session, const CommandApdu& command,
                          ResponseApdu& response) {
  return domains.get_data(session.selected, command, response);
}

StatusWord local_get_status(Domains& domains, DomainSession& session, const CommandApdu& command,
                            ResponseApdu& response) {
  if (session.selected != isd_r_id) return sw::conditions_not_satisfied;
  return domains.get_status(session.status, command, response);
}

// [SGP.02 §2.4] Whatever changes a security domain arrives over the air, secured; never from the terminal.
StatusWord refuse_local(Domains&, DomainSession&, const CommandApdu&, ResponseApdu&) {
  return sw::conditions_not_satisfied;
}

constexpr std::uint8_t any_case = cases(IsoCase::None, IsoCase::Le, IsoCase::Lc, IsoCase::LcLe);
constexpr std::uint8_t data_cases = cases(IsoCase::Lc, IsoCase::LcLe);

constexpr Domains::Row rows[] = {
    {"GET DATA", 0x80, 0xCA, cases(IsoCase::Le, IsoCase::LcLe), local_get_data, "GPCS §11.3", "gp/get_data"},
    {"GET STATUS", 0x80, 0xF2, data_cases, local_get_status, "GPCS §11.4", "gp/get_status"},
    {"INSTALL", 0x80, 0xE6, any_case, refuse_local, "GPCS §11.5", "gp/local_refusal"},
    {"LOAD", 0x80, 0xE8, any_case, refuse_local, "GPCS §11.6", "gp/local_refusal"},
    {"DELETE", 0x80, 0xE4, any_case, refuse_local, "GPCS §11.2", "gp/local_refusal"},
    {"PUT KEY", 0x80, 0xD8, any_case, refuse_local, "GPCS §11.8", "gp/local_refusal"},
    {"SET STATUS", 0x80, 0xF0, any_case, refuse_local, "GPCS §11.10", "gp/local_refusal"},
    {"STORE DATA", 0x80, 0xE2, any_case, refuse_local, "GPCS §11.11", "gp/local_refusal"},
    {"INITIALIZE UPDATE", 0x80, 0x50, any_case, refuse_local, "GP-D §7.1.1", "gp/local_refusal"},
};

}  // namespace

std::span<const Domains::Row> Domains::commands() {
  return rows;
}

Result<Application, StatusWord> Domains::find_selectable(Bytes aid_prefix) const {
  for (storage::Owner owner : {storage::card_owner, registry_.enabled_slot()}) {
    auto found = registry_.find_prefix(owner, aid_prefix);
    while (found && !is_security_domain(found->kind)) {
      found = registry_.find_prefix(owner, aid_prefix, found->id.index);
    }
    if (found) return found;
  }
  return wire::fail(sw::file_not_found);
}

StatusWord Domains::select(DomainSession& session, Bytes aid_prefix, ResponseApdu& response) const {
  const auto domain = find_selectable(aid_prefix);
  if (!domain) return domain.error();
  session = {.selected = domain->id, .status = {}};
  wire::TlvScope fci(response.data(), tags::fci_template);
  wire::put_tlv(response.data(), tags::df_name, domain->aid.view());
  wire::TlvScope proprietary(response.data(), tags::fci_proprietary);
  const std::uint8_t most[] = {longest_command_data};
  wire::put_tlv(response.data(), tags::max_command_data, most);
  return sw::ok;
}

StatusWord Domains::process(DomainSession& session, const CommandApdu& command, ResponseApdu& response) {
  return runtime::dispatch(commands(), *this, session, command, response);
}

}  // namespace sixline::card::gp
