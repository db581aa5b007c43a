#include "servers/lines/header_json.hpp"

#include <nlohmann/json.hpp>

namespace sixline::servers::lines {

namespace soap = host::es::soap;
using nlohmann::json;

namespace {

json endpoint_json(const soap::Endpoint& endpoint) {
  return {{"address", endpoint.address},
          {"entity_id", endpoint.entity_id},
          {"entity_name", endpoint.entity_name},
          {"user_name", endpoint.user_name}};
}

soap::Endpoint endpoint_of(const json& json) {
  return {json.at("address"), json.at("entity_id"), json.at("entity_name"), json.at("user_name")};
}

}  // namespace

std::string to_json(const soap::Header& header) {
  json out = {{"from", endpoint_json(header.from)}, {"to", endpoint_json(header.to)},
              {"message_id", header.message_id},    {"transaction_id", header.transaction_id},
              {"context_id", header.context_id},    {"action", header.action}};
  if (header.reply_to) out["reply_to"] = endpoint_json(*header.reply_to);
  if (header.message_date) out["message_date"] = *header.message_date;
  // What a stranger percent-encoded need not be UTF-8.
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

host::Result<soap::Header> header_from_json(const std::string& text) {
  const json in = json::parse(text, nullptr, false);
  try {
    soap::Header header;
    header.from = endpoint_of(in.at("from"));
    header.to = endpoint_of(in.at("to"));
    header.message_id = in.at("message_id");
    header.transaction_id = in.at("transaction_id");
    header.context_id = in.at("context_id");
    header.action = in.at("action");
    if (in.contains("reply_to")) header.reply_to = endpoint_of(in.at("reply_to"));
    if (in.contains("message_date")) header.message_date = in.at("message_date").get<host::es::Time>();
    return header;
  } catch (const json::exception&) {
    return host::fail(host::ErrorCode::Storage, "the header of a call that was received cannot be read back");
  }
}

}  // namespace sixline::servers::lines
