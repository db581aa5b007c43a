// Notifications that the SM-SR sends to an Operator or M2M SP by way of this SM-DP (PROC-FAN-02).
#include "servers/smdp/functions.hpp"
#include "servers/smdp/translation.hpp"

namespace sixline::servers::smdp {

using lines::Handled;
using Level = lines::LogLine::Level;

Result<Handled> forward(Work& work, const Arrival& arrival) {
  const lines::Received& received = arrival.received;
  const es::Value& content = received.message.content;
  const std::string& recipient = content.text("Mno-id");
  if (arrival.row.name == "HandleProfileDeletedNotification") {
    auto noted = Stock(work.unit).forget_use(content.text("Iccid"), content.text("Eid"));
    if (!noted) return tl::unexpected(noted.error());
  }
  const lines::Peers& peers = work.office.peers;
  if (!peers.has_role(recipient, lines::PeerRole::Operator) &&
      !peers.has_role(recipient, lines::PeerRole::M2mSp)) {
    say(work, Level::Warning, received, "names an Operator that is not known here: " + recipient);
    return std::nullopt;
  }
  es::Message notification(es::function_named(es::Interface::Es2, arrival.row.counterpart),
                           es::Kind::Notification);
  copy_common(received.message, notification, recipient);
  const auto sent = work.lines.notify(recipient, notification, &received.header);
  if (!sent && sent.error().code != host::ErrorCode::NotFound) return tl::unexpected(sent.error());
  work.effects.outbox = work.effects.outbox || sent;
  say(work, sent ? Level::Info : Level::Warning, received,
      sent ? "forwarded to " + recipient : "cannot be forwarded, no address of " + recipient);
  return std::nullopt;
}

}  // namespace sixline::servers::smdp
