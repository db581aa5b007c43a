// One profile download into one ISD-P: durable marks around the interpreter, so that a profile is there
// completely or not at all.  [SGP.02 §4.1.3.3] PROC-DL-30 PROC-DL-34
#pragma once

#include "card/gp/isd_p_record.hpp"
#include "card/isdp/package_installer.hpp"

namespace sixline::card::isdp {

using wire::StatusWord;

class Installation {
 public:
  Installation(storage::Store& store, PackageInstaller& installer) : store_(store), installer_(installer) {}

  /// After a reset of the card: erases what interrupted installations left.
  void recover();

  bool running() const { return slot_ != storage::card_owner; }
  storage::Owner slot() const { return slot_; }

  /// Marks the slot durably before its first byte is written, with what the open transaction holds.
  StatusWord begin(storage::Owner slot);
  /// Takes the next piece. Installed: the ISD-P is `final_state`, durably. Aborted: the slot is as empty as
  /// before begin(); the report is ready. Either way the installation has ended.
  Progress feed(Bytes piece, gp::LifeCycle final_state = gp::LifeCycle::Disabled);
  /// EUICCResponse of the installation that ended last.
  void write_report(wire::Writer& out) const;
  /// Breaks off and erases. Nothing happens when none is running.
  void abort();

 private:
  bool quota_exceeded(std::size_t coming) const;
  StatusWord finish(gp::LifeCycle final_state);
  Progress fail_for_memory();

  storage::Store& store_;
  PackageInstaller& installer_;
  storage::Owner slot_ = storage::card_owner;
  std::uint32_t granted_ = 0;
  bool memory_exhausted_ = false;
};

}  // namespace sixline::card::isdp
