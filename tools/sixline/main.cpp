#include <exception>
#include <iostream>

#include "tools/sixline/commands.hpp"

int main(int argc, char** argv) {
  using sixline::tools::ExitCode;
  try {
    return static_cast<int>(sixline::tools::run_command_line(argc, argv, std::cout, std::cerr));
  } catch (const std::exception& error) {
    std::cerr << "sixline: " << error.what() << '\n';
    return static_cast<int>(ExitCode::Internal);
  }
}
