#include "host/es/content.hpp"

#include <algorithm>
#include <array>

namespace sixline::host::es {

namespace {

constexpr std::array<std::string_view, 3> actions{"ENABLE", "DISABLE", "DELETE"};
constexpr std::array<std::string_view, 2> qualifications{"Not-Allowed", "Auto-Delete"};

template <class Enumeration, std::size_t Size>
Enumeration named(const std::array<std::string_view, Size>& names, std::string_view name) {
  for (std::size_t i = 0; i < Size; ++i)
    if (names[i] == name) return static_cast<Enumeration>(i);
  return {};
}

}  // namespace

void write_status(Value& out, const EsStatus& status) {
  out.set("Status", name_of(status.execution));
  if (!status.code) return;
  out.add("StatusCodeData")
      .set("Subject", status.code->subject)
      .set("Reason", status.code->reason)
      .set_if_any("SubjectIdentifier", status.code->subject_identifier)
      .set_if_any("Message", status.code->message);
}

EsStatus read_status(const Value& content) {
  EsStatus status;
  for (Execution execution : {Execution::Success, Execution::Warning, Execution::Failed, Execution::Expired})
    if (content.text("Status") == name_of(execution)) status.execution = execution;
  const Value* code = content.find("StatusCodeData");
  if (!code) return status;
  status.code = StatusCode{code->text("Subject"), code->text("Reason"), code->text("SubjectIdentifier"),
                           code->text("Message")};
  status.failure = failure_of(status.code->subject, status.code->reason);
  return status;
}

void write_pol2(Value& out, const Pol2& pol2) {
  for (const PolicyRule& rule : pol2.rules)
    out.add("Rule")
        .set("Subject", "PROFILE")
        .set("Action", actions[static_cast<std::size_t>(rule.action)])
        .set("Qualification", qualifications[static_cast<std::size_t>(rule.qualification)]);
}

Pol2 read_pol2(const Value& content) {
  Pol2 pol2;
  for (const Value* rule : content.all("Rule"))
    pol2.rules.push_back({named<PolicyAction>(actions, rule->text("Action")),
                          named<PolicyQualification>(qualifications, rule->text("Qualification"))});
  return pol2;
}

void write_address(Value& out, const SubscriptionAddress& address) {
  out.set_if_any("Imsi", address.imsi).set_if_any("Msisdn", address.msisdn);
}

SubscriptionAddress read_address(const Value& content) {
  return {content.text("Imsi"), content.text("Msisdn")};
}

void write_plma(Value& out, const Plma& plma) {
  out.set("Mno-id", plma.mno_id).set("ProfileType", plma.profile_type).set("M2m-sp-id", plma.m2m_sp_id);
  for (const std::string& operation : plma.operations) out.add_text("AuthorisedOperation", operation);
}

Plma read_plma(const Value& content) {
  Plma plma{content.text("Mno-id"), content.text("ProfileType"), content.text("M2m-sp-id"), {}};
  for (const Value* operation : content.all("AuthorisedOperation"))
    plma.operations.push_back(operation->text());
  return plma;
}

void write_onc(Value& out, const Onc& onc) {
  out.set("Mno-id", onc.mno_id).set("ProfileType", onc.profile_type);
  for (const std::string& name : onc.discarded) out.add_text("DiscardedNotification", name);
}

Onc read_onc(const Value& content) {
  Onc onc{content.text("Mno-id"), content.text("ProfileType"), {}};
  for (const Value* name : content.all("DiscardedNotification")) onc.discarded.push_back(name->text());
  return onc;
}

Message response_of(const Function& function, const EsStatus& status) {
  Message response(function, Kind::Response);
  write_status(response.content.add("FunctionExecutionStatus"), status);
  return response;
}

EsStatus status_of(const Message& response) {
  const Value* status = response.content.find("FunctionExecutionStatus");
  return status ? read_status(*status) : EsStatus::of(Failure::ParameterMissing, "FunctionExecutionStatus");
}

void write_call(Message& request, const Caller& caller) {
  request.content.set("FunctionCallIdentifier", caller.message_id);
  if (caller.validity_seconds > 0) request.content.set_number("ValidityPeriod", caller.validity_seconds);
}

Caller read_call(const Message& request, std::string_view sender) {
  // Longer than anybody waits: what is added to it stays a time.
  constexpr std::int64_t a_century = 3'155'760'000;
  return {std::string(sender),
          {},
          request.content.text("FunctionCallIdentifier"),
          std::min(request.content.number("ValidityPeriod"), a_century)};
}

}  // namespace sixline::host::es
