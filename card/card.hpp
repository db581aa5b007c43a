// The whole machine, put together, and the only public entry: a port gives it memory and a platform, and
// hands it command TPDUs.
#pragma once

#include "card/isdp/mno_sd.hpp"
#include "card/isdp/profile_package_installer.hpp"
#include "card/isdr/esx.hpp"
#include "card/isdr/isd_r.hpp"
#include "card/isdr/issuance.hpp"
#include "card/isdr/service_centre.hpp"
#include "card/isdr/test_profile.hpp"
#include "card/ota/ota.hpp"
#include "card/remote_files.hpp"
#include "card/runtime/apdu_exchange.hpp"
#include "card/runtime/atr.hpp"
#include "card/runtime/t0_link.hpp"

namespace sixline::card {

using wire::Bytes;
using wire::MutableBytes;
using wire::Result;
using wire::StatusWord;

class Card final : public runtime::ApduExchange,
                   private runtime::ApduProcessor,
                   private toolkit::EnvelopeHandler,
                   private ota::Router,
                   private isdr::SwitchObserver {
 public:
  /// `index` is the memory of the object store: one entry a live object.
  Card(platform::Platform& platform, std::span<storage::IndexEntry> index,
       const isdr::SwitchSettings& settings = {});
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;

  /// Reads the non-volatile memory; call once, before anything else. Errors: see Store::mount.
  Result<void, storage::Error> start();
  /// Cold or warm reset; the ATR.  [TS 102 221 §6.3]
  Bytes reset(runtime::Protocols protocols = runtime::Protocols::T0);
  /// One command TPDU of T=0; writes data and status word to `response` (at least 258 bytes) and returns
  /// their length.
  std::size_t transmit(Bytes command, MutableBytes response);
  /// One command APDU with its Le, for a port that speaks T=1: runtime::T1Link stands on this.
  std::size_t exchange(Bytes apdu, MutableBytes response) override;
  /// Lets time pass: retries and time-outs that no command of the terminal brings about.
  void poll();

  // Issuance: what the EUM does before the card leaves the factory. Needs start(), not reset().

  bool is_issued() const;
  /// Makes an eUICC of a blank card.
  StatusWord issue(const isdr::Issuance& issuance);
  /// Installs and enables the first profile; see isdr::install_bootstrap.
  Result<storage::Owner, StatusWord> install_bootstrap(Bytes package, wire::Writer& report);
  /// Installs the profile that the device alone enables; see isdr::install_test_profile.
  Result<storage::Owner, StatusWord> install_test_profile(Bytes package, wire::Writer& report);

 private:
  // runtime::ApduProcessor
  StatusWord process(const wire::CommandApdu& command, wire::ResponseApdu& response) override;
  std::size_t proactive_length() const override { return toolkit_.pending(); }

  // toolkit::EnvelopeHandler
  StatusWord on_sms_pp(Bytes tlvs, wire::ResponseApdu& response) override;
  StatusWord on_event(toolkit::EventType event, Bytes tlvs) override;
  StatusWord on_timer(std::uint8_t timer, Bytes tlvs) override;
  StatusWord on_local_function(Bytes tlvs) override;
  void on_terminal_profile(Bytes profile) override;
  void on_status() override;

  // ota::Router
  std::optional<ota::Endpoint> resolve(const wire::Tar& tar) override;
  std::optional<ota::Endpoint> resolve_isd_p(const wire::Tar& tar);
  std::optional<ota::Endpoint> resolve_in_profile(const wire::Tar& tar);
  Result<gp::Application, StatusWord> find_in_profile(storage::Owner slot, const wire::Tar& tar) const;

  // isdr::SwitchObserver
  void on_enabled_profile_changed(storage::Owner enabled) override;

  StatusWord route(std::uint8_t channel, const wire::CommandApdu& command, wire::ResponseApdu& response);
  StatusWord select_by_aid(std::uint8_t channel, const wire::CommandApdu& command,
                           wire::ResponseApdu& response);
  /// A channel whose files were turned to, or which was closed, has no security domain selected any more.
  void settle_selection(std::uint8_t channel, const wire::CommandApdu& command, StatusWord status);
  void leave_domain(std::uint8_t channel);

  storage::Store store_;
  runtime::Environment environment_;
  uicc::Uicc uicc_;
  gp::Registry registry_;
  gp::KeyStore keys_;
  ecasd::Ecasd ecasd_;
  gp::Domains domains_;
  profile::ProfileInstaller profile_installer_;
  isdp::ProfilePackageInstaller installer_;
  isdp::IsdP isd_p_;
  toolkit::Toolkit toolkit_;
  isdr::ProfileServiceCentre service_centre_;
  ota::Ota ota_;
  isdr::ProfileSwitch profile_switch_;
  isdr::IsdR isd_r_;
  RemoteFiles remote_files_;
  isdp::MnoSd mno_sd_;
  runtime::T0Link link_;
  /// Per channel: the security domain selected there, if it is not the files' turn.
  std::array<std::optional<gp::DomainSession>, limits::max_channels> domain_sessions_{};
};

}  // namespace sixline::card
