// One command at a time to a domain of the card, inside SCP80 over short messages: `secure isd-r scp80`.
#pragma once

#include <optional>

#include "host/device/terminal.hpp"
#include "host/ota/sms.hpp"
#include "host/scp/scp80.hpp"

namespace sixline::tools {

/// Plays the SM-SR and the device between it and the card. The card must outlive it.
class SmsChannel {
 public:
  /// Powers the card on as a device with service would. `keys` are those of the domain that `tar` leads to.
  static host::Result<std::unique_ptr<SmsChannel>> open(host::session::CardSession& card,
                                                        const wire::Tar& tar,
                                                        const host::scp::Scp80Keys& keys);
  SmsChannel(const SmsChannel&) = delete;
  SmsChannel& operator=(const SmsChannel&) = delete;

  /// Sends a script of one command; the answer is that command's. Errors: Timeout (the card stays silent, as
  /// it must when it cannot authenticate the packet), NotAuthentic, BadFormat, CardRefused (a PoR status or a
  /// script error instead of an answer).
  host::Result<host::session::Reply> transmit(host::Bytes command);

 private:
  SmsChannel(host::session::CardSession& card, const wire::Tar& tar, host::scp::Scp80 scp80)
      : terminal_(card), tar_(tar), scp80_(std::move(scp80)) {}
  void receive(host::Bytes submit);
  host::Result<host::session::Reply> answer_in(const host::scp::ProofOfReceipt& proof) const;

  host::device::Terminal terminal_;
  wire::Tar tar_;
  host::scp::Scp80 scp80_;
  host::scp::MemoryCounterStore counters_;
  host::ota::SubmitReassembly reassembly_;
  std::optional<host::ByteString> proof_;  ///< the last response packet of the card
  std::uint8_t reference_ = 0;
};

}  // namespace sixline::tools
