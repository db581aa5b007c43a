// links: host_es_signature
// EumSignedInfo and EumSignature of a stranger, a zero byte between them, judged under a key that signed
// neither: nothing may be believed.
#include <algorithm>
#include <cstdlib>

#include "host/es/eis_content.hpp"
#include "host/es/signature/eum_signature.hpp"
#include "host/pki/certificate_set.hpp"

namespace {

const sixline::host::pki::X509Certificate& eum() {
  using namespace std::chrono_literals;
  static const auto pki = sixline::host::pki::CertificateSet::generate(
                              sixline::host::crypto::Curve::P256,
                              {std::chrono::sys_days(2024y / 1 / 1), std::chrono::sys_days(2049y / 12 / 31)})
                              .value();
  return pki.eum().certificate;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixline::host::es;
  Eis eis;
  const std::uint8_t* cut = std::find(data, data + size, std::uint8_t{0});
  eis.signed_xml.assign(data, cut);
  if (cut != data + size) eis.signature_xml.assign(cut + 1, data + size);
  if (auto block = signed_block_of(eis.signed_xml)) eis.signed_block = *block;
  static_cast<void>(signature::certificate_in(eis));
  if (signature::verify(eis, eum())) std::abort();
  return 0;
}
