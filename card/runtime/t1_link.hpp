// The T=1 face of the card: blocks in, blocks out, no clock and no wire.  [ISO 7816-3 §11]
#pragma once

#include "card/runtime/apdu_exchange.hpp"
#include "card/runtime/limits.hpp"

namespace sixline::card::runtime {

using wire::Bytes;
using wire::MutableBytes;

/// Largest INF field this card takes, TA3 of its answer to reset.
inline constexpr std::uint8_t t1_card_information_size = 254;

/// Puts commands together from chained blocks, cuts answers into blocks, asks for what arrived damaged and
/// sends again what did. One buffer holds first the command and then the answer.
///
///     if (link.receive(block, out) == T1Link::Next::Run) link.run(out);   // out goes to the terminal
///
/// A port that expects the command to take longer than the block waiting time calls ask_for_time() instead of
/// run(); receive() says Run again when the terminal has granted it.
class T1Link {
 public:
  enum class Next : std::uint8_t {
    Send,  ///< `out` holds the block to send
    Run,   ///< a command is complete: call run() or ask_for_time()
  };

  explicit T1Link(ApduExchange& card) : card_(card) {}

  /// As after the answer to reset.
  void reset();
  /// One block as it came, with prologue and check byte, whatever its size. `out` has room for
  /// limits::max_block bytes and is empty.
  Next receive(Bytes block, wire::Writer& out);
  /// After Run: writes the request for `multiplier` block waiting times.
  void ask_for_time(std::uint8_t multiplier, wire::Writer& out);
  /// After Run: executes the command and writes the first block of its answer.
  void run(wire::Writer& out);

 private:
  enum class Phase : std::uint8_t {
    Receiving,     ///< a command, or nothing yet
    Complete,      ///< a command that has not run
    AwaitingTime,  ///< the same, with a request for time on its way
    Sending,       ///< an answer, until the next command begins
  };

  Next on_information(std::uint8_t pcb, Bytes information, wire::Writer& out);
  void on_acknowledgement(std::uint8_t pcb, wire::Writer& out);
  Next on_supervision(std::uint8_t pcb, Bytes information, wire::Writer& out);
  Next on_time_granted(Bytes information, wire::Writer& out);
  void on_invalid(std::uint8_t error, wire::Writer& out);
  bool more_to_send() const { return taken_ + piece_ < size_; }
  void send_information(wire::Writer& out);
  void send_acknowledgement(std::uint8_t error, wire::Writer& out) const;
  void start_over();

  ApduExchange& card_;
  std::array<std::uint8_t, limits::max_command> buffer_{};
  std::size_t size_ = 0;   ///< bytes of the command so far, or of the answer
  std::size_t taken_ = 0;  ///< bytes of the answer that were acknowledged
  std::size_t piece_ = 0;  ///< bytes of the answer in the block on its way
  Phase phase_ = Phase::Receiving;
  bool too_long_ = false;         ///< the command does not fit
  bool expected_ = false;         ///< N(S) of the terminal's next information block
  bool sent_ = true;              ///< N(S) of the card's latest information block
  std::uint8_t device_size_ = 0;  ///< INF field the terminal takes
  std::uint8_t multiplier_ = 0;
};

}  // namespace sixline::card::runtime
