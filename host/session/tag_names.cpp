// The tables behind tlv_text: what tags, toolkit tags and commands are called.
#include <array>

#include "host/session/tlv_text.hpp"

namespace sixline::host::session {
namespace {

struct TagName {
  wire::Tag parent;
  wire::Tag tag;
  std::string_view name;
};

constexpr auto tag_names = std::to_array<TagName>({
    // [TS 102 221 §11.1.1.3] file control parameters
    {0, 0x62, "file control parameters"},
    {0x62, 0x80, "file size"},
    {0x62, 0x81, "total file size"},
    {0x62, 0x82, "file descriptor"},
    {0x62, 0x83, "file identifier"},
    {0x62, 0x84, "DF name"},
    {0x62, 0x88, "short file identifier"},
    {0x62, 0x8A, "life cycle status"},
    {0x62, 0x8B, "security attributes, referenced"},
    {0x62, 0x8C, "security attributes, compact"},
    {0x62, 0xAB, "security attributes, expanded"},
    {0x62, 0xA5, "proprietary information"},
    {0x62, 0xC6, "PIN status template"},
    {0xA5, 0x80, "UICC characteristics"},
    {0xA5, 0x81, "application power consumption"},
    {0xA5, 0x82, "minimum clock frequency"},
    {0xA5, 0x83, "available memory"},
    {0xA5, 0x84, "file details"},
    {0xA5, 0x85, "reserved file size"},
    {0xA5, 0x86, "maximum file size"},
    {0xA5, 0x87, "supported system commands"},
    {0xA5, 0x88, "UICC environmental conditions"},
    {0xA5, 0xC0, "special file information"},
    {0xA5, 0x9F65, "maximum length of command data"},
    {0xA5, 0x9F6E, "production life cycle data"},
    {0xC6, 0x90, "PIN status"},
    {0xC6, 0x95, "usage qualifier"},
    {0xC6, 0x83, "key reference"},
    // [TS 102 221 §13.1] EF.DIR
    {0, 0x61, "application template"},
    {0x61, 0x4F, "application identifier"},
    {0x61, 0x50, "application label"},
    {0x61, 0x73, "discretionary template"},
    // [GPCS §11.9.3.1] selection of a security domain
    {0, 0x6F, "file control information"},
    {0x6F, 0x84, "application identifier"},
    {0x6F, 0xA5, "proprietary information"},
    // [GPCS §11.3] GET DATA
    {0, 0x5A, "EID"},
    {0, 0xE0, "key information template"},
    {0xE0, 0xC0, "key information"},
    {0, 0x66, "card data"},
    {0x66, 0x73, "card recognition data"},
    {0x73, 0x06, "object identifier"},
    {0x73, 0x60, "card management type and version"},
    {0x73, 0x63, "card identification scheme"},
    {0x73, 0x64, "secure channel protocol"},
    {0, 0xFF21, "extended card resources"},
    {0xFF21, 0x81, "number of installed applications"},
    {0xFF21, 0x82, "free non-volatile memory"},
    {0xFF21, 0x83, "free volatile memory"},
    {0, 0xBF30, "forwarded CASD data"},
    {0, 0x7F21, "certificate"},
    {0xBF30, 0x7F21, "certificate"},
    {0x7F21, 0x93, "serial number"},
    {0x7F21, 0x42, "CA identifier"},
    {0x7F21, 0x5F20, "subject identifier"},
    {0x7F21, 0x95, "key usage"},
    {0x7F21, 0x5F25, "effective date"},
    {0x7F21, 0x5F24, "expiration date"},
    {0x7F21, 0x73, "discretionary data"},
    {0x7F21, 0x7F49, "public key"},
    {0x7F21, 0x5F37, "signature"},
    {0x7F49, 0xB0, "public point"},
    {0x7F49, 0xF0, "key parameter reference"},
    // [GPCS §11.4.3.1] GET STATUS
    {0, 0xE3, "application"},
    {0xE3, 0x4F, "application identifier"},
    {0xE3, 0x9F70, "life cycle state"},
    {0xE3, 0xC5, "privileges"},
    {0xE3, 0x53, "profile attribute"},
    {0xE3, 0x8F, "granted non-volatile memory"},
    {0xE3, 0x91, "remaining non-volatile memory"},
    {0xE3, 0xC4, "executable load file"},
    {0xE3, 0xCC, "associated security domain"},
    // [TS 102 226 §5.2] remote commands in expanded format
    {0, 0xAA, "command script"},
    {0xAA, 0x22, "command"},
    {0, 0xAB, "response script"},
    {0xAB, 0x80, "number of executed commands"},
    {0xAB, 0x23, "answer"},
    {0xAB, 0x90, "bad format"},
});

struct CodeName {
  std::uint8_t code;
  std::string_view name;
};

// [TS 101 220 §7.2] card toolkit data objects, comprehension bit taken out
constexpr auto toolkit_tags = std::to_array<CodeName>({
    {0x01, "command details"},
    {0x02, "device identities"},
    {0x03, "result"},
    {0x04, "duration"},
    {0x05, "alpha identifier"},
    {0x06, "address"},
    {0x0B, "SMS TPDU"},
    {0x0D, "text string"},
    {0x12, "file list"},
    {0x13, "location information"},
    {0x14, "IMEI"},
    {0x19, "event list"},
    {0x1B, "location status"},
    {0x24, "timer identifier"},
    {0x25, "timer value"},
    {0x26, "date and time"},
    {0x2D, "language"},
    {0x2F, "AID"},
    {0x35, "bearer description"},
    {0x36, "channel data"},
    {0x37, "channel data length"},
    {0x38, "channel status"},
    {0x39, "buffer size"},
    {0x3C, "transport level"},
    {0x3E, "other address"},
    {0x47, "network access name"},
    {0x62, "IMEISV"},
    {0x6D, "MEID"},
});

// [TS 102 223 §9.4]
constexpr auto proactive_commands = std::to_array<CodeName>({
    {0x01, "REFRESH"},
    {0x02, "MORE TIME"},
    {0x03, "POLL INTERVAL"},
    {0x04, "POLLING OFF"},
    {0x05, "SET UP EVENT LIST"},
    {0x13, "SEND SHORT MESSAGE"},
    {0x21, "DISPLAY TEXT"},
    {0x25, "SET UP MENU"},
    {0x26, "PROVIDE LOCAL INFORMATION"},
    {0x27, "TIMER MANAGEMENT"},
    {0x40, "OPEN CHANNEL"},
    {0x41, "CLOSE CHANNEL"},
    {0x42, "RECEIVE DATA"},
    {0x43, "SEND DATA"},
    {0x44, "GET CHANNEL STATUS"},
});

struct CommandName {
  std::uint8_t family;  ///< 00 interindustry, 80 proprietary
  std::uint8_t ins;
  std::string_view name;
};

// [TS 102 221 §10.1.2] [GPCS §11.1.4]
constexpr auto commands = std::to_array<CommandName>({
    {0x00, 0x04, "DEACTIVATE FILE"},
    {0x00, 0x20, "VERIFY PIN"},
    {0x00, 0x24, "CHANGE PIN"},
    {0x00, 0x26, "DISABLE PIN"},
    {0x00, 0x28, "ENABLE PIN"},
    {0x00, 0x2C, "UNBLOCK PIN"},
    {0x00, 0x44, "ACTIVATE FILE"},
    {0x00, 0x70, "MANAGE CHANNEL"},
    {0x00, 0x84, "GET CHALLENGE"},
    {0x00, 0x88, "AUTHENTICATE"},
    {0x00, 0x89, "AUTHENTICATE"},
    {0x00, 0xA2, "SEARCH RECORD"},
    {0x00, 0xA4, "SELECT"},
    {0x00, 0xB0, "READ BINARY"},
    {0x00, 0xB2, "READ RECORD"},
    {0x00, 0xC0, "GET RESPONSE"},
    {0x00, 0xCA, "GET DATA"},
    {0x00, 0xD6, "UPDATE BINARY"},
    {0x00, 0xDC, "UPDATE RECORD"},
    {0x00, 0xE0, "CREATE FILE"},
    {0x00, 0xE4, "DELETE FILE"},
    {0x00, 0xE6, "TERMINATE DF"},
    {0x00, 0xE8, "TERMINATE EF"},
    {0x00, 0xFE, "TERMINATE CARD USAGE"},
    {0x80, 0x10, "TERMINAL PROFILE"},
    {0x80, 0x12, "FETCH"},
    {0x80, 0x14, "TERMINAL RESPONSE"},
    {0x80, 0x32, "INCREASE"},
    {0x80, 0x50, "INITIALIZE UPDATE"},
    {0x80, 0x78, "GET IDENTITY"},
    {0x80, 0x82, "EXTERNAL AUTHENTICATE"},
    {0x80, 0xAA, "TERMINAL CAPABILITY"},
    {0x80, 0xC2, "ENVELOPE"},
    {0x80, 0xCA, "GET DATA"},
    {0x80, 0xCB, "RETRIEVE DATA"},
    {0x80, 0xD4, "RESIZE FILE"},
    {0x80, 0xD8, "PUT KEY"},
    {0x80, 0xDB, "SET DATA"},
    {0x80, 0xE2, "STORE DATA"},
    {0x80, 0xE4, "DELETE"},
    {0x80, 0xE6, "INSTALL"},
    {0x80, 0xE8, "LOAD"},
    {0x80, 0xF0, "SET STATUS"},
});

template <class Table>
std::string_view lookup(const Table& table, std::uint8_t code) {
  for (const CodeName& row : table) {
    if (row.code == code) return row.name;
  }
  return {};
}

}  // namespace

std::string_view tag_name(wire::Tag parent, wire::Tag tag) {
  for (const TagName& row : tag_names) {
    if (row.parent == parent && row.tag == tag) return row.name;
  }
  return {};
}

std::string_view toolkit_tag_name(std::uint8_t tag) {
  return lookup(toolkit_tags, tag);
}

std::string_view proactive_command_name(std::uint8_t type) {
  return lookup(proactive_commands, type);
}

std::string command_name(Bytes command) {
  const auto family = static_cast<std::uint8_t>(command[0] & 0x80);
  const std::uint8_t ins = command[1];
  // STATUS and GET STATUS share a code; only the second has a register in P1.
  if (family == 0x80 && ins == 0xF2) return command[2] >= 0x10 ? "GET STATUS" : "STATUS";
  for (const CommandName& row : commands) {
    if (row.family == family && row.ins == ins) return std::string(row.name);
  }
  return "INS " + to_hex(command.subspan(1, 1));
}

}  // namespace sixline::host::session
