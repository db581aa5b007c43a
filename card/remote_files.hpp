// Remote file management of the enabled profile: scripts that read and update files.  [TS 102 226 §7]
#pragma once

#include "card/gp/registry.hpp"
#include "card/ota/target.hpp"
#include "card/uicc/uicc.hpp"

namespace sixline::card {

/// One object serves every RFM application; select() says which one the next script is for.
class RemoteFiles final : public ota::ScriptTarget {
 public:
  explicit RemoteFiles(uicc::Uicc& uicc) : uicc_(uicc) {}

  void select(const gp::Application& application);

  void begin_script(const ota::ScriptSecurity&) override {}
  wire::StatusWord run_command(const wire::CommandApdu& command, wire::ResponseApdu& response) override;
  bool run_tlv(const wire::Tlv& tlv, wire::Writer& answer) override;
  void end_script() override {}

 private:
  uicc::Uicc& uicc_;
  uicc::RemoteSession session_;
};

}  // namespace sixline::card
