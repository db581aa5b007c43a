// What a network access application needs to authenticate.  [TS 33.102 §6.3, Annex C] [TCA-PP §8.6]
#pragma once

#include "card/crypto/secret.hpp"
#include "card/storage/store.hpp"
#include "card/wire/status_word.hpp"

namespace sixline::card::uicc {

enum class AkaAlgorithm : std::uint8_t { Milenage = 1, Tuak = 2, XorTest = 3 };

struct AkaParameters {
  AkaAlgorithm algorithm = AkaAlgorithm::Milenage;
  std::uint8_t options = 0;                                            ///< algorithmOptions
  crypto::Secret<32> key;                                              ///< K
  crypto::Secret<32> opc;                                              ///< OPc (16) or TOPc (32)
  std::array<std::uint8_t, 5> rotation{0x40, 0x00, 0x20, 0x40, 0x60};  ///< r1..r5 in bits
  std::array<std::array<std::uint8_t, 16>, 5> xoring{};                ///< c1..c5; default set by defaults()
  std::uint16_t auth_counter_max = 0;                                  ///< 0 = no limit
  std::uint8_t keccak_iterations = 1;                                  ///< TUAK
  std::uint8_t sqn_options = 0x02;
  std::array<std::uint8_t, 6> sqn_delta{0, 0, 0x10, 0, 0, 0};
  std::array<std::uint8_t, 6> sqn_age_limit{0, 0, 0x10, 0, 0, 0};

  /// c1..c5 of Milenage: 0, 1, 2, 4, 8.
  static AkaParameters defaults();
};

/// SQN last accepted for each IND.
struct SequenceNumbers {
  std::array<std::array<std::uint8_t, 6>, 32> values{};
};

/// Stores both for the ADF `node` in the open transaction.
wire::StatusWord store_aka(storage::Store& store, storage::Owner owner, std::uint16_t node,
                           const AkaParameters& parameters, const SequenceNumbers& numbers);
/// Lets the ADF `node` use the parameters, keys and sequence numbers of the ADF `other`.
wire::StatusWord share_aka(storage::Store& store, storage::Owner owner, std::uint16_t node,
                           std::uint16_t other, std::uint8_t options);

}  // namespace sixline::card::uicc
