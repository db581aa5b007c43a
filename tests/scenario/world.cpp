#include "tests/scenario/world.hpp"

#include "host/es/signature/eum_delivery.hpp"
#include "host/profile/identity.hpp"

namespace sixline::tests::scenario {

namespace {

using host::device::Registration;
namespace native = hardware::native;

// TEST ONLY
constexpr std::array<std::uint8_t, 16> kic{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
                                           0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x10};
constexpr std::array<std::uint8_t, 16> kid{0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27, 0x28,
                                           0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x20};
constexpr std::array<std::uint8_t, 16> kik{0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38,
                                           0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, 0x30};
constexpr std::uint32_t memory_for_profiles = 400'000;
constexpr std::string_view sm_sr_number = "1234567890";

const host::pki::Validity validity{std::chrono::sys_days(std::chrono::year(2020) / 1 / 1),
                                   std::chrono::sys_days(std::chrono::year(2049) / 12 / 31)};

wire::Eid eid_of(std::string_view digits) {
  return wire::Eid::from(*host::from_hex(digits)).value();
}

void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "scenario world: %s\n", what);
  std::abort();
}

ByteString bootstrap_package() {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  values.iccid = std::string(bootstrap_iccid);
  values.imsi = "001010000000099";
  values.profile_type = "bootstrap";
  must(host::profile::personalise(package, values).has_value(), "personalise the bootstrap profile");
  return package.encode();
}

}  // namespace

World::World(host::crypto::Curve curve)
    : pki(host::pki::CertificateSet::generate(curve, validity).value()),
      sm_sr_store_(servers::store::Store::open("sqlite::memory:", tools::test_master_key()).value()),
      sm_dp_store_(servers::store::Store::open("sqlite::memory:", tools::test_master_key()).value()) {
  dp_certificate = pki.sm_dp().certificate;
  card = native::NativeCard::on_flash(platform.flash, {.random = &platform.random, .clock = &platform.clock})
             .value();
  issue_card();
  channel_ = std::make_unique<host::transport::InProcessChannel>(
      "card", [this] { return host::to_byte_string(card->power_on()); },
      [this](Bytes command) {
        ByteString buffer(65'535);
        wire::Writer writer(buffer);
        card->transmit(command, writer);
        return host::to_byte_string(writer.view());
      });
  session_ = std::make_unique<host::session::CardSession>(*channel_);
  terminal_ = std::make_unique<host::device::Terminal>(*session_);
  terminal_->set_sms_sink([this](Bytes tpdu) { from_card_.push_back(host::to_byte_string(tpdu)); });
  terminal_->set_attach([this] {
    return faults.without_network.contains(iccid_seen_by_device()) ? Registration::None
                                                                   : Registration::Registered;
  });
  make_sm_sr();
  make_sm_dp();
  register_eis();
  must(terminal_->power_on().has_value(), "power on");
  settle(5);
}

void World::issue_card() {
  const wire::Eid eid = eid_of(test_eid);
  ecasd_ = pki.issue_ecasd(eid, validity).value();
  const host::crypto::Secret scalar = ecasd_->key.scalar().value();
  const card::isdr::Scp80KeySet keys{0x01, kic, kid, kik};
  card::ecasd::CiKey ci;
  ci.key_identifier.assign(pki.ci_key_identifier());
  ci.ci_identifier.assign(host::pki::CertificateSet::ci_identifier());
  const bool p256 = pki.curve() == host::crypto::Curve::P256;
  const auto curve = p256 ? card::crypto::Curve::P256 : card::crypto::Curve::BrainpoolP256r1;
  ci.key.curve = curve;
  const Bytes point = pki.ci().key.public_key().point();
  std::copy(point.begin(), point.end(), ci.key.point.begin());
  card::isdr::Issuance issuance{.eid = eid};
  issuance.scp80_key_sets = {&keys, 1};
  issuance.sm_sr_address = wire::SmsAddress::from_digits(sm_sr_number).value();
  issuance.curve = curve;
  issuance.ecasd_private_key = scalar.view();
  issuance.ecasd_certificate = ecasd_->certificate;
  issuance.ci_keys = {&ci, 1};
  must(card->card().issue(issuance).ok(), "issue the card");
  std::array<std::uint8_t, 256> report{};
  wire::Writer writer(report);
  must(card->card().install_bootstrap(bootstrap_package(), writer).has_value(),
       "install the bootstrap profile");
}

void World::make_sm_sr() {
  sm_sr.reset();
  tools::InProcessSmSrSettings settings{
      smsr_settings,        std::string(smsr_id),
      pki.ci().certificate, std::string(eum_id),
      std::string(smdp_id), {std::string(operator_id), std::string(bootstrap_operator_id)}};
  settings.smsr.number = sm_sr_number;
  sm_sr = std::make_unique<tools::InProcessSmSr>(std::move(settings), *sm_sr_store_, *this,
                                                 [this] { return now; });
}

void World::make_sm_dp() {
  sm_dp.reset();
  tools::InProcessSmDpSettings settings{{{std::string(smdp_id), "SM-DP", "in-process:"},
                                         pki.ci().certificate,
                                         {{std::string(eum_id), pki.eum().certificate}},
                                         dp_certificate,
                                         dp_signer.value_or(pki.sm_dp().key.signer())},
                                        std::string(smsr_id),
                                        std::string(operator_id)};
  sm_dp = std::make_unique<tools::InProcessSmDp>(std::move(settings), *sm_dp_store_, *this, *this,
                                                 [this] { return now; });
}

void World::register_eis() {
  es::EumDelivery delivery;
  delivery.eid = test_eid;
  delivery.eum_id = eum_id;
  delivery.ci_id = "1.3.6.1.4.1.99999.0";
  delivery.production_date = now;
  delivery.ecasd_certificate = ecasd_->certificate;
  delivery.scp80.version = 0x01;
  for (const auto& [index, value] : {std::pair{1, &kic}, std::pair{2, &kid}, std::pair{3, &kik}})
    delivery.scp80.keys.push_back({static_cast<std::uint8_t>(index), 0x88, {}, host::to_byte_string(*value)});
  delivery.memory_for_profiles = memory_for_profiles;
  es::EisProfile bootstrap;
  bootstrap.iccid = bootstrap_iccid;
  bootstrap.isd_p_aid = host::to_byte_string(wire::aid::euicc(wire::aid::first_isd_p_number).view());
  bootstrap.mno_id = bootstrap_operator_id;
  bootstrap.profile_type = "bootstrap";
  bootstrap.address.imsi = "001010000000099";
  bootstrap.state = es::ProfileState::Enabled;
  bootstrap.fall_back = true;
  delivery.profiles.push_back(std::move(bootstrap));
  const es::Eis eis = es::make_eis(delivery, pki.eum().certificate, pki.eum().key.signer()).value();
  const es::Answer registered = sm_sr->register_eis({{std::string(eum_id), {}, "register-1", 0}, eis});
  if (!registered.status.ok()) std::fprintf(stderr, "%s\n", registered.status.describe().c_str());
  must(registered.status.ok(), "register the EIS");
}

es::Caller World::operator_caller(std::int64_t seconds) {
  return {acting, {}, "op-" + std::to_string(++calls_), seconds};
}

void World::download(const std::string& iccid, bool enable, std::int64_t seconds) {
  es::DownloadProfile request;
  request.caller = operator_caller(seconds);
  request.eid = test_eid;
  request.smsr_id = smsr_id;
  request.iccid = iccid;
  request.enable_profile = enable;
  answer.reset();
  if (auto refused = sm_dp->download_profile(request)) answer = std::move(refused);
}

void World::ask(const es::Es3Request& request) {
  answer.reset();
  if (auto refused = sm_sr->call(servers::flow::AnswerTo::Es4, request)) answer = std::move(refused);
}

void World::enable(const std::string& iccid, std::int64_t seconds) {
  es::EnableProfile request;
  request.caller = operator_caller(seconds);
  request.eid = test_eid;
  request.iccid = iccid;
  ask(request);
}

void World::disable(const std::string& iccid) {
  es::DisableProfile request;
  request.caller = operator_caller();
  request.eid = test_eid;
  request.iccid = iccid;
  ask(request);
}

void World::remove(const std::string& iccid) {
  es::DeleteProfile request;
  request.caller = operator_caller();
  request.eid = test_eid;
  request.iccid = iccid;
  ask(request);
}

void World::audit() {
  es::AuditEis request;
  request.caller = operator_caller();
  // The owner of the Fall-Back profile: nobody else has a profile there at all times (PROC-QRY-05).
  request.caller.id = bootstrap_operator_id;
  request.eid = test_eid;
  ask(request);
}

void World::drain() {
  while (!from_card_.empty()) {
    ByteString tpdu = std::move(from_card_.front());
    from_card_.pop_front();
    ++messages;
    if (losing_ || faults.lose_message == messages) continue;
    sm_sr->on_short_message(std::string(test_eid), tpdu);
  }
}

/// One secured packet, and what comes of it.
void World::deliver() {
  const std::vector<ByteString> delivers = std::move(to_card_.front());
  to_card_.pop_front();
  for (const ByteString& tpdu : delivers)
    // A network keeps what it cannot deliver yet; here it is simply lost.
    if (auto report = terminal_->deliver_sms(tpdu); !report) on_trace("device: " + report.error().describe());
  drain();
}

void World::run() {
  for (int round = 0; round < 4; ++round) {
    sm_dp->run();
    sm_sr->run();
    drain();
    while (!to_card_.empty()) {
      ++packets;
      losing_ = faults.lose_answer_to == packets;
      if (before_delivery) before_delivery();
      deliver();
      if (after_delivery) after_delivery();
    }
    losing_ = false;
  }
}

void World::pass(std::int64_t seconds) {
  for (std::int64_t i = 0; i < seconds; ++i) {
    ++now;
    platform.clock.advance(1000);
    card->card().poll();
    must(terminal_->advance(std::chrono::seconds(1)).has_value(), "time of the device");
    run();
  }
}

void World::settle(std::int64_t seconds) {
  const es::Time end = now + seconds;
  run();
  while (!answer && now < end) {
    const unsigned before = packets;
    run();
    if (packets == before && !answer) pass(1);
  }
}

host::Result<void> World::submit(const servers::lines::ShortMessage& message) {
  if (faults.undeliverable) return host::fail(host::ErrorCode::WrongState, "no service");
  if (faults.lose_to_card > 0) {
    --faults.lose_to_card;
    ++packets;
    return {};
  }
  to_card_.push_back(message.delivers);
  return {};
}

void World::on_smsr_answer(const es::Caller& caller, const es::Answer& given) {
  if (caller.id != smdp_id) {
    answer = given;
    return;
  }
  es::Answer changed = given;
  if (faults.change_es3_answer) faults.change_es3_answer(caller, changed);
  sm_dp->on_answer(caller.message_id, changed);
}

void World::on_notification(const es::ProfileNotification& notification) {
  notifications.push_back(notification);
}

std::optional<es::Answer> World::call(const es::Es3Request& request) {
  return sm_sr->call(servers::flow::AnswerTo::Es3, request);
}

void World::on_es2_answer(const es::Answer& given) {
  answer = given;
}

void World::on_progress(std::size_t done, std::size_t) {
  progress = done;
}

void World::restart_sm_sr() {
  make_sm_sr();
}

void World::restart_sm_dp() {
  make_sm_dp();
}

std::string World::stock(const host::profile::Personalisation& values, const es::Pol2& pol2) {
  auto package = host::profile::template_package();
  must(host::profile::personalise(package, values).has_value(), "personalise");
  return stock_package(package.encode(), pol2);
}

std::string World::stock_package(ByteString package, const es::Pol2& pol2) {
  const auto iccid = sm_dp->stock(std::move(package), "test", pol2);
  must(iccid.has_value(), "stock");
  return *iccid;
}

es::ProfileState World::state_of(const std::string& iccid) {
  es::Eis known = eis();
  const es::EisProfile* profile = known.find(iccid);
  return profile == nullptr ? es::ProfileState::InCreation : profile->state;
}

std::string World::iccid_seen_by_device() {
  if (!session_->select_path({0x2FE2})) return {};
  const auto content = session_->read_binary(10);
  return content ? host::profile::iccid_from_file(*content) : std::string();
}

std::string World::read_iccid() {
  return iccid_seen_by_device();
}

std::size_t World::profiles_after_audit() {
  audit();
  settle(300);
  must(answer && answer->status.ok(), "audit");
  return eis().profiles.size();
}

std::string World::read_imsi() {
  const auto aid = wire::Aid::from(host::profile::template_usim_aid());
  if (!aid || !session_->select(*aid) || !session_->select(std::uint16_t{0x6F07})) return {};
  const auto content = session_->read_binary(9);
  return content ? host::profile::imsi_from_file(*content).value_or("") : std::string();
}

bool World::authenticates(const host::profile::ProfileFacts& facts) {
  const auto aid = wire::Aid::from(facts.usim_aid);
  if (!aid || !session_->select(*aid)) return false;
  host::profile::Sqn sqn{0, 0, 0, 0, 0, 0x20};
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto challenge = host::profile::make_challenge(
        *facts.aka, host::crypto::random_bytes<16>(host::crypto::system_random()), sqn);
    const auto reply = session_->transmit(host::profile::authenticate_command(*challenge));
    if (!reply || reply->status != wire::sw::ok) return false;
    const auto result = host::profile::check_answer(*facts.aka, *challenge, reply->data);
    if (!result) return false;
    if (result->outcome == host::profile::AkaOutcome::Verified) return true;
    if (result->outcome != host::profile::AkaOutcome::Resync) return false;
    sqn = host::profile::next_sqn(result->sqn);
  }
  return false;
}

}  // namespace sixline::tests::scenario
