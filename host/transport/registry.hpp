// The kinds of transport, by the word that names them on a command line.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "host/transport/card_channel.hpp"

namespace sixline::host::transport {

struct ChannelKind {
  std::string_view name;      ///< before the colon: "pcsc"
  std::string_view argument;  ///< what may follow the colon, for help texts: "NAME"
  std::string_view summary;
  Result<std::unique_ptr<CardChannel>> (*open)(std::string_view argument);
};

/// Every kind this library can open by itself.
std::span<const ChannelKind> channel_kinds();

/// Splits "kind:argument"; the argument may be empty or absent.
struct ChannelName {
  std::string_view kind;
  std::string_view argument;
  static ChannelName split(std::string_view text);
};

/// Opens "pcsc:NAME", "tcp:PORT" or "replay:FILE". Errors: BadInput (unknown kind), or what opening gives.
Result<std::unique_ptr<CardChannel>> open_channel(std::string_view name);

}  // namespace sixline::host::transport
