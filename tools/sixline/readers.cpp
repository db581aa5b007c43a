#include "tools/sixline/readers.hpp"

#include <array>
#include <iostream>
#include <sstream>
#include <vector>

#include "hardware/native/memory_flash.hpp"
#include "host/transport/pcsc.hpp"
#include "host/transport/registry.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/qemu_card.hpp"
#include "tools/sixline/virtual_reader.hpp"

namespace sixline::tools {
namespace {

/// What firmware says to a person: that its entropy is no entropy, for one.
void say_on_stderr(std::string_view line) {
  std::cerr << "firmware: " << line << '\n';
}

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

/// A test card's memory, made here for a body that cannot make one.
host::Result<FlashImage> issued_memory(const EmulatedMachine& machine) {
  hardware::native::MemoryFlash flash(machine.geometry);
  auto card = NativeCard::on_flash(flash);
  if (!card) return host::fail(host::ErrorCode::Storage, "make a card: " + card.error());
  if (auto issued = issue_test_card((*card)->card()); !issued) return wire::fail(issued.error());
  return FlashImage::of(flash);
}

host::Result<FlashImage> memory_of(const EmulatedMachine& machine, const std::string& state) {
  if (state.empty()) return issued_memory(machine);
  // Opened once, so that a new file becomes a card and a damaged one is refused.
  if (auto opened = open_issued_card(state); !opened) return wire::fail(opened.error());
  return FlashImage::read(state);
}

/// A running machine, whose memory goes back to the state file when it ends.
struct StatefulQemu {
  std::unique_ptr<QemuCard> machine;
  std::string state;
  std::unique_ptr<VirtualReader> reader;  ///< with the bridge, when there is one
  ~StatefulQemu() {
    reader.reset();
    std::istringstream report(machine->is_connected() ? machine->card().report() : "");
    for (std::string line; std::getline(report, line);) say_on_stderr(line);
    if (state.empty()) return;
    const auto memory = machine->stop();
    const auto kept = memory ? memory->write(state) : host::Result<void>(wire::fail(memory.error()));
    if (!kept) std::cerr << "sixline: " << kept.error().describe() << '\n';
  }
};

/// `keep`: what the card leaves goes back to the state file.
Opened open_machine(const EmulatedMachine& machine, std::string_view image, const std::string& state,
                    bool keep) {
  auto memory = memory_of(machine, state);
  if (!memory) return wire::fail(memory.error());
  QemuCard::Settings settings;
  settings.image = image;
  settings.log = say_on_stderr;
  auto booted = QemuCard::boot(machine, *memory, settings);
  if (!booted) return wire::fail(booted.error());
  auto keeper = std::make_shared<StatefulQemu>();
  keeper->machine = std::move(*booted);
  if (keep) keeper->state = state;
  auto channel = channel_to(keeper->machine->card(), "firmware on " + std::string(machine.name));
  return std::make_unique<CardConnection>(std::move(channel), std::move(keeper));
}

/// The firmware in QEMU, whose memory goes back to the state file at the end.
Opened open_qemu(std::string_view image, const GlobalOptions& options) {
  return open_machine(mps2_an385(), image, options.state, true);
}

/// A state file made for this body is only read: the machine cannot write.
Opened open_netduino(std::string_view image, const GlobalOptions& options) {
  return open_machine(netduinoplus2(), image, options.state, false);
}

/// The firmware in QEMU as a card in a virtual PC/SC reader.
Opened open_bridge(std::string_view image, const GlobalOptions& options) {
  auto memory = memory_of(mps2_an385(), options.state);
  if (!memory) return wire::fail(memory.error());
  auto reader = VirtualReader::start();
  if (!reader) return wire::fail(reader.error());
  QemuCard::Settings settings;
  settings.image = image;
  settings.connect = false;
  auto booted = QemuCard::boot(mps2_an385(), *memory, settings);
  if (!booted) return wire::fail(booted.error());
  auto keeper = std::make_shared<StatefulQemu>();
  keeper->machine = std::move(*booted);
  keeper->state = options.state;
  keeper->reader = std::move(*reader);
  if (auto inserted = keeper->reader->insert(bridge_program(*keeper->machine)); !inserted)
    return wire::fail(inserted.error());
  auto channel = host::transport::PcscChannel::open(VirtualReader::reader_name);
  if (!channel) return wire::fail(channel.error());
  return std::make_unique<CardConnection>(std::move(*channel), std::move(keeper));
}

Opened open_uart(std::string_view line, const GlobalOptions&) {
  auto opened = hardware::bridge::SerialLine::open(std::string(line));
  if (!opened) return host::fail(host::ErrorCode::Transport, opened.error());
  auto card = std::make_shared<hardware::bridge::FirmwareCard>(std::move(*opened), say_on_stderr);
  auto channel = channel_to(*card, "uart:" + std::string(line));
  return std::make_unique<CardConnection>(std::move(channel), std::move(card));
}

constexpr auto own_kinds = std::to_array<ReaderKind>({
    {"native", "", "the native card in this process; --state keeps its memory in a file", open_native},
    {"vpcd", "", "the native card in a virtual PC/SC reader, private to the run", open_virtual},
    {"qemu", "IMAGE", "the firmware on QEMU's mps2-an385; IMAGE if it is not that of the arm preset",
     open_qemu},
    {"bridge", "IMAGE", "the same firmware as a card in a virtual PC/SC reader", open_bridge},
    {"netduinoplus2", "IMAGE", "the STM32F405 firmware in QEMU, which cannot write its memory",
     open_netduino},
    {"uart", "LINE", "firmware on a serial line: /dev/ttyUSB0 or unix:PATH", open_uart},
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
  std::vector<std::string> program{"/proc/self/exe", "card", "--vpcd", VirtualReader::card_address()};
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
