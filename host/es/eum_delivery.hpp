// What the EUM hands to the SM-SR for every card it makes: the EIS, its signed part signed.
// [SGP.02 §3.5.1] (PROC-REG)
#pragma once

#include "host/crypto/ec.hpp"
#include "host/es/eis.hpp"

namespace sixline::host::es {

struct EumDelivery {
  std::string eid{};
  std::string eum_id{};
  Time production_date = 0;
  ByteString ecasd_certificate{};  ///< TLV 7F21
  ByteString eum_certificate{};    ///< X.509 DER
  std::string ci_id{};
  EisKeySet scp80{};  ///< KIc, KID, KIK with their values
  std::uint32_t memory_for_profiles = 0;
  std::vector<EisProfile> profiles{};  ///< loaded at manufacture
};

/// Errors: those of the signer.
Result<Eis> make_eis(const EumDelivery& delivery, const crypto::Signer& eum);

/// What the EUM signs: a deterministic rendering of the signed block. Part 3 replaces it by the canonical
/// XML of EumSignedInfo.
ByteString bytes_to_sign(const EumSignedBlock& block);

}  // namespace sixline::host::es
