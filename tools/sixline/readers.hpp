// The kinds of --reader: those of host/transport, and those that bring a card of our own.
#pragma once

#include <span>

#include "tools/sixline/context.hpp"
#include "tools/sixline/virtual_reader.hpp"

namespace sixline::tools {

struct ReaderKind {
  std::string_view name;
  std::string_view argument;
  std::string_view summary;
  /// Null for the kinds that host/transport opens.
  host::Result<std::unique_ptr<CardConnection>> (*open)(std::string_view argument,
                                                        const GlobalOptions& options);
};

std::span<const ReaderKind> reader_kinds();

/// Opens "native", "vpcd", "pcsc:NAME" ... Errors: BadInput (unknown kind), or what opening gives.
host::Result<std::unique_ptr<CardConnection>> open_reader(std::string_view reader,
                                                          const GlobalOptions& options);

/// The native card as a process of its own, in a PC/SC reader that lives as long as the result. Errors: those
/// of VirtualReader.
host::Result<std::unique_ptr<VirtualReader>> start_virtual_card(const GlobalOptions& options);

}  // namespace sixline::tools
