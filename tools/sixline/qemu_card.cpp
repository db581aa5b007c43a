#include "tools/sixline/qemu_card.hpp"

#include <fstream>
#include <thread>

#include "hardware/flash_file.hpp"
#include "host/crypto/random.hpp"
#include "host/transport/in_process.hpp"
#include "tools/sixline/virtual_reader.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {
namespace {

using namespace std::chrono_literals;
using hardware::bridge::FirmwareCard;
using hardware::bridge::SerialLine;
using host::ByteString;
using host::ErrorCode;
using host::Result;
namespace fs = std::filesystem;
namespace qemu = hardware::qemu_cortex_m;

constexpr const char* program = "qemu-system-arm";
constexpr auto patience = 10s;

constexpr EmulatedMachine with_everything{"mps2-an385", "qemu-cortex-m.elf", qemu::flash_geometry};
/// Sectors 10 and 11.
constexpr EmulatedMachine stm32f405{"netduinoplus2", "stm32f405.elf", {2, 128 * 1024, 4}};
constexpr std::string_view stm32f405_banks_address = "0x080C0000";

bool same(const card::platform::FlashGeometry& a, const card::platform::FlashGeometry& b) {
  return a.banks == b.banks && a.bank_size == b.bank_size && a.program_unit == b.program_unit;
}

Result<void> check(const EmulatedMachine& machine, const FlashImage& memory) {
  if (same(machine.geometry, memory.geometry)) return {};
  return host::fail(ErrorCode::BadInput,
                    "boot " + std::string(machine.name) + ": the card's memory was made for another body");
}

std::string last_words(const fs::path& log) {
  std::ifstream file(log);
  std::string line, last = "it said nothing";
  while (std::getline(file, line)) last = line;
  return last;
}

}  // namespace

const EmulatedMachine& mps2_an385() {
  return with_everything;
}

const EmulatedMachine& netduinoplus2() {
  return stm32f405;
}

Result<void> QemuCard::write_memory(const fs::path& file, const FlashImage& memory, EntropyKind entropy) {
  if (auto fits = check(mps2_an385(), memory); !fits) return fits;
  ByteString whole = memory.file();
  whole.resize(qemu::entropy_offset);
  host::append(whole, wire::bytes_of(qemu::entropy_magic));
  whole.push_back(static_cast<std::uint8_t>(entropy));
  host::append(whole, host::crypto::random_bytes<qemu::seed_size>(host::crypto::system_random()));
  whole.resize(qemu::nvm_size);
  return write_file(file, whole);
}

Result<FlashImage> QemuCard::read_memory(const fs::path& file) {
  FlashImage memory{mps2_an385().geometry, ByteString(qemu::flash_size)};
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(memory.cells.data()), static_cast<std::streamsize>(memory.cells.size()));
  const auto header = hardware::flash_file_header(memory.geometry);
  if (!in || !wire::starts_with(memory.cells, header))
    return host::fail(ErrorCode::Storage, file.string() + ": holds no card's memory");
  memory.cells.erase(memory.cells.begin(), memory.cells.begin() + header.size());
  return memory;
}

Result<std::unique_ptr<QemuCard>> QemuCard::boot(const EmulatedMachine& machine, const FlashImage& memory,
                                                 const Settings& settings) {
  if (auto fits = check(machine, memory); !fits) return wire::fail(fits.error());
  auto folder = TemporaryFolder::make("qemu");
  if (!folder) return wire::fail(folder.error());
  const fs::path file = folder->path() / "memory";
  auto written = &machine == &mps2_an385() ? write_memory(file, memory, settings.entropy)
                                           : write_file(file, memory.cells);
  if (!written) return wire::fail(written.error());
  std::unique_ptr<QemuCard> card(new QemuCard(machine, std::move(*folder), file));
  if (auto started = card->start(settings); !started) return wire::fail(started.error());
  return card;
}

Result<std::unique_ptr<QemuCard>> QemuCard::boot_again(const fs::path& memory, const Settings& settings) {
  auto folder = TemporaryFolder::make("qemu");
  if (!folder) return wire::fail(folder.error());
  std::unique_ptr<QemuCard> card(new QemuCard(mps2_an385(), std::move(*folder), memory));
  if (auto started = card->start(settings); !started) return wire::fail(started.error());
  return card;
}

std::vector<std::string> QemuCard::memory_arguments() const {
  if (&machine_ == &mps2_an385())
    return {"-M", "mps2-an385,memory-backend=nvm", "-object",
            "memory-backend-file,id=nvm,mem-path=" + memory_.string() +
                ",size=" + std::to_string(qemu::nvm_size) + ",share=on"};
  return {"-M", std::string(machine_.name), "-device",
          "loader,file=" + memory_.string() + ",force-raw=on,addr=" + std::string(stm32f405_banks_address)};
}

Result<void> QemuCard::start(const Settings& settings) {
  const std::string what = "boot " + std::string(machine_.name) + ": ";
  const fs::path image =
      settings.image.empty() ? fs::path(SIXLINE_FIRMWARE_DIR) / machine_.image : settings.image;
  if (!fs::exists(image))
    return host::fail(
        ErrorCode::NotFound,
        what + image.string() + " is missing; cmake --preset arm && cmake --build --preset arm");
  const fs::path socket = folder_.path() / "serial";
  const fs::path log = folder_.path() / "qemu.log";
  std::vector<std::string> arguments{program};
  for (std::string& argument : memory_arguments()) arguments.push_back(std::move(argument));
  for (std::string argument :
       {std::string("-kernel"), image.string(), std::string("-display"), std::string("none"),
        std::string("-monitor"), std::string("none"), std::string("-chardev"),
        "socket,id=u,path=" + socket.string() + ",server=on,wait=off", std::string("-serial"),
        std::string("chardev:u")})
    arguments.push_back(std::move(argument));
  auto started = ChildProcess::start(arguments, log.string());
  if (!started)
    return host::fail(ErrorCode::NotFound, what + started.error().what + " (package qemu-system-arm)");
  process_.emplace(std::move(*started));

  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    if (!settings.connect && fs::exists(socket)) return {};
    if (auto opened = SerialLine::open(line())) {
      card_.emplace(std::move(*opened), settings.log);
      return {};
    }
    if (!process_->running())
      return host::fail(ErrorCode::Transport, what + "QEMU ended: " + last_words(log));
    std::this_thread::sleep_for(1ms);
  }
  return host::fail(ErrorCode::Timeout, what + "QEMU does not open its serial line");
}

Result<FlashImage> QemuCard::stop() {
  card_.reset();
  process_.reset();
  return read_memory(memory_);
}

std::vector<std::string> bridge_program(const QemuCard& qemu) {
  std::error_code unknown;
  const fs::path beside = fs::read_symlink("/proc/self/exe", unknown).parent_path();
  return {(beside / "sixline_bridge").string(), qemu.line(), VirtualReader::card_address()};
}

std::unique_ptr<host::transport::CardChannel> channel_to(FirmwareCard& card, const std::string& name) {
  return std::make_unique<host::transport::InProcessChannel>(
      name, [&card] { return host::to_byte_string(card.power_on()); },
      [&card](wire::Bytes command) {
        ByteString answer(hardware::uart::max_frame_body);
        wire::Writer out(answer);
        card.transmit(command, out);
        answer.resize(out.size());
        return answer;
      });
}

}  // namespace sixline::tools
