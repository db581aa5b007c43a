#include "tools/sixline/test_servers.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
using namespace std::chrono_literals;

// TEST ONLY scalars.
constexpr std::uint8_t ci_scalar = 0x11;
constexpr std::uint8_t ecasd_scalar = 0x33;
constexpr std::uint8_t ephemeral_scalar = 0x66;

struct Server {
  std::string_view name;
  std::string_view subject;
  wire::CertificateRole role;
  std::uint8_t scalar;
};
constexpr auto servers = std::to_array<Server>({
    {"sm-dp", "TEST ONLY SM-DP", wire::CertificateRole::SmDp, 0x22},
    {"sm-sr", "TEST ONLY SM-SR", wire::CertificateRole::SmSr, 0x44},
});

Result<host::ByteString> issue(const Server& server, const host::crypto::PrivateKey& key) {
  auto ci = test_ci_key();
  if (!ci) return wire::fail(ci.error());
  const host::pki::CvContent content{
      .serial = {server.scalar},
      .authority = test_ci_identifier(),
      .subject = host::to_byte_string(wire::bytes_of(server.subject)),
      .usage = host::pki::CvUsage::SignatureVerification,
      .effective = std::chrono::sys_days(2024y / 1 / 1),
      .expiry = std::chrono::sys_days(2054y / 1 / 1),
      .role = server.role,
      .authority_key = host::pki::key_identifier(ci->public_key()),
      .key = key.public_key(),
  };
  return content.issue(ci->signer());
}

}  // namespace

Result<host::crypto::PrivateKey> test_private_key(std::uint8_t byte) {
  return host::crypto::PrivateKey::from_scalar(host::crypto::Curve::P256,
                                               host::ByteString(host::crypto::coordinate_size, byte));
}

Result<host::crypto::PrivateKey> test_ci_key() {
  return test_private_key(ci_scalar);
}

Result<host::crypto::PrivateKey> test_ecasd_key() {
  return test_private_key(ecasd_scalar);
}

Result<host::crypto::PrivateKey> test_ephemeral_key() {
  return test_private_key(ephemeral_scalar);
}

host::ByteString test_ci_identifier() {
  return host::to_byte_string(wire::bytes_of("TEST ONLY CI"));
}

Result<TestServer> test_server(std::string_view name) {
  for (const Server& server : servers) {
    if (server.name != name) continue;
    auto key = test_private_key(server.scalar);
    if (!key) return wire::fail(key.error());
    auto certificate = issue(server, *key);
    if (!certificate) return wire::fail(certificate.error());
    return TestServer{std::move(*key), std::move(*certificate)};
  }
  return host::fail(ErrorCode::NotFound, "there is no test server \"" + std::string(name) + "\"");
}

}  // namespace sixline::tools
