// Device, SM-SR and SM-DP around one card, for the length of a command: direct calls instead of networks,
// short messages handed over in the process.
#pragma once

#include <deque>
#include <functional>
#include <iosfwd>
#include <optional>

#include "host/device/terminal.hpp"
#include "tools/sixline/context.hpp"
#include "tools/sixline/in_process_smdp.hpp"
#include "tools/sixline/in_process_smsr.hpp"
#include "tools/sixline/progress.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {

class Ecosystem final : public SmSrSurroundings, public Es3Link, public Es2Sink {
 public:
  /// Opens the workspace, connects to the card, switches the device on and registers the EIS if the SM-SR
  /// does not have it. With `quiet` no steps are printed.
  static host::Result<std::unique_ptr<Ecosystem>> open(const Context& context, const Workspace& workspace,
                                                       bool quiet);

  const std::string& eid() const { return eid_; }
  host::session::CardSession& session() { return card_->session(); }

  /// Adds a package to the stock if it is not there; its ICCID.
  host::Result<std::string> stock(host::ByteString package);
  /// ES2.DownloadProfile.
  host::Result<host::es::Answer> download(const std::string& iccid, bool enable);
  /// ES4, as the profile's Operator.
  host::Result<host::es::Answer> request(const host::es::Es3Request& request);
  /// The Operator, with a fresh message identifier.
  static host::es::Caller caller();
  host::Result<host::es::Eis> eis() const { return sm_sr_->eis(eid_); }

  // SmSrSurroundings
  host::Result<void> submit(const servers::lines::ShortMessage& message) override;
  void on_smsr_answer(const host::es::Caller& caller, const host::es::Answer& answer) override;
  void on_notification(const host::es::ProfileNotification& notification) override;
  // Es3Link
  std::optional<host::es::Answer> call(const host::es::Es3Request& request) override;
  // Es2Sink
  void on_es2_answer(const host::es::Answer& answer) override;
  void on_progress(std::size_t done, std::size_t total) override;
  void on_trace(const std::string& line) override { say(line); }

 private:
  Ecosystem(const Context& context, const Workspace& workspace, bool quiet)
      : context_(context), workspace_(workspace), quiet_(quiet) {}

  host::Result<void> start();
  host::Result<void> make_servers(const host::pki::CertificateSet& pki);
  host::Result<void> make_sm_dp(const host::pki::CertificateSet& pki);
  host::Result<void> make_device();
  host::Result<void> register_eis(const host::es::Eis& eis);
  host::Result<void> resume();
  /// Lets everything happen, and time pass when nothing does, until it is over or patience is.
  host::Result<void> wait(const std::function<bool()>& over);
  /// Lets everything happen until the answer is there; fails when nothing moves any more.
  host::Result<host::es::Answer> settle();
  bool run();
  void say(const std::string& line);
  host::es::Time now() const;

  const Context& context_;
  Workspace workspace_;
  bool quiet_;
  std::string eid_;
  std::unique_ptr<CardConnection> card_;
  std::unique_ptr<host::device::Terminal> terminal_;
  std::unique_ptr<servers::store::Store> sm_sr_store_;
  std::unique_ptr<InProcessSmSr> sm_sr_;
  std::unique_ptr<servers::store::Store> sm_dp_store_;
  std::unique_ptr<InProcessSmDp> sm_dp_;
  std::deque<host::ByteString> to_card_;
  std::deque<host::ByteString> from_card_;
  std::optional<host::es::Answer> answer_;
  std::optional<Progress> progress_;
  std::int64_t passed_ = 0;  ///< seconds of virtual time beside the clock on the wall
};

/// Exit code and output for the end of a function: EXECUTED_SUCCESS and warnings are 0.
ExitCode report(const Context& context, const host::Result<host::es::Answer>& answer);

}  // namespace sixline::tools
