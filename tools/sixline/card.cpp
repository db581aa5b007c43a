// sixline card: what a card is, or the native card in a PC/SC reader.
#include <charconv>
#include <csignal>
#include <iomanip>
#include <nlohmann/json.hpp>

#include "card/wire/tags.hpp"
#include "card/wire/tlv.hpp"
#include "hardware/native/vpcd_link.hpp"
#include "host/profile/identity.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/prepared_card.hpp"

namespace sixline::tools {
namespace {

using hardware::native::VpcdAddress;
using hardware::native::VpcdLink;
using host::ErrorCode;
using host::Result;
using host::session::CardSession;

/// The link that a signal ends.
VpcdLink* running_link = nullptr;

void stop_link(int) {
  if (running_link != nullptr) running_link->stop();
}

Result<VpcdAddress> parse_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  VpcdAddress address;
  if (colon == std::string::npos || colon == 0)
    return host::fail(ErrorCode::BadInput, "read the address \"" + text + "\": HOST:PORT is due");
  address.host = text.substr(0, colon);
  const char* end = text.data() + text.size();
  auto [stop, problem] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (stop != end || problem != std::errc{} || address.port == 0)
    return host::fail(ErrorCode::BadInput, "read the address \"" + text + "\": not a port number");
  return address;
}

/// A line of the report; what a card does not tell is left out.
using Facts = std::vector<std::pair<std::string, std::string>>;

constexpr host::session::Header get_data(std::uint16_t tag) {
  return {0x80, 0xCA, static_cast<std::uint8_t>(tag >> 8), static_cast<std::uint8_t>(tag)};
}

/// Value of one data object of the selected security domain.
std::optional<host::ByteString> data_object(CardSession& session, std::uint16_t tag) {
  auto reply = session.transmit(get_data(tag), {}, host::session::all_data);
  if (!reply || !reply->status.ok()) return std::nullopt;
  auto tlv = wire::TlvReader::ber(reply->data).expect(tag);
  if (!tlv) return std::nullopt;
  return host::to_byte_string(tlv->value);
}

void add_memory(Facts& facts, wire::Bytes resources) {
  const auto number = [&](wire::Tag tag) -> std::string {
    auto field = wire::TlvReader::ber(resources).find(tag);
    if (!field || field->value.size() > 8) return "?";
    return std::to_string(wire::read_be(field->value));
  };
  namespace gp = wire::tag::gp;
  facts.emplace_back("Memory", number(gp::free_non_volatile) + " bytes free, " + number(gp::free_volatile) +
                                   " bytes of RAM, " + number(gp::installed_applications) + " applications");
}

void add_keys(Facts& facts, wire::Bytes templates) {
  auto reader = wire::TlvReader::ber(templates);
  std::string text;
  while (auto key = reader.next()) {
    if (key->value.size() < 2) continue;
    if (!text.empty()) text += ", ";
    text += host::to_hex(key->value.subspan(1, 1)) + "/" + host::to_hex(key->value.first(1));
  }
  if (!text.empty()) facts.emplace_back("Keys of ISD-R", text + " (version/identifier)");
}

/// ISD-Ps with their states, if the card shows them to a terminal.  [GPCS §11.4]
void add_profiles(Facts& facts, CardSession& session) {
  constexpr host::session::Header get_status{0x80, 0xF2, 0x40, 0x02};
  constexpr std::uint8_t enabled = 0x3F;
  const host::ByteString all{0x4F, 0x00};
  auto reply = session.transmit(get_status, all, host::session::all_data);
  if (!reply || !reply->status.ok()) return;
  auto reader = wire::TlvReader::ber(reply->data);
  while (auto entry = reader.accept(wire::tag::gp::registry_entry)) {
    auto fields = wire::TlvReader::ber(entry->value);
    auto aid = fields.find(wire::tag::gp::aid);
    auto state = fields.find(wire::tag::gp::life_cycle);
    if (!aid || !state || state->value.size() != 1) continue;
    facts.emplace_back(
        "Profile", host::to_hex(aid->value) +
                       (state->value[0] == enabled ? " enabled" : " state " + host::to_hex(state->value)));
  }
}

void add_domains(Facts& facts, CardSession& session) {
  if (session.select(wire::aid::isd_r())) {
    facts.emplace_back("ISD-R", host::to_hex(wire::aid::isd_r().view()));
    if (auto eid = data_object(session, wire::tag::gp::eid)) facts.emplace_back("EID", host::to_hex(*eid));
    if (auto resources = data_object(session, wire::tag::gp::extended_resources))
      add_memory(facts, *resources);
    if (auto keys = data_object(session, wire::tag::gp::key_templates)) add_keys(facts, *keys);
    add_profiles(facts, session);
  }
  if (session.select(wire::aid::ecasd()))
    facts.emplace_back("ECASD", host::to_hex(wire::aid::ecasd().view()));
}

void add_files(Facts& facts, CardSession& session) {
  constexpr std::uint16_t ef_iccid = 0x2FE2;
  constexpr std::uint16_t ef_dir = 0x2F00;
  constexpr std::size_t iccid_size = 10;
  if (!session.select_path({})) return;
  if (session.select(ef_iccid)) {
    auto iccid = session.read_binary(iccid_size);
    // FF throughout: the eUICC's own file, while no profile is enabled.
    if (iccid && iccid->front() != 0xFF) facts.emplace_back("ICCID", host::profile::iccid_from_file(*iccid));
  }
  if (!session.select(ef_dir)) return;
  for (std::uint8_t number = 1; number < 0xFF; ++number) {
    auto record = session.read_record(number);
    if (!record) return;
    auto entry = wire::TlvReader::ber(*record).expect(wire::tag::gp::application_template);
    if (!entry) continue;
    auto aid = wire::TlvReader::ber(entry->value).find(wire::tag::gp::aid);
    if (aid) facts.emplace_back("Application", host::to_hex(aid->value));
  }
}

class CardCommand : public Command {
 public:
  void define(Options options) override {
    options
        .add("--vpcd", vpcd_,
             "run the native card in a PC/SC reader of vpcd, until it goes away or a signal comes")
        .called("[HOST:PORT]")
        .or_alone("127.0.0.1:35963");
    options.flag("--test-entropy", test_entropy_,
                 "with --vpcd: the random bytes of the tests, the same in every run. TEST ONLY");
  }

  ExitCode run(const Context& context) override { return vpcd_.empty() ? show(context) : serve(context); }

 private:
  static ExitCode show(const Context& context) {
    auto connection = context.connect();
    if (!connection) return context.fail(connection.error());
    CardSession& session = (*connection)->session();
    auto atr = session.reset();
    if (!atr) return context.fail(atr.error());
    Facts facts{{"Reader", (*connection)->channel().name()}, {"ATR", host::to_hex(*atr)}};
    add_domains(facts, session);
    add_files(facts, session);
    if (context.options().json) {
      nlohmann::ordered_json object;
      for (const auto& [name, value] : facts) {
        if (name == "Application" || name == "Profile") {
          object[name].push_back(value);
        } else {
          object[name] = value;
        }
      }
      context.out() << object.dump(2) << '\n';
    } else {
      for (const auto& [name, value] : facts)
        context.out() << std::left << std::setw(15) << name << value << '\n';
    }
    return ExitCode::Ok;
  }

  ExitCode serve(const Context& context) const {
    auto address = parse_address(vpcd_);
    if (!address) return context.fail(address.error());
    RepeatableRandom repeatable;
    hardware::native::NativeSettings settings;
    if (test_entropy_) {
      context.err() << "TEST ENTROPY: the same random bytes in every run, TEST ONLY\n";
      settings.random = &repeatable;
    }
    auto card = open_issued_card(context.options().state, settings);
    if (!card) return context.fail(card.error());
    VpcdLink link(**card, *address);
    running_link = &link;
    std::signal(SIGINT, stop_link);
    std::signal(SIGTERM, stop_link);
    auto served = link.run();
    running_link = nullptr;
    if (served) return ExitCode::Ok;
    return context.fail({ErrorCode::Transport, "serve vpcd at " + vpcd_ + ": " + served.error(), {}});
  }

  std::string vpcd_;
  bool test_entropy_ = false;
};

}  // namespace

std::unique_ptr<Command> make_card() {
  return std::make_unique<CardCommand>();
}

}  // namespace sixline::tools
