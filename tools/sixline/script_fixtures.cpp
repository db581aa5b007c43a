// The states of a card that scripts begin in.
#include <array>

#include "host/es/es5.hpp"
#include "host/es/es8.hpp"
#include "host/profile/identity.hpp"
#include "host/profile/personaliser.hpp"
#include "host/profile/template_package.hpp"
#include "host/scp/scenario3.hpp"
#include "tools/sixline/prepared_card.hpp"
#include "tools/sixline/test_servers.hpp"

namespace sixline::tools {
namespace {

using host::Bytes;
using host::ByteString;
using host::ErrorCode;
using host::Result;
using host::session::Variables;
namespace es = host::es;

constexpr std::uint16_t first = wire::aid::first_isd_p_number;
constexpr std::uint16_t second = first + 1;
constexpr std::string_view second_iccid = "8999901000000000021";
constexpr std::string_view second_imsi = "001010000000002";

/// What every script may want to name.
Result<void> define_names(Variables& variables) {
  variables["isdr"] = host::to_byte_string(wire::aid::isd_r().view());
  variables["ecasd"] = host::to_byte_string(wire::aid::ecasd().view());
  variables["eid"] = host::to_byte_string(test_eid().bytes);
  for (const auto& [server, name] : {std::pair{"sm-dp", "cert_dp"}, std::pair{"sm-sr", "cert_sr"}}) {
    auto known = test_server(server);
    if (!known) return wire::fail(known.error());
    variables[name] = std::move(known->certificate);
  }
  auto ephemeral = test_ephemeral_key();
  if (!ephemeral) return wire::fail(ephemeral.error());
  variables["ephemeral"] = host::to_byte_string(ephemeral->public_key().point());
  return {};
}

Result<void> blank(PreparedCard&, Variables& variables) {
  return define_names(variables);
}

Result<void> define_profile(Variables& variables, const char* isd_p, std::uint16_t number, const char* iccid,
                            std::string_view digits) {
  auto in_file = host::profile::iccid_for_file(std::string(digits));
  if (!in_file) return wire::fail(in_file.error());
  variables[isd_p] = host::to_byte_string(wire::aid::euicc(number).view());
  variables[iccid] = std::move(*in_file);
  variables["usim"] = host::to_byte_string(host::profile::template_usim_aid());
  return {};
}

/// A template as first profile: ISD-P 0010, enabled.
Result<void> bootstrap(PreparedCard& card, Variables& variables,
                       const host::profile::TemplateChoice& choice) {
  if (auto named = define_names(variables); !named) return named;
  const ByteString package = host::profile::template_package(choice).encode();
  std::array<std::uint8_t, 256> buffer{};
  wire::Writer report(buffer);
  auto slot = card.native().card().install_bootstrap(package, report);
  if (!slot)
    return host::fail(ErrorCode::Internal, "install the template profile: " + host::to_hex(report.view()),
                      slot.error());
  variables["mno_sd"] = host::to_byte_string(host::profile::template_mno_sd_aid());
  return define_profile(variables, "isdp1", first, "iccid1", host::profile::template_iccid);
}

Result<void> one_profile(PreparedCard& card, Variables& variables) {
  return bootstrap(card, variables, {});
}

Result<void> operator_domains(PreparedCard& card, Variables& variables) {
  return bootstrap(card, variables, {.channel_keys = true});
}

/// STORE DATA blocks and what comes before them; the answer to the last.
Result<ByteString> send_all(PreparedCard& card, const Result<std::vector<ByteString>>& commands) {
  if (!commands) return wire::fail(commands.error());
  ByteString last;
  for (const ByteString& command : *commands) {
    auto answer = card.command_isd_r("establish keys", command);
    if (!answer) return answer;
    last = std::move(*answer);
  }
  return last;
}

/// ES5.CreateISDP and ES8.EstablishISDPKeySet: the ISD-P is PERSONALIZED afterwards.
Result<void> create_isd_p(PreparedCard& card, std::uint16_t number) {
  const wire::Aid aid = wire::aid::euicc(number);
  if (auto created = card.command_isd_r("create an ISD-P", es::es5::create_isd_p(aid)); !created)
    return wire::fail(created.error());
  auto server = test_server("sm-dp");
  auto ephemeral = test_ephemeral_key();
  auto ecasd = test_ecasd_key();
  if (!server || !ephemeral || !ecasd) return host::fail(ErrorCode::Internal, "no test keys");
  const host::scp::KeySetRequest request;
  auto scenario = host::scp::Scenario3::create(request, *ephemeral, ecasd->public_key());
  if (!scenario) return wire::fail(scenario.error());
  const ByteString message_1 = host::scp::Scenario3::message_1(server->certificate);
  auto answer_1 = send_all(card, es::es8::establish_isd_p_key_set_1(aid, message_1));
  if (!answer_1) return wire::fail(answer_1.error());
  auto challenge = host::scp::Scenario3::random_challenge(*answer_1);
  if (!challenge) return wire::fail(challenge.error());
  auto message_2 = scenario->message_2(*challenge, server->key.signer());
  if (!message_2) return wire::fail(message_2.error());
  auto answer_2 = send_all(card, es::es8::establish_isd_p_key_set_2(message_1, *message_2));
  if (!answer_2) return wire::fail(answer_2.error());
  return card.agree_keys(host::to_byte_string(aid.view()), request.control_reference(), *answer_2);
}

/// Names the elements of the template package, in their order.
void define_elements(Variables& variables) {
  static constexpr auto names =
      std::to_array<const char*>({"header", "mf", "puk_codes", "pin_codes", "usim_adf", "opt_usim",
                                  "pin2_codes", "aka_parameter", "security_domain", "rfm", "rfm_adf", "end"});
  const host::profile::Package package = host::profile::template_package({.telecom = false});
  ByteString whole;
  for (std::size_t i = 0; i < names.size() && i < package.elements().size(); ++i) {
    variables[names[i]] = package.elements()[i].encode();
    host::append(whole, variables[names[i]]);
  }
  variables["package"] = std::move(whole);
}

/// ISD-P 0010 with keys and without a profile.
Result<void> isd_p(PreparedCard& card, Variables& variables) {
  if (auto named = define_names(variables); !named) return named;
  if (auto created = create_isd_p(card, first); !created) return created;
  define_elements(variables);
  return define_profile(variables, "isdp1", first, "iccid1", host::profile::template_iccid);
}

/// The first attachment is reported and confirmed, so that the next notification is the script's own.
Result<void> confirm_declaration(PreparedCard& card) {
  if (auto device = card.device(); !device) return wire::fail(device.error());
  auto notification = card.take_notification();
  if (!notification) return wire::fail(notification.error());
  auto read = es::es5::read_notification(*notification);
  if (!read) return wire::fail(read.error());
  return card
      .command_isd_r("confirm the declaration",
                     es::es5::handle_notification_confirmation(read->sequence_number))
      .map([](const ByteString&) {});
}

Result<ByteString> second_package() {
  host::profile::Package package = host::profile::template_package();
  host::profile::Personalisation values;
  values.iccid = std::string(second_iccid);
  values.imsi = std::string(second_imsi);
  auto personalised = host::profile::personalise(package, values);
  if (!personalised) return wire::fail(personalised.error());
  return package.encode();
}

/// As one_profile, which holds the fall-back attribute, and ISD-P 0011 with a second profile, disabled.
Result<void> two_profiles(PreparedCard& card, Variables& variables) {
  if (auto begun = one_profile(card, variables); !begun) return begun;
  if (auto confirmed = confirm_declaration(card); !confirmed) return confirmed;
  if (auto created = create_isd_p(card, second); !created) return created;
  auto package = second_package();
  if (!package) return wire::fail(package.error());
  auto link = card.link("scp03t", wire::aid::euicc(second));
  if (!link) return wire::fail(link.error());
  auto report = (*link)->transmit(*package);
  if (!report) return wire::fail(report.error());
  const auto answer = wire::TlvReader::ber(report->data).next();
  auto response = es::es8::EuiccResponse::parse(answer ? answer->value : Bytes{});
  if (!response) return wire::fail(response.error());
  if (!response->ok()) return host::fail(ErrorCode::CardRefused, response->describe());
  return define_profile(variables, "isdp2", second, "iccid2", second_iccid);
}

/// As one_profile, and ISD-P 0011 with a test profile, disabled.
Result<void> test_profile(PreparedCard& card, Variables& variables) {
  if (auto begun = one_profile(card, variables); !begun) return begun;
  auto package = second_package();
  if (!package) return wire::fail(package.error());
  std::array<std::uint8_t, 256> buffer{};
  wire::Writer report(buffer);
  auto slot = card.native().card().install_test_profile(*package, report);
  if (!slot)
    return host::fail(ErrorCode::Internal, "install a test profile: " + host::to_hex(report.view()),
                      slot.error());
  if (auto confirmed = confirm_declaration(card); !confirmed) return confirmed;
  return define_profile(variables, "isdp2", second, "iccid2", second_iccid);
}

constexpr auto table = std::to_array<Fixture>({
    {"blank", blank},
    {"one_profile", one_profile},
    {"operator_domains", operator_domains},
    {"two_profiles", two_profiles},
    {"test_profile", test_profile},
    {"isd_p", isd_p},
});

}  // namespace

std::span<const Fixture> fixtures() {
  return table;
}

}  // namespace sixline::tools
