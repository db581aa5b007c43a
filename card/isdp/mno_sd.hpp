// A security domain of the enabled profile as a target of remote scripts: the operator manages it, and
// through the MNO-SD what its ISD-P keeps for it (ES6).  [SGP.02 §2.2.1.4, §4.1.2] [TS 102 226 §8]
#pragma once

#include "card/gp/domains.hpp"
#include "card/ota/target.hpp"

namespace sixline::card::isdp {

using wire::Bytes;
using wire::CommandApdu;
using wire::ResponseApdu;
using wire::Result;
using wire::StatusWord;

class MnoSd;

/// One function of ES6, or a command that leads there.
struct MnoFunctionRow {
  std::string_view name;  ///< as SGP.02 writes it
  std::uint8_t ins;
  std::uint8_t p1;
  std::optional<std::uint16_t> dgi;  ///< STORE DATA functions
  /// `value` is that of the only DGI, or the data of the command. In the open transaction.
  StatusWord (*handler)(MnoSd&, Bytes value, ResponseApdu&);
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
};
std::span<const MnoFunctionRow> mno_functions();

// The handlers, one file each.
StatusWord address_own_isd_p(MnoSd& mno_sd, Bytes value, ResponseApdu& response);
StatusWord update_pol1_by_mno(MnoSd& mno_sd, Bytes value, ResponseApdu& response);
StatusWord update_connectivity_parameters_by_mno(MnoSd& mno_sd, Bytes value, ResponseApdu& response);

/// One object serves every security domain of the enabled profile; select() says which one the next script
/// is for. While a profile is not enabled nothing leads here.  PROC-POL-20
class MnoSd final : public ota::ScriptTarget {
 public:
  MnoSd(const runtime::Environment& environment, gp::Domains& domains)
      : environment_(environment), domains_(domains) {}

  /// Card reset.
  void reset() { start_over(); }
  void select(gp::ApplicationId domain);

  void begin_script(const ota::ScriptSecurity& security) override { security_ = security; }
  StatusWord run_command(const CommandApdu& command, ResponseApdu& response) override;
  bool run_tlv(const wire::Tlv&, wire::Writer&) override { return false; }
  void end_script() override { security_ = {}; }

  // For the handlers.
  storage::Store& store() { return environment_.store; }
  const gp::Domains& domains() const { return domains_; }
  /// The slot whose profile this domain is part of.
  storage::Owner own_slot() const { return domain_.owner; }
  /// INSTALL [for personalization] named the own ISD-P: STORE DATA is for it until another command comes.
  void address_isd_p() { isd_p_addressed_ = true; }

 private:
  StatusWord dispatch(const CommandApdu& command, ResponseApdu& response);
  StatusWord run_es6(const CommandApdu& command, ResponseApdu& response);
  StatusWord run_own(const CommandApdu& command, ResponseApdu& response);
  void start_over();

  const runtime::Environment& environment_;
  gp::Domains& domains_;
  gp::ApplicationId domain_{};
  ota::ScriptSecurity security_{};
  bool isd_p_addressed_ = false;
  gp::DomainSession session_{};
  gp::StoreDataChain chain_;
};

}  // namespace sixline::card::isdp
