// sixline delete: ES4.DeleteProfile.
#include "tools/sixline/commands.hpp"
#include "tools/sixline/operator_command.hpp"

namespace sixline::tools {

std::unique_ptr<Command> make_delete() {
  return std::make_unique<OperatorCommand<host::es::DeleteProfile>>();
}

}  // namespace sixline::tools
