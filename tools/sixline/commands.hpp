// The subcommands, in the order of the help text.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "tools/sixline/command.hpp"

namespace sixline::tools {

struct CommandRow {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Command> (*make)();
};

std::span<const CommandRow> commands();

/// Parses the command line and runs the subcommand it names.
ExitCode run_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

// Each is defined in the file of its name.
std::unique_ptr<Command> make_apdu();
std::unique_ptr<Command> make_card();
std::unique_ptr<Command> make_audit();
std::unique_ptr<Command> make_delete();
std::unique_ptr<Command> make_demo();
std::unique_ptr<Command> make_disable();
std::unique_ptr<Command> make_download();
std::unique_ptr<Command> make_enable();
std::unique_ptr<Command> make_eum();
std::unique_ptr<Command> make_es1();
std::unique_ptr<Command> make_es2();
std::unique_ptr<Command> make_es3();
std::unique_ptr<Command> make_es4();
std::unique_ptr<Command> make_es4a();
std::unique_ptr<Command> make_es7();
std::unique_ptr<Command> make_functions();
std::unique_ptr<Command> make_listen();
std::unique_ptr<Command> make_lab_command();
std::unique_ptr<Command> make_list_readers();
std::unique_ptr<Command> make_profile();
std::unique_ptr<Command> make_schema();
std::unique_ptr<Command> make_sms_centre();
std::unique_ptr<Command> make_with_reader();

}  // namespace sixline::tools
