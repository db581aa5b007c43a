// TERMINATE DF, TERMINATE EF and TERMINATE CARD USAGE.  [TS 102 222 §6.7 to §6.9]
#include "card/uicc/handlers.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

/// The current directory or EF, or a child of the current directory.
Result<File, StatusWord> find(const Uicc& uicc, const Session& session, const CommandApdu& command,
                              bool directory) {
  if (command.p1p2() != 0) return wire::fail(sw::wrong_p1p2);
  const FileSystem& files = uicc.files();
  if (command.data.size() != 0 && command.data.size() != 2) return wire::fail(sw::wrong_length);
  if (command.data.empty()) {
    if (directory) return files.directory(session.directory);
    if (session.ef == 0) return wire::fail(sw::no_current_ef);
    return files.child(session.directory, session.ef);
  }
  return files.child(session.directory, static_cast<std::uint16_t>(wire::read_be(command.data)));
}

/// For good: no command leads back.
StatusWord terminate(Uicc& uicc, Session& session, const CommandApdu& command, bool directory) {
  auto file = find(uicc, session, command, directory);
  if (!file) return file.error();
  if (is_directory(file->type) != directory || file->type == FileType::Mf) return sw::incompatible_file;
  const StatusWord allowed = uicc.check(
      session, *file,
      {access_mode::terminate, command.class_without_channel(), command.ins, command.p1, command.p2});
  if (allowed != sw::ok) return allowed;
  file->state = FileState::Terminated;
  return uicc.files().update(*file);
}

}  // namespace

StatusWord terminate_df(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  return terminate(uicc, session, command, true);
}

StatusWord terminate_ef(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  return terminate(uicc, session, command, false);
}

// The card is the eUICC's, not the profile's: no operator may end it for the others.  [SGP.02 §2.2.1]
StatusWord terminate_card_usage(Uicc&, Session&, const CommandApdu& command, ResponseApdu&) {
  return command.p1p2() != 0 ? sw::wrong_p1p2 : sw::conditions_not_satisfied;
}

}  // namespace sixline::card::uicc
