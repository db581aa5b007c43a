// A mobile network for a laboratory: devices with eUICCs in them, numbers, and a message centre that SM-SRs
// connect to.
#pragma once

#include <map>
#include <shared_mutex>

#include "host/device/terminal.hpp"
#include "host/smpp/centre.hpp"
#include "servers/program/workers.hpp"
#include "tools/sixline/context.hpp"

namespace sixline::tools {

/// What becomes of short messages for a device.
enum class Reach : std::uint8_t {
  Normal,
  Silent,  ///< taken by the network, and lost
  Absent,  ///< the network does not know the number
};

class SmsNetwork {
 public:
  /// `device` is the name it was added with. One call at a time for each device, on any thread.
  using Observer = std::function<void(const std::string& device, const host::device::TerminalEvent&)>;

  /// Errors: those of the centre.
  static host::Result<std::unique_ptr<SmsNetwork>> start(const host::smpp::CentreSettings& settings,
                                                         unsigned threads, Observer observer = {});
  ~SmsNetwork() { stop(); }

  /// Puts the card into a device and switches it on. Errors: those of the card.
  host::Result<void> add(const std::string& name, std::unique_ptr<CardConnection> card);
  std::uint16_t port() const { return centre_->port(); }
  /// SM-SRs that are connected.
  std::size_t bound() const { return centre_->bound(); }
  /// Uses the card while its device does nothing else. Errors: NotFound (device), and those of `use`.
  host::Result<void> with_card(const std::string& name,
                               const std::function<host::Result<void>(host::session::CardSession&)>& use);
  /// Errors: NotFound (device).
  host::Result<void> set_reach(const std::string& name, Reach reach);
  /// Time passes for all devices, beside what passes by itself. One that is busy still gets it afterwards,
  /// all at once. Not after stop().
  void pass(std::chrono::milliseconds time);
  void stop();

 private:
  struct Message {
    std::string id;
    host::ByteString deliver;
  };
  struct Device {
    std::string name;
    std::unique_ptr<CardConnection> card;
    std::unique_ptr<host::device::Terminal> terminal;
    std::mutex use{};    ///< over card and terminal
    std::mutex mutex{};  ///< over what follows
    std::deque<Message> inbox{};
    std::chrono::milliseconds passed{};  ///< and not yet told to the terminal
    bool scheduled = false;              ///< a worker serves it, or will
    std::string number{};
    Reach reach = Reach::Normal;
  };

  SmsNetwork(unsigned threads, Observer observer)
      : observer_(std::move(observer)), workers_(threads, unlimited) {}
  static constexpr std::size_t unlimited = 1'000'000;

  host::smpp::Submission take(const std::string& number, host::ByteString deliver);
  void schedule(Device& device);
  void serve(Device& device);
  host::device::Registration attach(Device& device);
  void tick();

  Observer observer_;
  mutable std::shared_mutex mutex_{};  ///< over devices_ and numbers_
  std::map<std::string, std::unique_ptr<Device>> devices_{};
  std::map<std::string, Device*> numbers_{};
  std::unique_ptr<host::smpp::Centre> centre_{};
  std::uint64_t last_id_ = 0;  ///< of the centre's thread
  servers::program::Workers workers_;
  std::mutex clock_mutex_{};
  std::condition_variable clock_{};
  bool stopping_ = false;
  std::jthread ticker_{};
};

}  // namespace sixline::tools
