// The card as firmware: one static assembly, one serial line.
#include <new>

#include "card/card.hpp"
#include "hardware/cortex-m/board.hpp"
#include "hardware/cortex-m/interrupts.hpp"
#include "hardware/cortex-m/panic.hpp"
#include "hardware/cortex-m/stack.hpp"
#include "hardware/mbedtls/mbedtls_engine.hpp"
#include "hardware/uart/card_endpoint.hpp"

namespace sixline::hardware::cortex_m {
namespace {

using card::storage::IndexEntry;
using wire::Bytes;
using wire::MutableBytes;

/// 12 bytes each: as many objects as 128 KB of flash can hold at 32 bytes.
constexpr std::size_t index_entries = 4096;
/// A pause inside a frame that means its rest was lost.
constexpr std::uint64_t pause_ms = 100;

/// The line that panic() has; null until a board serves it.
SerialPort* last_words_line = nullptr;

/// The card's log as frames for the person at the reader.
class SerialLog final : public card::platform::Log {
 public:
  explicit SerialLog(SerialPort& serial) : serial_(serial) {}
  void write(std::string_view line) override {
    std::array<std::uint8_t, uart::max_frame> frame;
    serial_.write(uart::encode({uart::FrameType::Log, 0, wire::bytes_of(line)}, frame));
  }

 private:
  SerialPort& serial_;
};

class Lines {
 public:
  explicit Lines(MutableBytes room) : out_(room) {}
  Lines& add(std::string_view text) {
    out_.put(wire::bytes_of(text));
    return *this;
  }
  Lines& add(std::size_t number) {
    std::array<std::uint8_t, 10> digits;
    std::size_t first = digits.size();
    do {
      digits[--first] = static_cast<std::uint8_t>('0' + number % 10);
      number /= 10;
    } while (number > 0);
    out_.put(Bytes(digits).subspan(first));
    return *this;
  }
  std::size_t size() const { return out_.size(); }

 private:
  wire::Writer out_;
};

class Firmware final : private uart::UartCard {
 public:
  Firmware(const Board& board, std::span<IndexEntry> index)
      : board_(board),
        log_(board.serial),
        engine_(board.entropy),
        platform_{board.flash, board.entropy, board.clock, log_, engine_},
        card_(platform_, index),
        endpoint_(*this) {}

  void start() {
    log_.write(board_.name);
    if (!board_.entropy.warning().empty()) log_.write(board_.entropy.warning());
    const auto started = card_.start();
    if (!started) panic("the card's memory is not usable");
  }

  /// Waits for bytes, or for the pause that ends a broken frame, and answers.
  void step() {
    std::uint8_t byte = 0;
    while (board_.serial.read(byte)) {
      last_input_ = board_.clock.milliseconds();
      const Bytes frame = endpoint_.receive(byte);
      if (!frame.empty()) board_.serial.write(frame);
    }
    if (endpoint_.is_waiting() && board_.clock.milliseconds() - last_input_ > pause_ms)
      board_.serial.write(endpoint_.line_quiet());
    sleep_unless([this] { return board_.serial.has_input(); });
  }

 private:
  Bytes reset() override { return card_.reset(); }
  std::size_t transmit(Bytes command, MutableBytes response) override {
    card_.poll();
    return card_.transmit(command, response);
  }
  std::size_t report(MutableBytes text) override {
    const StackUse stack = stack_use();
    using mbedtls::MbedtlsEngine;
    return Lines(text)
        .add("body ")
        .add(board_.name)
        .add("\nentropy ")
        .add(board_.entropy.name())
        .add("\nstack ")
        .add(stack.most)
        .add(" of ")
        .add(stack.room)
        .add("\npool ")
        .add(MbedtlsEngine::pool_high_water())
        .add(" of ")
        .add(MbedtlsEngine::pool_size())
        .add("\nindex ")
        .add(index_entries)
        .add("\n")
        .size();
  }

  const Board& board_;
  SerialLog log_;
  mbedtls::MbedtlsEngine engine_;
  card::platform::Platform platform_;
  card::Card card_;
  uart::CardEndpoint endpoint_;
  std::uint64_t last_input_ = 0;
};

/// Made in place and never unmade: an object with a destructor would want a heap at its end.
alignas(Firmware) std::array<std::uint8_t, sizeof(Firmware)> firmware_memory;
alignas(IndexEntry) std::array<std::uint8_t, index_entries * sizeof(IndexEntry)> index_memory;

}  // namespace

void serve(const Board& board) {
  last_words_line = &board.serial;
  auto* const first = new (index_memory.data()) IndexEntry[index_entries];
  auto* const firmware = new (firmware_memory.data()) Firmware(board, {first, index_entries});
  firmware->start();
  for (;;) firmware->step();
}

void panic(std::string_view why) {
  asm volatile("cpsid i");
  if (last_words_line != nullptr) SerialLog(*last_words_line).write(why);
  for (;;) asm volatile("wfi");
}

}  // namespace sixline::hardware::cortex_m

// What the compiler would take from the C++ library, which would bring a heap along.
extern "C" [[noreturn]] void __cxa_pure_virtual() {
  sixline::hardware::cortex_m::panic("pure virtual call");
}
extern "C" [[noreturn]] void abort() {
  sixline::hardware::cortex_m::panic("abort");
}
