// What is to happen once a unit is committed, and not before.
#pragma once

#include <string>
#include <vector>

#include "host/bytes.hpp"

namespace sixline::servers::lines {

/// A secured packet for a card, as SMS-DELIVER TPDUs.
struct ShortMessage {
  std::string eid{};
  std::string msisdn{};  ///< where the card can be reached at the moment
  std::vector<host::ByteString> delivers{};
  std::string packet_id{};  ///< names the packet when the network could not take it
};

/// One line of the log: what happened, to whom, because of which message.
struct LogLine {
  /// Detail: what somebody looks for who follows one message through.
  enum class Level : std::uint8_t { Detail, Info, Warning, Error };
  Level level = Level::Info;
  std::string eid{};
  std::string message_id{};
  std::string context_id{};
  std::string text{};  ///< begins with the function: "ES3.CreateISDP ..."
};

struct Effects {
  std::vector<ShortMessage> short_messages{};
  std::vector<LogLine> log{};
  bool outbox = false;  ///< there are new messages to post

  void say(std::string eid, std::string text) {
    log.push_back({LogLine::Level::Info, std::move(eid), {}, {}, std::move(text)});
  }
};

}  // namespace sixline::servers::lines
