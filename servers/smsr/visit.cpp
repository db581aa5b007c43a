#include "servers/smsr/visit.hpp"

#include "host/es/request_content.hpp"
#include "servers/lines/header_json.hpp"
#include "servers/smsr/authorisation.hpp"
#include "servers/smsr/fan_out.hpp"

namespace sixline::servers::smsr {

Visit::Visit(const SmSrOffice& own_office, store::Unit& own_unit, lines::Effects& own_effects, es::Time now)
    : office(own_office),
      unit(own_unit),
      effects(own_effects),
      lines(own_unit, own_office.peers, own_office.self, now),
      records(own_unit),
      engine(settings_of(own_office), own_office.ci, records, *this, *this, [now] { return now; }) {
  engine.set_grant(
      [this](const es::Caller& caller, const es::EisProfile& profile, std::string_view function) {
        return is_granted(unit, caller.id, profile, function);
      });
}

SmSrSettings Visit::settings_of(const SmSrOffice& office) {
  SmSrSettings settings = office.settings;
  settings.id = office.self.id;
  const auto ids = [&](lines::PeerRole role, std::set<std::string>& out) {
    for (const lines::Peer* peer : office.peers.with_role(role)) out.insert(peer->id);
  };
  ids(lines::PeerRole::Eum, settings.eums);
  ids(lines::PeerRole::SmDp, settings.smdps);
  ids(lines::PeerRole::Operator, settings.operators);
  ids(lines::PeerRole::M2mSp, settings.operators);
  return settings;
}

void Visit::say(lines::LogLine::Level level, const std::string& eid, std::string text) const {
  effects.log.push_back({level, eid, cause != nullptr ? cause->message_id : std::string(),
                         cause != nullptr ? cause->context_id : std::string(), std::move(text)});
}

host::Result<void> Visit::finish() {
  if (auto flushed = records.flush(now()); !flushed) return flushed;
  if (failure_) return tl::unexpected(*failure_);
  return {};
}

void Visit::note(const host::Result<void>& done) {
  if (!done && !failure_) failure_ = done.error();
}

host::Result<void> Visit::submit(const servers::lines::ShortMessage& message) {
  if (message.msisdn.empty() && !office.finds_cards_by_eid)
    return host::fail(host::ErrorCode::NotFound, "no subscription address of the card is known");
  effects.short_messages.push_back(message);
  return {};
}

void Visit::on_answer(const std::string& function, const es::Caller& caller, const es::Answer& answer) {
  const auto row = unit.find_received(caller.id, function, caller.message_id);
  if (!row) return note(tl::unexpected(row.error()));
  if (!*row)
    return say(lines::LogLine::Level::Warning, {}, function + ": the call is forgotten, nobody to answer");
  if (auto header = servers::lines::header_from_json((*row)->header)) answered_ = std::move(*header);
  for (const es::Function& declared : es::functions()) {
    if (es::qualified_name(declared) != function) continue;
    effects.outbox = true;
    return note(lines.answer(**row, es::message_of(declared, answer)));
  }
}

void Visit::on_notification(const flow::Notify& notify) {
  const es::ProfileNotification& n = notify.notification;
  const lines::soap::Header* because = cause != nullptr ? cause : answered_ ? &*answered_ : nullptr;
  note(fan_out(*this,
               {std::string(name_of_event(n.event)),
                n.eid,
                n.iccid,
                n.recipient,
                notify.smdp_id,
                notify.profile_type,
                notify.requester,
                n.completed,
                {}},
               because));
}

void Visit::on_trace(const std::string& eid, const std::string& line) {
  say(lines::LogLine::Level::Info, eid, line);
}

}  // namespace sixline::servers::smsr
