#include "servers/smdp/eligibility.hpp"

#include <algorithm>

#include "host/es/signature/eum_signature.hpp"
#include "host/pki/chain.hpp"

namespace sixline::servers::smdp {

using es::EsStatus;
using es::Failure;

namespace {

host::pki::Day day_of(es::Time time) {
  return std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(time)));
}

EsStatus refusal(const std::string& why) {
  return EsStatus::of(Failure::EcasdCertificate, why);
}

}  // namespace

tl::expected<host::crypto::PublicKey, EsStatus> judge(const es::Eis& eis,
                                                      const host::pki::X509Certificate& ci,
                                                      const EumCertificates& eums, es::Time now) {
  const auto packed = host::from_hex(eis.eid());
  const auto eid = packed ? wire::Eid::from(*packed)
                          : wire::Result<wire::Eid, wire::Error>(wire::fail(wire::Error::BadValue));
  const auto& sets = eis.signed_block.ecasd.key_sets;
  const auto set =
      std::find_if(sets.begin(), sets.end(), [](const auto& s) { return !s.certificates.empty(); });
  if (!eid || set == sets.end()) return tl::unexpected(refusal("the EIS has no ECASD certificate"));
  std::optional<host::pki::X509Certificate> eum = es::signature::certificate_in(eis);
  if (const auto known = eums.find(eis.signed_block.eum_id); !eum && known != eums.end()) eum = known->second;
  if (!eum) return tl::unexpected(refusal("no certificate of EUM " + eis.signed_block.eum_id));
  const host::ByteString& certificate = set->certificates[0].value;
  auto key = host::pki::verify_ecasd(certificate, *eum, ci, *eid, day_of(now));
  if (key) return *key;
  if (host::pki::is_expired_ecasd(certificate, *eum, ci, *eid, day_of(now)))
    return tl::unexpected(EsStatus::of(Failure::EcasdCertificateExpired, key.error().describe()));
  return tl::unexpected(refusal(key.error().describe()));
}

}  // namespace sixline::servers::smdp
