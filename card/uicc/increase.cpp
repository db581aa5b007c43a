// INCREASE.  [TS 102 221 §11.1.8]
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t sfi_form = 0x80;
constexpr std::uint8_t sfi_bits = 0x1F;
constexpr std::size_t max_increase = 127;

/// `number` += `amount`, both big-endian; false when the sum does not fit.
bool add(MutableBytes number, Bytes amount) {
  unsigned carry = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const std::size_t from_end = number.size() - 1 - i;
    const unsigned addend = i < amount.size() ? amount[amount.size() - 1 - i] : 0;
    const unsigned sum = number[from_end] + addend + carry;
    number[from_end] = static_cast<std::uint8_t>(sum);
    carry = sum >> 8;
  }
  return carry == 0;
}

Result<std::uint8_t, StatusWord> sfi_of(const CommandApdu& command) {
  if (command.p1p2() == 0) return std::uint8_t{0};
  const std::uint8_t sfi = command.p1 & sfi_bits;
  if (command.p2 != 0 || (command.p1 & ~sfi_bits) != sfi_form || sfi == 0) return wire::fail(sw::wrong_p1p2);
  return sfi;
}

}  // namespace

StatusWord increase(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  const auto sfi = sfi_of(command);
  if (!sfi) return sfi.error();
  auto target = find_target(uicc, session, *sfi);
  if (!target) return target.error();
  const File& file = target->file;
  if (file.type != FileType::Cyclic) return sw::incompatible_file;
  const StatusWord allowed = check_access(uicc, session, file, access_mode::by_command_only, command);
  if (allowed != sw::ok) return allowed;
  if (command.data.size() > max_increase || command.data.size() > file.record_length) return sw::wrong_length;

  std::array<std::uint8_t, limits::max_record> scratch;
  const MutableBytes record = MutableBytes(scratch).first(file.record_length);
  StatusWord status = uicc.files().read(file, uicc.files().record_offset(file, 1), record);
  if (status != sw::ok) return status;
  if (!add(record, command.data)) return sw::max_value_reached;
  status = uicc.files().write_newest(file, record);
  if (status != sw::ok) return status;
  target->record = Session::initial_record(file);
  keep_target(session, *target);
  response.data().put(record);
  response.data().put(command.data);
  return sw::ok;
}

}  // namespace sixline::card::uicc
