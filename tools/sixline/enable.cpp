// sixline enable: ES4.EnableProfile.
#include "tools/sixline/commands.hpp"
#include "tools/sixline/operator_command.hpp"

namespace sixline::tools {

std::unique_ptr<Command> make_enable() {
  return std::make_unique<OperatorCommand<host::es::EnableProfile>>();
}

}  // namespace sixline::tools
