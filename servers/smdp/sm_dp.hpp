// The SM-DP: prepares, protects and downloads profiles, and passes the Operator's requests on to the SM-SR.
// [SGP.02 §2.3.1]
#pragma once

#include "servers/smdp/work.hpp"

namespace sixline::servers::smdp {

/// All that it remembers is in the store: any number of them may work on one.
class SmDp final : public lines::Desk {
 public:
  using Clock = std::function<es::Time()>;

  SmDp(SmDpOffice office, Clock clock) : office_(std::move(office)), clock_(std::move(clock)) {}

  Result<lines::Handled> on_message(store::Unit& unit, const lines::Received& received,
                                    const store::ReceivedRow& row, lines::Effects& effects) override;
  Result<void> on_response(store::Unit& unit, const std::string& sender, const std::string& message_id,
                           const es::Message& response, lines::Effects& effects) override;
  Result<void> on_undelivered(store::Unit& unit, const store::OutboxRow& row,
                              lines::Effects& effects) override;
  Result<bool> on_due(store::Unit& unit, es::Time now, lines::Effects& effects) override;
  Result<std::optional<es::Time>> next_due(store::Unit& unit) override;

 private:
  Work work(store::Unit& unit, lines::Effects& effects) const;
  Result<void> take_response(Work& work, Job& job, const es::Message& response) const;
  /// Nothing came of the call that is under way.
  Result<void> fail(Work& work, Job& job, const es::EsStatus& status) const;
  Result<void> expire(Work& work, Job& job) const;

  SmDpOffice office_;
  Clock clock_;
};

}  // namespace sixline::servers::smdp
