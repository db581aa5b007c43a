// A world for the card that the test owns: flash in RAM, repeatable random bytes, a clock moved by hand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "card/platform/platform.hpp"
#include "card/storage/store.hpp"
#include "hardware/native/openssl_engine.hpp"

namespace sixline::tests::support {

using card::platform::FlashGeometry;
using wire::Bytes;
using wire::MutableBytes;

/// Bytes from hex digits; spaces are allowed between bytes. Anything else aborts the test program.
std::vector<std::uint8_t> hex(std::string_view text);
/// Upper-case hex digits without spaces.
std::string to_hex(Bytes bytes);

/// A copy in its own heap block of exactly that size, so that a sanitizer sees an over-read of one byte.
/// An empty copy has a null pointer.
class ExactCopy {
 public:
  explicit ExactCopy(Bytes source)
      : block_(source.empty() ? nullptr : new std::uint8_t[source.size()]), size_(source.size()) {
    std::copy(source.begin(), source.end(), block_.get());
  }
  Bytes view() const { return {block_.get(), size_}; }
  operator Bytes() const { return view(); }

 private:
  std::unique_ptr<std::uint8_t[]> block_;
  std::size_t size_;
};

/// NOR flash in RAM that holds its user to the contract: aborts on a range outside the bank, on an offset or
/// length that is not a multiple of the program unit, and on programming bytes that are not erased.
class RamFlash final : public card::platform::Flash {
 public:
  static constexpr FlashGeometry two_large_banks{2, 512 * 1024, 4};

  explicit RamFlash(FlashGeometry geometry = two_large_banks);

  FlashGeometry geometry() const override { return geometry_; }
  Bytes bank(std::uint32_t index) const override { return banks_.at(index); }
  bool program(std::uint32_t bank, std::uint32_t offset, Bytes data) override;
  bool erase(std::uint32_t bank) override;

  /// The raw cells, for tests that damage them.
  MutableBytes cells(std::uint32_t bank) { return banks_.at(bank); }
  /// Calls of program() and erase() so far.
  std::size_t programs() const { return programs_; }
  std::size_t erases() const { return erases_; }
  /// From now on program() and erase() report failure and change nothing.
  void fail_from_now_on(bool fail = true) { failing_ = fail; }

 private:
  FlashGeometry geometry_;
  std::vector<std::vector<std::uint8_t>> banks_;
  std::size_t programs_ = 0;
  std::size_t erases_ = 0;
  bool failing_ = false;
};

/// The same bytes for the same seed, on every machine.
class SeededRandom final : public card::platform::Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}

  void fill(MutableBytes out) override;
  bool is_true_random() const override { return false; }
  std::uint64_t next();
  /// A number below `bound`, which is not 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

/// Time passes when the test says so.
class ManualClock final : public card::platform::Clock {
 public:
  std::uint64_t milliseconds() const override { return now_; }
  void advance(std::uint64_t milliseconds) { now_ += milliseconds; }

 private:
  std::uint64_t now_ = 0;
};

/// Keeps every line.
class RecordingLog final : public card::platform::Log {
 public:
  void write(std::string_view line) override { lines.emplace_back(line); }
  bool contains(std::string_view text) const;

  std::vector<std::string> lines;
};

/// All of it, ready for a card:
///   TestPlatform world;
///   Store store(world.flash, world.index);
struct TestPlatform {
  static constexpr std::size_t index_entries = 8192;

  explicit TestPlatform(FlashGeometry geometry = RamFlash::two_large_banks, std::uint64_t seed = 1)
      : flash(geometry), random(seed) {}
  TestPlatform(const TestPlatform&) = delete;
  TestPlatform& operator=(const TestPlatform&) = delete;

  RamFlash flash;
  SeededRandom random;
  ManualClock clock;
  RecordingLog log;
  hardware::native::OpenSslEngine crypto;
  std::vector<card::storage::IndexEntry> index = std::vector<card::storage::IndexEntry>(index_entries);
  card::platform::Platform platform{flash, random, clock, log, crypto};
};

}  // namespace sixline::tests::support
