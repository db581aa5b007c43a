// A conversation with a card written down, and the same conversation played back.
//
// One line an event:  `reset`, `> command`, `< answer` (the ATR after reset), `! transport error`;
// `#` begins a comment. A recording is exact: it contains whatever PINs were sent.
#pragma once

#include <deque>
#include <iosfwd>
#include <string_view>

#include "host/transport/card_channel.hpp"

namespace sixline::host::transport {

/// Passes everything on to another channel and writes it to a stream. Both must outlive it.
class RecordingChannel : public CardChannel {
 public:
  RecordingChannel(CardChannel& channel, std::ostream& out);
  std::string name() const override { return channel_.name(); }
  Result<ByteString> reset() override;
  Result<ByteString> transmit(Bytes command) override;

 private:
  Result<ByteString> write_down(Result<ByteString> answer);
  CardChannel& channel_;
  std::ostream& out_;
};

/// Answers as the recorded card did, and only to the same commands in the same order.
class ReplayChannel : public CardChannel {
 public:
  /// Errors: BadFormat, naming the line.
  static Result<ReplayChannel> parse(std::string_view recording);
  std::string name() const override { return "replay"; }
  /// Errors of both: BadInput when the recording goes on differently or has ended.
  Result<ByteString> reset() override;
  Result<ByteString> transmit(Bytes command) override;
  /// Everything recorded has been played.
  bool finished() const { return exchanges_.empty(); }

 private:
  struct Exchange {
    unsigned line = 0;
    bool is_reset = false;
    ByteString command;
    ByteString answer;
    std::string transport_error;
    bool answered = false;
  };
  Result<void> read_line(std::string_view line, unsigned number);
  Result<ByteString> play(bool is_reset, Bytes command);
  std::deque<Exchange> exchanges_;
};

}  // namespace sixline::host::transport
