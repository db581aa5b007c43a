#include "tools/sixline/script_card.hpp"

#include <array>

#include "host/profile/identity.hpp"
#include "host/profile/template_package.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/sms_channel.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
using host::session::Variables;

/// A card in a reader, with the connection it needs.
class ConnectedCard : public host::session::FoundCard {
 public:
  explicit ConnectedCard(std::unique_ptr<CardConnection> connection)
      : FoundCard(connection->session()), connection_(std::move(connection)) {}

 private:
  std::unique_ptr<CardConnection> connection_;
};

Result<void> no_profile(NativeCard&, Variables&) {
  return {};
}

/// The project's template as first profile: ISD-P 0010, enabled.
Result<void> one_profile(NativeCard& card, Variables& variables) {
  const host::ByteString package = host::profile::template_package().encode();
  std::array<std::uint8_t, 256> buffer{};
  wire::Writer report(buffer);
  auto slot = card.card().install_bootstrap(package, report);
  if (!slot)
    return host::fail(ErrorCode::Internal, "install the template profile: " + host::to_hex(report.view()),
                      slot.error());
  variables["isdp1"] = host::to_byte_string(wire::aid::euicc(wire::aid::first_isd_p_number).view());
  variables["usim"] = host::to_byte_string(host::profile::template_usim_aid());
  auto iccid = host::profile::iccid_for_file(host::profile::template_iccid);
  if (!iccid) return wire::fail(iccid.error());
  variables["iccid1"] = *iccid;
  return {};
}

/// SplitMix64: the same bytes on every machine.
class RepeatableRandom final : public card::platform::Random {
 public:
  void fill(wire::MutableBytes out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next());
  }
  bool is_true_random() const override { return false; }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }
  std::uint64_t state_ = 1;
};

class StandingClock final : public card::platform::Clock {
 public:
  std::uint64_t milliseconds() const override { return 0; }
};

struct Fixture {
  std::string_view name;
  Result<void> (*prepare)(NativeCard& card, Variables& variables);
};

// Described in tests/scripts/README.md.
constexpr auto fixtures = std::to_array<Fixture>({
    {"blank", no_profile},
    {"one_profile", one_profile},
});

/// A card of our own, made anew for each script.
class PreparedCard : public host::session::ScriptCard {
 public:
  static Result<std::unique_ptr<host::session::ScriptCard>> make(const Context& context) {
    auto prepared = std::make_unique<PreparedCard>();
    auto card = open_issued_card({}, {.random = &prepared->random_, .clock = &prepared->clock_});
    if (!card) return wire::fail(card.error());
    prepared->connect(std::move(*card));
    if (context.options().trace) prepared->session_->set_trace(context.trace_to(context.err()));
    return prepared;
  }

  static Result<std::unique_ptr<host::session::ScriptCard>> make(card::platform::Flash& flash) {
    auto prepared = std::make_unique<PreparedCard>();
    auto card = NativeCard::on_flash(flash, {.random = &prepared->random_, .clock = &prepared->clock_});
    if (!card) return host::fail(ErrorCode::Storage, "make a card: " + card.error());
    if (auto issued = issue_test_card((*card)->card()); !issued) return wire::fail(issued.error());
    prepared->connect(std::move(*card));
    return prepared;
  }

  host::session::CardSession& session() override { return *session_; }
  bool offers(std::string_view) const override { return true; }

  Result<void> load(std::string_view name, Variables& variables) override {
    for (const Fixture& fixture : fixtures) {
      if (fixture.name != name) continue;
      variables["isdr"] = host::to_byte_string(wire::aid::isd_r().view());
      variables["ecasd"] = host::to_byte_string(wire::aid::ecasd().view());
      variables["eid"] = host::to_byte_string(test_eid().bytes);
      return fixture.prepare(*card_, variables);
    }
    return host::fail(ErrorCode::NotFound, "load: there is no fixture \"" + std::string(name) + "\"");
  }

  Result<void> secure(const std::vector<std::string>& words) override {
    if (words[0] != "isd-r" || words[1] != "scp80")
      return host::fail(ErrorCode::NotFound,
                        "secure: there is no channel \"" + words[0] + " " + words[1] + "\"");
    const host::ByteString kic = test_kic();
    const host::ByteString kid = test_kid();
    const host::scp::Scp80Keys keys{0x01, host::crypto::Secret(kic), host::crypto::Secret(kid)};
    auto opened = SmsChannel::open(*session_, wire::aid::tar_of(wire::aid::isd_r()), keys);
    if (!opened) return wire::fail(opened.error());
    secured_ = std::move(*opened);
    return {};
  }
  Result<host::session::Reply> transmit_secured(host::Bytes command) override {
    return secured_->transmit(command);
  }

 private:
  void connect(std::unique_ptr<NativeCard> card) {
    card_ = std::move(card);
    channel_ = channel_to(*card_);
    session_.emplace(*channel_);
  }

  RepeatableRandom random_;
  StandingClock clock_;
  std::unique_ptr<NativeCard> card_;
  std::unique_ptr<host::transport::CardChannel> channel_;
  std::optional<host::session::CardSession> session_;
  std::unique_ptr<SmsChannel> secured_;
};

}  // namespace

Result<std::unique_ptr<host::session::ScriptCard>> make_script_card(card::platform::Flash& flash) {
  return PreparedCard::make(flash);
}

Result<std::unique_ptr<host::session::ScriptCard>> open_script_card(const Context& context) {
  const bool own = context.options().reader == "native" && context.options().state.empty();
  if (own) return PreparedCard::make(context);
  auto connection = context.connect();
  if (!connection) return wire::fail(connection.error());
  return std::make_unique<ConnectedCard>(std::move(*connection));
}

}  // namespace sixline::tools
