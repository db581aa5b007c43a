#include "card/uicc/target.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

/// Special file information: content stays usable while the file is deactivated.  [TS 102 222 §6.3.2.2.2]
constexpr std::uint8_t usable_when_deactivated = 0x40;

}  // namespace

Result<Target, StatusWord> find_target(const Uicc& uicc, const Session& session, std::uint8_t sfi) {
  if (sfi == 0 && session.ef == 0) return wire::fail(sw::no_current_ef);
  const auto file = sfi == 0 ? uicc.files().child(session.directory, session.ef)
                             : uicc.files().by_sfi(session.directory, sfi);
  if (!file) return wire::fail(file.error());
  return Target{*file, sfi == 0 ? session.record : Session::initial_record(*file)};
}

void keep_target(Session& session, const Target& target) {
  session.ef = target.file.fid;
  session.record = target.record;
}

StatusWord check_state(const FileSystem& files, const File& file) {
  if (file.state == FileState::Terminated) return sw::conditions_not_satisfied;
  if (file.state == FileState::Deactivated && (file.special & usable_when_deactivated) == 0)
    return sw::conditions_not_satisfied;
  for (std::uint16_t node = file.parent; node != no_node;) {
    const auto directory = files.directory(node);
    if (!directory) return directory.error();
    if (directory->state == FileState::Terminated || directory->state == FileState::Deactivated)
      return sw::conditions_not_satisfied;
    node = directory->parent;
  }
  return sw::ok;
}

StatusWord check_access(Uicc& uicc, const Session& session, const File& file, std::uint8_t mode,
                        const CommandApdu& command) {
  if (const StatusWord status = check_state(uicc.files(), file); status != sw::ok) return status;
  return uicc.check(session, file,
                    {mode, command.class_without_channel(), command.ins, command.p1, command.p2});
}

}  // namespace sixline::card::uicc
