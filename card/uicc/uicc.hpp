// The UICC of TS 102 221: one owner's files, seen through logical channels.
#pragma once

#include "card/runtime/command_table.hpp"
#include "card/runtime/environment.hpp"
#include "card/uicc/access_rules.hpp"
#include "card/uicc/pins.hpp"
#include "card/uicc/session.hpp"

namespace sixline::card::uicc {

using wire::CommandApdu;
using wire::ResponseApdu;

/// What the terminal told of itself since the last reset.  [TS 102 221 §11.1.19]
struct Terminal {
  bool extended_channels = false;  ///< logical channels 4 to 19
};

class Uicc {
 public:
  explicit Uicc(const runtime::Environment& environment);
  Uicc(const Uicc&) = delete;
  Uicc& operator=(const Uicc&) = delete;

  // For the assembly of the card.

  /// Card reset: channel 0 at the MF, no other channel, no PIN verified.
  void reset();
  /// Makes the files of `owner` the visible ones; all sessions start over as after reset().
  void mount(storage::Owner owner);
  storage::Owner owner() const { return files_.owner(); }

  /// Runs one command on a logical channel. The changes of a command that succeeds are committed before
  /// this returns, those of any other are rolled back and its answer is empty.
  StatusWord process(std::uint8_t channel, const CommandApdu& command, ResponseApdu& response);
  /// The same for remote file management: fewer commands, the rights of `remote`.
  StatusWord process_remote(RemoteSession& remote, const CommandApdu& command, ResponseApdu& response);

  bool is_open(std::uint8_t channel) const;
  /// Whether some ADF's AID begins with `prefix`: then SELECT by AID is for this module.
  bool has_adf(Bytes prefix) const { return files_.by_aid(prefix).has_value(); }
  /// AID of the application that is active on a channel; empty when none is, or the channel is closed.
  wire::Aid current_application(std::uint8_t channel) const;
  /// An application that is not a file was selected on `channel`: the ADF there is left, MF becomes current.
  void leave_application(std::uint8_t channel);

  // For the handlers of this folder.

  FileSystem& files() { return files_; }
  const FileSystem& files() const { return files_; }
  storage::Store& store() const { return environment_.store; }
  const runtime::Environment& environment() const { return environment_; }
  Pins pins() const { return Pins(environment_.store, files_.owner()); }
  Session& session_of(std::uint8_t channel) { return channels_[channel]; }
  Terminal& terminal() { return terminal_; }
  const Terminal& terminal() const { return terminal_; }
  /// Opens a channel at the MF.
  void open(std::uint8_t channel);
  void close(std::uint8_t channel);

  /// Whether the rule of `file` and what `session` has verified let `access` happen: ok or
  /// security_not_satisfied.
  StatusWord check(const Session& session, const File& file, const Access& access);
  /// A key reference counts as verified for files of `directory`.
  bool satisfied(const Session& session, std::uint16_t directory, std::uint8_t reference) const;
  /// A remote session sees no ADF but that of its access domain: ok or file_not_found.
  StatusWord check_reach(const Session& session, const File& file) const;
  /// The ADF that a directory is or lies in.
  std::optional<File> enclosing_adf(std::uint16_t directory) const;
  /// After files were deleted: neither `current` nor a session of a channel points to one of them any more.
  void settle_all(Session& current);
  /// Makes changes durable before the command goes on.
  StatusWord commit();

 private:
  StatusWord run(std::span<const runtime::CommandRow<Uicc, Session>> rows, Session& session,
                 const CommandApdu& command, ResponseApdu& response);
  Result<Bytes, StatusWord> rule_of(const File& file);
  StatusWord check_own_rule(const File& file, const Access& access, const KeyReferences& references) const;
  void settle(Session& session) const;
  std::uint8_t user_of(const File& file) const;
  const AccessRights& rights_of(const Session& session, std::uint16_t directory) const;
  StatusWord begin(RemoteSession& remote);

  const runtime::Environment environment_;
  FileSystem files_;
  std::array<Session, limits::max_channels> channels_{};
  Terminal terminal_;
  PinSet verified_;          ///< global PINs, whatever channel verified them
  std::uint32_t epoch_ = 1;  ///< changes when sessions start over, so that remote ones notice
  std::array<std::uint8_t, limits::max_record> rule_{};
};

}  // namespace sixline::card::uicc
