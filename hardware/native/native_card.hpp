// The card as a part of a process: memory in a file or in RAM, OpenSSL, the host's clock and random bytes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "card/card.hpp"
#include "hardware/native/card_port.hpp"
#include "hardware/native/file_flash.hpp"
#include "hardware/native/openssl_engine.hpp"
#include "hardware/native/steady_clock.hpp"
#include "hardware/native/system_random.hpp"
#include "hardware/native/text_log.hpp"

namespace sixline::hardware::native {

/// What a program may choose about the card it embeds. Null parts are the host's own.
struct NativeSettings {
  card::isdr::SwitchSettings profile_switch{};
  card::platform::Random* random = nullptr;
  card::platform::Clock* clock = nullptr;
  card::platform::Log* log = nullptr;
  /// Of a memory that open() has to make; that of another body makes a card for it.
  card::platform::FlashGeometry new_memory = FileFlash::default_geometry;
};

class NativeCard final : public CardPort {
 public:
  /// A card whose memory is the file `path`; made blank if there is none. A file that cannot be read as a
  /// card's memory is refused and left as it is. The error is one line for a person.
  static wire::Result<std::unique_ptr<NativeCard>, std::string> open(const std::string& path,
                                                                     const NativeSettings& settings = {});
  /// A blank card that is gone with the object.
  static std::unique_ptr<NativeCard> in_memory(const NativeSettings& settings = {});
  /// A card on flash of the caller's, which must outlive it. The error is one line for a person.
  static wire::Result<std::unique_ptr<NativeCard>, std::string> on_flash(card::platform::Flash& flash,
                                                                         const NativeSettings& settings = {});

  card::Card& card() { return card_; }

  wire::Bytes power_on() override { return card_.reset(); }
  wire::Bytes reset() override { return card_.reset(); }
  void power_off() override {}
  void transmit(wire::Bytes command, wire::Writer& response) override;

 private:
  static constexpr std::size_t index_entries = 16 * 1024;

  NativeCard(std::unique_ptr<card::platform::Flash, void (*)(card::platform::Flash*)> flash,
             const NativeSettings& settings);
  wire::Result<void, std::string> start();

  std::unique_ptr<card::platform::Flash, void (*)(card::platform::Flash*)> flash_;
  OpenSslEngine engine_;
  SystemRandom random_;
  SteadyClock clock_;
  TextLog log_{nullptr};
  card::platform::Platform platform_;
  std::vector<card::storage::IndexEntry> index_;
  card::Card card_;
};

}  // namespace sixline::hardware::native
