// The SM-SR and the device between it and the card: remote scripts over short messages, one at a time.
#pragma once

#include <deque>
#include <optional>

#include "host/device/terminal.hpp"
#include "host/ota/script.hpp"
#include "host/ota/sms.hpp"
#include "host/scp/scp80.hpp"

namespace sixline::tools {

/// The card must outlive it.
class SmsChannel {
 public:
  /// Powers the card on in a device that finds this network. `keys` are those of the ISD-R; `counters`
  /// outlive the channel, so that another one can go on with them.
  static host::Result<std::unique_ptr<SmsChannel>> open(
      host::session::CardSession& card, const host::scp::Scp80Keys& keys, host::scp::CounterStore& counters,
      host::device::Registration network = host::device::Registration::Registered);
  SmsChannel(const SmsChannel&) = delete;
  SmsChannel& operator=(const SmsChannel&) = delete;

  /// Who manages the enabled profile: scripts to the TARs of a profile go under these keys.
  host::Result<void> set_operator(const host::scp::Scp80Keys& keys, host::scp::CounterStore& counters);

  /// Sends a script to the domain that `tar` leads to. Errors: Timeout (the card stays silent, as it must
  /// when it cannot authenticate the packet), NotAuthentic, BadFormat, CardRefused (a PoR status).
  host::Result<host::ota::ResponseScript> run(const wire::Tar& tar, const host::ota::CommandScript& script);
  /// Sends a script of one command; the answer is that command's. Errors: those of run(); CardRefused (a
  /// script error instead of an answer).
  host::Result<host::session::Reply> transmit(const wire::Tar& tar, host::Bytes command);
  /// The oldest message that the card sent on its own account and nobody has taken.
  std::optional<host::ByteString> take_notification();
  /// What the network offers from now on.
  host::Result<void> set_network(host::device::Registration network) {
    return terminal_.set_network(network);
  }
  /// Time passes for the device.
  host::Result<void> advance(std::chrono::milliseconds duration) { return terminal_.advance(duration); }

 private:
  SmsChannel(host::session::CardSession& card, host::scp::Scp80 scp80, host::scp::CounterStore& counters)
      : terminal_(card), sm_sr_{std::move(scp80), &counters} {}
  void receive(host::Bytes submit);
  /// One who sends scripts.
  struct Sender {
    host::scp::Scp80 scp80;
    host::scp::CounterStore* counters;
  };

  host::device::Terminal terminal_;
  Sender sm_sr_;
  std::optional<Sender> operator_;
  host::ota::SubmitReassembly reassembly_;
  std::optional<host::ByteString> proof_;  ///< the last response packet of the card
  std::deque<host::ByteString> notifications_;
  std::uint8_t reference_ = 0;
};

}  // namespace sixline::tools
