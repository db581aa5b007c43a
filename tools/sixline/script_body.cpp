#include "tools/sixline/script_body.hpp"

#include "hardware/native/file_flash.hpp"
#include "host/transport/pcsc.hpp"
#include "host/transport/registry.hpp"
#include "tools/sixline/qemu_card.hpp"
#include "tools/sixline/virtual_reader.hpp"

namespace sixline::tools {
namespace {

using host::Result;
using host::transport::CardChannel;
using host::transport::PcscChannel;

/// The native card as a process behind pcscd.
class VpcdBody final : public ScriptBody {
 public:
  static Result<std::unique_ptr<ScriptBody>> make() {
    auto reader = VirtualReader::start();
    if (!reader) return wire::fail(reader.error());
    return std::unique_ptr<ScriptBody>(new VpcdBody(std::move(*reader)));
  }

  card::platform::FlashGeometry geometry() const override {
    return hardware::native::FileFlash::default_geometry;
  }
  Result<CardChannel*> insert(const FlashImage& memory) override {
    channel_.reset();
    if (auto removed = reader_->remove(); !removed) return wire::fail(removed.error());
    const std::filesystem::path state = reader_->folder() / "card.flash";
    if (auto written = memory.write(state); !written) return wire::fail(written.error());
    const std::vector<std::string> program{
        "/proc/self/exe", "card",         "--vpcd",        VirtualReader::card_address(),
        "--state",        state.string(), "--test-entropy"};
    if (auto inserted = reader_->insert(program); !inserted) return wire::fail(inserted.error());
    auto channel = PcscChannel::open(VirtualReader::reader_name);
    if (!channel) return wire::fail(channel.error());
    channel_ = std::move(*channel);
    return channel_.get();
  }

 private:
  explicit VpcdBody(std::unique_ptr<VirtualReader> reader) : reader_(std::move(reader)) {}

  std::unique_ptr<VirtualReader> reader_;
  std::unique_ptr<CardChannel> channel_;
};

/// The firmware on an emulated machine, which is booted for each card.
class QemuBody final : public ScriptBody {
 public:
  QemuBody(const EmulatedMachine& machine, std::string_view image) : machine_(machine) {
    settings_.image = image;
    settings_.entropy = EntropyKind::Test;
  }

  card::platform::FlashGeometry geometry() const override { return machine_.geometry; }
  Result<CardChannel*> insert(const FlashImage& memory) override {
    channel_.reset();
    qemu_.reset();
    auto booted = QemuCard::boot(machine_, memory, settings_);
    if (!booted) return wire::fail(booted.error());
    qemu_ = std::move(*booted);
    channel_ = channel_to(qemu_->card(), "firmware on " + std::string(machine_.name));
    return channel_.get();
  }

 private:
  const EmulatedMachine& machine_;
  QemuCard::Settings settings_;
  std::unique_ptr<QemuCard> qemu_;
  std::unique_ptr<CardChannel> channel_;
};

/// The firmware on an emulated machine, as a card in a PC/SC reader.
class BridgeBody final : public ScriptBody {
 public:
  static Result<std::unique_ptr<ScriptBody>> make(std::string_view image) {
    auto reader = VirtualReader::start();
    if (!reader) return wire::fail(reader.error());
    return std::unique_ptr<ScriptBody>(new BridgeBody(std::move(*reader), image));
  }

  card::platform::FlashGeometry geometry() const override { return mps2_an385().geometry; }
  Result<CardChannel*> insert(const FlashImage& memory) override {
    channel_.reset();
    if (auto removed = reader_->remove(); !removed) return wire::fail(removed.error());
    qemu_.reset();
    QemuCard::Settings settings;
    settings.image = image_;
    settings.entropy = EntropyKind::Test;
    settings.connect = false;
    auto booted = QemuCard::boot(mps2_an385(), memory, settings);
    if (!booted) return wire::fail(booted.error());
    qemu_ = std::move(*booted);
    if (auto inserted = reader_->insert(bridge_program(*qemu_)); !inserted)
      return wire::fail(inserted.error());
    auto channel = PcscChannel::open(VirtualReader::reader_name);
    if (!channel) return wire::fail(channel.error());
    channel_ = std::move(*channel);
    return channel_.get();
  }

 private:
  BridgeBody(std::unique_ptr<VirtualReader> reader, std::string_view image)
      : reader_(std::move(reader)), image_(image) {}

  std::unique_ptr<VirtualReader> reader_;
  std::filesystem::path image_;
  std::unique_ptr<QemuCard> qemu_;
  std::unique_ptr<CardChannel> channel_;
};

}  // namespace

Result<std::unique_ptr<ScriptBody>> open_script_body(const Context& context) {
  if (!context.options().state.empty()) return nullptr;
  const auto wanted = host::transport::ChannelName::split(context.options().reader);
  if (wanted.kind == "vpcd") return VpcdBody::make();
  if (wanted.kind == "qemu") return std::make_unique<QemuBody>(mps2_an385(), wanted.argument);
  if (wanted.kind == "netduinoplus2") return std::make_unique<QemuBody>(netduinoplus2(), wanted.argument);
  if (wanted.kind == "bridge") return BridgeBody::make(wanted.argument);
  return nullptr;
}

}  // namespace sixline::tools
