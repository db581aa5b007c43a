// The SM-SR in the process of a test or of a command: the desk, its reception and its store as in the
// program, without the network between.
#pragma once

#include "host/es/requests.hpp"
#include "servers/smsr/desk.hpp"

namespace sixline::tools {

/// What is around it.
class SmSrSurroundings {
 public:
  /// A secured packet for the card. Errors: whatever kept the network from taking it.
  virtual host::Result<void> submit(const servers::lines::ShortMessage& message) = 0;
  virtual void on_smsr_answer(const host::es::Caller& caller, const host::es::Answer& answer) = 0;
  virtual void on_notification(const host::es::ProfileNotification& notification) = 0;
  virtual void on_trace(const std::string& line) = 0;

 protected:
  ~SmSrSurroundings() = default;
};

struct InProcessSmSrSettings {
  servers::smsr::SmSrSettings smsr{};
  std::string id{};
  host::pki::X509Certificate ci;
  std::string eum_id{};
  std::string smdp_id{};
  std::vector<std::string> operator_ids{};
};

class InProcessSmSr {
 public:
  using Clock = std::function<host::es::Time()>;

  /// Takes up whatever an earlier one left in the store.
  InProcessSmSr(InProcessSmSrSettings settings, servers::store::Store& store, SmSrSurroundings& surroundings,
                Clock clock);
  InProcessSmSr(const InProcessSmSr&) = delete;
  InProcessSmSr& operator=(const InProcessSmSr&) = delete;

  /// ES1.RegisterEIS.
  host::es::Answer register_eis(const host::es::RegisterEis& request);
  /// ES3 and ES4; an answer at once if there is one, else later.
  std::optional<host::es::Answer> call(servers::flow::AnswerTo interface,
                                       const host::es::Es3Request& request);
  void on_short_message(const std::string& eid, host::Bytes submit_tpdu);
  /// Performs what is due.
  void run();
  /// Something is due at once.
  bool has_queue();
  host::Result<host::es::Eis> eis(const std::string& eid);

 private:
  /// One unit of work and what follows from it; a failure of the store is said and gives the default.
  template <class Step>
  auto unit(Step step);
  void follow(const servers::lines::Effects& effects);
  void post();
  void post(const servers::store::OutboxRow& row);

  InProcessSmSrSettings settings_;
  servers::store::Store& store_;
  SmSrSurroundings& surroundings_;
  Clock clock_;
  servers::lines::Peers peers_{};
  servers::lines::Self self_{};
  std::optional<servers::smsr::SmSrDesk> desk_{};
  /// The call that is being made, and its answer if that came before call() returned.
  std::string calling_{};
  std::optional<host::es::Answer> answer_{};
};

}  // namespace sixline::tools
