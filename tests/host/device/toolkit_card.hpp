// A card that is nothing but its toolkit: it hands out queued proactive commands and remembers what it got.
#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "card/wire/apdu.hpp"
#include "host/transport/card_channel.hpp"

namespace sixline::host {

inline ByteString hex(std::string_view text) {
  return from_hex(text).value();
}

class ToolkitCard : public transport::CardChannel {
 public:
  std::string name() const override { return "toolkit card"; }
  Result<ByteString> reset() override {
    ++resets;
    waiting.clear();
    fetched = false;
    return hex("3B00");
  }

  Result<ByteString> transmit(Bytes raw) override {
    auto command = wire::CommandApdu::parse(raw);
    if (!command) return fail(ErrorCode::BadInput, "not a command");
    log.push_back(to_byte_string(raw));
    switch (command->ins) {
      case 0x10: return on_profile ? (on_profile(), done()) : done();
      case 0x12: {
        if (waiting.empty()) return hex("6985");
        ByteString answer = waiting.front();
        waiting.pop_front();
        fetched = true;
        append(answer, hex("9000"));
        return answer;
      }
      case 0x14:
        fetched = false;
        responses.push_back(to_byte_string(command->data));
        if (on_response) on_response();
        return done();
      case 0xC2:
        envelopes.push_back(to_byte_string(command->data));
        if (busy > 0) {
          --busy;
          return hex("9300");
        }
        if (!refusal.empty()) return refusal;
        if (on_envelope) on_envelope();
        return done(report);
      default: ++others; return done();
    }
  }

  std::function<void()> on_profile;
  std::function<void()> on_response;
  std::function<void()> on_envelope;
  std::deque<ByteString> waiting;
  std::vector<ByteString> responses;
  std::vector<ByteString> envelopes;
  std::vector<ByteString> log;
  ByteString report;
  ByteString refusal;
  unsigned busy = 0;
  unsigned resets = 0;
  unsigned others = 0;
  bool fetched = false;

 private:
  ByteString done(Bytes data = {}) const {
    ByteString answer = to_byte_string(data);
    if (waiting.empty() || fetched) return concat({answer, hex("9000")});
    return concat({answer, ByteString{0x91, static_cast<std::uint8_t>(waiting.front().size())}});
  }
};

}  // namespace sixline::host
