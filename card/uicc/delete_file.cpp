// DELETE FILE.  [TS 102 222 §6.4]
#include "card/uicc/handlers.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;

/// A child of the current directory, or the directory itself.
Result<File, StatusWord> find(const Uicc& uicc, const Session& session, const CommandApdu& command) {
  if (command.p1p2() != 0) return wire::fail(sw::wrong_p1p2);
  if (command.data.size() != 2) return wire::fail(sw::wrong_length);
  const auto fid = static_cast<std::uint16_t>(wire::read_be(command.data));
  const auto child = uicc.files().child(session.directory, fid);
  if (child || child.error() != sw::file_not_found) return child;
  const auto here = uicc.files().directory(session.directory);
  return here && here->fid == fid ? here : child;
}

Access access_of(std::uint8_t mode, const CommandApdu& command) {
  return {mode, command.class_without_channel(), command.ins, command.p1, command.p2};
}

/// The file lets itself be deleted, or its directory lets its children be.
StatusWord check_right(Uicc& uicc, const Session& session, const File& file, const CommandApdu& command) {
  const StatusWord own = uicc.check(session, file, access_of(access_mode::remove, command));
  if (own == sw::ok) return own;
  const auto parent = uicc.files().directory(file.parent);
  return parent ? uicc.check(session, *parent, access_of(access_mode::remove_child, command)) : own;
}

}  // namespace

StatusWord delete_file(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu&) {
  const auto file = find(uicc, session, command);
  if (!file) return file.error();
  if (const StatusWord reach = uicc.check_reach(session, *file); reach != sw::ok) return reach;
  // A card without its root is none.
  if (file->type == FileType::Mf) return sw::incompatible_file;
  if (const StatusWord allowed = check_right(uicc, session, *file, command); allowed != sw::ok)
    return allowed;
  if (const StatusWord removed = uicc.files().remove(*file); removed != sw::ok) return removed;
  if (const StatusWord durable = uicc.commit(); durable != sw::ok) return durable;
  // Who deletes the directory he stands in goes to the one above it.
  if (is_directory(file->type) && file->node == session.directory)
    if (const auto parent = uicc.files().directory(file->parent)) session.select_directory(*parent);
  uicc.settle_all(session);
  return sw::ok;
}

}  // namespace sixline::card::uicc
