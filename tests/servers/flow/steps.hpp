// Drives a procedure step by step; every step goes through its saved form, so that nothing lives outside it.
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

inline ByteString isd_p(std::uint16_t number) {
  return host::to_byte_string(wire::aid::euicc(number).view());
}

/// One R-APDU as a script answers it.
inline ByteString r_apdu(std::string_view hex) {
  const ByteString value = host::from_hex(hex).value();
  ByteString out{0x23, static_cast<std::uint8_t>(value.size())};
  host::append(out, value);
  return out;
}

class Steps {
 public:
  es::Eis eis{};
  Transaction transaction{};
  bool suspect = false;

  Actions step(Event event) {
    transaction = transaction_from_json(to_json(transaction)).value();
    if (auto* answered = std::get_if<CardAnswered>(&event)) answered->command = transaction.command;
    if (auto* silent = std::get_if<CardSilent>(&event)) silent->command = transaction.command;
    if (auto* unreachable = std::get_if<CardUnreachable>(&event)) unreachable->command = transaction.command;
    Context context{eis, 1000, suspect};
    Actions actions = flow::step(transaction, event, context);
    suspect = context.suspect;
    return actions;
  }
  Actions answer(std::string_view hex) { return step(CardAnswered{r_apdu(hex)}); }

  es::EisProfile& add(const std::string& iccid, std::uint16_t number, es::ProfileState state) {
    es::EisProfile profile;
    profile.iccid = iccid;
    profile.isd_p_aid = isd_p(number);
    profile.mno_id = "mno-" + iccid;
    profile.state = state;
    profile.fall_back = eis.profiles.empty();
    eis.profiles.push_back(profile);
    return eis.profiles.back();
  }
};

/// The C-APDU of the only script among the actions, in hex; empty when there is none.
inline std::string sent(const Actions& actions) {
  for (const Action& action : actions)
    if (const auto* script = std::get_if<SendToCard>(&action)) return host::to_hex(script->commands);
  return {};
}

inline const es::Answer* answered(const Actions& actions) {
  for (const Action& action : actions)
    if (const auto* reply = std::get_if<AnswerCaller>(&action)) return &reply->answer;
  return nullptr;
}

inline std::vector<es::ProfileEvent> notified(const Actions& actions) {
  std::vector<es::ProfileEvent> events;
  for (const Action& action : actions)
    if (const auto* notify = std::get_if<Notify>(&action);
        notify && notify->requester != notify->notification.recipient)
      events.push_back(notify->notification.event);
  return events;
}

}  // namespace sixline::servers::flow
