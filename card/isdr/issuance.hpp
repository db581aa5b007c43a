// Making an eUICC of a blank card: what the EUM does once, before the card leaves the factory. It runs on
// the card's own store, not over APDUs.  [SGP.02 §2.2, §3.5.1]
#pragma once

#include "card/ecasd/ecasd.hpp"
#include "card/gp/key_store.hpp"
#include "card/isdp/installation.hpp"
#include "card/wire/sms.hpp"

namespace sixline::card::isdr {

using wire::Bytes;
using wire::Result;
using wire::StatusWord;

/// One SCP80 key set of the ISD-R: AES-128 keys.  [TS 102 225 §5.1.2]
struct Scp80KeySet {
  std::uint8_t version = 0x01;  ///< 01 to 0F
  Bytes kic{};
  Bytes kid{};
  Bytes kik{};
};

/// TLS pre-shared key of the ISD-R for SCP81.
struct PskKey {
  std::uint8_t version = 0x40;  ///< 40 to 4F
  Bytes value{};
};

/// Everything that makes one card. The views must live until issue() returns.
struct Issuance {
  wire::Eid eid;
  std::span<const Scp80KeySet> scp80_key_sets{};
  std::optional<PskKey> psk{};
  wire::SmsAddress sm_sr_address{};
  crypto::Curve curve = crypto::Curve::P256;
  Bytes ecasd_private_key{};  ///< SK.ECASD.ECKA, 32 bytes
  Bytes ecasd_certificate{};  ///< CERT.ECASD.ECKA, 7F21
  std::span<const ecasd::CiKey> ci_keys{};
};

/// Creates ISD-R and ECASD, both PERSONALIZED, in one transaction on a mounted store.
/// conditions_not_satisfied: the card is issued already; wrong_data: a key, version or certificate that
/// cannot be; not_enough_memory, memory_failure.
StatusWord issue(const runtime::Environment& environment, const Issuance& issuance);

/// Installs a plain package as the first profile: ISD-P 0010, ENABLED, with the Fall-back attribute. There
/// completely or not at all: after a power cut it can be called again.
/// The slot; conditions_not_satisfied: not issued, or there are profiles already. wrong_data: the package
/// was refused, and `report` holds EUICCResponse.
Result<storage::Owner, StatusWord> install_bootstrap(const runtime::Environment& environment,
                                                     isdp::PackageInstaller& installer, Bytes package,
                                                     wire::Writer& report);

}  // namespace sixline::card::isdr
