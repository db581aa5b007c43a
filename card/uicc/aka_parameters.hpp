// What a network access application needs to authenticate.  [TS 33.102 §6.3, Annex C] [TCA-PP §8.6]
#pragma once

#include "card/crypto/milenage.hpp"
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
  /// c1..c5
  std::array<std::array<std::uint8_t, 16>, 5> xoring = crypto::MilenageConstants::standard_xoring();
  std::uint32_t auth_counter_max = 0;  ///< authentications before the application refuses; 0 = no limit
  std::uint8_t keccak_iterations = 1;  ///< TUAK
  std::uint8_t sqn_options = 0x02;
  std::array<std::uint8_t, 6> sqn_delta{0, 0, 0x10, 0, 0, 0};
  std::array<std::uint8_t, 6> sqn_age_limit{0, 0, 0x10, 0, 0, 0};

  static AkaParameters defaults() { return {}; }
};

/// What the card remembers of earlier authentications.
struct SequenceNumbers {
  /// SEQ (43 bits, without IND, right-aligned) last accepted for each IND.  [TS 33.102 §C.1.1.1]
  std::array<std::array<std::uint8_t, 6>, 32> values{};
  std::uint32_t authentications = 0;  ///< counted only where auth_counter_max is set
};

/// Stores both for the ADF `node` in the open transaction.
wire::StatusWord store_aka(storage::Store& store, storage::Owner owner, std::uint16_t node,
                           const AkaParameters& parameters, const SequenceNumbers& numbers);
/// Lets the ADF `node` use the parameters, keys and sequence numbers of the ADF `other`.
wire::StatusWord share_aka(storage::Store& store, storage::Owner owner, std::uint16_t node,
                           std::uint16_t other, std::uint8_t options);

/// The ADF whose parameters `node` uses: itself or the one it shares with. reference_not_found when it has
/// none.
wire::Result<std::uint16_t, wire::StatusWord> aka_holder(const storage::Store& store, storage::Owner owner,
                                                         std::uint16_t node);
/// Both objects of a holder. They are filled in place, so that no second copy of a key is left behind.
wire::StatusWord load_aka(const storage::Store& store, storage::Owner owner, std::uint16_t holder,
                          AkaParameters& parameters, SequenceNumbers& numbers);
wire::StatusWord store_sequence_numbers(storage::Store& store, storage::Owner owner, std::uint16_t holder,
                                        const SequenceNumbers& numbers);

}  // namespace sixline::card::uicc
