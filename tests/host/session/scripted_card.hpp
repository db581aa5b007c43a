// A channel that answers the commands it was told of, in order, and fails the test for any other.
#pragma once

#include <deque>
#include <gtest/gtest.h>

#include "host/transport/card_channel.hpp"

namespace sixline::host {

inline ByteString hex(std::string_view text) {
  return from_hex(text).value();
}

class ScriptedCard : public transport::CardChannel {
 public:
  ~ScriptedCard() override { EXPECT_TRUE(steps_.empty()) << steps_.size() << " commands were never sent"; }
  ScriptedCard& on(std::string_view command, std::string_view answer) {
    steps_.push_back({hex(command), hex(answer)});
    return *this;
  }
  std::string name() const override { return "scripted"; }
  Result<ByteString> reset() override {
    ++resets;
    return hex("3B9F");
  }
  Result<ByteString> transmit(Bytes command) override {
    if (steps_.empty() || !wire::equal(steps_.front().command, command)) {
      ADD_FAILURE() << "sent " << to_hex(command) << ", expected "
                    << (steps_.empty() ? "nothing" : to_hex(steps_.front().command));
      return fail(ErrorCode::Transport, "off script");
    }
    ByteString answer = steps_.front().answer;
    steps_.pop_front();
    return answer;
  }
  unsigned resets = 0;

 private:
  struct Step {
    ByteString command;
    ByteString answer;
  };
  std::deque<Step> steps_;
};

}  // namespace sixline::host
