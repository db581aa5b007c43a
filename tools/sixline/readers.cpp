#include "tools/sixline/readers.hpp"

#include <array>
#include <vector>

#include "host/transport/pcsc.hpp"
#include "host/transport/registry.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/virtual_reader.hpp"

namespace sixline::tools {
namespace {

using Opened = host::Result<std::unique_ptr<CardConnection>>;

Opened open_native(std::string_view, const GlobalOptions& options) {
  auto opened = open_issued_card(options.state);
  if (!opened) return wire::fail(opened.error());
  std::shared_ptr<NativeCard> card = std::move(*opened);
  auto channel = channel_to(*card);
  return std::make_unique<CardConnection>(std::move(channel), std::move(card));
}

/// The native card in a virtual reader, reached through PC/SC.
Opened open_virtual(std::string_view, const GlobalOptions& options) {
  auto reader = start_virtual_card(options);
  if (!reader) return wire::fail(reader.error());
  auto channel = host::transport::PcscChannel::open(VirtualReader::reader_name);
  if (!channel) return wire::fail(channel.error());
  return std::make_unique<CardConnection>(std::move(*channel),
                                          std::shared_ptr<VirtualReader>(std::move(*reader)));
}

constexpr auto own_kinds = std::to_array<ReaderKind>({
    {"native", "", "the native card in this process; --state keeps its memory in a file", open_native},
    {"vpcd", "", "the native card in a virtual PC/SC reader, private to the run", open_virtual},
});

std::vector<ReaderKind> collect() {
  std::vector<ReaderKind> kinds(own_kinds.begin(), own_kinds.end());
  for (const auto& kind : host::transport::channel_kinds())
    kinds.push_back({kind.name, kind.argument, kind.summary, nullptr});
  return kinds;
}

}  // namespace

host::Result<std::unique_ptr<VirtualReader>> start_virtual_card(const GlobalOptions& options) {
  auto reader = VirtualReader::start();
  if (!reader) return reader;
  std::vector<std::string> program{"/proc/self/exe", "card", "--vpcd",
                                   "127.0.0.1:" + std::to_string(VirtualReader::card_port)};
  if (!options.state.empty()) program.insert(program.end(), {"--state", options.state});
  if (auto inserted = (*reader)->insert(program); !inserted) return wire::fail(inserted.error());
  return reader;
}

std::span<const ReaderKind> reader_kinds() {
  static const std::vector<ReaderKind> kinds = collect();
  return kinds;
}

Opened open_reader(std::string_view reader, const GlobalOptions& options) {
  const auto wanted = host::transport::ChannelName::split(reader);
  for (const ReaderKind& kind : own_kinds) {
    if (kind.name == wanted.kind) return kind.open(wanted.argument, options);
  }
  auto channel = host::transport::open_channel(reader);
  if (!channel) return wire::fail(channel.error());
  return std::make_unique<CardConnection>(std::move(*channel), nullptr);
}

}  // namespace sixline::tools
