// A card of our own for one script: brought into any state, and with the servers and the device that know it.
#pragma once

#include <map>

#include "hardware/native/memory_flash.hpp"
#include "hardware/native/native_card.hpp"
#include "host/session/script.hpp"
#include "tools/sixline/channel_link.hpp"
#include "tools/sixline/context.hpp"
#include "tools/sixline/issued_card.hpp"
#include "tools/sixline/script_body.hpp"

namespace sixline::tools {

/// SplitMix64: the same bytes on every machine.
class RepeatableRandom final : public card::platform::Random {
 public:
  void fill(wire::MutableBytes out) override;
  bool is_true_random() const override { return false; }

 private:
  std::uint64_t next();
  std::uint64_t state_ = 1;
};

/// Stands still until `wait`.
class ScriptClock final : public card::platform::Clock {
 public:
  std::uint64_t milliseconds() const override { return now_; }
  void advance(std::uint64_t milliseconds) { now_ += milliseconds; }

 private:
  std::uint64_t now_ = 0;
};

class PreparedCard final : public host::session::ScriptCard {
 public:
  /// In memory of its own. Errors: Internal.
  static host::Result<std::unique_ptr<PreparedCard>> make();
  /// On blank `flash`, which must outlive it. Errors: Storage, Internal.
  static host::Result<std::unique_ptr<PreparedCard>> make(card::platform::Flash& flash);
  /// Prepared here, then moved into `body` by the first reset; `body` must outlive it. Errors: Storage,
  /// Internal.
  static host::Result<std::unique_ptr<PreparedCard>> make(ScriptBody& body);

  void set_trace(host::session::Trace trace);

  // What fixtures work with.

  NativeCard& native() { return *native_; }
  /// The device around the card; powers it on when there is none since the last reset.
  host::Result<SmsChannel*> device();
  /// A command to the ISD-R over SCP80, which must answer 9000; its data.
  host::Result<host::ByteString> command_isd_r(std::string_view intent, host::Bytes command);
  host::Result<std::unique_ptr<SecuredLink>> link(std::string_view protocol, const wire::Aid& domain);

  // ScriptCard
  host::session::CardSession& session() override { return *session_; }
  host::Result<host::ByteString> reset() override;
  bool offers(std::string_view) const override { return true; }
  host::Result<void> load(std::string_view fixture, host::session::Variables& variables) override;
  host::Result<void> secure(const host::session::SecurePath& path) override;
  host::Result<SecuredAnswer> transmit_secured(host::Bytes command) override;
  host::Result<host::ByteString> sign(std::string_view signer, host::Bytes message) override;
  host::Result<void> agree_keys(const host::ByteString& aid, host::Bytes control_reference,
                                host::Bytes answer) override;
  host::Result<host::ByteString> take_notification() override;
  host::Result<void> wait(unsigned seconds) override;

 private:
  PreparedCard() = default;
  void connect(std::unique_ptr<NativeCard> card);
  void connect(host::transport::CardChannel& channel);
  /// The memory goes, and with it all that does not depend on a reset.
  host::Result<void> move_into_body();

  RepeatableRandom random_;
  ScriptClock clock_;
  std::optional<hardware::native::MemoryFlash> memory_;  ///< of a card that will move
  ScriptBody* body_ = nullptr;
  std::unique_ptr<NativeCard> native_;  ///< null after the move
  std::unique_ptr<host::transport::CardChannel> channel_;
  std::optional<host::session::CardSession> session_;
  host::session::Trace trace_;
  host::scp::MemoryCounterStore counters_;
  host::scp::MemoryCounterStore operator_counters_;
  std::unique_ptr<SmsChannel> device_;
  std::map<host::ByteString, host::scp::Scp03Keys> keys_;  ///< by the AID of the ISD-P
  std::unique_ptr<SecuredLink> link_;
};

/// A state that `load` brings a card into; tests/scripts/README.md describes them.
struct Fixture {
  std::string_view name;
  host::Result<void> (*prepare)(PreparedCard& card, host::session::Variables& variables);
};
std::span<const Fixture> fixtures();

}  // namespace sixline::tools
