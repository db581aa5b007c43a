// The procedures that an SM-SR runs against a card: `step(event) -> actions`.
#pragma once

#include "servers/flow/event.hpp"
#include "servers/flow/transaction.hpp"

namespace sixline::servers::flow {

/// What a step may look at and change beside its own transaction; saved together with it (PROC-EIS-10).
struct Context {
  es::Eis& eis;
  es::Time now = 0;
  bool suspect = false;  ///< set by a step that leaves the EIS uncertain
};

/// Commands to the card are tried so often before the procedure gives up.
inline constexpr unsigned max_attempts = 3;
/// One secured packet holds this many bytes of TLVs beside its headers (limits::max_secured_packet).
inline constexpr std::size_t largest_script = 1990;

/// Advances the transaction. After it, `transaction.ended()` tells whether the procedure is over.
Actions step(Transaction& transaction, const Event& event, Context& context);

/// The ES5 function that the transaction has sent or is about to send; empty for ES8 payloads.
std::string_view command_name(const Transaction& transaction);

/// True when the notification belongs to the switch that the transaction waits for.
bool awaits(const Transaction& transaction, const es::Eis& eis, const CardNotification& notification);

// One file each.
Actions step_create_isd_p(Transaction& transaction, const Event& event, Context& context);
Actions step_send_data(Transaction& transaction, const Event& event, Context& context);
Actions step_switch(Transaction& transaction, const Event& event, Context& context);
Actions step_delete(Transaction& transaction, const Event& event, Context& context);
Actions step_audit(Transaction& transaction, const Event& event, Context& context);
Actions step_confirm(Transaction& transaction, const Event& event, Context& context);

// Parts they share.
void write_audit(Transaction& transaction, Context& context, es::AuditOperation operation);
/// Ends the transaction: answers the caller unless it has an answer already, then notifies.
void finish(Transaction& transaction, Context& context, Actions& actions, es::EsStatus status);
/// An ES5 command to the ISD-R as the only one of its script.
SendToCard to_isd_r(Bytes c_apdu);
/// The status word and data of the only R-APDU of an answer; absent when the answer has another form.
struct CardReply {
  ByteString data{};
  wire::StatusWord status{};
};
std::optional<CardReply> single_reply(Bytes responses);
es::EsStatus refused_by_card(wire::StatusWord status, std::string_view what);
/// Removes the entry and gives its memory back.
void remove_profile(es::Eis& eis, std::string_view iccid);

}  // namespace sixline::servers::flow
