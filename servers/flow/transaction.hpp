// A procedure of the SM-SR as data: what it is, how far it came, and what it still needs. A transaction is
// saved after every step and survives the server.  [PROC-TIM-09]
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "host/error.hpp"
#include "host/es/requests.hpp"

namespace sixline::servers::flow {

namespace es = host::es;
using host::Bytes;
using host::ByteString;

enum class Kind : std::uint8_t {
  CreateIsdP,
  SendData,
  EnableProfile,
  DisableProfile,
  DeleteProfile,
  AuditEis,
  Confirm
};

/// Where the procedure stands; what a stage means is in the file of the procedure.
enum class Stage : std::uint8_t {
  Begin,
  Commanding,            ///< the ES5 or ES8 command is on its way to the card
  Probing,               ///< its answer is lost: GET STATUS asks what happened
  AwaitingNotification,  ///< the card switches profiles and will report
  Confirming,            ///< ES5.HandleNotificationConfirmation is on its way
  DeletingByPolicy,      ///< POL2 wants the former profile deleted
  Suspect,               ///< the requester was answered EXPIRED; the card's state is not known
  Ended,
};

/// Which interface the answer goes to.
enum class AnswerTo : std::uint8_t { Nobody, Es3, Es4 };

/// What became of a switch of profiles.
enum class SwitchOutcome : std::uint8_t {
  Pending,
  Switched,    ///< reported by the card, not yet confirmed
  RolledBack,  ///< reported by the card, not yet confirmed
  Completed,   ///< confirmed, policy applied; a deletion may follow
};

/// A profile became enabled, disabled or deleted; of a deleted one nothing else is left.
struct Change {
  es::ProfileEvent event = es::ProfileEvent::Enabled;
  std::string iccid{};
  std::string mno_id{};
  std::string smdp_id{};
  std::string profile_type{};
  bool operator==(const Change&) const = default;
};
Change change_of(es::ProfileEvent event, const es::EisProfile& profile);

struct Transaction {
  std::string id{};
  Kind kind = Kind::Confirm;
  Stage stage = Stage::Begin;
  AnswerTo answer_to = AnswerTo::Nobody;
  std::string function{};  ///< what was called: "ES3.CreateISDP"
  es::Caller caller{};
  es::Time expiry = 0;
  std::string eid{};
  std::string iccid{};                ///< the profile that the request names
  std::vector<std::string> iccids{};  ///< AuditEIS: the profiles that the answer shows
  ByteString isd_p_aid{};             ///< its ISD-P, or the domain that ES3.SendData addresses
  std::string from_iccid{};           ///< switch: the profile that was enabled
  std::string to_iccid{};             ///< switch: the profile that is to be enabled
  SwitchOutcome outcome = SwitchOutcome::Pending;
  ByteString data{};       ///< SendData: what is left to send
  ByteString responses{};  ///< what the card has answered so far
  std::uint32_t memory = 0;
  std::uint16_t notification_number = 0;
  unsigned attempts = 0;
  unsigned command = 0;           ///< number of the last SendToCard; answers to older ones no longer count
  bool answered = false;          ///< the requester has its answer
  std::vector<Change> changed{};  ///< profiles to tell about
  es::EsStatus result{};

  bool ended() const { return stage == Stage::Ended; }
};

nlohmann::json to_json(const Transaction& transaction);
host::Result<Transaction> transaction_from_json(const nlohmann::json& json);

}  // namespace sixline::servers::flow
