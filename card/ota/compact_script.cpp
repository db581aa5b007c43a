#include "card/ota/compact_script.hpp"

namespace sixline::card::ota {
namespace {

namespace sw = wire::sw;
using wire::Bytes;

constexpr std::size_t header_size = 5;
constexpr std::uint32_t full_le = 256;

enum Instruction : std::uint8_t {
  read_binary = 0xB0,
  read_record = 0xB2,
  get_response = 0xC0,
  get_data = 0xCA,
  status = 0xF2,
};
constexpr std::uint8_t last_status_p1 = 0x02;  // above it F2 is GET STATUS, which has data

/// P3 is the length of the answer, not of data.
bool outgoing(const wire::CommandApdu& command) {
  switch (command.ins) {
    case read_binary:
    case read_record:
    case get_data: return true;
    case status: return command.p1 <= last_status_p1;
    default: return false;
  }
}

/// Reserved classes, which no command of any card has.  [ISO 7816-4 §5.1.1]
bool reserved_class(std::uint8_t cla) {
  return (cla & 0xE0) == 0x20 || cla == 0xFF;
}

std::uint32_t expected(std::uint8_t le) {
  return le == 0 ? full_le : le;
}

}  // namespace

CompactCommand take_compact(Bytes script) {
  CompactCommand taken;
  if (reserved_class(script[0])) {
    taken.status = sw::class_not_supported;
    return taken;
  }
  if (script.size() < header_size) {
    taken.status = sw::wrong_length;
    return taken;
  }
  taken.command = {.cla = script[0], .ins = script[1], .p1 = script[2], .p2 = script[3]};
  const std::uint8_t p3 = script[4];
  taken.rest = script.subspan(header_size);
  taken.get_response = taken.command.ins == get_response;
  if (taken.get_response || outgoing(taken.command)) {
    taken.command.ne = expected(p3);
    return taken;
  }
  if (p3 > taken.rest.size()) {
    taken.status = sw::wrong_length;
    return taken;
  }
  taken.command.data = taken.rest.first(p3);
  taken.rest = taken.rest.subspan(p3);
  if (taken.rest.size() == 1) {
    taken.command.ne = expected(taken.rest[0]);
    taken.rest = {};
  }
  return taken;
}

}  // namespace sixline::card::ota
