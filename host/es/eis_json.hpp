// The EIS as JSON: how it is kept between runs, and what `--json` prints.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "host/error.hpp"
#include "host/es/requests.hpp"

namespace sixline::host::es {

nlohmann::json to_json(const Eis& eis);
/// Errors: BadFormat (a field is missing or of another type).
Result<Eis> eis_from_json(const nlohmann::json& json);

nlohmann::json to_json(const AuditRecord& record);
/// Errors: BadFormat.
Result<AuditRecord> audit_record_from_json(const nlohmann::json& json);
nlohmann::json to_json(const EsStatus& status);
EsStatus status_from_json(const nlohmann::json& json);
nlohmann::json to_json(const Caller& caller);
Caller caller_from_json(const nlohmann::json& json);
nlohmann::json to_json(const SubscriptionAddress& address);
SubscriptionAddress address_from_json(const nlohmann::json& json);
nlohmann::json to_json(const Pol2& pol2);
Pol2 pol2_from_json(const nlohmann::json& json);

/// Bytes travel as upper-case hex.
nlohmann::json hex_json(Bytes bytes);
ByteString bytes_from_json(const nlohmann::json& json);

}  // namespace sixline::host::es
