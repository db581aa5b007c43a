// ES3.SendData at the SM-SR: the data is cut only between its TLVs and never looked into (PROC-DL-20,
// PROC-GEN-15). A lost answer is not repaired here: the SM-DP knows what its payload can bear.
#include "card/wire/tags.hpp"
#include "servers/flow/procedure.hpp"

namespace sixline::servers::flow {

namespace {

struct Piece {
  std::size_t size = 0;
  bool apdus = true;
};

bool is_apdu(wire::Tag tag) {
  return tag == wire::tag::script::c_apdu;
}

/// TLVs of one form from the front of `data`, as many as one script takes.
Piece next_piece(Bytes data) {
  auto reader = wire::TlvReader::ber(data);
  Piece piece;
  while (!reader.at_end()) {
    const auto tlv = reader.next();
    if (!tlv) break;
    if (piece.size == 0) piece.apdus = is_apdu(tlv->tag);
    const bool fits = piece.size + tlv->whole.size() <= largest_script;
    if (piece.size != 0 && (!fits || is_apdu(tlv->tag) != piece.apdus)) break;
    piece.size += tlv->whole.size();
  }
  return piece;
}

void send_next(Transaction& t, Actions& actions) {
  t.stage = Stage::Commanding;
  const Piece piece = next_piece(t.data);
  // [SGP.02 §4.1.3.3] SCP03t goes to the ISD-P's TAR; ES8 commands reach the ISD-P through the ISD-R.
  const wire::Aid aid = piece.apdus ? wire::aid::isd_r() : wire::Aid(t.isd_p_aid);
  const Bytes commands = Bytes(t.data).first(piece.size);
  actions.push_back(SendToCard{wire::aid::tar_of(aid), piece.apdus, host::to_byte_string(commands)});
}

/// [SGP.02 §5.4.11] connectivity parameters travel the same way, under a name of their own (PROC-CP-01)
es::AuditOperation operation_of(const Transaction& t) {
  return t.function == "ES3.UpdateConnectivityParameters" ? es::AuditOperation::UpdateConnectivityParameters
                                                          : es::AuditOperation::SendData;
}

/// What was on its way to the card ends, and is written down (PROC-GEN-16).
void end(Transaction& t, Context& context, Actions& actions, es::EsStatus status) {
  finish(t, context, actions, std::move(status));
  if (const es::EisProfile* profile = context.eis.find_aid(t.isd_p_aid)) t.iccid = profile->iccid;
  write_audit(t, context, operation_of(t));
}

/// The last answer of a piece is an error, so the rest must not follow.
bool ends_in_error(Bytes responses) {
  auto reader = wire::TlvReader::ber(responses);
  bool error = true;
  while (!reader.at_end()) {
    const auto tlv = reader.next();
    if (!tlv) return true;
    error = (tlv->tag >> 8) == wire::tag::script::scp03t_error_first_byte;
    if (tlv->tag == wire::tag::script::r_apdu)
      error = tlv->value.size() < 2 ||
              !wire::StatusWord{static_cast<std::uint16_t>(wire::read_be(tlv->value.last(2)))}.ok();
  }
  return error;
}

void on_answer(Transaction& t, Context& context, Actions& actions, const CardAnswered& event) {
  host::append(t.responses, event.responses);
  // [SGP.02 §5.4.4] whoever on the card refused, for the SM-DP it is its ISD-P
  if (ends_in_error(event.responses))
    return end(t, context, actions, es::EsStatus::of(es::Failure::IsdPRefused));
  const auto sent = static_cast<std::ptrdiff_t>(next_piece(t.data).size);
  t.data.erase(t.data.begin(), t.data.begin() + sent);
  t.attempts = 0;
  if (t.data.empty()) return end(t, context, actions, es::EsStatus::success());
  send_next(t, actions);
}

}  // namespace

Actions step_send_data(Transaction& t, const Event& event, Context& context) {
  Actions actions;
  if (std::holds_alternative<Started>(event)) {
    if (next_piece(t.data).size == 0)
      finish(t, context, actions, es::EsStatus::of(es::Failure::ParameterInvalid, "Data is no run of TLVs"));
    else
      send_next(t, actions);
  } else if (const auto* answer = std::get_if<CardAnswered>(&event)) {
    on_answer(t, context, actions, *answer);
  } else if (std::holds_alternative<CardUnreachable>(event)) {
    if (++t.attempts < max_attempts)
      send_next(t, actions);
    else
      end(t, context, actions, es::EsStatus::of(es::Failure::TimeToLive));
  } else if (!std::holds_alternative<Notified>(event)) {
    end(t, context, actions, es::EsStatus::of(es::Failure::NoResponse));
  }
  return actions;
}

}  // namespace sixline::servers::flow
