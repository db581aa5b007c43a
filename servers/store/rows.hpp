// What the servers keep, as rows. States are opaque here; what can be looked up by stands beside them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/es/date_time.hpp"
#include "host/es/plma.hpp"

namespace sixline::servers::store {

namespace es = host::es;

/// One profile of an eUICC, as far as eUICCs are found by it.
struct ProfileRow {
  std::string iccid{};
  std::string mno_id{};
  std::string smdp_id{};
  std::string profile_type{};
  std::string msisdn{};
  std::string state{};  ///< "Created", "Disabled", "Enabled"
  bool operator==(const ProfileRow&) const = default;
};

struct EuiccRow {
  std::string eid{};
  std::string signed_part{};           ///< what the EUM signed: written once, byte for byte
  std::string state{};                 ///< everything that changes, keys too: sealed at rest
  std::vector<ProfileRow> profiles{};  ///< replaced as a whole with the state
  std::optional<es::Time> wake_at{};   ///< when something is due though nothing arrives
  bool operator==(const EuiccRow&) const = default;
};

/// A procedure of the SM-DP, or an answer that a server waits for.
struct JobRow {
  std::string id{};
  std::string kind{};  ///< "download", "relay"
  std::string eid{};
  std::string state{};  ///< sealed at rest
  std::optional<es::Time> wake_at{};
  bool operator==(const JobRow&) const = default;
};

/// A call that was sent and will be answered: which job waits for it.
struct CallRow {
  std::string message_id{};
  std::string job_id{};
  bool operator==(const CallRow&) const = default;
};

/// One entry of the audit trail; `record` is its EIS form as JSON.
struct AuditRow {
  std::string eid{};
  es::Time at = 0;
  std::string record{};
  bool operator==(const AuditRow&) const = default;
};

/// A call that was received: the key says whose, the digest what was asked (PROC-GEN-06).
struct ReceivedRow {
  std::string caller{};
  std::string function{};  ///< "ES3.CreateISDP"
  std::string call_id{};   ///< FunctionCallIdentifier
  std::string message_id{};
  std::string digest{};  ///< of the body element
  std::string header{};  ///< of the request, as JSON: where the answer goes, its context
  std::string answer{};  ///< body element of the response; empty while the work goes on
  es::Time keep_until = 0;
  bool operator==(const ReceivedRow&) const = default;
};

/// A message to post, or one that waits to be fetched.
struct OutboxRow {
  std::string message_id{};  ///< the same at every attempt
  std::string recipient{};   ///< OID
  std::string url{};         ///< empty: waits under poll_address
  std::string poll_address{};
  std::string content_type{};
  std::string envelope{};
  std::string function{};  ///< for logs: "ES2.HandleProfileEnabledNotification"
  std::string context_id{};
  std::string eid{};
  es::Time next_attempt = 0;
  es::Time give_up_at = 0;
  unsigned attempts = 0;
  std::string last_error{};
  bool operator==(const OutboxRow&) const = default;
};

/// A profile package in the stock of an SM-DP.
struct StockRow {
  std::string iccid{};
  std::string profile_type{};
  std::string mno_id{};
  std::string state{};    ///< sealed at rest: package, keys, address, POL2
  std::string used_by{};  ///< EID; empty while available
  bool operator==(const StockRow&) const = default;
};

}  // namespace sixline::servers::store
