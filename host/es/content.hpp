// The types that procedures work with, as content of messages, both ways.
#pragma once

#include "host/es/message.hpp"
#include "host/es/plma.hpp"
#include "host/es/requests.hpp"

namespace sixline::host::es {

// Each writer fills content of the type of its name.
void write_status(Value& out, const EsStatus& status);
EsStatus read_status(const Value& content);
void write_pol2(Value& out, const Pol2& pol2);
Pol2 read_pol2(const Value& content);
void write_address(Value& out, const SubscriptionAddress& address);
SubscriptionAddress read_address(const Value& content);
void write_plma(Value& out, const Plma& plma);
Plma read_plma(const Value& content);
void write_onc(Value& out, const Onc& onc);
Onc read_onc(const Value& content);

/// The response of a function that did nothing but end so.
Message response_of(const Function& function, const EsStatus& status);
/// FunctionExecutionStatus of a response.
EsStatus status_of(const Message& response);
/// FunctionCallIdentifier and ValidityPeriod, into and out of a request.
void write_call(Message& request, const Caller& caller);
/// The caller is who sent the request: `sender` is the OID that the connection was authenticated for.
Caller read_call(const Message& request, std::string_view sender);

}  // namespace sixline::host::es
