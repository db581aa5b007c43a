// Everything an SM-SR keeps about one eUICC, saved as a whole after every step (PROC-TIM-09, PROC-EIS-10).
#pragma once

#include <deque>
#include <nlohmann/json_fwd.hpp>

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

struct EuiccRecord {
  static constexpr std::size_t kept_answers = 16;

  es::Eis eis{};
  std::optional<Lock> lock{};
  bool suspect = false;             ///< the EIS may be wrong: an audit or a notification will tell
  std::uint64_t scp80_counter = 0;  ///< last one used under the active key set
  std::optional<flow::CardNotification> last_notification{};
  std::vector<flow::Transaction> transactions{};
  std::deque<GivenAnswer> answers{};

  flow::Transaction* find(std::string_view id);
  const GivenAnswer* answer_to(const es::Caller& caller) const;
  void remember(const es::Caller& caller, const es::Answer& answer);
};

nlohmann::json to_json(const EuiccRecord& record);
host::Result<EuiccRecord> record_from_json(const nlohmann::json& json);

}  // namespace sixline::servers::smsr
