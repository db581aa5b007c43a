#include "card/uicc/commands.hpp"

#include <algorithm>

#include "card/uicc/handlers.hpp"

namespace sixline::card::uicc {
namespace {

using runtime::cases;
using wire::IsoCase;

// T=0 tells neither case 3 from case 4 nor, with P3 = 00, case 1 from case 2: rows accept both of a pair.
constexpr std::uint8_t answer_only = cases(IsoCase::Le);
constexpr std::uint8_t data_only = cases(IsoCase::Lc);
constexpr std::uint8_t data_and_answer = cases(IsoCase::Lc, IsoCase::LcLe);
constexpr std::uint8_t data_or_none = cases(IsoCase::None, IsoCase::Le, IsoCase::Lc);
constexpr std::uint8_t none_or_answer = cases(IsoCase::None, IsoCase::Le);
constexpr std::uint8_t any_but_none = cases(IsoCase::Le, IsoCase::Lc, IsoCase::LcLe);
constexpr std::uint8_t any = cases(IsoCase::None, IsoCase::Le, IsoCase::Lc, IsoCase::LcLe);

/// SUSPEND UICC, which is optional, is not offered: what a card remembers of the terminal would have to be
/// kept over a loss of power, and no device that this eUICC is made for takes its supply away while it stays
/// in one.
///
/// The first `remote_count` rows are those of remote file management, the last of them from `content_count`
/// on administer files.
constexpr std::size_t content_count = 17;
constexpr std::size_t remote_count = 20;
constexpr auto table = std::to_array<Command>({
    {"SELECT", 0x00, 0xA4, any, select, "TS 102 221 §11.1.1", "uicc/select"},
    {"STATUS", 0x80, 0xF2, none_or_answer, status, "TS 102 221 §11.1.2", "uicc/status"},
    {"READ BINARY", 0x00, 0xB0, answer_only, read_binary, "TS 102 221 §11.1.3", "uicc/read_binary"},
    {"UPDATE BINARY", 0x00, 0xD6, data_only, update_binary, "TS 102 221 §11.1.4", "uicc/update_binary"},
    {"READ RECORD", 0x00, 0xB2, answer_only, read_record, "TS 102 221 §11.1.5", "uicc/read_record"},
    {"UPDATE RECORD", 0x00, 0xDC, data_only, update_record, "TS 102 221 §11.1.6", "uicc/update_record"},
    {"SEARCH RECORD", 0x00, 0xA2, data_and_answer, search_record, "TS 102 221 §11.1.7", "uicc/search_record"},
    {"INCREASE", 0x80, 0x32, data_and_answer, increase, "TS 102 221 §11.1.8", "uicc/increase"},
    {"VERIFY PIN", 0x00, 0x20, data_or_none, verify_pin, "TS 102 221 §11.1.9", "uicc/verify_pin"},
    {"CHANGE PIN", 0x00, 0x24, data_only, change_pin, "TS 102 221 §11.1.10", "uicc/change_pin"},
    {"DISABLE PIN", 0x00, 0x26, data_only, disable_pin, "TS 102 221 §11.1.11", "uicc/disable_pin"},
    {"ENABLE PIN", 0x00, 0x28, data_only, enable_pin, "TS 102 221 §11.1.12", "uicc/enable_pin"},
    {"UNBLOCK PIN", 0x00, 0x2C, data_or_none, unblock_pin, "TS 102 221 §11.1.13", "uicc/unblock_pin"},
    {"DEACTIVATE FILE", 0x00, 0x04, data_or_none, deactivate_file, "TS 102 221 §11.1.14",
     "uicc/deactivate_file"},
    {"ACTIVATE FILE", 0x00, 0x44, data_or_none, activate_file, "TS 102 221 §11.1.15", "uicc/activate_file"},
    {"RETRIEVE DATA", 0x80, 0xCB, any_but_none, retrieve_data, "TS 102 221 §11.3.1", "uicc/retrieve_data"},
    {"SET DATA", 0x80, 0xDB, data_only, set_data, "TS 102 221 §11.3.2", "uicc/set_data"},
    {"CREATE FILE", 0x00, 0xE0, data_only, create_file, "TS 102 222 §6.3", "uicc/create_file"},
    {"DELETE FILE", 0x00, 0xE4, data_only, delete_file, "TS 102 222 §6.4", "uicc/delete_file"},
    {"RESIZE FILE", 0x80, 0xD4, data_only, resize_file, "TS 102 222 §6.10", "uicc/resize_file"},
    {"TERMINATE DF", 0x00, 0xE6, data_or_none, terminate_df, "TS 102 222 §6.7", "uicc/terminate_df"},
    {"TERMINATE EF", 0x00, 0xE8, data_or_none, terminate_ef, "TS 102 222 §6.8", "uicc/terminate_ef"},
    {"TERMINATE CARD USAGE", 0x00, 0xFE, none_or_answer, terminate_card_usage, "TS 102 222 §6.9",
     "uicc/terminate_card_usage"},
    {"AUTHENTICATE", 0x00, 0x88, data_and_answer, authenticate, "TS 102 221 §11.1.16", "uicc/authenticate"},
    {"MANAGE CHANNEL", 0x00, 0x70, none_or_answer, manage_channel, "TS 102 221 §11.1.17",
     "uicc/manage_channel"},
    {"GET CHALLENGE", 0x00, 0x84, answer_only, get_challenge, "TS 102 221 §11.1.18", "uicc/get_challenge"},
    {"TERMINAL CAPABILITY", 0x80, 0xAA, data_only, terminal_capability, "TS 102 221 §11.1.19",
     "uicc/terminal_capability"},
    {"GET IDENTITY", 0x80, 0x78, none_or_answer, get_identity, "TS 31.102 §7.5", "uicc/get_identity"},
});

}  // namespace

std::span<const Command> commands() {
  return table;
}

std::span<const Command> remote_commands() {
  return commands().first(remote_count);
}

bool administers_files(std::uint8_t ins) {
  const auto rows = remote_commands().subspan(content_count);
  return std::any_of(rows.begin(), rows.end(), [ins](const Command& row) { return row.ins == ins; });
}

}  // namespace sixline::card::uicc
