// The identity of cards that nobody personalised. TEST ONLY.
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/test_servers.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using namespace std::chrono_literals;

constexpr wire::Eid eid{
    {0x89, 0x00, 0x10, 0x12, 0x01, 0x23, 0x41, 0x23, 0x40, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x24}};
constexpr std::string_view sm_sr_number = "12345678900";
constexpr std::uint8_t first_kic = 0x11;  ///< TEST ONLY keys: 11 12 13 ...
constexpr std::uint8_t first_kid = 0x31;
constexpr std::uint8_t first_kik = 0x51;

/// TEST ONLY: 16 bytes counting up.
host::ByteString test_key(std::uint8_t first) {
  host::ByteString key;
  for (unsigned i = 0; i < 16; ++i) key.push_back(static_cast<std::uint8_t>(first + i));
  return key;
}

}  // namespace

host::ByteString test_kic() {
  return test_key(first_kic);
}

host::ByteString test_kid() {
  return test_key(first_kid);
}

wire::Eid test_eid() {
  return eid;
}

namespace {

host::Result<host::ByteString> ecasd_certificate(const host::crypto::PrivateKey& eum,
                                                 const host::crypto::PrivateKey& ecasd) {
  const host::pki::CvContent content{
      .serial = {0x01},
      .authority = host::to_byte_string(wire::bytes_of("TEST ONLY EUM")),
      .subject = host::to_byte_string(eid.bytes),
      .usage = host::pki::CvUsage::KeyAgreement,
      .effective = std::chrono::sys_days(2024y / 1 / 1),
      .expiry = std::chrono::sys_days(2054y / 1 / 1),
      .role = std::nullopt,
      .authority_key = host::pki::key_identifier(eum.public_key()),
      .key = ecasd.public_key(),
  };
  return content.issue(eum.signer());
}

}  // namespace

host::Result<void> issue_test_card(card::Card& card) {
  constexpr std::uint8_t eum_scalar = 0x55;
  auto ci = test_ci_key();
  auto eum = test_private_key(eum_scalar);
  auto ecasd = test_ecasd_key();
  if (!ci || !eum || !ecasd) return host::fail(ErrorCode::Internal, "issue a test card: no keys");
  auto certificate = ecasd_certificate(*eum, *ecasd);
  if (!certificate) return wire::fail(certificate.error());
  auto scalar = ecasd->scalar();
  if (!scalar) return wire::fail(scalar.error());

  const host::ByteString kic = test_kic();
  const host::ByteString kid = test_kid();
  const host::ByteString kik = test_key(first_kik);
  const sixline::card::isdr::Scp80KeySet key_set{0x01, kic, kid, kik};
  sixline::card::ecasd::CiKey ci_key;
  ci_key.key_identifier.assign(host::pki::key_identifier(ci->public_key()));
  ci_key.ci_identifier.assign(test_ci_identifier());
  ci_key.key.curve = sixline::card::crypto::Curve::P256;
  const wire::Bytes point = ci->public_key().point();
  std::copy(point.begin(), point.end(), ci_key.key.point.begin());

  sixline::card::isdr::Issuance issuance;
  issuance.eid = eid;
  issuance.scp80_key_sets = {&key_set, 1};
  issuance.sm_sr_address = wire::SmsAddress::from_digits(sm_sr_number).value();
  issuance.ecasd_private_key = scalar->view();
  issuance.ecasd_certificate = *certificate;
  issuance.ci_keys = {&ci_key, 1};
  const wire::StatusWord status = card.issue(issuance);
  if (status == wire::sw::ok) return {};
  const bool already = status == wire::sw::conditions_not_satisfied;
  return host::fail(already ? ErrorCode::WrongState : ErrorCode::Internal, "issue a test card", status);
}

}  // namespace sixline::tools
