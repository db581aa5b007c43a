// What goes wrong off-card: a code to decide on, a sentence to read, and the card's status word if it gave
// one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "card/wire/result.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::host {

enum class ErrorCode : std::uint8_t {
  BadInput,          ///< the caller asked for something impossible
  BadFormat,         ///< bytes from outside are malformed
  NotAuthentic,      ///< a MAC, receipt, signature or cryptogram does not fit
  NotTrusted,        ///< a certificate chain, role or validity check failed
  WrongState,        ///< the call comes at the wrong moment of a protocol
  CounterExhausted,  ///< a key set or session may not be used any more
  CardRefused,       ///< the card answered with an error status word or an application error
  Transport,         ///< bytes could not be moved to or from the card
  Timeout,           ///< no answer in time; the outcome is unknown
  NotFound,          ///< a named thing (file, reader, key, profile) is not there
  Unsupported,       ///< valid, but not something this code does
  Storage,           ///< a file or store could not be read or written
  Internal,          ///< the cryptographic library or another dependency failed
};

constexpr std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::BadInput: return "bad input";
    case ErrorCode::BadFormat: return "bad format";
    case ErrorCode::NotAuthentic: return "not authentic";
    case ErrorCode::NotTrusted: return "not trusted";
    case ErrorCode::WrongState: return "wrong state";
    case ErrorCode::CounterExhausted: return "counter exhausted";
    case ErrorCode::CardRefused: return "card refused";
    case ErrorCode::Transport: return "transport";
    case ErrorCode::Timeout: return "timeout";
    case ErrorCode::NotFound: return "not found";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::Storage: return "storage";
    case ErrorCode::Internal: return "internal";
  }
  return "unknown";
}

struct Error {
  ErrorCode code = ErrorCode::Internal;
  std::string what;  ///< what was tried, and what is wrong
  std::optional<wire::StatusWord> status{};

  /// One line for a person: what was tried, the status word and its meaning.
  std::string describe() const {
    std::string text = what.empty() ? std::string(name_of(code)) : what;
    if (status) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "%04X", status->value());
      text.append(" (").append(hex).append(": ").append(wire::describe(*status)).append(")");
    }
    return text;
  }
};

template <class T>
using Result = wire::Result<T, Error>;

inline auto fail(ErrorCode code, std::string what) {
  return wire::fail(Error{code, std::move(what), std::nullopt});
}
inline auto fail(ErrorCode code, std::string what, wire::StatusWord status) {
  return wire::fail(Error{code, std::move(what), status});
}

}  // namespace sixline::host
