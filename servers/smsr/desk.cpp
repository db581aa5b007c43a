#include "servers/smsr/desk.hpp"

#include <nlohmann/json.hpp>

#include "host/es/content.hpp"
#include "host/es/eis_json.hpp"
#include "host/profile/identity.hpp"
#include "servers/smsr/functions.hpp"

namespace sixline::servers::smsr {

using lines::Handled;
using Level = lines::LogLine::Level;
using es::AuditOperation;

namespace {

struct AuditedFunction {
  std::string_view name;
  AuditOperation operation;
};
constexpr AuditedFunction audited[]{
    {"CreateISDP", AuditOperation::CreateIsdP},
    {"EnableProfile", AuditOperation::EnableProfile},
    {"DisableProfile", AuditOperation::DisableProfile},
    {"DeleteProfile", AuditOperation::DeleteProfile},
    {"DeleteISDP", AuditOperation::DeleteProfile},
    {"AuditEIS", AuditOperation::CapabilityAudit},
    {"SendData", AuditOperation::SendData},
    {"UpdateConnectivityParameters", AuditOperation::UpdateConnectivityParameters},
};

std::optional<AuditOperation> operation_of(const es::Function& function) {
  for (const AuditedFunction& row : audited)
    if (row.name == function.name) return row.operation;
  return std::nullopt;
}

}  // namespace

bool SmSrDesk::only_reads(const es::Function& function) const {
  const FunctionRow* entry = find_function(function);
  return entry != nullptr &&
         (entry->handler == get_eis || entry->handler == get_plma || entry->handler == get_onc);
}

host::Result<Handled> SmSrDesk::on_message(store::Unit& unit, const lines::Received& received,
                                           const store::ReceivedRow& row, lines::Effects& effects) {
  Visit visit(office_, unit, effects, clock_());
  visit.cause = &received.header;
  const es::Function& function = *received.message.function;
  const FunctionRow* entry = find_function(function);
  if (entry == nullptr) {
    visit.say(Level::Warning, {}, es::qualified_name(function) + " means nothing to an SM-SR");
    if (received.message.kind != es::Kind::Request) return Handled();
    return Handled(es::response_of(function, es::EsStatus::of(es::Failure::CallerDenied)));
  }
  auto handled = entry->handler(visit, {*entry, received, row});
  if (!handled) return handled;
  if (auto finished = visit.finish(); !finished) return tl::unexpected(finished.error());
  // A procedure tells of itself.
  if (*handled && entry->handler != run_procedure)
    visit.say(Level::Info, {}, es::qualified_name(function) + ": " + es::status_of(**handled).describe());
  // Answered at once: the card was not asked.
  if (*handled && !es::status_of(**handled).ok())
    if (auto kept = on_refused(unit, received, es::status_of(**handled)); !kept)
      return tl::unexpected(kept.error());
  return handled;
}

host::Result<void> SmSrDesk::on_refused(store::Unit& unit, const lines::Received& received,
                                        const es::EsStatus& status) {
  const auto operation = operation_of(*received.message.function);
  if (!operation) return {};
  const es::Value& content = received.message.content;
  const std::string eid = content.text("Eid");
  // An EID that nobody knows has no trail; the log has it.
  if (!unit.find_euicc(eid)) return {};
  es::AuditRecord record{office_.settings.id, clock_(), *operation, received.caller().on_behalf_of(), status};
  if (content.shape().find("Iccid") != nullptr && host::profile::iccid_for_header(content.text("Iccid")))
    record.iccid = content.text("Iccid");
  return unit.append_audit({eid, record.date, es::to_json(record).dump()});
}

/// An SM-SR asks other servers only when it hands an eUICC over.
host::Result<void> SmSrDesk::on_response(store::Unit&, const std::string& sender,
                                         const std::string& message_id, const es::Message& response,
                                         lines::Effects& effects) {
  effects.log.push_back(
      {Level::Warning,
       {},
       message_id,
       {},
       es::qualified_name(*response.function) + ": " + sender + " answered a call that nobody waits for"});
  return {};
}

/// A notification or an answer that nobody took: its procedure is over (PROC-GEN-05).
host::Result<void> SmSrDesk::on_undelivered(store::Unit&, const store::OutboxRow& row,
                                            lines::Effects& effects) {
  effects.log.push_back({Level::Warning, row.eid, row.message_id, row.context_id,
                         row.function + " to " + row.recipient + " not delivered: " + row.last_error});
  return {};
}

host::Result<bool> SmSrDesk::on_due(store::Unit& unit, es::Time now, lines::Effects& effects) {
  auto row = unit.lock_due_euicc(now);
  if (!row) return tl::unexpected(row.error());
  if (!*row) return false;
  Visit visit(office_, unit, effects, clock_());
  if (auto adopted = visit.records.adopt(**row); !adopted) {
    // It would be due again at once, and stand in the way of all others.
    visit.say(Level::Error, (*row)->eid, adopted.error().what);
    if (auto put_off = unit.put_off_euicc((*row)->eid); !put_off) return tl::unexpected(put_off.error());
    return true;
  }
  visit.engine.run((*row)->eid);
  visit.records.touch((*row)->eid);
  if (auto finished = visit.finish(); !finished) return tl::unexpected(finished.error());
  return true;
}

host::Result<std::optional<es::Time>> SmSrDesk::next_due(store::Unit& unit) {
  return unit.next_euicc_wake();
}

host::Result<void> SmSrDesk::on_short_message(store::Unit& unit, const std::string& msisdn, Bytes submit_tpdu,
                                              lines::Effects& effects) {
  const auto eids = unit.eids_with_msisdn(msisdn);
  if (!eids) return tl::unexpected(eids.error());
  if (eids->empty())
    effects.log.push_back(
        {Level::Warning, {}, {}, {}, "a short message from " + msisdn + ", which is no card of ours"});
  for (const std::string& eid : *eids) {
    // A visit for each: a record that cannot be read is nothing to the others.
    Visit visit(office_, unit, effects, clock_());
    const auto record = visit.records.load(eid);
    if (!record && record.error().code != host::ErrorCode::Storage) return tl::unexpected(record.error());
    if (!record) {
      visit.say(Level::Error, eid, "a short message from " + msisdn + " is lost: " + record.error().what);
      continue;
    }
    visit.engine.on_short_message(eid, submit_tpdu, msisdn);
    visit.engine.run(eid);
    if (auto finished = visit.finish(); !finished) return finished;
  }
  return {};
}

host::Result<void> SmSrDesk::on_short_message_of(store::Unit& unit, const std::string& eid, Bytes submit_tpdu,
                                                 lines::Effects& effects) {
  Visit visit(office_, unit, effects, clock_());
  visit.engine.on_short_message(eid, submit_tpdu);
  visit.engine.run(eid);
  return visit.finish();
}

host::Result<es::Answer> SmSrDesk::register_eis(store::Unit& unit, const es::RegisterEis& request,
                                                lines::Effects& effects) {
  Visit visit(office_, unit, effects, clock_());
  es::Answer answer = visit.engine.register_eis(request);
  if (auto finished = visit.finish(); !finished) return tl::unexpected(finished.error());
  return answer;
}

host::Result<void> SmSrDesk::on_short_message_undelivered(store::Unit& unit, const std::string& eid,
                                                          const std::string& packet_id,
                                                          const std::string& reason,
                                                          lines::Effects& effects) {
  Visit visit(office_, unit, effects, clock_());
  visit.engine.on_undelivered(eid, packet_id, reason);
  visit.engine.run(eid);
  return visit.finish();
}

}  // namespace sixline::servers::smsr
