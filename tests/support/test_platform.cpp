#include "tests/support/test_platform.hpp"

#include <cstdio>
#include <cstdlib>

namespace sixline::tests::support {
namespace {

constexpr std::uint8_t erased = 0xFF;

/// Works in release builds too: a test that breaks the contract must never pass.
void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "test platform: %s\n", what);
  std::abort();
}

int digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::vector<std::uint8_t> hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == '\n') {
      ++i;
      continue;
    }
    const int high = digit_value(text[i]);
    const int low = i + 1 < text.size() ? digit_value(text[i + 1]) : -1;
    require(high >= 0 && low >= 0, "malformed hex");
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
    i += 2;
  }
  return bytes;
}

std::string to_hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0x0F];
  }
  return text;
}

RamFlash::RamFlash(FlashGeometry geometry)
    : geometry_(geometry), banks_(geometry.banks, std::vector<std::uint8_t>(geometry.bank_size, erased)) {}

bool RamFlash::program(std::uint32_t bank, std::uint32_t offset, Bytes data) {
  require(bank < geometry_.banks, "programming a bank that does not exist");
  require(offset % geometry_.program_unit == 0 && data.size() % geometry_.program_unit == 0,
          "programming a part of a program unit");
  require(offset <= geometry_.bank_size && data.size() <= geometry_.bank_size - offset,
          "programming outside the bank");
  const MutableBytes target = cells(bank).subspan(offset, data.size());
  require(std::all_of(target.begin(), target.end(), [](std::uint8_t cell) { return cell == erased; }),
          "programming over bytes that are not erased");
  if (failing_) return false;
  ++programs_;
  std::copy(data.begin(), data.end(), target.begin());
  return true;
}

bool RamFlash::erase(std::uint32_t bank) {
  require(bank < geometry_.banks, "erasing a bank that does not exist");
  if (failing_) return false;
  ++erases_;
  std::fill(banks_[bank].begin(), banks_[bank].end(), erased);
  return true;
}

// SplitMix64: tiny, good enough for test data, and identical everywhere.
std::uint64_t SeededRandom::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

void SeededRandom::fill(MutableBytes out) {
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next());
}

bool RecordingLog::contains(std::string_view text) const {
  return std::any_of(lines.begin(), lines.end(),
                     [text](const std::string& line) { return line.find(text) != std::string::npos; });
}

}  // namespace sixline::tests::support
