// ES1: an EUM brings the eUICCs that it made (PROC-REG).
#include <algorithm>

#include "host/es/request_content.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

host::Result<Handled> register_eis(Visit& visit, const Call& call) {
  auto request = es::registration_of(call.received.message, call.received.sender);
  if (!request) return call.response(request.error());
  return es::message_of(*call.received.message.function, visit.engine.register_eis(*request));
}

/// Replaces the properties that are named, keeps the others (PROC-REG-07).
host::Result<Handled> update_eis_additional_properties(Visit& visit, const Call& call) {
  auto found = find_euicc(visit, call);
  if (!found) return tl::unexpected(found.error());
  if (found->refusal) return call.response(*found->refusal);
  EuiccRecord& record = found->record;
  if (record.eis.signed_block.eum_id != call.received.sender)
    return call.response(EsStatus::of(Failure::EisNotAllowed, {}, record.eis.eid()));
  const es::Value* properties = call.content().find("AdditionalProperties");
  for (const es::Value* property :
       properties == nullptr ? std::vector<const es::Value*>{} : properties->all("Property")) {
    es::EisProperty value{property->text("key"), property->text("value")};
    const auto old = std::find_if(record.eis.properties.begin(), record.eis.properties.end(),
                                  [&](const es::EisProperty& kept) { return kept.key == value.key; });
    if (old != record.eis.properties.end())
      *old = std::move(value);
    else
      record.eis.properties.push_back(std::move(value));
  }
  if (auto saved = visit.records.save(record); !saved) return tl::unexpected(saved.error());
  return call.response(EsStatus::success());
}

}  // namespace sixline::servers::smsr
