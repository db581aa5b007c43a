// SELECT in all its forms.  [TS 102 221 §8.4, §11.1.1]
#include "card/uicc/fcp.hpp"
#include "card/uicc/handlers.hpp"

namespace sixline::card::uicc {
namespace {

namespace sw = wire::sw;
using wire::fail;

enum class By : std::uint8_t {
  Fid = 0x00,
  ChildDf = 0x01,
  Ef = 0x02,
  Parent = 0x03,
  Aid = 0x04,
  PathFromMf = 0x08,
  PathFromDf = 0x09
};

// P2
constexpr std::uint8_t occurrence_bits = 0x03;
constexpr std::uint8_t answer_bits = 0x0C;
constexpr std::uint8_t return_fcp = 0x04;
constexpr std::uint8_t return_nothing = 0x0C;
constexpr std::uint8_t terminate_bits = 0x60;
constexpr std::uint8_t terminate_session = 0x40;
constexpr std::uint8_t reserved_bits = 0x90;

enum class Occurrence : std::uint8_t { First = 0, Last = 1, Next = 2, Previous = 3 };

constexpr std::size_t max_aid = 16;

std::uint16_t fid_of(Bytes data) {
  return static_cast<std::uint16_t>(wire::read_be(data));
}

/// Without saying what it is: the MF, the current application, a child, the directory itself, its parent,
/// a directory beside it.  [TS 102 221 §8.4.1]
Result<File, StatusWord> by_fid(const Uicc& uicc, const Session& session, std::uint16_t fid) {
  const FileSystem& files = uicc.files();
  if (fid == fid_mf) return files.mf();
  if (fid == fid_current_adf) return files.directory(session.adf);
  if (const auto child = files.child(session.directory, fid)) return child;
  const auto here = files.directory(session.directory);
  if (!here || here->fid == fid) return here;
  const auto parent = files.directory(here->parent);
  if (!parent || parent->fid == fid) return parent;
  const auto beside = files.child(here->parent, fid);
  if (beside && !is_directory(beside->type)) return fail(sw::file_not_found);
  return beside;
}

Result<File, StatusWord> child_of_kind(const Uicc& uicc, const Session& session, std::uint16_t fid,
                                       bool directory) {
  const auto child = uicc.files().child(session.directory, fid);
  if (child && is_directory(child->type) != directory) return fail(sw::file_not_found);
  return child;
}

Result<File, StatusWord> parent_of(const Uicc& uicc, const Session& session) {
  const auto here = uicc.files().directory(session.directory);
  if (!here) return here;
  return uicc.files().directory(here->parent);
}

/// The last match before the FID `before` (0 = of all).
Result<File, StatusWord> last_match(const FileSystem& files, Bytes prefix, std::uint16_t before) {
  Result<File, StatusWord> found = fail(sw::file_not_found);
  for (auto adf = files.by_aid(prefix); adf; adf = files.by_aid(prefix, adf->fid)) {
    if (before != 0 && adf->fid >= before) break;
    found = adf;
  }
  return found;
}

/// Next and previous count from the channel's current application, where it matches too.
Result<File, StatusWord> by_aid(const Uicc& uicc, const Session& session, Bytes prefix, Occurrence which) {
  const FileSystem& files = uicc.files();
  if (prefix.empty() || prefix.size() > max_aid) return fail(sw::wrong_length);
  const auto current = files.directory(session.adf);
  const bool has_current = current && current->aid.begins_with(prefix);
  switch (which) {
    case Occurrence::First: break;
    case Occurrence::Last: return last_match(files, prefix, 0);
    case Occurrence::Next:
      return files.by_aid(prefix, has_current ? std::optional(current->fid) : std::nullopt);
    case Occurrence::Previous:
      return last_match(files, prefix, has_current ? current->fid : std::uint16_t{0});
  }
  return files.by_aid(prefix);
}

Result<File, StatusWord> find(const Uicc& uicc, const Session& session, const CommandApdu& command) {
  const Bytes data = command.data;
  const auto by = static_cast<By>(command.p1);
  switch (by) {
    case By::Fid:
      if (data.empty()) return uicc.files().mf();
      [[fallthrough]];
    case By::ChildDf:
    case By::Ef:
      if (data.size() != 2) return fail(sw::wrong_length);
      if (by == By::Fid) return by_fid(uicc, session, fid_of(data));
      return child_of_kind(uicc, session, fid_of(data), by == By::ChildDf);
    case By::Parent:
      if (!data.empty()) return fail(sw::wrong_length);
      return parent_of(uicc, session);
    case By::Aid: return by_aid(uicc, session, data, static_cast<Occurrence>(command.p2 & occurrence_bits));
    case By::PathFromMf:
    case By::PathFromDf:
      if (data.empty() || data.size() % 2 != 0) return fail(sw::wrong_length);
      return uicc.files().by_path(data, by == By::PathFromMf ? mf_node : session.directory, session.adf);
  }
  return fail(sw::wrong_p1p2);
}

StatusWord check_p2(const CommandApdu& command) {
  const bool by_name = command.p1 == static_cast<std::uint8_t>(By::Aid);
  if ((command.p2 & reserved_bits) != 0) return sw::wrong_p1p2;
  if (!by_name && (command.p2 & (occurrence_bits | terminate_bits)) != 0) return sw::wrong_p1p2;
  const std::uint8_t session_control = command.p2 & terminate_bits;
  if (session_control != 0 && session_control != terminate_session) return sw::wrong_p1p2;
  const std::uint8_t answer = command.p2 & answer_bits;
  // 00 asks for an FCI template, which a UICC has only for names: terminals of ISO 7816-4 send it.
  if (answer == return_fcp || answer == return_nothing || (answer == 0 && by_name)) return sw::ok;
  return sw::wrong_p1p2;
}

/// Makes `file` current: an EF in its directory, a directory with the application it belongs to.
void make_current(const Uicc& uicc, Session& session, const File& file) {
  if (!is_directory(file.type)) {
    session.directory = file.parent;
    session.select_ef(file);
  } else {
    session.select_directory(file);
  }
  // The MF and DFs beside the ADFs leave the application active.
  if (const auto adf = uicc.enclosing_adf(session.directory)) session.enter_application(adf->node);
}

/// Ends the application's session; nothing is left of it.  [TS 102 221 §8.5]
StatusWord terminate(Session& session, const File& adf) {
  if (session.adf != adf.node) return sw::conditions_not_satisfied;
  session.enter_application(no_node);
  session.directory = mf_node;
  session.ef = 0;
  session.record = 0;
  return sw::ok;
}

StatusWord warning_of(const File& file) {
  if (file.state == FileState::Deactivated) return sw::file_deactivated;
  return file.state == FileState::Terminated ? sw::terminated : sw::ok;
}

}  // namespace

StatusWord select(Uicc& uicc, Session& session, const CommandApdu& command, ResponseApdu& response) {
  if (const StatusWord status = check_p2(command); status != sw::ok) return status;
  const auto file = find(uicc, session, command);
  if (!file) return file.error();
  if (const StatusWord status = uicc.check_reach(session, *file); status != sw::ok) return status;
  if ((command.p2 & terminate_bits) == terminate_session) return terminate(session, *file);
  make_current(uicc, session, *file);
  if ((command.p2 & answer_bits) != return_nothing)
    put_fcp(uicc.files(), *file, uicc.pins(), response.data());
  return warning_of(*file);
}

}  // namespace sixline::card::uicc
