// The SM-SR: owns the eUICC records and the way to the cards, and executes platform management. It moves
// ES8 payloads and never looks into them.  [SGP.02 §2.3.1] (PROC-GEN-15)
#pragma once

#include <functional>
#include <set>

#include "host/pki/x509.hpp"
#include "servers/flow/procedure.hpp"
#include "servers/lines/effects.hpp"
#include "servers/smsr/eis_store.hpp"

namespace sixline::servers::smsr {

/// The way to the cards: short messages. `submit` returns at once; what the card answers arrives through
/// SmSr::on_short_message.
class SmsBearer {
 public:
  /// SMS-DELIVER TPDUs of one secured packet. Errors: Timeout, WrongState (the network could not deliver:
  /// nothing was executed).
  virtual host::Result<void> submit(const lines::ShortMessage& message) = 0;

 protected:
  ~SmsBearer() = default;
};

/// Whoever called a function hears of the end here.
class AnswerSink {
 public:
  /// `function`: what was called, "ES3.CreateISDP".
  virtual void on_answer(const std::string& function, const es::Caller& caller, const es::Answer& answer) = 0;
  virtual void on_notification(const flow::Notify& notify) = 0;
  /// One line for a person who follows along: interface, function, what happened.
  virtual void on_trace(const std::string& eid, const std::string& line) = 0;

 protected:
  ~AnswerSink() = default;
};

struct SmSrSettings {
  std::string id{};
  std::string number = "1234567890";  ///< TP-OA of its messages
  std::set<std::string> eums{};       ///< known callers by role (PROC-GEN-01)
  std::set<std::string> smdps{};
  std::set<std::string> operators{};
  std::int64_t default_validity = 86'400;
  std::int64_t shortest_validity = 5;
  std::int64_t proof_timeout = 60;  ///< seconds until a proof of receipt counts as lost
  std::int64_t packet_repeat = 25;  ///< seconds without it until the same packet is sent again
  bool disable_before_delete = true;
};

/// One SM-SR at one store: everything that it knows is there. It may live as long as a process or as long as
/// one event.
class SmSr {
 public:
  using Clock = std::function<es::Time()>;
  /// Whether somebody who is not the owner may use this function on the profile.
  using Grant = std::function<bool(const es::Caller&, const es::EisProfile&, std::string_view function)>;

  SmSr(SmSrSettings settings, host::pki::X509Certificate ci, EisStore& store, SmsBearer& bearer,
       AnswerSink& sink, Clock clock);

  /// ES1.RegisterEIS (PROC-REG): EUM signature, certificates and EID are verified before anything is stored.
  es::Answer register_eis(const es::RegisterEis& request);
  /// ES3 and ES4. An answer at once for refusals and for functions that need no card; nothing when the
  /// answer follows through the sink.
  /// `function`: its name, where the request is carried in the form of another one.
  std::optional<es::Answer> call(flow::AnswerTo interface, const es::Es3Request& request,
                                 std::string function = {});

  /// An SMS-SUBMIT from the card: a proof of receipt or a notification. What is not authentic leaves no
  /// trace but a line of the log (PROC-NOT-10). `msisdn`: where it came from, and the card is reached from
  /// now on; empty where the network does not say.
  void on_short_message(const std::string& eid, Bytes submit_tpdu, const std::string& msisdn = {});
  /// The network could not deliver this packet after all: unless it was sent before, nothing was executed.
  void on_undelivered(const std::string& eid, const std::string& packet_id, const std::string& reason);
  /// Sends what waits for this eUICC, and lets time-outs happen.
  void run(const std::string& eid);
  /// The same for all.
  void run();
  /// A script could be sent at once.
  bool has_queue() const;

  host::Result<es::Eis> eis(const std::string& eid) const;
  /// Without one, nobody but owners.
  void set_grant(Grant grant) { grant_ = std::move(grant); }

 private:
  // entry.cpp: who may do what, in the order of PROC-GEN-11.
  std::optional<es::EsStatus> check_caller(flow::AnswerTo interface, const es::Es3Request& request) const;
  std::optional<es::EsStatus> admit(flow::AnswerTo interface, const es::Es3Request& request,
                                    EuiccRecord& record, flow::Transaction& transaction) const;
  std::optional<es::EsStatus> admit_create(const es::CreateIsdP& request, EuiccRecord& record,
                                           flow::Transaction& transaction) const;
  std::optional<es::EsStatus> admit_data(const es::SendData& request, EuiccRecord& record,
                                         flow::Transaction& transaction) const;
  std::optional<es::EsStatus> admit_enable(const es::ProfileRequest& request, EuiccRecord& record,
                                           flow::Transaction& transaction) const;
  std::optional<es::EsStatus> admit_disable(const es::ProfileRequest& request, EuiccRecord& record,
                                            flow::Transaction& transaction) const;
  std::optional<es::EsStatus> admit_delete(const es::ProfileRequest& request, EuiccRecord& record,
                                           flow::Transaction& transaction) const;
  es::EsStatus complete_download(const es::ProfileDownloadCompleted& request, EuiccRecord& record);
  es::Answer view(flow::AnswerTo interface, const es::Caller& caller, const es::Eis& eis) const;

  // sm_sr.cpp
  void step(EuiccRecord& record, flow::Transaction& transaction, const flow::Event& event);
  static void release_lock(EuiccRecord& record, const flow::Transaction& transaction);
  void start_audit(EuiccRecord& record);
  void step_by_id(EuiccRecord& record, const std::string& id, const flow::Event& event);
  void perform(EuiccRecord& record, flow::Transaction& transaction, flow::Actions& actions);
  void save(const EuiccRecord& record);
  void expire(EuiccRecord& record);

  // card_line.cpp: the way to one card.
  void send_next(EuiccRecord& record);
  host::Result<lines::ShortMessage> prepare(EuiccRecord& record, const QueuedScript& queued);
  host::Result<lines::ShortMessage> message_of_outstanding(EuiccRecord& record) const;
  void look_after_outstanding(EuiccRecord& record);
  void repeat_outstanding(EuiccRecord& record);
  void on_response(EuiccRecord& record, Bytes packet, const std::string& msisdn);
  void on_card_message(EuiccRecord& record, Bytes packet, const std::string& msisdn);
  void on_notification(EuiccRecord& record, const flow::CardNotification& notification);
  void take_fact(EuiccRecord& record, const flow::CardNotification& notification);
  /// `changed`: what there is to tell once the card has its confirmation.
  void confirm(EuiccRecord& record, std::uint16_t number, std::vector<flow::Change> changed = {});
  host::Result<host::scp::Scp80> key_set(const EuiccRecord& record) const;

  /// Unique over restarts too.
  static std::string new_id();
  void trace(const std::string& eid, const std::string& line) { sink_.on_trace(eid, line); }

  SmSrSettings settings_;
  host::pki::X509Certificate ci_;
  EisStore& store_;
  SmsBearer& bearer_;
  AnswerSink& sink_;
  Clock clock_;
  Grant grant_;
};

/// Reads E1 out of the data of a card message. Errors: BadFormat.  [SGP.02 §4.1.1.11]
host::Result<flow::CardNotification> read_notification(Bytes data);

}  // namespace sixline::servers::smsr
