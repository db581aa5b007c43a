// What SCP80 needs to know of the rest of the card: where a TAR leads, and how to run a script there.
#pragma once

#include <optional>

#include "card/gp/key_store.hpp"
#include "card/wire/apdu.hpp"
#include "card/wire/tlv.hpp"

namespace sixline::card::ota {

/// Runs the commands of one remote script. Implemented by ISD-R, ISD-P and remote file management.
class ScriptTarget {
 public:
  /// The script begins; `spi1` says how it was protected.
  virtual void begin_script(std::uint8_t spi1) = 0;
  /// One C-APDU (tag 22). Changes are committed or rolled back by the target before it returns.
  virtual wire::StatusWord run_command(const wire::CommandApdu& command, wire::ResponseApdu& response) = 0;
  /// One TLV that is not a C-APDU (SCP03t 84 to 88): `whole` includes tag and length. Writes the answer
  /// TLV to `answer`. False: this target knows no such TLV.
  virtual bool run_tlv(const wire::Tlv& tlv, wire::Writer& answer) = 0;
  /// The script ended, or was broken off.
  virtual void end_script() = 0;

 protected:
  ~ScriptTarget() = default;
};

/// A TAR resolved.
struct Endpoint {
  ScriptTarget* target = nullptr;
  gp::ApplicationId key_domain;      ///< the security domain whose SCP80 keys protect it
  std::uint8_t minimum_spi1 = 0x16;  ///< minimum security level
  bool silent = true;                ///< ISD-R, ISD-P: no PoR when authentication fails  [SGP.02 §2.4.3.3]
};

class Router {
 public:
  virtual std::optional<Endpoint> resolve(const wire::Tar& tar) = 0;

 protected:
  ~Router() = default;
};

}  // namespace sixline::card::ota
