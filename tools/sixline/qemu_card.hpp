// The card as firmware in an emulated machine: QEMU as a process, its serial line, its memory.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "hardware/bridge/firmware_card.hpp"
#include "hardware/qemu-cortex-m/nvm_layout.hpp"
#include "host/transport/card_channel.hpp"
#include "tools/sixline/child_process.hpp"
#include "tools/sixline/flash_image.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tools {

using hardware::qemu_cortex_m::EntropyKind;

/// A machine that an image of ours is made for.
struct EmulatedMachine {
  std::string_view name;   ///< QEMU's
  std::string_view image;  ///< the ELF file that the `arm` preset builds
  card::platform::FlashGeometry geometry;
};
/// Everything works; the card's memory is a file that survives QEMU.
const EmulatedMachine& mps2_an385();
/// The STM32F405 image; QEMU does not model its flash controller, so that nothing can be written.
const EmulatedMachine& netduinoplus2();

class QemuCard {
 public:
  using LogSink = hardware::bridge::FirmwareCard::LogSink;
  struct Settings {
    std::filesystem::path image;              ///< ELF; empty: the one that the `arm` preset builds
    EntropyKind entropy = EntropyKind::Host;  ///< for mps2_an385()
    bool connect = true;                      ///< false leaves the serial line to somebody else: see line()
    LogSink log;                              ///< what the firmware says to a person
  };

  /// Boots `machine` with a card's memory. Errors: NotFound (no QEMU, no image), BadInput (a memory of
  /// another geometry), Transport, Timeout.
  static host::Result<std::unique_ptr<QemuCard>> boot(const EmulatedMachine& machine,
                                                      const FlashImage& memory, const Settings& settings);
  /// Boots mps2_an385() on a file that write_memory() or an earlier run left.
  static host::Result<std::unique_ptr<QemuCard>> boot_again(const std::filesystem::path& memory,
                                                            const Settings& settings);
  /// Makes such a file. Errors: BadInput, Storage.
  static host::Result<void> write_memory(const std::filesystem::path& file, const FlashImage& memory,
                                         EntropyKind entropy);
  /// The card's memory in such a file. Errors: Storage.
  static host::Result<FlashImage> read_memory(const std::filesystem::path& file);

  /// Not when the settings leave the line to somebody else.
  hardware::bridge::FirmwareCard& card() { return *card_; }
  bool is_connected() const { return card_.has_value(); }
  /// The serial line, as SerialLine::open takes it; QEMU serves one client at a time.
  std::string line() const { return "unix:" + (folder_.path() / "serial").string(); }
  /// Ends QEMU; what mps2_an385() leaves in the card's memory. Errors: Storage.
  host::Result<FlashImage> stop();
  /// For a test that ends the power.
  pid_t process_id() const { return process_->id(); }

 private:
  QemuCard(const EmulatedMachine& machine, TemporaryFolder folder, std::filesystem::path memory)
      : machine_(machine), folder_(std::move(folder)), memory_(std::move(memory)) {}
  host::Result<void> start(const Settings& settings);
  std::vector<std::string> memory_arguments() const;

  const EmulatedMachine& machine_;
  TemporaryFolder folder_;  ///< of the serial line and the log
  std::filesystem::path memory_;
  std::optional<ChildProcess> process_;
  std::optional<hardware::bridge::FirmwareCard> card_;
};

/// The command line that makes `qemu`, whose line nobody has, a card of vpcd's. The program stands beside
/// ours.
std::vector<std::string> bridge_program(const QemuCard& qemu);

/// A channel to firmware; `card` must outlive it.
std::unique_ptr<host::transport::CardChannel> channel_to(hardware::bridge::FirmwareCard& card,
                                                         const std::string& name);

}  // namespace sixline::tools
