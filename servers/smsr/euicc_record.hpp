// Everything an SM-SR keeps about one eUICC, saved as a whole after every step (PROC-TIM-09, PROC-EIS-10).
#pragma once

#include <deque>
#include <nlohmann/json_fwd.hpp>

#include "host/scp/scp80.hpp"
#include "servers/flow/event.hpp"
#include "servers/flow/transaction.hpp"

namespace sixline::servers::smsr {

namespace es = host::es;
using host::Bytes;
using host::ByteString;

/// What is going on for this eUICC (procedures 1.3).
enum class LockKind : std::uint8_t { Download, Switch, Delete };

struct Lock {
  LockKind kind = LockKind::Switch;
  std::string holder{};  ///< SM-DP of a download, transaction of the others
  bool operator==(const Lock&) const = default;
};

/// An answer that was given, kept so that a repeated request is not executed twice (PROC-GEN-06).
struct GivenAnswer {
  std::string caller{};
  std::string message_id{};
  es::Answer answer{};
};

/// A script that waits for its turn.
struct QueuedScript {
  std::string transaction{};
  flow::SendToCard script{};
};

/// The secured packet whose proof of receipt is awaited. It may be lost on its way, or with a process that
/// ended before it was sent, so it is sent again as it is: the card executes one counter value once, so this
/// remains one attempt (PROC-TIM-06).
struct OutstandingPacket {
  std::string transaction{};
  unsigned command = 0;
  host::scp::SentPacket packet{};
  es::Time deadline = 0;
  es::Time repeat_at = 0;
  unsigned repetitions = 0;

  /// Names it among all packets to this card.
  std::string id() const { return std::to_string(packet.counter); }
};

/// The way to the card.
struct Line {
  static constexpr std::size_t kept_parts = 16;

  std::deque<QueuedScript> queue{};
  std::optional<OutstandingPacket> outstanding{};
  std::deque<ByteString> parts{};  ///< short messages from the card that are not complete yet
  std::uint8_t reference = 0;      ///< of the last concatenated message
  std::string msisdn{};            ///< where the card was heard from last; empty: its enabled profile says
};

struct EuiccRecord {
  static constexpr std::size_t kept_answers = 16;

  es::Eis eis{};
  std::optional<Lock> lock{};
  bool suspect = false;             ///< the EIS may be wrong: an audit or a notification will tell
  std::uint64_t scp80_counter = 0;  ///< last one used under the active key set
  std::optional<flow::CardNotification> last_notification{};
  std::vector<flow::Transaction> transactions{};
  std::deque<GivenAnswer> answers{};
  Line line{};

  flow::Transaction* find(std::string_view id);
  const GivenAnswer* answer_to(const es::Caller& caller) const;
  void remember(const es::Caller& caller, const es::Answer& answer);
  /// A script could be sent at once.
  bool has_turn() const { return !line.outstanding && !line.queue.empty(); }
  /// Something waits for the card's answer.
  bool under_way(std::string_view transaction) const;
  /// When something is due though nothing arrives; nothing when nothing is.
  std::optional<es::Time> next_deadline() const;
};

nlohmann::json to_json(const EuiccRecord& record);
host::Result<EuiccRecord> record_from_json(const nlohmann::json& json);

}  // namespace sixline::servers::smsr
