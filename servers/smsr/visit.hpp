// One event at the SM-SR's desk: what handlers have at hand, and how procedures reach the world from there.
#pragma once

#include "servers/lines/correspondence.hpp"
#include "servers/smsr/sm_sr.hpp"
#include "servers/smsr/unit_store.hpp"

namespace sixline::servers::smsr {

/// What makes it this SM-SR.
struct SmSrOffice {
  SmSrSettings settings{};
  lines::Self self{};
  host::pki::X509Certificate ci;
  const lines::Peers& peers;
  bool supports_onc = true;  ///< optional for an SM-SR (PROC-ONC-03)
  /// Cards are not reached through a network that wants a number: in one process, in a reader.
  bool finds_cards_by_eid = false;
};

class Visit final : private SmsBearer, private AnswerSink {
 public:
  Visit(const SmSrOffice& office, store::Unit& unit, lines::Effects& effects, es::Time now);

  const SmSrOffice& office;
  store::Unit& unit;
  lines::Effects& effects;
  lines::Correspondence lines;
  UnitEisStore records;
  SmSr engine;
  /// The message that led here, for its context; nullptr when there is none.
  const lines::soap::Header* cause = nullptr;

  es::Time now() const { return lines.now(); }
  void say(lines::LogLine::Level level, const std::string& eid, std::string text) const;
  /// Writes the records. Errors: whatever failed on the way.
  host::Result<void> finish();

 private:
  static SmSrSettings settings_of(const SmSrOffice& office);

  host::Result<void> submit(const servers::lines::ShortMessage& message) override;
  void on_answer(const std::string& function, const es::Caller& caller, const es::Answer& answer) override;
  void on_notification(const flow::Notify& notify) override;
  void on_trace(const std::string& eid, const std::string& line) override;
  void note(const host::Result<void>& done);

  std::optional<host::Error> failure_;
  std::optional<lines::soap::Header> answered_;  ///< header of the call that was answered last
};

}  // namespace sixline::servers::smsr
