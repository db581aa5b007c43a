// What the shell is told.
#pragma once

#include "host/error.hpp"

namespace sixline::tools {

enum class ExitCode : int {
  Ok = 0,
  Refused = 1,  ///< the card or the peer said no, or a script failed
  Usage = 2,    ///< the command line asks for something impossible
  Environment =
      3,         ///< no reader, no service, no connection, no answer in time, a file that cannot be written
  BadFile = 4,   ///< an input file, or bytes from outside, cannot be understood
  Internal = 5,  ///< a dependency failed in a way that should not happen
};

constexpr ExitCode exit_code_of(host::ErrorCode code) {
  using host::ErrorCode;
  switch (code) {
    case ErrorCode::CardRefused:
    case ErrorCode::NotAuthentic:
    case ErrorCode::NotTrusted:
    case ErrorCode::WrongState:
    case ErrorCode::CounterExhausted: return ExitCode::Refused;
    case ErrorCode::BadInput:
    case ErrorCode::Unsupported: return ExitCode::Usage;
    case ErrorCode::Transport:
    case ErrorCode::Timeout:
    case ErrorCode::NotFound:
    case ErrorCode::Storage: return ExitCode::Environment;
    case ErrorCode::BadFormat: return ExitCode::BadFile;
    case ErrorCode::Internal: return ExitCode::Internal;
  }
  return ExitCode::Internal;
}

}  // namespace sixline::tools
