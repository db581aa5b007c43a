// An SM-SR, an SM-DP, a network with an eUICC in it and all their peers in one process, on real TLS sockets.
#pragma once

#include <map>

#include "servers/program/server.hpp"
#include "servers/program/sms_bearer.hpp"
#include "servers/smdp/sm_dp.hpp"
#include "servers/smsr/unit_store.hpp"
#include "tools/sixline/es/link.hpp"
#include "tools/sixline/lab/lab.hpp"
#include "tools/sixline/network/sms_network.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::conformance {

namespace es = host::es;
namespace lines = servers::lines;
namespace store = servers::store;
using servers::smsr::EuiccRecord;
using tools::EsLink;

/// How far the profile of the test is.
enum class Stage : std::uint8_t {
  NoCard,        ///< nothing but the servers
  Unregistered,  ///< the SM-SR does not know the eUICC
  Registered,
  Created,    ///< ES3.CreateISDP
  Installed,  ///< ES2.DownloadProfile
  Enabled,
};

/// What a profile in the SM-DP's stock wants of an eUICC.
enum class Needs : std::uint8_t {
  WhatThereIs,
  Multos,  ///< a runtime that our eUICC does not have
};

/// A call that is ready to be made.
struct Call {
  es::Message message;
  std::string as{};  ///< role of the lab: "operator"
  std::string to{};  ///< OID
  std::int64_t validity = 0;
  std::string call_id{};        ///< empty: a new one
  bool bare = false;            ///< without FunctionCallIdentifier
  bool keeps_validity = false;  ///< the ValidityPeriod in the message stays
};

class World {
 public:
  static constexpr std::int64_t shortest_validity = 2;  ///< seconds

  explicit World(Stage stage);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // What there is.
  std::string eid{}, iccid{}, bootstrap_iccid{};
  es::Eis eis{};  ///< as the EUM delivered it
  static constexpr const char* profile_type = "conformance";
  static constexpr const char* isd_p_aid = "A0000005591010FFFFFFFF8900001100";

  /// The peer of that name. "operator" and "m2m-sp" hear their notifications.
  EsLink& as(const std::string& role);
  es::EsStatus send(const Call& call);
  /// The whole answer. Fails the test when there is none.
  std::optional<es::Message> answer_to(const Call& call);
  /// HTTP status of a message that is posted as it is.
  int post(const Call& call, const std::function<void(EsLink::Letter&)>& change = {});
  /// Whether this element arrives at the role's listener in time.
  bool hears(const std::string& role, const std::string& element);
  /// ES3.CreateISDP for the test's profile, as the SM-DP.
  void create_isd_p();
  void download(bool enable);
  /// The profile that was put into stock last.
  es::EsStatus download_stocked(bool enable);
  void stock(const std::string& type, const std::string& owner, const std::string& last_digits,
             std::optional<std::uint8_t> pol1 = {}, Needs needs = Needs::WhatThereIs);
  /// Registers a second eUICC that exists on paper; `aid` is its one profile beside the bootstrap.
  es::Eis register_other(const std::string& profile_iccid, const std::string& aid);
  /// The EUM signs the EIS as it is now.
  void sign();
  /// The SM-SR has the EIS as it is now, whatever it would have said of it.
  void put_eis();
  /// CERT.ECASD.ECKA for one more eUICC.
  host::ByteString ecasd_certificate(const std::string& for_eid, const host::pki::Validity& validity) const;
  void reach(tools::Reach reach);
  /// For the servers; nobody has to wait.
  void pass(es::Time seconds) { passed_ += seconds; }
  /// The SM-SR starts again, and does not support ONC.
  void restart_without_onc();
  /// What the SM-SR has of the eUICC, and how many entries its audit trail has.
  std::optional<es::Eis> record();
  /// Whether the profile of the test gets an entry there in time.
  bool knows_profile();
  /// Makes the SM-SR believe something else of the eUICC than what it was told.
  void edit_record(const std::function<void(EuiccRecord& record)>& change);
  /// The same of the profile of the test.
  void edit_profile(const std::function<void(es::EisProfile& profile)>& change);
  std::size_t audit_entries();

 private:
  struct Server;
  servers::program::ServerSettings settings_of(const std::string& role) const;
  void start_smsr(bool supports_onc = true);
  es::Time now() const;
  void start_smdp();
  void issue_card();
  es::EsStatus register_eis(const es::Eis& registered);

  tools::TemporaryFolder folder_;
  tools::Lab lab_{};
  std::unique_ptr<tools::SmsNetwork> network_{};
  std::unique_ptr<Server> smsr_{};
  std::unique_ptr<Server> smdp_{};
  std::map<std::string, std::unique_ptr<EsLink>> links_{};
  std::atomic<es::Time> passed_ = 0;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::map<std::string, std::vector<std::string>> heard_{};
};

}  // namespace sixline::conformance
