// sixline listen: hears what servers say by themselves, callbacks that nobody waits for and notifications.
#include <csignal>
#include <nlohmann/json.hpp>
#include <ostream>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/es/message_text.hpp"
#include "tools/sixline/es/peer_settings.hpp"

namespace sixline::tools {
namespace {

class Listen final : public Command {
 public:
  void define(Options options) override {
    options.add("--config", config_, "who we are and whom we know (TOML); [listen] says where").required();
    options.add("--for", seconds_, "seconds; 0: until SIGINT or SIGTERM").shows_default();
    options.add("--count", count_, "end after so many messages; 0: no matter").shows_default();
  }

  ExitCode run(const Context& context) override {
    auto settings = read_peer_settings(config_);
    if (!settings) return context.fail(settings.error());
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const pthread_t own = pthread_self();
    std::mutex mutex;
    std::int64_t heard = 0;
    auto link = EsLink::open(std::move(*settings), [&](const Incoming& incoming) {
      const std::lock_guard lock(mutex);
      show(context, incoming);
      if (++heard == count_) pthread_kill(own, SIGUSR1);
    });
    if (!link) return context.fail(link.error());
    if (!context.options().json)
      context.out() << (*link)->self().id << " listens at " << (*link)->self().base_url << '\n' << std::flush;
    if (seconds_ > 0) {
      const timespec time{seconds_, 0};
      sigtimedwait(&signals, nullptr, &time);
    } else {
      int signal = 0;
      sigwait(&signals, &signal);
    }
    return count_ == 0 || heard >= count_ ? ExitCode::Ok : ExitCode::Environment;
  }

 private:
  static void show(const Context& context, const Incoming& incoming) {
    const std::string element = es::element_name(*incoming.message.function, incoming.message.kind);
    if (context.options().json) {
      nlohmann::ordered_json out{{"message", element},
                                 {"from", incoming.sender},
                                 {"message_id", incoming.header.message_id},
                                 {"context_id", incoming.header.context_id}};
      out["content"] = json_of(incoming.message.content);
      context.out() << out.dump() << '\n' << std::flush;
      return;
    }
    context.out() << element << " from " << incoming.sender << '\n';
    print(context.out(), incoming.message.content, 2);
    context.out() << std::flush;
  }

  std::string config_;
  std::int64_t seconds_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_listen() {
  return std::make_unique<Listen>();
}

}  // namespace sixline::tools
