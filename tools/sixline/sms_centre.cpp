// sixline sms-centre: a network of devices for an SM-SR that speaks SMPP.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <ostream>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/network/sms_network.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;
using host::Result;

class SmsCentre final : public Command {
 public:
  void define(Options options) override {
    define_home(options, home_);
    options.add("--cards", cards_,
                "folder with cards that `sixline eum personalise --count` made, each in a device of its own; "
                "without it: the card of --home, in --reader");
    options.add("--address", address_, "where SM-SRs connect to").shows_default();
    options.add("--port", port_, "0: any that is free").shows_default();
    options.add("--system-id", system_id_, "who may connect").shows_default();
    options.add("--password-file", password_file_, "with what password, in its first line");
    options.add("--threads", threads_, "devices that work at the same time").shows_default();
    options.add("--for", seconds_, "seconds; 0: until SIGINT or SIGTERM").shows_default();
  }

  ExitCode run(const Context& context) override {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    host::smpp::CentreSettings settings;
    settings.address = address_;
    settings.port = static_cast<std::uint16_t>(port_);
    settings.system_id = system_id_;
    if (!password_file_.empty()) {
      std::ifstream file(password_file_);
      if (!std::getline(file, settings.password))
        return context.fail({host::ErrorCode::NotFound, "no password in " + password_file_, {}});
    }
    auto network =
        SmsNetwork::start(settings, static_cast<unsigned>(std::clamp<std::int64_t>(threads_, 1, 256)));
    if (!network) return context.fail(network.error());
    const auto added = cards_.empty() ? add_one(context, **network) : add_all(context, **network);
    if (!added) return context.fail(added.error());
    context.out() << *added << " devices, SMPP on " << address_ << ":" << (*network)->port() << '\n'
                  << std::flush;
    wait(signals);
    (*network)->stop();
    return ExitCode::Ok;
  }

 private:
  Result<std::size_t> add_one(const Context& context, SmsNetwork& network) const {
    return add(context, network, Workspace::at(home_).card());
  }

  Result<std::size_t> add_all(const Context& context, SmsNetwork& network) const {
    std::error_code error;
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(cards_, error)) {
      if (entry.path().extension() != ".flash") continue;
      const auto added = add(context, network, entry.path());
      if (!added) return added;
      count += *added;
    }
    if (error) return host::fail(host::ErrorCode::NotFound, cards_ + ": " + error.message());
    if (count == 0) return host::fail(host::ErrorCode::NotFound, "no cards (*.flash) in " + cards_);
    return count;
  }

  static Result<std::size_t> add(const Context& context, SmsNetwork& network, const fs::path& card) {
    GlobalOptions options = context.options();
    if (options.state.empty()) options.state = card.string();
    const Context own(options, context.out(), context.err());
    auto connection = own.connect();
    if (!connection) return tl::unexpected(connection.error());
    if (auto added = network.add(card.stem().string(), std::move(*connection)); !added)
      return tl::unexpected(added.error());
    return std::size_t{1};
  }

  void wait(const sigset_t& signals) const {
    if (seconds_ > 0) {
      const timespec time{seconds_, 0};
      sigtimedwait(&signals, nullptr, &time);
      return;
    }
    int signal = 0;
    sigwait(&signals, &signal);
  }

  std::string home_, cards_, password_file_;
  std::string address_ = "127.0.0.1";
  std::int64_t port_ = 2775;
  std::string system_id_ = "sm-sr";
  std::int64_t threads_ = 2;
  std::int64_t seconds_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_sms_centre() {
  return std::make_unique<SmsCentre>();
}

}  // namespace sixline::tools
