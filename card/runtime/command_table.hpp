// Commands are rows: the table refuses, the handler works.
#pragma once

#include <span>
#include <string_view>

#include "card/wire/apdu.hpp"

namespace sixline::card::runtime {

using wire::CommandApdu;
using wire::IsoCase;
using wire::ResponseApdu;
using wire::StatusWord;

/// One command of a module. `Module` is the class that owns the state the handler works on; `Session` is
/// what the command arrived with (logical channel, remote access rights).
template <class Module, class Session>
struct CommandRow {
  std::string_view name;  ///< as the standard writes it
  std::uint8_t cla;       ///< class without channel bits: 00, 80
  std::uint8_t ins;
  std::uint8_t cases;  ///< mask of allowed ISO cases, see case_bit()
  StatusWord (*handler)(Module&, Session&, const CommandApdu&, ResponseApdu&);
  std::string_view citation;  ///< "TS 102 221 §11.1.1"
  std::string_view script;    ///< tests/scripts/<script>.apdu proves it
};

constexpr std::uint8_t case_bit(IsoCase c) {
  return static_cast<std::uint8_t>(1u << static_cast<unsigned>(c));
}
template <class... Case>
constexpr std::uint8_t cases(Case... c) {
  return static_cast<std::uint8_t>((case_bit(c) | ...));
}

/// Whether a row that allows `allowed` takes a command of this shape. T=0 blurs two of them: a case 4 command
/// arrives without Le and its answer is fetched by GET RESPONSE, and P3 = 00 says both "no data" and
/// "256 bytes wanted".  [ISO 7816-3 §12.2]
inline bool shape_allowed(std::uint8_t allowed, const CommandApdu& command) {
  const IsoCase shape = command.iso_case();
  if ((allowed & case_bit(shape)) != 0) return true;
  if (shape == IsoCase::Lc) return (allowed & case_bit(IsoCase::LcLe)) != 0;
  if (shape == IsoCase::Le) return command.ne == 256 && (allowed & case_bit(IsoCase::None)) != 0;
  return false;
}

/// Looks the command up and runs it: 6E00 when no row has the class, 6D00 when none has the instruction,
/// 6700 when the shape is not among the row's cases.
template <class Module, class Session>
StatusWord dispatch(std::span<const CommandRow<Module, Session>> rows, Module& module, Session& session,
                    const CommandApdu& command, ResponseApdu& response) {
  const std::uint8_t cla = command.class_without_channel();
  bool class_known = false;
  for (const auto& row : rows) {
    if (row.cla != cla) continue;
    class_known = true;
    if (row.ins != command.ins) continue;
    if (!shape_allowed(row.cases, command)) return wire::sw::wrong_length;
    return row.handler(module, session, command, response);
  }
  return class_known ? wire::sw::instruction_not_supported : wire::sw::class_not_supported;
}

}  // namespace sixline::card::runtime
