// Speaks to a card safely: transport bookkeeping hidden, refusals reported with what was tried.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "card/wire/identifiers.hpp"
#include "host/session/command.hpp"
#include "host/session/trace.hpp"
#include "host/transport/card_channel.hpp"

namespace sixline::host::session {

class CardSession {
 public:
  /// `channel` must outlive the session.
  explicit CardSession(transport::CardChannel& channel) : channel_(channel) {}

  transport::CardChannel& channel() { return channel_; }
  /// Prints every exchange from now on; an empty function stops it.
  void set_trace(Trace trace) { trace_ = std::move(trace); }

  /// Resets the card, forgets logical channels; returns the ATR.
  Result<ByteString> reset();

  /// Sends a command on the current logical channel, follows 61xx with GET RESPONSE and 6Cxx with the exact
  /// length. A warning keeps its status word and gets the data that GET RESPONSE finds behind it. 91xx is
  /// reported as `pending` beside the status 9000.  [TS 102 221 §7.3.1.1]
  Result<Reply> transmit(Bytes command);
  Result<Reply> transmit(Header header, Bytes data = {}, std::uint32_t ne = 0);
  /// Sends exactly these bytes once: no channel number, no following up.
  Result<Reply> transmit_raw(Bytes command);

  /// Like transmit(), but any other status word than the accepted ones (9000 when none is given) is the error
  /// CardRefused: "`intent` (6A82: file or application not found)".
  Result<Reply> expect(std::string_view intent, Bytes command,
                       std::initializer_list<wire::StatusWord> accepted = {wire::sw::ok});
  Result<Reply> expect(std::string_view intent, Header header, Bytes data = {}, std::uint32_t ne = 0,
                       std::initializer_list<wire::StatusWord> accepted = {wire::sw::ok});

  /// SELECT by AID; the answer is the FCP of an ADF or the FCI of a security domain.
  Result<ByteString> select(const wire::Aid& aid);
  /// SELECT by file identifier under the current directory; the answer is the FCP.
  Result<ByteString> select(std::uint16_t file);
  /// SELECT by path from the MF; an empty path is the MF itself.
  Result<ByteString> select_path(std::initializer_list<std::uint16_t> files);
  /// READ BINARY of a whole transparent file of the size its FCP gives.
  Result<ByteString> read_binary(std::size_t size);
  /// READ RECORD, absolute.
  Result<ByteString> read_record(std::uint8_t number);

  /// MANAGE CHANNEL open; the card assigns the number. The current channel stays.
  Result<std::uint8_t> open_channel();
  Result<void> close_channel(std::uint8_t number);
  /// Commands go to this logical channel from now on; BadInput above 19.
  Result<void> use_channel(std::uint8_t number);
  std::uint8_t current_channel() const { return logical_channel_; }

 private:
  Result<Reply> exchange(Bytes command);
  Result<Reply> collect(std::uint8_t cla, Reply reply);
  Result<Reply> collect_behind_warning(std::uint8_t cla, Reply warning);

  transport::CardChannel& channel_;
  Trace trace_;
  std::uint8_t logical_channel_ = 0;
};

/// The size in an FCP (tag 80). BadFormat when there is none.  [TS 102 221 §11.1.1.4.1]
Result<std::size_t> file_size(Bytes fcp);

}  // namespace sixline::host::session
