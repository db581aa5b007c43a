#include "hardware/native/native_card.hpp"

#include "hardware/native/memory_flash.hpp"

namespace sixline::hardware::native {
namespace {

using FlashPointer = std::unique_ptr<card::platform::Flash, void (*)(card::platform::Flash*)>;

/// Owns a flash whose interface has no virtual destructor.
template <class T>
FlashPointer owned(std::unique_ptr<T> flash) {
  return {flash.release(), [](card::platform::Flash* base) { delete static_cast<T*>(base); }};
}

const char* describe(card::storage::Error error) {
  switch (error) {
    case card::storage::Error::Unformatted: return "it holds something, but not a card's memory";
    case card::storage::Error::Corrupted: return "its content is damaged";
    case card::storage::Error::Full: return "it holds more objects than this program has room for";
    case card::storage::Error::FlashFailed: return "it could not be written";
    default: return "it could not be read";
  }
}

}  // namespace

NativeCard::NativeCard(FlashPointer flash, const NativeSettings& settings)
    : flash_(std::move(flash)),
      platform_{*flash_, settings.random != nullptr ? *settings.random : random_,
                settings.clock != nullptr ? *settings.clock : clock_,
                settings.log != nullptr ? *settings.log : log_, engine_},
      index_(index_entries),
      card_(platform_, index_, settings.profile_switch) {}

wire::Result<void, std::string> NativeCard::start() {
  const auto started = card_.start();
  if (!started)
    return wire::fail(std::string("the card's memory is not usable: ") + describe(started.error()));
  card_.reset();
  return {};
}

wire::Result<std::unique_ptr<NativeCard>, std::string> NativeCard::open(const std::string& path,
                                                                        const NativeSettings& settings) {
  auto flash = FileFlash::open(path, Durability::ProcessDeath, settings.new_memory);
  if (!flash) return wire::fail(flash.error());
  std::unique_ptr<NativeCard> card(new NativeCard(owned(std::move(*flash)), settings));
  if (const auto started = card->start(); !started) return wire::fail(path + ": " + started.error());
  return card;
}

std::unique_ptr<NativeCard> NativeCard::in_memory(const NativeSettings& settings) {
  std::unique_ptr<NativeCard> card(
      new NativeCard(owned(std::make_unique<MemoryFlash>(FileFlash::default_geometry)), settings));
  // A blank memory of our own cannot fail to start.
  static_cast<void>(card->start());
  return card;
}

wire::Result<std::unique_ptr<NativeCard>, std::string> NativeCard::on_flash(card::platform::Flash& flash,
                                                                            const NativeSettings& settings) {
  FlashPointer borrowed(&flash, [](card::platform::Flash*) {});
  std::unique_ptr<NativeCard> card(new NativeCard(std::move(borrowed), settings));
  if (const auto started = card->start(); !started) return wire::fail(started.error());
  return card;
}

void NativeCard::transmit(wire::Bytes command, wire::Writer& response) {
  std::array<std::uint8_t, card::limits::max_response_data + 2> answer;
  card_.poll();
  const std::size_t size = card_.transmit(command, answer);
  response.put(wire::Bytes(answer).first(size));
}

}  // namespace sixline::hardware::native
