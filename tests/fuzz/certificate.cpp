// links: card_ecasd tests_support
// A certificate reaches the ECASD before anything about its sender is proven: anybody with an SM-SR's
// session, or an SM-DP that the card has never seen, may send any bytes as DGI 3A01.
#include "card/ecasd/ecasd.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;

/// A card that knows one CI; its key is a point like any other, so that parsing is what the search meets.
struct Target {
  Target() {
    if (!store.mount()) std::abort();
    card::ecasd::CiKey ci;
    const auto point = tests::support::hex(
        "040217E617F0B6443928278F96999E69A23A4F2C152BDF6D6CDF66E5B80282D4ED194A7DEBCB97712D2DDA3CA85AA8765A56"
        "F4"
        "5FC758599652F2897C65306E5794");
    std::copy(point.begin(), point.end(), ci.key.point.begin());
    ci.ci_identifier.assign(tests::support::hex("00000001"));
    const std::vector<std::uint8_t> scalar(32, 0x33);
    if (!ecasd.store_private_key(card::crypto::Curve::P256, scalar).ok()) std::abort();
    if (!ecasd.store_ci_key(0, ci).ok() || !store.commit()) std::abort();
  }
  tests::support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
  card::ecasd::Ecasd ecasd{environment};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Target target;
  const wire::Bytes input(data, size);
  const auto certificate = wire::CvCertificate::parse(input);
  if (certificate) {
    // Every view lies inside the input, and what is signed ends before the signature begins.
    if (certificate->signed_bytes.data() < data || certificate->signature.data() + 64 > data + size) {
      std::abort();
    }
    if (certificate->signed_bytes.data() + certificate->signed_bytes.size() > certificate->signature.data()) {
      std::abort();
    }
  }
  const auto key = target.ecasd.verify_certificate(input, wire::CertificateRole::SmDp);
  if (key && !certificate) std::abort();
  return 0;
}
