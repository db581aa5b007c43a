// READ RECORD and UPDATE RECORD.  [TS 102 221 §11.1.5, §11.1.6]
#include "card/uicc/handlers.hpp"
#include "card/uicc/target.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t mode_bits = 0x07;
constexpr std::uint32_t any_length = 256;  ///< what Le = 00 stands for

enum class Mode : std::uint8_t { Next = 2, Previous = 3, Absolute = 4 };

/// The record that P1 and the mode name, and where the record pointer stands afterwards.
struct Choice {
  unsigned number = 0;
  std::uint8_t pointer = 0;
};

/// Cyclic files have no end: after the oldest record comes the newest.
Result<unsigned, StatusWord> neighbour(const Target& target, bool forward) {
  const unsigned count = target.file.record_count();
  const unsigned at = target.record;
  // Another channel may have made the file shorter.
  if (at == 0 || at > count) return forward ? 1 : count;
  const bool at_edge = forward ? at == count : at == 1;
  if (at_edge && target.file.type != FileType::Cyclic) return wire::fail(sw::record_not_found);
  if (at_edge) return forward ? 1 : count;
  return forward ? at + 1 : at - 1;
}

Result<Choice, StatusWord> choose(const Target& target, const CommandApdu& command) {
  const auto mode = static_cast<Mode>(command.p2 & mode_bits);
  if (mode == Mode::Absolute) {
    // The pointer stays: 00 names the record it points to.
    const unsigned number = command.p1 == 0 ? target.record : command.p1;
    if (number == 0 || number > target.file.record_count()) return wire::fail(sw::record_not_found);
    return Choice{number, target.record};
  }
  if ((mode != Mode::Next && mode != Mode::Previous) || command.p1 != 0) return wire::fail(sw::wrong_p1p2);
  const auto number = neighbour(target, mode == Mode::Next);
  if (!number) return wire::fail(number.error());
  return Choice{*number, static_cast<std::uint8_t>(*number)};
}

Result<Target, StatusWord> begin(Uicc& uicc, const Session& session, const CommandApdu& command,
                                 std::uint8_t mode) {
  const auto target = find_target(uicc, session, static_cast<std::uint8_t>(command.p2 >> 3));
  if (!target) return target;
  if (!is_record_based(target->file.type)) return wire::fail(sw::incompatible_file);
  const StatusWord allowed = check_access(uicc, session, target->file, mode, command);
  if (allowed != sw::ok) return wire::fail(allowed);
  return target;
}

}  // namespace

StatusWord read_record(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  auto target = begin(uicc, session, command, access_mode::read);
  if (!target) return target.error();
  const auto choice = choose(*target, command);
  if (!choice) return choice.error();
  const File& file = target->file;
  if (command.ne != file.record_length && command.ne < any_length)
    return sw::exact_length(file.record_length);
  const MutableBytes out = response.data().take(file.record_length);
  const StatusWord status = uicc.files().read(file, uicc.files().record_offset(file, choice->number), out);
  if (status != sw::ok) return status;
  target->record = choice->pointer;
  keep_target(session, *target);
  return sw::ok;
}

StatusWord update_record(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  auto target = begin(uicc, session, command, access_mode::update);
  if (!target) return target.error();
  const File& file = target->file;
  const bool cyclic = file.type == FileType::Cyclic;
  if (cyclic && (command.p2 & mode_bits) != static_cast<std::uint8_t>(Mode::Previous))
    return sw::incompatible_file;
  const auto choice = choose(*target, command);
  if (!choice) return choice.error();
  if (command.data.size() != file.record_length) return sw::wrong_length;
  const StatusWord status =
      cyclic ? uicc.files().write_newest(file, command.data)
             : uicc.files().write(file, uicc.files().record_offset(file, choice->number), command.data);
  if (status != sw::ok) return status;
  target->record = cyclic ? Session::initial_record(file) : choice->pointer;
  keep_target(session, *target);
  return sw::ok;
}

}  // namespace sixline::card::uicc
