// links: host_profile
// An SM-DP takes profile packages from operators and profile makers, and an operator's clerk opens whatever
// file arrived by mail. What is accepted must be written back byte for byte, and a subscription that was put
// into it must be found there again.
#include <cstdlib>

#include "host/profile/facts.hpp"
#include "host/profile/personaliser.hpp"

namespace {

using namespace sixline::host;

void require(bool condition) {
  if (!condition) std::abort();
}

profile::Personalisation subscription() {
  profile::Personalisation values;
  values.iccid = "890100000000000000";
  values.imsi = "001010123456789";
  values.ki = ByteString(16, 0x11);
  values.opc = ByteString(16, 0x22);
  values.pins[0x01] = "4321";
  values.smsc = "+123456789";
  values.msisdn = "+198765432";
  values.pol1 = 0x02;
  return values;
}

void personalise(profile::Package package) {
  if (!profile::personalise(package, subscription())) return;
  const ByteString written = package.encode();
  auto again = profile::Package::read(written);
  require(again.has_value());
  const auto facts = profile::facts_of(*again);
  if (facts) require(facts->pol1 == 0x02);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteString input(data, data + size);
  auto package = profile::Package::read(input);
  if (!package) return 0;
  require(package->encode() == input);
  if (const auto facts = profile::facts_of(*package)) {
    static_cast<void>(profile::describe(*package, *facts));
    static_cast<void>(profile::describe_json(*package, *facts));
  }
  personalise(std::move(*package));
  return 0;
}
