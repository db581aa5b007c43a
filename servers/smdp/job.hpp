// What the SM-DP works on for an Operator: a download, or a call that is passed on. A row of the store from
// the request to its answer, and a while longer when the SM-SR still owes one.
#pragma once

#include "servers/flow/download.hpp"
#include "servers/store/store.hpp"

namespace sixline::servers::smdp {

namespace es = host::es;
using host::Result;

struct Job {
  std::string id{};
  std::string eid{};  ///< empty for functions about no eUICC

  // The Operator's call
  std::string function{};  ///< "ES2.DownloadProfile"
  std::string caller{};    ///< OID
  std::string call_id{};
  std::string message_id{};
  std::string context_id{};
  std::string smsr_id{};
  es::Time expiry = 0;
  bool answered = false;

  // The call to the SM-SR that is under way
  unsigned calls = 0;       ///< numbers them
  std::string awaited{};    ///< MessageID; empty for none
  std::string es3{};        ///< its function: "EnableProfile"
  std::string es3_iccid{};  ///< the profile that it is about

  std::optional<flow::DownloadState> download{};  ///< nothing for a call that is passed on
};

/// `wake_at`: when something is due though nothing arrives.
store::JobRow row_of(const Job& job, es::Time wake_at);
/// Errors: Storage.
Result<Job> job_of(const store::JobRow& row);

}  // namespace sixline::servers::smdp
