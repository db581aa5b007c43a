// The SM-SR as its lines see it: any number of desks at one store, none with a memory of its own.
// [SGP.02 §2.3.1]
#pragma once

#include "servers/smsr/visit.hpp"

namespace sixline::servers::smsr {

class SmSrDesk final : public lines::Desk {
 public:
  using Clock = std::function<es::Time()>;

  SmSrDesk(SmSrOffice office, Clock clock) : office_(std::move(office)), clock_(std::move(clock)) {}

  bool only_reads(const es::Function& function) const override;
  host::Result<lines::Handled> on_message(store::Unit& unit, const lines::Received& received,
                                          const store::ReceivedRow& row, lines::Effects& effects) override;
  /// Platform management that is refused is written into the audit trail of its eUICC, as what fails is
  /// (PROC-AUD-03).
  host::Result<void> on_refused(store::Unit& unit, const lines::Received& received,
                                const es::EsStatus& status) override;
  host::Result<void> on_response(store::Unit& unit, const std::string& sender, const std::string& message_id,
                                 const es::Message& response, lines::Effects& effects) override;
  host::Result<void> on_undelivered(store::Unit& unit, const store::OutboxRow& row,
                                    lines::Effects& effects) override;
  host::Result<bool> on_due(store::Unit& unit, es::Time now, lines::Effects& effects) override;
  host::Result<std::optional<es::Time>> next_due(store::Unit& unit) override;

  /// An SMS-SUBMIT that came from this number. What no card of ours sent leaves no trace but a line of the
  /// log.
  host::Result<void> on_short_message(store::Unit& unit, const std::string& msisdn, Bytes submit_tpdu,
                                      lines::Effects& effects);
  /// The same where the way it came says which card it is.
  host::Result<void> on_short_message_of(store::Unit& unit, const std::string& eid, Bytes submit_tpdu,
                                         lines::Effects& effects);
  /// ES1.RegisterEIS of an EIS that did not come as a message.
  host::Result<es::Answer> register_eis(store::Unit& unit, const es::RegisterEis& request,
                                        lines::Effects& effects);
  /// The network did not take or not deliver the packet: nothing was executed.
  host::Result<void> on_short_message_undelivered(store::Unit& unit, const std::string& eid,
                                                  const std::string& packet_id, const std::string& reason,
                                                  lines::Effects& effects);

 private:
  SmSrOffice office_;
  Clock clock_;
};

}  // namespace sixline::servers::smsr
