// The network's half of authentication and key agreement: makes challenges, checks the card's answers.
// Written apart from the card's own code on purpose.  [TS 33.102 §6.3]
#pragma once

#include <array>
#include <optional>

#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::profile {

/// algorithmID of akaParameter.  [TCA-PP §8.6]
enum class AkaAlgorithm : std::uint8_t {
  Milenage = 1,  ///< TS 35.206
  Tuak = 2,      ///< TS 35.231
  XorTest = 3,   ///< TS 34.108 §8.1.2
};
std::string_view name_of(AkaAlgorithm algorithm);

struct AkaParameters {
  AkaAlgorithm algorithm = AkaAlgorithm::Milenage;
  std::uint8_t options = 0;  ///< algorithmOptions as the package says
  ByteString key{};          ///< K: 16 bytes, TUAK also 32
  ByteString opc{};          ///< OPc (16) or TOPc (32); not used by the test algorithm
  std::array<std::uint8_t, 5> rotation{0x40, 0x00, 0x20, 0x40, 0x60};     ///< r1 to r5 in bits
  std::array<std::array<std::uint8_t, 16>, 5> xoring = default_xoring();  ///< c1 to c5
  std::uint8_t keccak_iterations = 1;

  static std::array<std::array<std::uint8_t, 16>, 5> default_xoring();
};

using Rand = std::array<std::uint8_t, 16>;
using Sqn = std::array<std::uint8_t, 6>;
using Amf = std::array<std::uint8_t, 2>;
using CipherKey = std::array<std::uint8_t, 16>;

/// Length of RES in bytes that the options ask for: 4, 8, 16 or 32.
std::size_t res_length(const AkaParameters& parameters);

/// f1 to f5 and their resynchronisation variants for one (RAND, SQN, AMF).
struct AkaVector {
  std::array<std::uint8_t, 8> mac_a{};
  std::array<std::uint8_t, 8> mac_s{};
  ByteString res{};
  CipherKey ck{};
  CipherKey ik{};
  Sqn ak{};
  Sqn ak_resync{};
};

/// `res_length` in bytes: 4, 8, 16 or 32 matter to TUAK, which hashes the length into RES, CK, IK and AK; the
/// others cut RES to it. Errors: BadInput when K or OPc have a length the algorithm does not know.
Result<AkaVector> aka_vector(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn,
                             const Amf& amf, std::size_t res_length);

/// RAND and AUTN for the card.
struct Challenge {
  Rand rand{};
  Sqn sqn{};
  Amf amf{0x80, 0x00};
  std::array<std::uint8_t, 16> autn{};
};
Result<Challenge> make_challenge(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn,
                                 const Amf& amf = {0x80, 0x00});

/// AUTHENTICATE in UMTS context, P2 81.  [TS 31.102 §7.1.2.1]
ByteString authenticate_command(const Challenge& challenge);

enum class AkaOutcome : std::uint8_t {
  Verified,     ///< RES, CK and IK are what the network computed
  Resync,       ///< the card asks for synchronisation; its AUTS is authentic and `sqn` is SQNms
  BadResponse,  ///< RES, CK or IK differ
  BadAuts,      ///< AUTS not authentic
};

struct AkaResult {
  AkaOutcome outcome = AkaOutcome::BadResponse;
  Sqn sqn{};  ///< SQNms after Resync
};

/// Judges the answer data of AUTHENTICATE (`DB ..` or `DC ..`). Errors: BadFormat.
Result<AkaResult> check_answer(const AkaParameters& parameters, const Challenge& challenge, Bytes answer);

/// The next SQN the home network uses after `sqn`: SEQ one higher, IND the next of 32.  [TS 33.102 §C.1.1]
Sqn next_sqn(const Sqn& sqn);

// The algorithms, each in its own file.
Result<ByteString> milenage_opc(Bytes key, Bytes op);
Result<AkaVector> milenage(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn, const Amf& amf);
Result<ByteString> tuak_topc(Bytes key, Bytes top, std::uint8_t iterations);
Result<AkaVector> tuak(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn, const Amf& amf,
                       std::size_t res_length);
Result<AkaVector> xor_test(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn, const Amf& amf);

}  // namespace sixline::host::profile
