#include "host/transport/registry.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

#include "host/transport/pcsc.hpp"
#include "host/transport/recording.hpp"
#include "host/transport/tcp.hpp"

namespace sixline::host::transport {
namespace {

Result<std::unique_ptr<CardChannel>> open_tcp(std::string_view argument) {
  std::uint16_t port = 0;
  const char* end = argument.data() + argument.size();
  auto [stop, problem] = std::from_chars(argument.data(), end, port);
  if (argument.empty() || stop != end || problem != std::errc{})
    return fail(ErrorCode::BadInput, "open tcp:" + std::string(argument) + ": not a port number");
  auto channel = TcpChannel::listen(port);
  if (!channel) return wire::fail(channel.error());
  return std::unique_ptr<CardChannel>(std::move(*channel));
}

Result<std::unique_ptr<CardChannel>> open_replay(std::string_view argument) {
  const std::string path(argument);
  std::ifstream file(path);
  if (!file) return fail(ErrorCode::NotFound, "open the recording " + path + ": cannot be read");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto channel = ReplayChannel::parse(text);
  if (!channel) return wire::fail(channel.error());
  return std::unique_ptr<CardChannel>(std::make_unique<ReplayChannel>(std::move(*channel)));
}

constexpr auto kinds = std::to_array<ChannelKind>({
    {"pcsc", "NAME", "a card in a PC/SC reader; NAME is part of the reader's name", PcscChannel::open},
    {"tcp", "PORT", "a card process that connects to this port with vpcd's frames", open_tcp},
    {"replay", "FILE", "the answers of a recorded card", open_replay},
});

}  // namespace

std::span<const ChannelKind> channel_kinds() {
  return kinds;
}

ChannelName ChannelName::split(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

Result<std::unique_ptr<CardChannel>> open_channel(std::string_view name) {
  const ChannelName wanted = ChannelName::split(name);
  for (const ChannelKind& kind : kinds) {
    if (kind.name == wanted.kind) return kind.open(wanted.argument);
  }
  return fail(ErrorCode::BadInput,
              "open a card: unknown kind of reader \"" + std::string(wanted.kind) + "\"");
}

}  // namespace sixline::host::transport
