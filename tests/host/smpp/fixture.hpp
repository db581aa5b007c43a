// An ESME whose events can be waited for, and the messages that tests send.
#pragma once

#include <condition_variable>
#include <gtest/gtest.h>
#include <mutex>
#include <thread>

#include "host/smpp/centre.hpp"
#include "host/smpp/esme.hpp"
#include "tests/host/hex.hpp"
#include "tests/host/smpp/raw_peer.hpp"

namespace sixline::tests {

using namespace host;
using namespace host::smpp;
using namespace std::chrono_literals;

inline const std::string device = "31612345678";
inline const ByteString to_card = test::hex("44 0A91 3254769810 7F F6 62116221000000 05 027000AABB");
inline const ByteString from_card = test::hex("41 05 0A91 3254769810 7F F6 05 027100AABB");

/// What cannot be waited for by an event is asked for until it is so.
template <class Condition>
bool soon(Condition holds) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

/// Things that happen on other threads, in their order.
template <class Item>
class Inbox {
 public:
  void put(Item item) {
    const std::lock_guard lock(mutex_);
    items_.push_back(std::move(item));
    changed_.notify_all();
  }
  bool reaches(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return items_.size() >= count; });
  }
  std::vector<Item> items() const {
    const std::lock_guard lock(mutex_);
    return items_;
  }
  std::size_t size() const { return items().size(); }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Item> items_;
};

struct FromCard {
  std::string msisdn;
  ByteString tpdu;
};

/// An ESME with everything that it said.
class TestEsme {
 public:
  static EsmeSettings settings(std::uint16_t port) {
    EsmeSettings settings;
    settings.port = port;
    settings.system_id = "smsr";
    settings.password = "secret";
    settings.reconnect_time = 5ms;
    return settings;
  }
  explicit TestEsme(
      EsmeSettings settings, std::function<bool()> keeps = [] { return true; }) {
    EsmeEvents events;
    events.received = [this, keeps](std::string msisdn, ByteString tpdu) {
      received.put({std::move(msisdn), std::move(tpdu)});
      return keeps();
    };
    events.undelivered = [this, keeps](std::string id, MessageState state) {
      undelivered.put({std::move(id), state});
      return keeps();
    };
    events.log = [this](std::string line) { log.put(std::move(line)); };
    esme = Esme::start(std::move(settings), std::move(events)).value();
  }
  explicit TestEsme(std::uint16_t port) : TestEsme(settings(port)) {}

  void submit() {
    esme->submit(device, to_card, [this](Result<std::string> outcome) { outcomes.put(std::move(outcome)); });
  }
  bool is_bound() {
    return soon([this] { return esme->bound(); });
  }
  bool has_said(const std::string& words) {
    return soon([&] {
      for (const auto& line : log.items())
        if (line.find(words) != std::string::npos) return true;
      return false;
    });
  }
  /// The code of an outcome; Internal: none came, or a good one.
  ErrorCode code(std::size_t index) {
    if (!outcomes.reaches(index + 1)) return ErrorCode::Internal;
    const auto outcome = outcomes.items()[index];
    return outcome ? ErrorCode::Internal : outcome.error().code;
  }

  Inbox<FromCard> received;
  Inbox<Receipt> undelivered;
  Inbox<std::string> log;
  Inbox<Result<std::string>> outcomes;
  std::unique_ptr<Esme> esme;
};

/// A centre that numbers what it takes.
class TestCentre {
 public:
  static CentreSettings settings() {
    CentreSettings settings;
    settings.system_id = "smsr";
    settings.password = "secret";
    settings.repeat_time = 5ms;
    return settings;
  }
  explicit TestCentre(CentreSettings settings = TestCentre::settings(), Status status = Status::Ok) {
    centre = Centre::start(std::move(settings), [this, status](std::string number, ByteString tpdu) {
               submitted.put({std::move(number), std::move(tpdu)});
               return Submission{status, "M" + std::to_string(submitted.size())};
             }).value();
  }
  Inbox<FromCard> submitted;  ///< the number is the destination here
  std::unique_ptr<Centre> centre;
};

inline Pdu bind_request(std::string password = "secret") {
  return {Command::BindTransceiver, Status::Ok, 1, Bind{"smsr", std::move(password), ""}};
}

}  // namespace sixline::tests
