// DEACTIVATE FILE and ACTIVATE FILE.  [TS 102 221 §11.1.14, §11.1.15]
#include "card/uicc/handlers.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;
using wire::fail;

constexpr std::uint8_t by_fid = 0x00;
constexpr std::uint8_t by_path_from_mf = 0x08;
constexpr std::uint8_t by_path_from_df = 0x09;

Result<File, StatusWord> find(const Uicc& uicc, const Session& session, const CommandApdu& command) {
  const FileSystem& files = uicc.files();
  if (command.p2 != 0) return fail(sw::wrong_p1p2);
  switch (command.p1) {
    case by_fid:
      if (command.data.empty()) {
        if (session.ef == 0) return fail(sw::no_current_ef);
        return files.child(session.directory, session.ef);
      }
      if (command.data.size() != 2) return fail(sw::wrong_length);
      return files.by_path(command.data, session.directory, session.adf);
    case by_path_from_mf:
    case by_path_from_df:
      if (command.data.empty() || command.data.size() % 2 != 0) return fail(sw::wrong_length);
      return files.by_path(command.data, command.p1 == by_path_from_mf ? mf_node : session.directory,
                           session.adf);
    default: return fail(sw::wrong_p1p2);
  }
}

StatusWord set_state(Uicc& uicc, Session& session, const CommandApdu& command, std::uint8_t mode,
                     FileState state) {
  auto file = find(uicc, session, command);
  if (!file) return file.error();
  if (const StatusWord reach = uicc.check_reach(session, *file); reach != sw::ok) return reach;
  // The MF is the card's root: without it nothing could be activated again.
  if (file->type == FileType::Mf) return sw::incompatible_file;
  const StatusWord allowed = uicc.check(
      session, *file, {mode, command.class_without_channel(), command.ins, command.p1, command.p2});
  if (allowed != sw::ok) return allowed;
  if (file->state == FileState::Terminated) return sw::conditions_not_satisfied;
  file->state = state;
  if (const StatusWord stored = uicc.files().update(*file); stored != sw::ok) return stored;
  if (!is_directory(file->type) && file->parent == session.directory && file->fid != session.ef)
    session.select_ef(*file);
  return sw::ok;
}

}  // namespace

StatusWord deactivate_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  return set_state(uicc, session, command, access_mode::deactivate, FileState::Deactivated);
}

StatusWord activate_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  return set_state(uicc, session, command, access_mode::activate, FileState::Activated);
}

}  // namespace sixline::card::uicc
