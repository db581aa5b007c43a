#include "tools/sixline/prepared_card.hpp"

#include "host/profile/template_package.hpp"
#include "host/scp/scenario3.hpp"
#include "tools/sixline/test_servers.hpp"

namespace sixline::tools {
namespace {

using host::Bytes;
using host::ByteString;
using host::ErrorCode;
using host::Result;

/// What a control reference template asks for. Errors: BadFormat (also when it says more than a request can).
Result<host::scp::KeySetRequest> request_of(Bytes control_reference) {
  namespace tags = wire::tag::euicc;
  constexpr std::uint8_t with_random = 0x02;
  constexpr std::uint8_t delete_existing = 0x01;
  host::scp::KeySetRequest request;
  auto outer = wire::TlvReader::der(control_reference);
  const auto control = outer.expect(tags::control_reference);
  if (!control) return host::fail(ErrorCode::BadFormat, "keys: not a control reference template");
  auto fields = outer.children(*control);
  while (!fields.at_end()) {
    const auto field = fields.next();
    if (!field) return host::fail(ErrorCode::BadFormat, "keys: a malformed control reference template");
    const std::uint8_t last = field->value.empty() ? 0 : field->value.back();
    if (field->tag == tags::scenario) {
      request.derivation_random = (last & with_random) != 0;
      request.delete_existing_keys = (last & delete_existing) != 0;
    }
    if (field->tag == tags::key_version) request.key_version = last;
    if (field->tag == tags::initial_counter) request.initial_counter = host::to_byte_string(field->value);
  }
  if (wire::equal(request.control_reference(), control_reference)) return request;
  return host::fail(ErrorCode::BadFormat,
                    "keys: the host half would have asked with " + host::to_hex(request.control_reference()));
}

/// The domains that scripts call by a word. Of the MNO-SD only the TAR counts, 000000.
std::optional<wire::Aid> domain_named(std::string_view name) {
  constexpr std::uint16_t tar_000000 = 0x0000;
  if (name == "isd-r") return wire::aid::isd_r();
  if (name == "mno-sd") return wire::aid::euicc(tar_000000);
  return std::nullopt;
}

/// TEST ONLY: what the template gives its MNO-SD, and a domain below it uses too.
ChannelKeys operator_keys() {
  const auto scp03 = host::profile::template_scp03_keys();
  const auto scp02 = host::profile::template_scp02_keys();
  using host::crypto::Secret;
  return {{Secret(scp03[0]), Secret(scp03[1]), Secret(scp03[2]), host::profile::template_scp03_version},
          {Secret(scp02[0]), Secret(scp02[1]), Secret(scp02[2]), host::profile::template_scp02_version}};
}

}  // namespace

void RepeatableRandom::fill(wire::MutableBytes out) {
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next());
}

std::uint64_t RepeatableRandom::next() {
  state_ += 0x9E3779B97F4A7C15u;
  std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

Result<std::unique_ptr<PreparedCard>> PreparedCard::make() {
  std::unique_ptr<PreparedCard> prepared(new PreparedCard);
  auto card = open_issued_card({}, {.random = &prepared->random_, .clock = &prepared->clock_});
  if (!card) return wire::fail(card.error());
  prepared->connect(std::move(*card));
  return prepared;
}

Result<std::unique_ptr<PreparedCard>> PreparedCard::make(card::platform::Flash& flash) {
  std::unique_ptr<PreparedCard> prepared(new PreparedCard);
  auto card = NativeCard::on_flash(flash, {.random = &prepared->random_, .clock = &prepared->clock_});
  if (!card) return host::fail(ErrorCode::Storage, "make a card: " + card.error());
  if (auto issued = issue_test_card((*card)->card()); !issued) return wire::fail(issued.error());
  prepared->connect(std::move(*card));
  return prepared;
}

Result<std::unique_ptr<PreparedCard>> PreparedCard::make(ScriptBody& body) {
  std::unique_ptr<PreparedCard> prepared(new PreparedCard);
  prepared->body_ = &body;
  prepared->memory_.emplace(body.geometry());
  auto card =
      NativeCard::on_flash(*prepared->memory_, {.random = &prepared->random_, .clock = &prepared->clock_});
  if (!card) return host::fail(ErrorCode::Storage, "make a card: " + card.error());
  if (auto issued = issue_test_card((*card)->card()); !issued) return wire::fail(issued.error());
  prepared->connect(std::move(*card));
  return prepared;
}

void PreparedCard::set_trace(host::session::Trace trace) {
  trace_ = std::move(trace);
  session_->set_trace(trace_);
}

void PreparedCard::connect(std::unique_ptr<NativeCard> card) {
  native_ = std::move(card);
  channel_ = channel_to(*native_);
  connect(*channel_);
}

void PreparedCard::connect(host::transport::CardChannel& channel) {
  session_.emplace(channel);
  session_->set_trace(trace_);
}

Result<void> PreparedCard::move_into_body() {
  session_.reset();
  channel_.reset();
  native_.reset();
  auto channel = body_->insert(FlashImage::of(*memory_));
  if (!channel) return wire::fail(channel.error());
  connect(**channel);
  return {};
}

Result<SmsChannel*> PreparedCard::device() {
  if (!device_) {
    const host::scp::Scp80Keys keys{0x01, host::crypto::Secret(test_kic()), host::crypto::Secret(test_kid())};
    auto opened = SmsChannel::open(*session_, keys, counters_);
    if (!opened) return wire::fail(opened.error());
    const auto domain = host::profile::template_mno_keys();
    const host::scp::Scp80Keys mno{0x01, host::crypto::Secret(domain.kic), host::crypto::Secret(domain.kid)};
    if (auto known = (*opened)->set_operator(mno, operator_counters_); !known)
      return wire::fail(known.error());
    device_ = std::move(*opened);
  }
  return device_.get();
}

Result<ByteString> PreparedCard::command_isd_r(std::string_view intent, Bytes command) {
  auto sms = device();
  if (!sms) return wire::fail(sms.error());
  auto reply = (*sms)->transmit(wire::aid::tar_of(wire::aid::isd_r()), command);
  if (!reply) return wire::fail(reply.error());
  if (!reply->status.ok()) return host::fail(ErrorCode::CardRefused, std::string(intent), reply->status);
  return std::move(reply->data);
}

Result<std::unique_ptr<SecuredLink>> PreparedCard::link(std::string_view protocol, const wire::Aid& domain) {
  const auto known = keys_.find(host::to_byte_string(domain.view()));
  const bool has_keys = known != keys_.end();
  if (is_channel_protocol(protocol)) {
    ChannelKeys keys = operator_keys();
    if (has_keys) keys.scp03 = known->second;
    return open_channel_link(protocol, *session_, domain, keys);
  }
  auto sms = device();
  if (!sms) return wire::fail(sms.error());
  return open_link(protocol, **sms, domain, has_keys ? &known->second : nullptr);
}

Result<ByteString> PreparedCard::reset() {
  link_.reset();
  device_.reset();
  if (body_ != nullptr && native_) {
    if (auto moved = move_into_body(); !moved) return wire::fail(moved.error());
  }
  return session_->reset();
}

Result<void> PreparedCard::load(std::string_view name, host::session::Variables& variables) {
  for (const Fixture& fixture : fixtures()) {
    if (fixture.name == name) return fixture.prepare(*this, variables);
  }
  return host::fail(ErrorCode::NotFound, "load: there is no fixture \"" + std::string(name) + "\"");
}

Result<void> PreparedCard::secure(const host::session::SecurePath& path) {
  link_.reset();
  const auto named = domain_named(path.domain);
  if (!path.domain.empty() && !named)
    return host::fail(ErrorCode::NotFound, "secure: there is no domain \"" + path.domain + "\"");
  const auto aid = named ? wire::Result<wire::Aid, wire::Error>(*named) : wire::Aid::from(path.aid);
  if (!aid) return host::fail(ErrorCode::BadInput, "secure: " + host::to_hex(path.aid) + " is no AID");
  auto opened = link(path.protocol, *aid);
  if (!opened) return wire::fail(opened.error());
  link_ = std::move(*opened);
  return {};
}

Result<SecuredAnswer> PreparedCard::transmit_secured(Bytes command) {
  if (!link_) return host::fail(ErrorCode::WrongState, "there is no secured path");
  return link_->transmit(command);
}

Result<ByteString> PreparedCard::sign(std::string_view signer, Bytes message) {
  auto server = test_server(signer);
  if (!server) return wire::fail(server.error());
  return server->key.sign(message);
}

Result<void> PreparedCard::agree_keys(const ByteString& aid, Bytes control_reference, Bytes answer) {
  auto request = request_of(control_reference);
  auto ephemeral = test_ephemeral_key();
  auto ecasd = test_ecasd_key();
  if (!request) return wire::fail(request.error());
  if (!ephemeral || !ecasd) return host::fail(ErrorCode::Internal, "keys: no test keys");
  auto scenario = host::scp::Scenario3::create(*request, *ephemeral, ecasd->public_key());
  if (!scenario) return wire::fail(scenario.error());
  auto established = scenario->finish(answer);
  if (!established) return wire::fail(established.error());
  auto keys = established->scp03();
  if (!keys) return wire::fail(keys.error());
  keys_.insert_or_assign(aid, std::move(*keys));
  return {};
}

Result<ByteString> PreparedCard::take_notification() {
  auto taken = device_ ? device_->take_notification() : std::nullopt;
  if (!taken) return host::fail(ErrorCode::NotFound, "the card has sent no notification");
  return std::move(*taken);
}

Result<void> PreparedCard::wait(unsigned seconds) {
  constexpr std::uint64_t second = 1000;
  if (!native_) return host::fail(ErrorCode::Unsupported, "wait: nothing moves the clock of this body");
  for (unsigned i = 0; i < seconds; ++i) {
    clock_.advance(second);
    native_->card().poll();
    if (!device_) continue;
    if (auto passed = device_->advance(std::chrono::seconds(1)); !passed) return passed;
  }
  return {};
}

}  // namespace sixline::tools
