// links: host_pki
// CERT.EUM and CERT.ECASD.ECKA arrive inside an EIS from another company's server and are judged before
// anything in that EIS is believed. The first byte chooses how the rest is read: an X.509 certificate,
// changes to a genuine one (two bytes of offset, one to put there), or a CV certificate in one of two roles.
#include <cstddef>
#include <cstdint>

#include "host/pki/certificate_set.hpp"

namespace {

using namespace sixline;
using host::pki::CertificateSet;

const host::pki::Day first_day = std::chrono::year(2024) / 1 / 1;
const host::pki::Day last_day = std::chrono::year(2049) / 12 / 31;

wire::Eid test_eid() {
  return {{0x89, 0x00, 0x10, 0x12, 0x01, 0x23, 0x41, 0x23, 0x40, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x24}};
}

/// `genuine` with every (offset, byte) of `changes` applied.
host::ByteString changed(host::ByteString genuine, host::Bytes changes) {
  for (; changes.size() >= 3; changes = changes.subspan(3))
    genuine[wire::read_be(changes.first(2)) % genuine.size()] = changes[2];
  return genuine;
}

void judge_eum(const CertificateSet& set, host::Bytes ecasd, host::Bytes der) {
  auto eum = host::pki::X509Certificate::from_der(der);
  if (!eum) return;
  static_cast<void>(eum->subject());
  static_cast<void>(eum->authority_key_identifier());
  static_cast<void>(host::pki::verify_ecasd(ecasd, *eum, set.ci().certificate, test_eid(), first_day));
  static_cast<void>(host::pki::verify_ecasd(ecasd, *eum, *eum, test_eid(), first_day));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const CertificateSet set =
      *CertificateSet::generate(host::crypto::Curve::P256, {first_day, last_day});
  static const host::pki::CvIdentity ecasd = *set.issue_ecasd(test_eid(), {first_day, last_day});
  if (size == 0) return 0;
  const host::Bytes input(data + 1, size - 1);
  const auto& root = set.ci().certificate;
  switch (data[0] % 4) {
    case 0: judge_eum(set, ecasd.certificate, input); break;
    case 1: judge_eum(set, ecasd.certificate, changed(set.eum().certificate.der(), input)); break;
    case 2:
      static_cast<void>(host::pki::verify_ecasd(input, set.eum().certificate, root, test_eid(), first_day));
      break;
    default:
      static_cast<void>(host::pki::verify_server(input, wire::CertificateRole::SmDp, root, first_day));
      break;
  }
  return 0;
}
