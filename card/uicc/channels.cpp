// MANAGE CHANNEL.  [TS 102 221 §8.7, §11.1.17]
#include "card/uicc/handlers.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t open_channel = 0x00;
constexpr std::uint8_t close_channel = 0x80;
constexpr std::uint8_t chosen_by_card = 0;
constexpr std::uint32_t any_length = 256;
constexpr std::uint8_t standard_channels = 4;

/// A channel opened from another than the basic one begins where that one stands.
void inherit(Session& opened, const Session& from) {
  if (from.channel == 0) return;
  opened.directory = from.directory;
  opened.adf = from.adf;
}

/// A terminal that did not say that it knows channels 4 to 19 is given none of them; it may still ask for one
/// by its number.  [TS 102 221 §11.1.19.2.2]
std::size_t assignable(const Uicc& uicc) {
  return uicc.terminal().extended_channels ? limits::max_channels : standard_channels;
}

StatusWord open_assigned(Uicc& uicc, const Session& session, const CommandApdu& command,
                         ResponseApdu& response) {
  if (command.ne != 0 && command.ne != 1 && command.ne < any_length) return sw::exact_length(1);
  for (std::uint8_t channel = 1; channel < assignable(uicc); ++channel) {
    if (uicc.is_open(channel)) continue;
    uicc.open(channel);
    inherit(uicc.session_of(channel), session);
    response.data().put(channel);
    return sw::ok;
  }
  return sw::function_not_supported;
}

StatusWord open_chosen(Uicc& uicc, const Session& session, const CommandApdu& command) {
  if (command.p2 >= limits::max_channels) return sw::channel_not_supported;
  if (uicc.is_open(command.p2)) return sw::function_not_supported;
  uicc.open(command.p2);
  inherit(uicc.session_of(command.p2), session);
  return sw::ok;
}

StatusWord close(Uicc& uicc, const CommandApdu& command) {
  // The basic channel lives as long as the card session.
  if (command.p2 == 0) return sw::wrong_p1p2;
  if (!uicc.is_open(command.p2)) return sw::channel_not_supported;
  uicc.close(command.p2);
  return sw::ok;
}

}  // namespace

StatusWord manage_channel(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  if (command.p1 == close_channel) return close(uicc, command);
  if (command.p1 != open_channel) return sw::wrong_p1p2;
  if (command.p2 == chosen_by_card) return open_assigned(uicc, session, command, response);
  return open_chosen(uicc, session, command);
}

}  // namespace sixline::card::uicc
