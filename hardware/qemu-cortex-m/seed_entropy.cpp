#include "hardware/qemu-cortex-m/seed_entropy.hpp"

#include <algorithm>
#include <mbedtls/sha256.h>

#include "hardware/cortex-m/panic.hpp"

namespace sixline::hardware::qemu_cortex_m {
namespace {

using wire::Bytes;
using wire::MutableBytes;

constexpr std::uint8_t for_output = 0x01;
constexpr std::uint8_t for_next_state = 0x02;
constexpr std::uint8_t for_next_run = 0x03;

}  // namespace

SeedEntropy::SeedEntropy(std::uint8_t* memory) {
  std::uint8_t* const page = memory + entropy_offset;
  if (!wire::equal(Bytes(page, entropy_magic.size()), wire::bytes_of(entropy_magic))) return;
  const std::uint8_t kind = page[entropy_magic.size()];
  if (kind == static_cast<std::uint8_t>(EntropyKind::Test)) kind_ = EntropyKind::Test;
  if (kind == static_cast<std::uint8_t>(EntropyKind::Host)) {
    kind_ = EntropyKind::Host;
    use_up(page + entropy_magic.size() + 1);
  }
}

void SeedEntropy::use_up(std::uint8_t* stored) {
  std::copy_n(stored, seed_size, state_.begin());
  const Seed next_run = derive(for_next_run);
  std::copy(next_run.begin(), next_run.end(), stored);
  state_ = derive(for_next_state);
}

SeedEntropy::Seed SeedEntropy::derive(std::uint8_t purpose) const {
  std::array<std::uint8_t, seed_size + 1> input;
  std::copy(state_.begin(), state_.end(), input.begin());
  input.back() = purpose;
  Seed digest;
  if (mbedtls_sha256_ret(input.data(), input.size(), digest.data(), 0) != 0)
    cortex_m::panic("SHA-256 failed");
  return digest;
}

// SplitMix64: the bytes of the tests on every body.
std::uint8_t SeedEntropy::next_test_byte() {
  test_state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t mixed = (test_state_ ^ (test_state_ >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return static_cast<std::uint8_t>(mixed ^ (mixed >> 31));
}

void SeedEntropy::fill(MutableBytes out) {
  if (kind_ == EntropyKind::None) cortex_m::panic("random bytes are wanted and there is no seed");
  if (kind_ == EntropyKind::Test) {
    for (std::uint8_t& byte : out) byte = next_test_byte();
    return;
  }
  while (!out.empty()) {
    const Seed block = derive(for_output);
    state_ = derive(for_next_state);
    const std::size_t size = std::min(out.size(), block.size());
    std::copy_n(block.begin(), size, out.begin());
    out = out.subspan(size);
  }
}

std::string_view SeedEntropy::name() const {
  switch (kind_) {
    case EntropyKind::None: return "none";
    case EntropyKind::Host: return "host-seed";
    case EntropyKind::Test: return "test";
  }
  return "none";
}

std::string_view SeedEntropy::warning() const {
  switch (kind_) {
    case EntropyKind::None: return "NO ENTROPY: this card stops when it needs random bytes";
    case EntropyKind::Host: return "NO TRUE RANDOM SOURCE: bytes are stretched from a seed of the host";
    case EntropyKind::Test: return "TEST ENTROPY: the same bytes in every run, TEST ONLY";
  }
  return {};
}

}  // namespace sixline::hardware::qemu_cortex_m
