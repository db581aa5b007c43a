// PLMA and ONC: what an Operator grants to M2M SPs, and what it does not want to hear.
#include <algorithm>

#include "host/es/content.hpp"
#include "servers/smsr/authorisation.hpp"
#include "servers/smsr/fan_out.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

namespace {

/// The Operator in whose name this is asked: on ES3 the one that the SM-DP names.
std::string operator_of(const Call& call) {
  const bool carried = call.function.interface == es::Interface::Es3;
  return carried ? call.content().text("Mno-id") : call.received.sender;
}

/// Only the Operator itself decides about its profiles; an SM-DP speaks for Operators that are known here.
std::optional<EsStatus> judge_operator(const Visit& visit, const Call& call, const std::string& named) {
  const bool carried = call.function.interface == es::Interface::Es3;
  const std::string own = operator_of(call);
  if (carried && !visit.office.peers.has_role(own, lines::PeerRole::Operator))
    return EsStatus::of(Failure::NotAllowed, "Mno-id", own);
  if (named == own) return std::nullopt;
  return EsStatus::of(carried ? Failure::NotAllowed : Failure::CallerDenied, {}, named);
}

/// Notifications that an Operator can do without (PROC-ONC-04).
bool can_be_discarded(std::string_view name) {
  const es::Function* function = es::find_function(es::Interface::Es4, name);
  return function != nullptr && function->is_notification() && function->name == name &&
         name != "HandleSMSRChangeNotification" && name != "HandlePLMASettingNotification";
}

std::string text_if_any(const Call& call, std::string_view field) {
  return call.content().shape().find(field) == nullptr ? std::string() : call.content().text(field);
}

}  // namespace

host::Result<Handled> set_plma(Visit& visit, const Call& call) {
  const es::Plma plma = es::read_plma(*call.content().find("Plma"));
  if (const auto refusal = judge_operator(visit, call, plma.mno_id)) return call.response(*refusal);
  const bool beneficiary = visit.office.peers.has_role(plma.m2m_sp_id, lines::PeerRole::M2mSp) ||
                           visit.office.peers.has_role(plma.m2m_sp_id, lines::PeerRole::Operator);
  // E-SP-UNKNOWN (PROC-ERR): the code of a caller whom nobody knows.
  if (!beneficiary)
    return call.response(
        EsStatus::of(Failure::CallerUnknown, "the M2M SP is not known here", plma.m2m_sp_id));
  if (plma.m2m_sp_id == plma.mno_id)
    return call.response(EsStatus::of(Failure::ParameterInvalid, "M2m-sp-id", plma.m2m_sp_id));
  const auto foreign = std::find_if_not(plma.operations.begin(), plma.operations.end(), is_grantable);
  if (foreign != plma.operations.end())
    return call.response(EsStatus::of(Failure::ParameterInvalid, "AuthorisedOperation " + *foreign));
  if (plma.profile_type.empty()) return call.response(EsStatus::of(Failure::ProfileTypeUnknown));
  if (auto put = visit.unit.put_plma(plma); !put) return tl::unexpected(put.error());
  const bool carried = call.function.interface == es::Interface::Es3;
  const std::string carrier = carried ? call.received.sender : std::string();
  if (auto told = tell_of_plma(visit, plma, carrier, &call.received.header); !told)
    return tl::unexpected(told.error());
  return call.response(EsStatus::success());
}

/// An Operator reads its own, an M2M SP those that name it (PROC-PLMA-04).
host::Result<Handled> get_plma(Visit& visit, const Call& call) {
  const std::string own = operator_of(call);
  std::string mno = own, m2m_sp = text_if_any(call, "M2m-sp-id");
  if (call.function.interface == es::Interface::Es4) {
    mno = text_if_any(call, "Mno-id");
    m2m_sp = own;
  } else if (const auto refusal = judge_operator(visit, call, own)) {
    return call.response(*refusal);
  }
  const auto plmas = visit.unit.plmas(mno, text_if_any(call, "ProfileType"), m2m_sp);
  if (!plmas) return tl::unexpected(plmas.error());
  es::Message response = call.response(EsStatus::success());
  for (const es::Plma& plma : *plmas) es::write_plma(response.content.add("Plma"), plma);
  return response;
}

host::Result<Handled> set_onc(Visit& visit, const Call& call) {
  if (!visit.office.supports_onc) return call.response(EsStatus::of(Failure::Unsupported, "ONC"));
  const es::Onc onc = es::read_onc(*call.content().find("Onc"));
  if (const auto refusal = judge_operator(visit, call, onc.mno_id)) return call.response(*refusal);
  const auto foreign = std::find_if_not(onc.discarded.begin(), onc.discarded.end(), can_be_discarded);
  if (foreign != onc.discarded.end())
    return call.response(EsStatus::of(Failure::ParameterInvalid, "DiscardedNotification " + *foreign));
  if (onc.profile_type.empty()) return call.response(EsStatus::of(Failure::ParameterInvalid, "ProfileType"));
  if (auto put = visit.unit.put_onc(onc); !put) return tl::unexpected(put.error());
  return call.response(EsStatus::success());
}

host::Result<Handled> get_onc(Visit& visit, const Call& call) {
  if (!visit.office.supports_onc) return call.response(EsStatus::of(Failure::Unsupported, "ONC"));
  const std::string own = operator_of(call);
  if (const auto refusal = judge_operator(visit, call, own)) return call.response(*refusal);
  const auto oncs = visit.unit.oncs(own, text_if_any(call, "ProfileType"));
  if (!oncs) return tl::unexpected(oncs.error());
  es::Message response = call.response(EsStatus::success());
  for (const es::Onc& onc : *oncs) es::write_onc(response.content.add("Onc"), onc);
  return response;
}

}  // namespace sixline::servers::smsr
