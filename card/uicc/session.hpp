// What a logical channel, or a remote script, has selected and verified.
#pragma once

#include "card/uicc/access_rights.hpp"
#include "card/uicc/file_system.hpp"

namespace sixline::card::uicc {

struct RemoteSession;

/// A data object of a BER-TLV file on its way, block by block.  [TS 102 221 §11.3]
struct TlvTransfer {
  std::uint16_t body = 0;  ///< of the file; 0 = none
  bool writing = false;
  std::uint32_t tag = 0;
  std::uint32_t position = 0;  ///< bytes already transferred: of the object when reading, else of its value
};

struct Session {
  std::uint8_t channel = 0;
  bool is_open = false;
  std::uint16_t directory = mf_node;      ///< node of the current DF
  std::uint16_t adf = no_node;            ///< node of the current application's ADF
  std::uint16_t ef = 0;                   ///< FID of the current EF in `directory`; 0 = none
  std::uint8_t record = 0;                ///< record pointer; 0 = not set
  TlvTransfer transfer;                   ///< of the current EF
  PinSet local_pins;                      ///< verified local PINs ...
  std::uint16_t local_node = no_node;     ///< ... of this directory
  PinSet* global_pins = nullptr;          ///< verified global PINs: the card's, or the remote session's own
  const RemoteSession* remote = nullptr;  ///< where its rights come from; null on a logical channel

  /// A cyclic file starts at its newest record, a linear one nowhere.  [TS 102 221 §8.4.2]
  static std::uint8_t initial_record(const File& file) { return file.type == FileType::Cyclic ? 1 : 0; }

  void select_ef(const File& file) {
    ef = file.fid;
    record = initial_record(file);
    transfer = {};
  }
  void select_directory(const File& file) {
    directory = file.node;
    ef = 0;
    record = 0;
    transfer = {};
  }
  /// Another application begins, or none: what was verified for the old one ends.
  void enter_application(std::uint16_t node) {
    if (adf == node) return;
    adf = node;
    leave_local_pins();
  }
  void leave_local_pins() {
    local_pins.clear();
    local_node = no_node;
  }
};

/// A script that reaches the files from afar. It keeps its selections between the commands of one session
/// and has its own verified PINs. Access domains for two places, the files shared by all and those of one
/// ADF, and for two purposes, their content and their administration.  [TS 102 226 §7, §8.2]
struct RemoteSession {
  AccessRights shared = AccessRights::none();
  AccessRights shared_administration = AccessRights::none();
  wire::Aid adf;  ///< the one ADF it may enter; empty = none
  AccessRights adf_rights = AccessRights::none();
  AccessRights adf_administration = AccessRights::none();
  bool administering = false;  ///< the command that is being run creates, deletes or resizes files

  Session session;
  PinSet verified;
  std::uint32_t epoch = 0;  ///< of the file system that `session` points into; see Uicc::mount
};

}  // namespace sixline::card::uicc
