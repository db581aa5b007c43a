#include "tools/sixline/function_sections.hpp"

#include <array>

#include "card/gp/domains.hpp"
#include "card/isdp/isd_p.hpp"
#include "card/isdp/mno_sd.hpp"
#include "card/isdr/esx.hpp"
#include "card/isdr/isd_r.hpp"
#include "card/profile/element.hpp"
#include "card/toolkit/commands.hpp"
#include "card/toolkit/envelopes.hpp"
#include "card/uicc/commands.hpp"
#include "card/wire/tags.hpp"
#include "host/bytes.hpp"

namespace sixline::tools {
namespace {

namespace card = sixline::card;
using Lines = std::vector<FunctionLine>;

std::string hex_of(std::uint32_t number) {
  std::array<std::uint8_t, 4> bytes{};
  wire::write_be(number, bytes);
  wire::Bytes view = bytes;
  while (view.size() > 1 && view.front() == 0) view = view.subspan(1);
  return host::to_hex(view);
}

/// Every table of commands has the same columns.
template <class Rows>
Lines command_lines(const Rows& rows) {
  Lines lines;
  for (const auto& row : rows) {
    const std::string cla = host::to_hex(wire::Bytes(&row.cla, 1));
    lines.push_back({cla + " " + host::to_hex(wire::Bytes(&row.ins, 1)), std::string(row.name),
                     std::string(row.citation), std::string(row.script)});
  }
  return lines;
}

Lines uicc_commands() {
  return command_lines(card::uicc::commands());
}

Lines toolkit_commands() {
  return command_lines(card::toolkit::Toolkit::commands());
}

Lines domain_commands() {
  return command_lines(card::gp::Domains::commands());
}

Lines isd_p_commands() {
  return command_lines(card::isdp::IsdP::commands());
}

Lines isd_r_functions() {
  Lines lines;
  for (const auto& row : card::isdr::functions()) {
    std::string code = host::to_hex(wire::Bytes(&row.ins, 1));
    if (row.p1) code += " " + host::to_hex(wire::Bytes(&*row.p1, 1));
    if (row.dgi) code += " " + hex_of(*row.dgi);
    if (row.addressee == card::isdr::Addressee::IsdP) code += " P";
    if (row.last_tag) code += " " + hex_of(*row.last_tag);
    lines.push_back({code, std::string(row.name), std::string(row.citation), std::string(row.script)});
  }
  return lines;
}

Lines notifications() {
  Lines lines;
  for (const auto& row : card::isdr::notifications())
    lines.push_back(
        {hex_of(wire::tag::euicc::notification) + " " + hex_of(static_cast<std::uint32_t>(row.type)),
         std::string(row.name), std::string(row.citation), std::string(row.script)});
  return lines;
}

Lines mno_functions() {
  Lines lines;
  for (const auto& row : card::isdp::mno_functions()) {
    const std::string ins = host::to_hex(wire::Bytes(&row.ins, 1));
    lines.push_back({ins + " " + (row.dgi ? hex_of(*row.dgi) : hex_of(row.p1)), std::string(row.name),
                     std::string(row.citation), std::string(row.script)});
  }
  return lines;
}

Lines local_functions() {
  Lines lines;
  for (const auto& row : card::isdr::local_functions())
    lines.push_back({hex_of(wire::tag::toolkit::gsma_local_function) + " " + hex_of(row.code),
                     std::string(row.name), std::string(row.citation), std::string(row.script)});
  return lines;
}

Lines envelopes() {
  Lines lines;
  for (const auto& row : card::toolkit::envelopes())
    lines.push_back(
        {hex_of(row.tag), std::string(row.name), std::string(row.citation), std::string(row.script)});
  return lines;
}

Lines proactive_commands() {
  Lines lines;
  for (const auto& row : card::toolkit::proactive_commands())
    lines.push_back({hex_of(static_cast<std::uint32_t>(row.type)), std::string(row.name),
                     std::string(row.citation), std::string(row.script)});
  return lines;
}

Lines data_objects() {
  Lines lines;
  for (const auto& row : card::gp::data_objects())
    lines.push_back({hex_of(row.tag), std::string(row.name), std::string(row.citation), {}});
  return lines;
}

Lines isd_p_data_functions() {
  Lines lines;
  for (const auto& row : card::isdp::IsdP::data_functions())
    lines.push_back(
        {hex_of(row.dgi), std::string(row.name), std::string(row.citation), std::string(row.script)});
  return lines;
}

Lines isd_p_tlv_functions() {
  Lines lines;
  for (const auto& row : card::isdp::IsdP::tlv_functions())
    lines.push_back(
        {hex_of(row.tag), std::string(row.name), std::string(row.citation), std::string(row.script)});
  return lines;
}

Lines profile_elements() {
  Lines lines;
  for (const auto& row : card::profile::elements())
    lines.push_back({hex_of(row.tag), std::string(row.name), std::string(row.citation),
                     "profile/" + std::string(row.script)});
  return lines;
}

constexpr auto on_card = std::to_array<FunctionSection>({
    {"UICC commands", uicc_commands},
    {"Toolkit commands", toolkit_commands},
    {"Envelopes", envelopes},
    {"Proactive commands", proactive_commands},
    {"Commands of security domains", domain_commands},
    {"Objects of GET DATA", data_objects},
    {"ES5 functions of the ISD-R", isd_r_functions},
    {"ES5 notifications of the ISD-R", notifications},
    {"ES6 functions of the MNO-SD", mno_functions},
    {"ESx functions of the device", local_functions},
    {"Commands to an ISD-P", isd_p_commands},
    {"ES8 functions in STORE DATA", isd_p_data_functions},
    {"ES8 functions in SCP03t", isd_p_tlv_functions},
    {"Profile elements", profile_elements},
});

}  // namespace

std::span<const FunctionSection> on_card_sections() {
  return on_card;
}

}  // namespace sixline::tools
