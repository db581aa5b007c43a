// The EUM's part: an eUICC out of a blank card, and the record that goes to the SM-SR.  [SGP.02 §3.5.1]
#include "hardware/native/native_card.hpp"
#include "host/crypto/aes.hpp"
#include "host/crypto/random.hpp"
#include "host/profile/facts.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {

namespace es = host::es;
using host::ByteString;
using host::ErrorCode;
using host::Result;
using NativeCard = hardware::native::NativeCard;

namespace {

using namespace std::chrono_literals;
const host::pki::Validity card_validity{std::chrono::sys_days(2024y / 1 / 1),
                                        std::chrono::sys_days(2049y / 12 / 31)};
constexpr std::uint32_t memory_for_profiles = 400'000;
constexpr std::uint8_t scp80_version = 0x01;
constexpr std::uint8_t aes_key = 0x88;

struct Scp80Values {
  std::array<std::array<std::uint8_t, 16>, 3> keys{};  // KIc, KID, KIK
};

/// Check digits so that the whole number mod 97 is 1.  [SGP.29 §4]
std::string with_check_digits(const std::string& thirty) {
  unsigned remainder = 0;
  for (char c : thirty + "00") remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
  const unsigned check = 98 - remainder;
  return thirty + static_cast<char>('0' + check / 10) + static_cast<char>('0' + check % 10);
}

std::string new_eid() {
  std::string digits(host::pki::CertificateSet::test_eid_range);
  for (std::uint8_t byte : host::crypto::random_bytes<32>(host::crypto::system_random()))
    if (digits.size() < 30) digits.push_back(static_cast<char>('0' + byte % 10));
  return with_check_digits(digits);
}

Result<wire::Eid> eid_of(const std::string& digits) {
  const auto packed = host::from_hex(digits);
  if (packed)
    if (const auto eid = wire::Eid::from(*packed)) return *eid;
  return host::fail(ErrorCode::BadInput, "EID '" + digits + "': want 32 digits whose number mod 97 is 1");
}

Result<void> issue(card::Card& card, const wire::Eid& eid, const host::pki::CertificateSet& pki,
                   const host::pki::CvIdentity& ecasd, const Scp80Values& values) {
  auto scalar = ecasd.key.scalar();
  if (!scalar) return tl::unexpected(scalar.error());
  const sixline::card::isdr::Scp80KeySet keys{scp80_version, values.keys[0], values.keys[1], values.keys[2]};
  const bool p256 = pki.curve() == host::crypto::Curve::P256;
  sixline::card::ecasd::CiKey ci;
  ci.key_identifier.assign(pki.ci_key_identifier());
  ci.ci_identifier.assign(host::pki::CertificateSet::ci_identifier());
  ci.key.curve = p256 ? sixline::card::crypto::Curve::P256 : sixline::card::crypto::Curve::BrainpoolP256r1;
  const wire::Bytes point = pki.ci().key.public_key().point();
  std::copy(point.begin(), point.end(), ci.key.point.begin());
  sixline::card::isdr::Issuance issuance{.eid = eid};
  issuance.scp80_key_sets = {&keys, 1};
  issuance.sm_sr_address = wire::SmsAddress::from_digits(sm_sr_number).value();
  issuance.curve = ci.key.curve;
  issuance.ecasd_private_key = scalar->view();
  issuance.ecasd_certificate = ecasd.certificate;
  issuance.ci_keys = {&ci, 1};
  const wire::StatusWord status = card.issue(issuance);
  if (!status.ok()) return host::fail(ErrorCode::CardRefused, "issue the card", status);
  return {};
}

Result<es::EisProfile> load_bootstrap(card::Card& card, const ByteString& package) {
  auto read = host::profile::Package::read(package);
  if (!read) return tl::unexpected(read.error());
  auto facts = host::profile::facts_of(*read);
  if (!facts) return tl::unexpected(facts.error());
  std::array<std::uint8_t, 256> report{};
  wire::Writer writer(report);
  if (auto installed = card.install_bootstrap(package, writer); !installed)
    return host::fail(ErrorCode::CardRefused, "install the bootstrap profile", installed.error());
  es::EisProfile profile;
  profile.iccid = facts->iccid;
  profile.isd_p_aid = host::to_byte_string(wire::aid::euicc(wire::aid::first_isd_p_number).view());
  profile.mno_id = operator_id;
  profile.profile_type = "bootstrap";
  profile.address.imsi = facts->imsi;
  profile.address.msisdn = lab_number(facts->iccid);
  profile.state = es::ProfileState::Enabled;
  profile.fall_back = true;
  profile.allocated_memory = static_cast<std::uint32_t>(package.size());
  return profile;
}

es::EisKeySet scp80_key_set(const Scp80Values& values) {
  es::EisKeySet set;
  set.version = scp80_version;
  for (std::size_t i = 0; i < values.keys.size(); ++i) {
    const auto check = host::crypto::key_check_value(values.keys[i]);
    set.keys.push_back({static_cast<std::uint8_t>(i + 1), aes_key,
                        check ? host::to_byte_string(*check) : ByteString{},
                        host::to_byte_string(values.keys[i])});
  }
  return set;
}

}  // namespace

Result<es::Eis> personalise_euicc(const Workspace& workspace, const EuiccOrder& order) {
  auto eid = eid_of(order.eid.empty() ? new_eid() : order.eid);
  if (!eid) return tl::unexpected(eid.error());
  auto pki = workspace.certificates(order.curve);
  if (!pki) return tl::unexpected(pki.error());
  const std::string digits = host::to_hex(eid->bytes);
  const auto file = order.one_of_many ? workspace.cards() / (digits + ".flash") : workspace.card();
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  auto opened = NativeCard::open(file.string(), {.new_memory = order.memory});
  if (!opened) return host::fail(ErrorCode::Storage, opened.error());
  card::Card& card = (*opened)->card();
  if (card.is_issued())
    return host::fail(ErrorCode::WrongState,
                      file.string() + ": there is an eUICC already; it stays as it is");
  auto ecasd = pki->issue_ecasd(*eid, card_validity);
  if (!ecasd) return tl::unexpected(ecasd.error());
  Scp80Values values;
  for (auto& key : values.keys) host::crypto::system_random().fill(key);
  if (auto issued = issue(card, *eid, *pki, *ecasd, values); !issued) return tl::unexpected(issued.error());

  es::EumDelivery delivery;
  delivery.eid = digits;
  delivery.eum_id = eum_id;
  delivery.ci_id = ci_id;
  delivery.smsr_id = sm_sr_id;
  delivery.production_date =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  delivery.ecasd_certificate = ecasd->certificate;
  delivery.scp80 = scp80_key_set(values);
  delivery.memory_for_profiles = memory_for_profiles;
  if (!order.bootstrap.empty()) {
    auto profile = load_bootstrap(card, order.bootstrap);
    if (!profile) return tl::unexpected(profile.error());
    delivery.profiles.push_back(std::move(*profile));
  }
  auto eis = es::make_eis(delivery, pki->eum().certificate, pki->eum().key.signer());
  if (!eis) return eis;
  const auto record = order.one_of_many ? workspace.cards() / (digits + ".json") : workspace.eis();
  if (auto written = workspace.write_eis(*eis, record); !written) return tl::unexpected(written.error());
  return eis;
}

}  // namespace sixline::tools
