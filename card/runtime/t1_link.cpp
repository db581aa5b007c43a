#include "card/runtime/t1_link.hpp"

#include "card/wire/status_word.hpp"

namespace sixline::card::runtime {
namespace {

// Prologue and epilogue.
constexpr std::uint8_t node_address = 0x00;
constexpr std::size_t prologue_size = 3;
constexpr std::size_t check_size = 1;

// Protocol control byte.
constexpr std::uint8_t kind_bits = 0xC0;
constexpr std::uint8_t kind_acknowledgement = 0x80;
constexpr std::uint8_t kind_supervision = 0xC0;
constexpr std::uint8_t information_sequence = 0x40;
constexpr std::uint8_t information_more = 0x20;
constexpr std::uint8_t information_reserved = 0x1F;
constexpr std::uint8_t acknowledgement_sequence = 0x10;
constexpr std::uint8_t acknowledgement_reserved = 0x2C;
constexpr std::uint8_t error_none = 0;
constexpr std::uint8_t error_check = 1;
constexpr std::uint8_t error_other = 2;

constexpr std::uint8_t resynchronise = 0xC0;
constexpr std::uint8_t information_field_size = 0xC1;
constexpr std::uint8_t abort_chain = 0xC2;
constexpr std::uint8_t waiting_time = 0xC3;
constexpr std::uint8_t response_bit = 0x20;

/// What a terminal takes before it says otherwise.  [ISO 7816-3 §11.4.2]
constexpr std::uint8_t initial_device_size = 32;
constexpr std::uint8_t reserved_size = 0xFF;

std::uint8_t check_of(Bytes bytes) {
  std::uint8_t check = 0;
  for (const std::uint8_t byte : bytes) check = static_cast<std::uint8_t>(check ^ byte);
  return check;
}

void put_block(std::uint8_t pcb, Bytes information, wire::Writer& out) {
  const std::size_t start = out.size();
  out.put_all(node_address, pcb, information.size());
  out.put(information);
  out.put(check_of(out.view().subspan(start)));
}

}  // namespace

void T1Link::start_over() {
  phase_ = Phase::Receiving;
  size_ = taken_ = piece_ = 0;
  too_long_ = false;
}

void T1Link::reset() {
  start_over();
  expected_ = false;
  sent_ = true;
  device_size_ = initial_device_size;
}

T1Link::Next T1Link::receive(Bytes block, wire::Writer& out) {
  if (device_size_ == 0) reset();
  const bool whole = block.size() >= prologue_size + check_size && block[2] != reserved_size &&
                     block.size() == prologue_size + block[2] + check_size;
  if (!whole || check_of(block) != 0) {
    on_invalid(whole ? error_check : error_other, out);
    return Next::Send;
  }
  const std::uint8_t pcb = block[1];
  const Bytes information = block.subspan(prologue_size, block[2]);
  if (block[0] != node_address) {
    on_invalid(error_other, out);
    return Next::Send;
  }
  if ((pcb & kind_bits) == kind_supervision) return on_supervision(pcb, information, out);
  if ((pcb & kind_bits) != kind_acknowledgement) return on_information(pcb, information, out);
  if ((pcb & acknowledgement_reserved) != 0 || !information.empty())
    on_invalid(error_other, out);
  else
    on_acknowledgement(pcb, out);
  return Next::Send;
}

// ------------------------------------------------------------------------------------- what came in order

T1Link::Next T1Link::on_information(std::uint8_t pcb, Bytes information, wire::Writer& out) {
  const bool sequence = (pcb & information_sequence) != 0;
  const bool awaited = phase_ == Phase::Receiving || (phase_ == Phase::Sending && !more_to_send());
  if ((pcb & information_reserved) != 0 || sequence != expected_ || !awaited) {
    on_invalid(error_other, out);
    return Next::Send;
  }
  // A new command says that the answer to the last one arrived.
  if (phase_ == Phase::Sending) start_over();
  expected_ = !expected_;
  const std::size_t room = buffer_.size() - size_;
  too_long_ = too_long_ || information.size() > room;
  const std::size_t taken = std::min(room, information.size());
  std::copy_n(information.begin(), taken, buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
  size_ += taken;
  if ((pcb & information_more) != 0) {
    send_acknowledgement(error_none, out);
    return Next::Send;
  }
  phase_ = Phase::Complete;
  return Next::Run;
}

void T1Link::run(wire::Writer& out) {
  if (phase_ != Phase::Complete) return;
  if (too_long_) {
    wire::write_be(wire::sw::wrong_length.value(), MutableBytes(buffer_).first(2));
    size_ = 2;
  } else {
    size_ = card_.exchange(Bytes(buffer_).first(size_), buffer_);
  }
  taken_ = piece_ = 0;
  phase_ = Phase::Sending;
  sent_ = !sent_;
  send_information(out);
}

void T1Link::send_information(wire::Writer& out) {
  // A block that is sent again has the size it had, although the terminal may have changed its mind since.
  if (piece_ == 0) piece_ = std::min<std::size_t>(size_ - taken_, device_size_);
  const auto pcb =
      static_cast<std::uint8_t>((sent_ ? information_sequence : 0) | (more_to_send() ? information_more : 0));
  put_block(pcb, Bytes(buffer_).subspan(taken_, piece_), out);
}

void T1Link::send_acknowledgement(std::uint8_t error, wire::Writer& out) const {
  const auto pcb =
      static_cast<std::uint8_t>(kind_acknowledgement | (expected_ ? acknowledgement_sequence : 0) | error);
  put_block(pcb, {}, out);
}

/// N(R) names the information block that the terminal waits for: the next one, or the one on its way again.
void T1Link::on_acknowledgement(std::uint8_t pcb, wire::Writer& out) {
  if (phase_ == Phase::AwaitingTime) return on_invalid(error_other, out);
  if (phase_ != Phase::Sending) return send_acknowledgement(error_none, out);
  const bool wanted = (pcb & acknowledgement_sequence) != 0;
  if (wanted != sent_) {
    if (!more_to_send()) return on_invalid(error_other, out);
    taken_ += piece_;
    piece_ = 0;
    sent_ = !sent_;
  }
  send_information(out);
}

// --------------------------------------------------------------------------------------------- supervision

T1Link::Next T1Link::on_supervision(std::uint8_t pcb, Bytes information, wire::Writer& out) {
  if (pcb == (waiting_time | response_bit)) return on_time_granted(information, out);
  const bool named = pcb == information_field_size && phase_ != Phase::AwaitingTime;
  if (named && information.size() == 1 && information[0] != 0 && information[0] != reserved_size) {
    device_size_ = information[0];
    put_block(pcb | response_bit, information, out);
  } else if (pcb == resynchronise && information.empty()) {
    reset();
    put_block(pcb | response_bit, {}, out);
  } else if (pcb == abort_chain && information.empty() && phase_ != Phase::AwaitingTime) {
    start_over();
    put_block(pcb | response_bit, {}, out);
  } else {
    on_invalid(error_other, out);
  }
  return Next::Send;
}

void T1Link::ask_for_time(std::uint8_t multiplier, wire::Writer& out) {
  if (phase_ != Phase::Complete) return;
  phase_ = Phase::AwaitingTime;
  multiplier_ = multiplier;
  put_block(waiting_time, std::array{multiplier}, out);
}

T1Link::Next T1Link::on_time_granted(Bytes information, wire::Writer& out) {
  if (phase_ != Phase::AwaitingTime || information.size() != 1 || information[0] != multiplier_) {
    on_invalid(error_other, out);
    return Next::Send;
  }
  phase_ = Phase::Complete;
  return Next::Run;
}

/// A request of the card's own is repeated; everything else the terminal is asked for again.
/// [ISO 7816-3 §11.6.3.2, rule 7]
void T1Link::on_invalid(std::uint8_t error, wire::Writer& out) {
  if (phase_ == Phase::AwaitingTime)
    put_block(waiting_time, std::array{multiplier_}, out);
  else
    send_acknowledgement(error, out);
}

}  // namespace sixline::card::runtime
