// What the EUM hands to the SM-SR for every card it makes: the EIS, its signed part signed.
// [SGP.02 §3.5.1] (PROC-REG)
#pragma once

#include "host/crypto/ec.hpp"
#include "host/es/eis.hpp"
#include "host/pki/x509.hpp"

namespace sixline::host::es {

struct EumDelivery {
  std::string eid{};
  std::string eum_id{};
  Time production_date = 0;
  ByteString ecasd_certificate{};  ///< TLV 7F21
  std::string ci_id{};             ///< OID of the CI
  std::string smsr_id{};           ///< whom the card is delivered to
  EisKeySet scp80{};               ///< KIc, KID, KIK with their values
  std::uint32_t memory_for_profiles = 0;
  std::vector<EisProfile> profiles{};  ///< loaded at manufacture
};

/// Signed by the EUM. Errors: those of the signer.
Result<Eis> make_eis(const EumDelivery& delivery, const pki::X509Certificate& eum, const crypto::Signer& key);

}  // namespace sixline::host::es
