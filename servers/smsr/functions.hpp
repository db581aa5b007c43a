// Everything that an SM-SR is asked, one row each.
#pragma once

#include "servers/smsr/visit.hpp"

namespace sixline::servers::smsr {

using lines::Handled;

struct FunctionRow;

struct Call {
  const FunctionRow& function;
  const lines::Received& received;
  const store::ReceivedRow& row;

  const es::Value& content() const { return received.message.content; }
  es::Message response(const es::EsStatus& status) const {
    return es::response_of(*received.message.function, status);
  }
};

using Handler = host::Result<Handled> (*)(Visit&, const Call&);

struct FunctionRow {
  es::Interface interface;
  std::string_view name;
  Handler handler;
};
std::span<const FunctionRow> functions();
const FunctionRow* find_function(const es::Function& function);

// The handlers. Errors of all: Storage, WrongState.
host::Result<Handled> register_eis(Visit& visit, const Call& call);
host::Result<Handled> update_eis_additional_properties(Visit& visit, const Call& call);
/// GetEIS on ES3 and ES4.
host::Result<Handled> get_eis(Visit& visit, const Call& call);
/// CreateISDP, SendData, ProfileDownloadCompleted, AuditEIS, and enabling, disabling and deleting.
host::Result<Handled> run_procedure(Visit& visit, const Call& call);
host::Result<Handled> update_connectivity_parameters(Visit& visit, const Call& call);
host::Result<Handled> update_policy_rules(Visit& visit, const Call& call);
host::Result<Handled> update_subscription_address(Visit& visit, const Call& call);
host::Result<Handled> set_plma(Visit& visit, const Call& call);
host::Result<Handled> get_plma(Visit& visit, const Call& call);
host::Result<Handled> set_onc(Visit& visit, const Call& call);
host::Result<Handled> get_onc(Visit& visit, const Call& call);
/// Setting an attribute of a profile: judged like any other, then refused with 1.6/3.1.
host::Result<Handled> set_attribute(Visit& visit, const Call& call);
/// The change of the SM-SR: judged as far as one SM-SR can, then refused with 1.6/3.1.
host::Result<Handled> change_smsr(Visit& visit, const Call& call);

// What they share.
/// The record of the eUICC that the call names, or the refusal.
struct Found {
  EuiccRecord record{};
  std::optional<es::EsStatus> refusal{};
};
host::Result<Found> find_euicc(Visit& visit, const Call& call);
/// The profile that the call names, if the caller may use this function on it; else the refusal.
struct FoundProfile {
  es::EisProfile* profile = nullptr;
  std::optional<es::EsStatus> refusal{};
};
/// `grantable`: an M2M SP may be authorised to it.
FoundProfile find_profile(Visit& visit, const Call& call, EuiccRecord& record, bool grantable);
/// In whose name the caller acts on this profile: an SM-DP in that of the Operator, if it is the profile's.
std::string acting_for(const Call& call, const es::EisProfile& profile);

}  // namespace sixline::servers::smsr
