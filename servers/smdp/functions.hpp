// Everything that an SM-DP receives: one row for each function.  [SGP.02 §5.3, §5.4]
#pragma once

#include <span>

#include "servers/smdp/work.hpp"

namespace sixline::servers::smdp {

struct FunctionRow;

/// One message that arrived.
struct Arrival {
  const FunctionRow& row;
  const lines::Received& received;
  const store::ReceivedRow& record;  ///< empty for notifications
};

using Handler = Result<lines::Handled> (*)(Work& work, const Arrival& arrival);

struct FunctionRow {
  es::Interface interface;
  std::string_view name;
  Handler handler;
  /// Its counterpart on the other line: what is called on ES3, what is forwarded on ES2.
  std::string_view counterpart;
};
std::span<const FunctionRow> functions();
const FunctionRow* find_function(const es::Function& function);

// Handlers
/// ES2.DownloadProfile (PROC-DL).
Result<lines::Handled> download_profile(Work& work, const Arrival& arrival);
/// A function of ES2 that is the SM-SR's to perform (PROC-PATH-02).
Result<lines::Handled> relay(Work& work, const Arrival& arrival);
/// A notification for an Operator or M2M SP behind this SM-DP (PROC-FAN-02).
Result<lines::Handled> forward(Work& work, const Arrival& arrival);

// What follows
/// The job is a download, and the SM-SR has answered, or its time is over.
Result<void> step_download(Work& work, Job& job, const flow::DownloadEvent& event);
/// The SM-SR's response to a call that was passed on.
Result<void> finish_relay(Work& work, Job& job, const es::Message& response);
/// A call that was passed on ends without one.
Result<void> fail_relay(Work& work, Job& job, const es::EsStatus& status);

}  // namespace sixline::servers::smdp
