#include "servers/smsr/eis_judgement.hpp"

#include "host/es/signature/eum_signature.hpp"
#include "host/pki/chain.hpp"

namespace sixline::servers::smsr {

using es::EsStatus;
using es::Failure;

std::optional<EsStatus> doubt_about(const es::Eis& eis, const host::pki::X509Certificate& ci, es::Time now) {
  const host::pki::Day today =
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(now)));
  const auto packed = host::from_hex(eis.eid());
  const auto eid = packed ? wire::Eid::from(*packed)
                          : wire::Result<wire::Eid, wire::Error>(wire::fail(wire::Error::BadValue));
  if (!eid) return EsStatus::of(Failure::ParameterInvalid, "Eid", eis.eid());
  const auto eum = es::signature::judge(eis, ci, today);
  if (!eum) return eum.error();
  const auto& sets = eis.signed_block.ecasd.key_sets;
  if (sets.empty() || sets[0].certificates.empty()) return EsStatus::of(Failure::EcasdCertificate);
  const host::ByteString& certificate = sets[0].certificates[0].value;
  const auto ecasd = host::pki::verify_ecasd(certificate, *eum, ci, *eid, today);
  if (ecasd) return std::nullopt;
  const bool expired = host::pki::is_expired_ecasd(certificate, *eum, ci, *eid, today);
  return EsStatus::of(expired ? Failure::EcasdCertificateExpired : Failure::EcasdCertificate,
                      ecasd.error().describe());
}

}  // namespace sixline::servers::smsr
