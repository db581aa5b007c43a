// sixline apdu: commands from the command line, or scripts from files.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "host/session/script.hpp"
#include "host/session/tlv_text.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/script_card.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;
using host::ErrorCode;
using host::Result;
using host::session::Outcome;
using host::session::ScriptResult;

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::Passed: return "ok";
    case Outcome::Failed: return "FAILED";
    case Outcome::Skipped: return "skipped";
  }
  return "unknown";
}

class Apdu : public Command {
 public:
  void define(Options options) override {
    options.add("what", what_, "commands in hex, sent one after another, or .apdu script files")
        .called("HEX|FILE ...");
    options.add("--suite", suite_, "run every .apdu file in this folder and below").called("DIR");
    options.flag("--raw", raw_, "send exactly these bytes: do not follow 61xx and 6Cxx");
  }

  ExitCode run(const Context& context) override {
    auto scripts = collect_scripts();
    if (!scripts) return context.fail(scripts.error());
    if (what_.empty() && suite_.empty())
      return context.fail({ErrorCode::BadInput, "run apdu: give commands, a script or --suite DIR", {}});
    if (!scripts->empty()) return run_scripts(context, *scripts);
    return send_commands(context);
  }

 private:
  static bool is_script(const std::string& text) { return fs::path(text).extension() == ".apdu"; }

  /// Files named on the command line and files of the suite; none when commands are given.
  Result<std::vector<fs::path>> collect_scripts() const {
    std::vector<fs::path> scripts;
    for (const std::string& item : what_) {
      if (is_script(item)) scripts.emplace_back(item);
    }
    if (scripts.size() < what_.size() && (!scripts.empty() || !suite_.empty()))
      return host::fail(ErrorCode::BadInput, "run apdu: either commands or scripts");
    if (suite_.empty()) return scripts;
    std::error_code problem;
    for (const auto& entry : fs::recursive_directory_iterator(suite_, problem)) {
      if (is_script(entry.path().string())) scripts.push_back(entry.path());
    }
    if (scripts.empty())
      return host::fail(ErrorCode::NotFound, "run the scripts in " + suite_ + ": no .apdu file there");
    std::sort(scripts.begin(), scripts.end());
    return scripts;
  }

  ExitCode run_scripts(const Context& context, const std::vector<fs::path>& paths) const {
    nlohmann::json report = nlohmann::json::array();
    std::array<std::size_t, 3> count{};
    auto cards = ScriptCards::open(context);
    if (!cards) return context.fail(cards.error());
    for (const fs::path& path : paths) {
      auto script = host::session::read_script(path);
      if (!script) return context.fail(script.error());
      auto card = cards->next();
      if (!card) return context.fail(card.error());
      const ScriptResult result = host::session::run_script(*script, **card);
      ++count[static_cast<std::size_t>(result.outcome)];
      if (context.options().json) {
        report.push_back({{"script", path.string()},
                          {"outcome", name_of(result.outcome)},
                          {"commands", result.exchanges},
                          {"message", result.message}});
        continue;
      }
      context.out() << name_of(result.outcome) << "  " << path.string() << '\n';
      if (!result.message.empty()) context.out() << result.message << '\n';
    }
    if (context.options().json) {
      context.out() << report.dump(2) << '\n';
    } else {
      context.out() << count[0] << " passed, " << count[1] << " failed, " << count[2] << " skipped\n";
    }
    return count[1] == 0 ? ExitCode::Ok : ExitCode::Refused;
  }

  ExitCode send_commands(const Context& context) const {
    std::vector<host::ByteString> commands;
    for (const std::string& text : what_) {
      auto command = host::from_hex(text);
      if (!command || command->size() < 4)
        return context.fail(
            {ErrorCode::BadInput, "read the command \"" + text + "\": not an APDU in hex", {}});
      commands.push_back(std::move(*command));
    }
    auto connection = context.connect();
    if (!connection) return context.fail(connection.error());
    host::session::CardSession& session = (*connection)->session();
    if (!context.options().json) session.set_trace(context.trace_to(context.out()));
    if (auto atr = session.reset(); !atr) return context.fail(atr.error());
    return send_all(context, session, commands);
  }

  ExitCode send_all(const Context& context, host::session::CardSession& session,
                    const std::vector<host::ByteString>& commands) const {
    nlohmann::json report = nlohmann::json::array();
    bool all_good = true;
    for (const host::ByteString& command : commands) {
      auto reply = raw_ ? session.transmit_raw(command) : session.transmit(command);
      if (!reply) return context.fail(reply.error());
      all_good = all_good && (reply->status.ok() || reply->status.sw1() == 0x61);
      const std::uint16_t value = reply->final_status.value();
      const host::ByteString status{static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
      report.push_back({{"name", host::session::command_name(command)},
                        {"data", host::to_hex(reply->data)},
                        {"status", host::to_hex(status)},
                        {"meaning", wire::describe(reply->final_status)},
                        {"pending", reply->pending}});
    }
    if (context.options().json) context.out() << report.dump(2) << '\n';
    return all_good ? ExitCode::Ok : ExitCode::Refused;
  }

  std::vector<std::string> what_;
  std::string suite_;
  bool raw_ = false;
};

}  // namespace

std::unique_ptr<Command> make_apdu() {
  return std::make_unique<Apdu>();
}

}  // namespace sixline::tools
