// sixline disable: ES4.DisableProfile.
#include "tools/sixline/commands.hpp"
#include "tools/sixline/operator_command.hpp"

namespace sixline::tools {

std::unique_ptr<Command> make_disable() {
  return std::make_unique<OperatorCommand<host::es::DisableProfile>>();
}

}  // namespace sixline::tools
