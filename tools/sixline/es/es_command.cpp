// sixline es1 … es7: calls any of the 85 functions as the peer whose turn it is.
#include <nlohmann/json.hpp>
#include <ostream>

#include "host/es/content.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/es/message_options.hpp"
#include "tools/sixline/es/message_text.hpp"
#include "tools/sixline/es/peer_settings.hpp"

namespace sixline::tools {
namespace {

lines::PeerRole role_of(lines::soap::Role role) {
  switch (role) {
    case lines::soap::Role::Eum: return lines::PeerRole::Eum;
    case lines::soap::Role::Operator: return lines::PeerRole::Operator;
    case lines::soap::Role::SmDp: return lines::PeerRole::SmDp;
    case lines::soap::Role::SmSr: return lines::PeerRole::SmSr;
  }
  return lines::PeerRole::SmSr;
}

std::string help_of(const es::Function& function) {
  return std::string(es::name_of(function.direction)) + ", " + std::string(es::name_of(function.style)) +
         "  [" + es::citation_of(function) + "]";
}

class EsCommand final : public Command {
 public:
  explicit EsCommand(es::Interface interface) : interface_(interface) {}

  void define(Options options) override {
    options.require_subcommand();
    for (const es::Function& function : es::functions()) {
      if (function.interface != interface_) continue;
      Entry& entry = entries_.emplace_back(function);
      entry.parser.emplace(options.subcommand(option_name(function.name), help_of(function)));
      entry.options.define(*entry.parser);
      define_common(*entry.parser);
    }
  }

  ExitCode run(const Context& context) override {
    for (const Entry& entry : entries_) {
      if (!entry.parser->given()) continue;
      auto message = entry.options.message();
      if (!message) return context.fail(message.error());
      auto settings = read_peer_settings(config_);
      if (!settings) return context.fail(settings.error());
      return call(context, std::move(*settings), std::move(*message));
    }
    return ExitCode::Usage;
  }

 private:
  struct Entry {
    explicit Entry(const es::Function& function) : options(function) {}
    MessageOptions options;
    std::optional<Options> parser{};
  };

  void define_common(Options& options) {
    options.add("--config", config_, "who we are and whom we know (TOML); `sixline lab` writes some")
        .required();
    options.add("--to", to_, "OID of the server, where the configuration has several");
    options.add("--url", url_, "its address, instead of the one in the configuration");
    options.add("--validity", validity_, "ValidityPeriod in seconds");
    options.add("--call-id", call_id_, "FunctionCallIdentifier; a new one if absent");
    options.add("--wait", wait_, "seconds to wait for the answer; 0: do not wait").shows_default();
    options.flag("--poll", poll_, "fetch the answer instead of listening for it");
    options.flag("--show-messages", show_, "print the message that is sent");
  }

  /// The one server that provides this function, unless --to says which.
  Result<std::string> recipient(const EsLinkSettings& settings, const es::Function& function) const {
    if (!to_.empty()) {
      if (settings.peers.find(to_) != nullptr) return to_;
      return host::fail(host::ErrorCode::BadInput, "--to " + to_ + ": no such peer in " + config_);
    }
    const auto role = role_of(lines::soap::provider_role(function));
    const auto known = settings.peers.with_role(role);
    if (known.size() == 1) return known.front()->id;
    return host::fail(host::ErrorCode::BadInput, config_ + " names " +
                                                     (known.empty() ? "no " : "more than one ") +
                                                     std::string(lines::name_of(role)) + ": say --to OID");
  }

  ExitCode call(const Context& context, EsLinkSettings settings, es::Message message) const {
    const es::Function& function = *message.function;
    auto to = recipient(settings, function);
    if (!to) return context.fail(to.error());
    settings.listen.port = 0;  // the listener of `sixline listen` may be running
    auto link = EsLink::open(std::move(settings));
    if (!link) return context.fail(link.error());
    EsOrder order{std::move(message), *to, url_, poll_ ? AnswerBy::Poll : AnswerBy::Callback};
    order.patience = std::chrono::seconds(wait_);
    if (wait_ == 0) order.by = AnswerBy::Nobody;
    order.message_id = lines::new_message_id((*link)->self());
    if (order.message.kind == es::Kind::Request)
      es::write_call(order.message, {{}, {}, call_id_.empty() ? order.message_id : call_id_, validity_});
    if (show_) {
      const auto letter = (*link)->letter_of(order);
      if (!letter) return context.fail(letter.error());
      context.err() << letter->url << '\n' << letter->body << '\n';
    }
    const auto answer = (*link)->call(order);
    if (!answer) return context.fail(answer.error());
    return report(context, function, *answer);
  }

  static ExitCode report(const Context& context, const es::Function& function,
                         const std::optional<es::Message>& answer) {
    if (!answer) {
      const std::string done = function.is_notification() ? "delivered" : "accepted";
      if (context.options().json)
        context.out() << nlohmann::json{{"status", done}}.dump(2) << '\n';
      else
        context.out() << es::qualified_name(function) << ": " << done << '\n';
      return ExitCode::Ok;
    }
    const es::EsStatus status = es::status_of(*answer);
    if (context.options().json) {
      context.out() << json_of(answer->content).dump(2) << '\n';
    } else {
      context.out() << es::qualified_name(function) << ": " << status.describe() << '\n';
      es::Value rest = answer->content;
      for (const char* base :
           {"ProcessingStart", "ProcessingEnd", "AcceptableValidityPeriod", "FunctionExecutionStatus"})
        rest.remove(base);
      print(context.out(), rest, 2);
    }
    return status.ok() ? ExitCode::Ok : ExitCode::Refused;
  }

  es::Interface interface_;
  std::deque<Entry> entries_{};
  std::string config_, to_, url_, call_id_;
  std::int64_t validity_ = 0;
  std::int64_t wait_ = 120;
  bool poll_ = false;
  bool show_ = false;
};

}  // namespace

std::unique_ptr<Command> make_es1() {
  return std::make_unique<EsCommand>(es::Interface::Es1);
}
std::unique_ptr<Command> make_es2() {
  return std::make_unique<EsCommand>(es::Interface::Es2);
}
std::unique_ptr<Command> make_es3() {
  return std::make_unique<EsCommand>(es::Interface::Es3);
}
std::unique_ptr<Command> make_es4() {
  return std::make_unique<EsCommand>(es::Interface::Es4);
}
std::unique_ptr<Command> make_es4a() {
  return std::make_unique<EsCommand>(es::Interface::Es4a);
}
std::unique_ptr<Command> make_es7() {
  return std::make_unique<EsCommand>(es::Interface::Es7);
}

}  // namespace sixline::tools
