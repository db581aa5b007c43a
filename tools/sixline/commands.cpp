#include "tools/sixline/commands.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <ostream>

#include "tools/sixline/readers.hpp"

namespace sixline::tools {
namespace {

constexpr auto rows = std::to_array<CommandRow>({
    {"demo", "the main job: a profile reaches a card, is enabled and authenticates a subscriber", make_demo},
    {"eum", "make an eUICC", make_eum},
    {"profile", "look into a profile package, or put a subscription into one", make_profile},
    {"download", "download and install a profile", make_download},
    {"enable", "enable a profile", make_enable},
    {"disable", "disable a profile", make_disable},
    {"delete", "delete a profile", make_delete},
    {"audit", "ask the card what it holds and put the EIS right", make_audit},
    {"card", "show what a card is, or run the native card in a PC/SC reader", make_card},
    {"apdu", "send commands or run .apdu scripts, with a decoded trace", make_apdu},
    {"with-reader", "run a PC/SC program while the native card is in a virtual reader", make_with_reader},
    {"readers", "list the ways to a card, and the PC/SC readers that are there", make_list_readers},
    {"es1", "EUM at an SM-SR: register an eUICC", make_es1},
    {"es2", "Operator at an SM-DP, and what it answers", make_es2},
    {"es3", "SM-DP at an SM-SR, and what it answers", make_es3},
    {"es4", "Operator or M2M SP at an SM-SR, and what it answers", make_es4},
    {"es4a", "Operator at an SM-SR: authorisations and configurations", make_es4a},
    {"es7", "SM-SR at another SM-SR", make_es7},
    {"lab", "make a folder from which all roles can be started", make_lab_command},
    {"sms-centre", "a network: devices with eUICCs, and SMPP for an SM-SR", make_sms_centre},
    {"listen", "hear notifications and late answers of servers", make_listen},
    {"functions", "print what is implemented, from the tables of the code", make_functions},
    {"schema", "write the XSD and WSDL of the messages between servers", make_schema},
});

constexpr std::string_view exit_codes =
    "Exit codes: 0 done; 1 the card or the peer refused, or a script failed; 2 usage; 3 environment (no "
    "reader, "
    "no connection, no answer); 4 a file or bytes that cannot be understood; 5 internal.";

std::string reader_help() {
  std::string text = "how to reach the card:";
  for (const ReaderKind& kind : reader_kinds()) {
    text.append(" ").append(kind.name);
    if (!kind.argument.empty()) text.append(":").append(kind.argument);
  }
  return text;
}

void define_globals(CLI::App& app, GlobalOptions& options) {
  app.add_option("--reader", options.reader, reader_help())->capture_default_str();
  app.add_option("--state", options.state,
                 "file with the memory of the native card; made if it is not there");
  app.add_flag("--trace", options.trace, "print every command and answer, decoded, on standard error");
  app.add_flag("--json", options.json, "print results as JSON");
  app.add_flag("--show-pins", options.show_pins, "do not mask PINs in traces");
}

}  // namespace

std::span<const CommandRow> commands() {
  return rows;
}

ExitCode run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  CLI::App app("Sixline: an eUICC and the world that drives it  [SGP.02 v4.2]", "sixline");
  app.footer(std::string(exit_codes));
  app.require_subcommand(1);
  app.fallthrough();
  GlobalOptions options;
  define_globals(app, options);
  std::array<std::unique_ptr<Command>, rows.size()> made;
  std::array<CLI::App*, rows.size()> parsers{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    made[i] = rows[i].make();
    parsers[i] = app.add_subcommand(std::string(rows[i].name), std::string(rows[i].summary));
    made[i]->define(Options(*parsers[i]));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? ExitCode::Ok : ExitCode::Usage;
  }
  const Context context(options, out, err);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (parsers[i]->parsed()) return made[i]->run(context);
  }
  return ExitCode::Usage;
}

}  // namespace sixline::tools
