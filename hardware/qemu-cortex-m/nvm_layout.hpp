// What stands where in the file that QEMU maps as memory: the card's flash, and what the host tells the
// firmware about entropy. The host writes the file, the firmware works in it.
//
// The first bytes are exactly a state file of the native card (hardware/flash_file.hpp), so that
// either body can take over the other's card.
#pragma once

#include <cstdint>
#include <string_view>

#include "hardware/flash_file.hpp"

namespace sixline::hardware::qemu_cortex_m {

inline constexpr std::uint32_t nvm_size = 16 * 1024 * 1024;  ///< as large as the machine's memory has to be

inline constexpr card::platform::FlashGeometry flash_geometry{2, 1024 * 1024, 4};
inline constexpr std::uint32_t flash_size =
    flash_file_header_size + flash_geometry.banks * flash_geometry.bank_size;

/// Magic, one byte for the kind, 32 bytes of seed.
inline constexpr std::uint32_t entropy_offset = 15 * 1024 * 1024;
inline constexpr std::string_view entropy_magic = "SIXLINE SEED 1\n";
inline constexpr std::uint32_t seed_size = 32;

enum class EntropyKind : std::uint8_t {
  None = 0,  ///< nobody gave a seed: the first command that needs random bytes stops the card
  Host = 1,  ///< the seed is the host's, and new for this run
  Test = 2,  ///< the same bytes in every run: TEST ONLY
};

}  // namespace sixline::hardware::qemu_cortex_m
