// The ISD-R: the SM-SR's end on the card. ES5 arrives here as scripts.  [SGP.02 §2.2.1.1, §4.1.1]
#pragma once

#include "card/isdp/isd_p.hpp"
#include "card/isdr/profile_switch.hpp"

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

/// One function of the ISD-R.
struct FunctionRow {
  std::string_view name;  ///< as SGP.02 writes it
  std::uint8_t ins;
  std::optional<std::uint8_t> p1;    ///< where P1 tells functions of one instruction apart
  std::optional<std::uint16_t> dgi;  ///< STORE DATA functions
  std::uint8_t minimum_spi1;         ///< security level of the script
  StatusWord (*handler)(IsdR&, const Request&, ResponseApdu&);
  std::string_view citation;
  std::string_view script;  ///< tests/scripts/<script>.apdu proves it
  bool implemented = true;
};
/// Every function, in the order of SGP.02.
std::span<const FunctionRow> functions();

// The handlers, one file each.
StatusWord create_isdp(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord enable_profile(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord disable_profile(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord delete_profile(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord get_status(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord get_data(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord handle_notification_confirmation(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord install_for_personalization(IsdR& isd_r, const Request& request, ResponseApdu& response);
StatusWord forward_to_isd_p(IsdR& isd_r, const Request& request, ResponseApdu& response);

/// `4F 10 <AID>` and nothing else: what several functions are called with. wrong_data.
Result<wire::Aid, StatusWord> only_aid(Bytes data);

class IsdR final : public ota::ScriptTarget {
 public:
  IsdR(const runtime::Environment& environment, const gp::Domains& domains, isdp::IsdP& isd_p,
       ProfileSwitch& profile_switch)
      : environment_(environment),
        domains_(domains),
        registry_(environment.store),
        isd_p_(isd_p),
        profile_switch_(profile_switch) {}

  /// Card reset.
  void reset();
  /// The secure session that carried the scripts is over; short messages have none.
  void end_session();

  void begin_script(std::uint8_t spi1) override;
  StatusWord run_command(const CommandApdu& command, ResponseApdu& response) override;
  bool run_tlv(const wire::Tlv&, wire::Writer&) override { return false; }
  void end_script() override;

  // For the handlers.
  storage::Store& store() { return environment_.store; }
  gp::Registry& registry() { return registry_; }
  const gp::Domains& domains() const { return domains_; }
  isdp::IsdP& isd_p() { return isd_p_; }
  ProfileSwitch& profile_switch() { return profile_switch_; }
  gp::StatusCursor& status_cursor() { return status_cursor_; }
  /// Slot that INSTALL [for personalization] named; card_owner when none.
  Owner personalized_slot() const { return personalized_slot_; }
  void personalize(Owner slot) { personalized_slot_ = slot; }
  /// Frees everything of a slot in the open transaction.  PROC-STM-03
  StatusWord erase_isd_p(Owner slot);

 private:
  StatusWord dispatch(const CommandApdu& command, ResponseApdu& response);
  StatusWord run_store_data(const CommandApdu& command, ResponseApdu& response);
  StatusWord run(const FunctionRow& row, const Request& request, ResponseApdu& response);

  const runtime::Environment& environment_;
  const gp::Domains& domains_;
  gp::Registry registry_;
  isdp::IsdP& isd_p_;
  ProfileSwitch& profile_switch_;
  gp::StoreDataChain chain_;
  gp::StatusCursor status_cursor_;
  std::uint8_t spi1_ = 0;
  /// Survives the end of a script: an SM-SR sends INSTALL and both messages in scripts of their own.
  Owner personalized_slot_ = storage::card_owner;
};

}  // namespace sixline::card::isdr
