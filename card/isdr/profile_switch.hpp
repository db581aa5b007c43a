// The change of the enabled profile, from the accepted command to the SM-SR's confirmation or the way back.
// A machine of events: it performs no I/O, and after any power cut it goes on from its durable record.
// [SGP.02 §3.2 to §3.4, §3.15, §3.16] PROC-EN PROC-NOT PROC-FB
#pragma once

#include "card/gp/isd_p_record.hpp"
#include "card/isdr/notification.hpp"
#include "card/ota/sms_sender.hpp"
#include "card/toolkit/toolkit.hpp"

namespace sixline::card::isdr {

using wire::Bytes;

/// Whoever has to act when another profile is enabled: the assembly mounts its files.
class SwitchObserver {
 public:
  /// `enabled`: slot of the profile that is ENABLED from now on; card_owner for none.
  virtual void on_enabled_profile_changed(Owner enabled) = 0;

 protected:
  ~SwitchObserver() = default;
};

/// How patient the card is. The sum must stay below the validity period the SM-SR uses.  PROC-TIM-07
struct SwitchSettings {
  std::uint16_t attach_seconds = 180;       ///< from TERMINAL PROFILE to registration
  std::uint16_t retry_seconds = 30;         ///< before a notification that could not leave is tried again
  std::uint16_t confirmation_seconds = 90;  ///< for the answer to a notification
  std::uint8_t notification_attempts = 3;   ///< sendings of one notification
  std::uint8_t poll_interval_seconds = 30;  ///< asked of the terminal while a change is under way
  NotificationAidTag aid_tag = NotificationAidTag::CatAid;
  // When the network counts as lost, and the Fall-back profile has to help.  PROC-FB-10
  std::uint16_t registration_seconds = 600;  ///< from TERMINAL PROFILE to registration; 0 = no matter
  std::uint16_t service_seconds = 600;       ///< of limited or no service; 0 = no matter
  std::uint8_t notification_rounds = 3;      ///< in which every attempt to notify failed
  bool notify_after_local_disable = false;   ///< PROC-ESX-08
};

class ProfileSwitch final : private toolkit::Listener, private ota::SmsListener {
 public:
  ProfileSwitch(const runtime::Environment& environment, toolkit::Toolkit& toolkit,
                ota::MessageSender& sender, SwitchObserver& observer, const SwitchSettings& settings = {})
      : environment_(environment),
        registry_(environment.store),
        toolkit_(toolkit),
        sender_(sender),
        observer_(observer),
        settings_(settings) {}

  // For the functions of ES5, in their open transaction.

  /// A commanded switch whose roll-back is still possible: no other may begin, nothing in it be deleted.
  bool undecided() const;
  /// Such a switch is about to enable this profile, or may have to enable it again.
  bool needs(Owner slot) const;
  /// The device has enabled the emergency or the test profile: the SM-SR commands no change meanwhile.
  bool local_profile_enabled() const;
  /// Notes that `to` shall replace `from` once the answer has left.
  StatusWord request(Owner from, Owner to);
  /// The SM-SR confirms notification `sequence`: the record goes, and what it said is returned.
  /// conditions_not_satisfied: nothing to confirm. wrong_data: another number.  PROC-NOT-14
  Result<PendingSwitch, StatusWord> confirm(std::uint16_t sequence);
  /// A profile is being deleted: nothing shall lead back to it.
  StatusWord forget(Owner slot);
  /// After the transaction was committed or rolled back: looks at what is durable now.
  void settle();

  // For ESx, in a transaction of their own.  [SGP.02 §4.1.4]

  /// Enables the emergency or test profile `to` at once. What is under way ends as if it had failed.
  /// PROC-ESX-01 PROC-ESX-06
  StatusWord enable_locally(Owner to);
  /// Enables again what was enabled before, or else the Fall-back profile. conditions_not_satisfied: there is
  /// neither.  PROC-ESX-02
  StatusWord disable_locally();
  storage::Store& store() const { return environment_.store; }
  const gp::Registry& registry() const { return registry_; }

  // Events.

  /// Card reset: a requested switch is carried out, a switched one waits for its terminal.
  void reset();
  void on_terminal_profile();
  void on_event(toolkit::EventType event, Bytes tlvs);
  void on_timer(std::uint8_t timer);
  void on_status();
  /// After every command, and when time has passed. `answers_left`: nothing the card owes the network is
  /// still waiting, so a requested switch may begin.
  void poll(bool answers_left);

  /// The timer this machine asks the terminal for.  [TS 102 223 §6.4.21]
  static constexpr std::uint8_t timer_identifier = 1;

 private:
  enum class Stage : std::uint8_t {
    Idle,               ///< nothing under way
    Watching,           ///< nothing under way; lost service would call for the Fall-back profile
    Requested,          ///< waits until the answer has left
    AwaitReset,         ///< REFRESH was asked for
    AwaitAttach,        ///< waits for normal service
    SendDue,            ///< registered; the notification has to be handed over
    Sending,            ///< the notification is leaving
    AwaitRetry,         ///< it could not leave
    AwaitConfirmation,  ///< it has left
    Resting,            ///< given up until the next registration or reset
  };
  enum class Failure : std::uint8_t { NotAttached, NotNotified };
  /// Proactive commands wanted, in the order they are asked for.
  enum Wish : std::uint8_t {
    EventList = 0x01,
    PollInterval = 0x02,
    Imei = 0x04,
    Location = 0x08,
    Timer = 0x10,
    Refresh = 0x20,
  };

  void on_terminal_response(std::uint8_t ticket, const toolkit::TerminalResponse& response) override;
  void on_sms_finished(bool sent) override;

  // profile_switch.cpp: states and their durable changes.
  bool change_states(PendingSwitch& pending);
  void carry_out(PendingSwitch pending);
  void declare();
  void roll_back(const PendingSwitch& pending);
  void give_up(Failure failure);
  void rest();

  // local_switch.cpp
  StatusWord end_for_local(const PendingSwitch& pending);
  StatusWord notify_of_return(Owner target);
  StatusWord change_locally(Owner from, Owner to);

  // fall_back.cpp
  Owner fall_back_holder(Owner failing) const;
  bool fall_back(Owner failing);
  void watch();
  void watch_service(bool normal);
  void lost();

  // notification_procedure.cpp: reaching the SM-SR.
  void begin_session();
  void await_attach();
  void registered();
  void notify();
  void attempt_failed(Stage next, std::uint16_t seconds);
  void arm(std::uint16_t seconds);
  void expire();
  bool overdue() const;
  void flush_wishes();
  bool ask(Wish wish);

  const runtime::Environment& environment_;
  gp::Registry registry_;
  toolkit::Toolkit& toolkit_;
  ota::MessageSender& sender_;
  SwitchObserver& observer_;
  SwitchSettings settings_;

  Stage stage_ = Stage::Idle;
  std::uint8_t wishes_ = 0;
  std::uint8_t attempts_ = 0;
  std::uint8_t rounds_ = 0;  ///< of attempts, all failed
  bool location_asked_ = false;
  bool armed_ = false;
  std::uint16_t armed_seconds_ = 0;
  std::uint64_t deadline_ = 0;  ///< milliseconds
  wire::FixedBytes<8> imei_{};
};

}  // namespace sixline::card::isdr
