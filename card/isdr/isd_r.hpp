// The ISD-R: the SM-SR's end on the card. ES5 arrives here as scripts.  [SGP.02 §2.2.1.1, §4.1.1]
#pragma once

#include "card/isdp/isd_p.hpp"
#include "card/isdr/profile_switch.hpp"
#include "card/wire/secured_packet.hpp"

namespace sixline::card::isdr {

using wire::CommandApdu;
using wire::ResponseApdu;

/// A function call: the command, and for STORE DATA what its blocks contained.
struct Request {
  const CommandApdu& command;
  Bytes dgi{};   ///< value of the only data grouping; empty when something follows it
  Bytes data{};  ///< all blocks of STORE DATA, or the command's data
};

class IsdR;

/// Whose STORE DATA it is: the ISD-R's own, or that of the ISD-P which INSTALL [for personalization] named.
enum class Addressee : std::uint8_t { IsdR, IsdP };

/// One function of the ISD-R.
struct FunctionRow {
  std::string_view name;  ///< as SGP.02 writes it
  std::uint8_t ins;
  std::optional<std::uint8_t> p1{};    ///< where P1 tells functions of one instruction apart
  std::optional<std::uint16_t> dgi{};  ///< STORE DATA functions
  Addressee addressee = Addressee::IsdR;
  std::optional<wire::Tag> last_tag{};                    ///< DELETE functions: the object that ends the data
  std::uint8_t minimum_spi1 = wire::sgp02_security.spi1;  ///< security level of the script
  StatusWord (*handler)(IsdR&, const Request&, ResponseApdu&) = nullptr;
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
};
/// Every function, in the order of SGP.02.
std::span<const FunctionRow> functions();

// The handlers, one file each.
StatusWord create_isdp(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord enable_profile(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord disable_profile(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord delete_profile(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord master_delete(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord get_status(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord get_data(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord set_fall_back_attribute(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord authenticate_sm_sr(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord establish_isd_r_key_set(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord finalise_isd_r_handover(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord update_sm_sr_addressing_parameters(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord set_emergency_profile_attribute(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord handle_notification_confirmation(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord install_for_personalization(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord forward_to_isd_p(IsdR& isd_r, const Request& request, ResponseApdu& response);

/// `4F 10 <AID>` and nothing else: what several functions are called with. wrong_data.
Result<wire::Aid, StatusWord> only_aid(Bytes data);

/// The ISD-P that a function is about.
struct Target {
  Owner slot = storage::card_owner;
  gp::LifeCycle state{};
  gp::IsdPRecord record{};
};
/// reference_not_found.
Result<Target, StatusWord> find_target(IsdR& isd_r, const wire::Aid& aid);

class IsdR final : public ota::ScriptTarget {
 public:
  IsdR(const runtime::Environment& environment, const gp::Domains& domains, isdp::IsdP& isd_p,
       ProfileSwitch& profile_switch)
      : environment_(environment),
        domains_(domains),
        registry_(environment.store),
        keys_(environment.store),
        isd_p_(isd_p),
        profile_switch_(profile_switch) {}

  /// Card reset.
  void reset();
  /// The secure session that carried the scripts is over; short messages have none.
  void end_session();

  void begin_script(const ota::ScriptSecurity& security) override;
  StatusWord run_command(const CommandApdu& command, ResponseApdu& response) override;
  bool run_tlv(const wire::Tlv&, wire::Writer&) override { return false; }
  void end_script() override;

  // For the handlers.
  storage::Store& store() { return environment_.store; }
  const runtime::Environment& environment() const { return environment_; }
  gp::KeyStore& keys() { return keys_; }
  gp::Registry& registry() { return registry_; }
  const gp::Domains& domains() const { return domains_; }
  isdp::IsdP& isd_p() { return isd_p_; }
  ProfileSwitch& profile_switch() { return profile_switch_; }
  gp::StatusCursor& status_cursor() { return status_cursor_; }
  /// Slot that INSTALL [for personalization] named; card_owner when none.
  Owner personalized_slot() const { return personalized_slot_; }
  void personalize(Owner slot) { personalized_slot_ = slot; }
  /// How the script at hand was protected.
  const ota::ScriptSecurity& security() const { return security_; }
  /// Frees everything of a slot in the open transaction.  PROC-STM-03
  StatusWord erase_isd_p(Owner slot);

 private:
  StatusWord dispatch(const CommandApdu& command, ResponseApdu& response);
  StatusWord run_store_data(const CommandApdu& command, ResponseApdu& response);
  StatusWord run_delete(const CommandApdu& command, ResponseApdu& response);
  /// A command of SCP03 for the ISD-P that was named.
  StatusWord forward_secured(const CommandApdu& command, ResponseApdu& response);
  bool secure_enough(std::uint8_t minimum_spi1) const;
  StatusWord run(const FunctionRow& row, const Request& request, ResponseApdu& response);

  const runtime::Environment& environment_;
  const gp::Domains& domains_;
  gp::Registry registry_;
  gp::KeyStore keys_;
  isdp::IsdP& isd_p_;
  ProfileSwitch& profile_switch_;
  gp::StoreDataChain chain_;
  gp::StatusCursor status_cursor_;
  ota::ScriptSecurity security_{};
  /// Survives the end of a script: an SM-SR sends INSTALL and both messages in scripts of their own.
  Owner personalized_slot_ = storage::card_owner;
};

}  // namespace sixline::card::isdr
