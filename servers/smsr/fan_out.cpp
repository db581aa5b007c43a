#include "servers/smsr/fan_out.hpp"

#include <algorithm>

#include "host/es/content.hpp"

namespace sixline::servers::smsr {

using es::Interface;
using es::Kind;
using lines::LogLine;

namespace {

std::string function_name(const ProfileChange& change) {
  return "Handle" + change.name + "Notification";
}

es::Message message_on(Interface interface, const ProfileChange& change, const std::string& recipient) {
  es::Message message(es::function_named(interface, function_name(change)), Kind::Notification);
  es::Value& content = message.content;
  content.set("Eid", change.eid).set("Iccid", change.iccid);
  if (content.shape().find("Mno-id") != nullptr) content.set("Mno-id", recipient);
  if (change.pol2 && content.shape().find("pol2") != nullptr)
    es::write_pol2(content.add("pol2"), *change.pol2);
  content.set_time("CompletionTimestamp", change.completed);
  return message;
}

/// ES4 if there is a direct link, else through the SM-DP that serves the profile, or else the one that serves
/// the recipient (PROC-FAN-02).
template <class MessageOn>
host::Result<void> send(Visit& visit, const std::string& name, const std::string& recipient,
                        const std::string& smdp_id, MessageOn message_on_line,
                        const lines::soap::Header* cause) {
  const es::Function& direct = es::function_named(Interface::Es4, name);
  const es::Function& carried = es::function_named(Interface::Es3, name);
  std::string to = recipient;
  Interface line = Interface::Es4;
  if (!visit.office.peers.url_of(recipient, direct, Kind::Notification)) {
    const lines::Peers& peers = visit.office.peers;
    const lines::Peer* peer = peers.find(recipient);
    to = smdp_id;
    line = Interface::Es3;
    const bool is_served = peer != nullptr && peers.has_role(peer->served_by, lines::PeerRole::SmDp);
    if (!peers.url_of(to, carried, Kind::Notification) && is_served) to = peer->served_by;
    if (!peers.url_of(to, carried, Kind::Notification)) {
      visit.say(LogLine::Level::Warning, {}, name + ": no way to " + recipient);
      return {};
    }
  }
  visit.effects.outbox = true;
  return visit.lines.notify(to, message_on_line(line), cause);
}

bool is_discarded(const std::vector<es::Onc>& oncs, const std::string& name) {
  return std::any_of(oncs.begin(), oncs.end(), [&](const es::Onc& onc) {
    return std::find(onc.discarded.begin(), onc.discarded.end(), name) != onc.discarded.end();
  });
}

}  // namespace

std::string_view name_of_event(es::ProfileEvent event) {
  switch (event) {
    case es::ProfileEvent::Enabled: return "ProfileEnabled";
    case es::ProfileEvent::Disabled: return "ProfileDisabled";
    case es::ProfileEvent::Deleted: return "ProfileDeleted";
    case es::ProfileEvent::Downloaded: return "ProfileDownloaded";
  }
  return "";
}

host::Result<void> fan_out(Visit& visit, const ProfileChange& change, const lines::soap::Header* cause) {
  const std::string name = function_name(change);
  const auto to = [&](const std::string& recipient) {
    return send(
        visit, name, recipient, change.smdp_id,
        [&](Interface line) { return message_on(line, change, recipient); }, cause);
  };
  // Who ordered a download hears of its end on ES2.
  if (change.owner != change.requester && change.name != "ProfileDownloaded") {
    std::vector<es::Onc> oncs;
    // What was configured before the support was taken away does not hold (PROC-ONC-03).
    if (visit.office.supports_onc && !change.profile_type.empty()) {
      auto read = visit.unit.oncs(change.owner, change.profile_type);
      if (!read) return tl::unexpected(read.error());
      oncs = std::move(*read);
    }
    if (!is_discarded(oncs, name))
      if (auto told = to(change.owner); !told) return told;
  }
  if (change.profile_type.empty()) return {};
  const auto plmas = visit.unit.plmas(change.owner, change.profile_type, {});
  if (!plmas) return tl::unexpected(plmas.error());
  for (const es::Plma& plma : *plmas) {
    const bool listed =
        std::find(plma.operations.begin(), plma.operations.end(), name) != plma.operations.end();
    if (!listed || plma.m2m_sp_id == change.requester) continue;
    if (auto told = to(plma.m2m_sp_id); !told) return told;
  }
  return {};
}

host::Result<void> tell_of_plma(Visit& visit, const es::Plma& plma, const std::string& carrier,
                                const lines::soap::Header* cause) {
  constexpr const char* name = "HandlePLMASettingNotification";
  const auto message_on_line = [&](Interface line) {
    es::Message message(es::function_named(line, name), Kind::Notification);
    if (message.content.shape().find("Mno-id") != nullptr) message.content.set("Mno-id", plma.m2m_sp_id);
    es::write_plma(message.content.add("Plma"), plma);
    message.content.set_time("CompletionTimestamp", visit.now());
    return message;
  };
  return send(visit, name, plma.m2m_sp_id, carrier, message_on_line, cause);
}

}  // namespace sixline::servers::smsr
