// ES5, SM-SR to ISD-R: pure builders of C-APDUs and readers of what the card answers. The APDUs travel in
// remote scripts; nothing here moves a byte.  [SGP.02 §4.1.1]
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "card/wire/identifiers.hpp"
#include "card/wire/sms.hpp"
#include "host/bytes.hpp"
#include "host/crypto/aes.hpp"
#include "host/error.hpp"
#include "host/es/card_function.hpp"

namespace sixline::host::es::es5 {

/// CreateISDP. Without a grant the ISD-P may use all memory there is.  [SGP.02 §4.1.1.1]
ByteString create_isd_p(const wire::Aid& isd_p, std::optional<std::uint32_t> granted_memory = std::nullopt);
/// [SGP.02 §4.1.1.2]
ByteString enable_profile(const wire::Aid& isd_p);
/// [SGP.02 §4.1.1.3]
ByteString disable_profile(const wire::Aid& isd_p);
/// [SGP.02 §4.1.1.4]
ByteString delete_profile(const wire::Aid& isd_p);

/// eUICCCapabilityAudit: one ISD-P, or all of them when `isd_p` is empty. `next` asks for what did not fit
/// in the answer before (status word 6310).  [SGP.02 §4.1.1.5]
ByteString get_status(const wire::Aid& isd_p = {}, bool next = false);
/// Number of applications and free memory: GET DATA FF21.
ByteString get_extended_resources();
/// Which keys the ISD-R has: GET DATA 00E0.
ByteString get_key_templates();
/// GET DATA 005A.
ByteString get_eid();
/// CERT.ECASD.ECKA, forwarded by the ISD-R: GET DATA BF30.
ByteString get_ecasd_certificate();

/// MasterDelete: what stands between AID and token. The SM-DP stored the first three in the ISD-P before.
struct DeleteReference {
  ByteString issuer;            ///< 42
  ByteString image_number;      ///< 45
  ByteString provider;          ///< 5F20
  ByteString token_identifier;  ///< 93, 1 or 2 bytes
};
/// The SM-DP's part: the token for one ISD-P, under its token key. Errors: BadInput (key length, a reference
/// that does not fit a command).  [SGP.02 §4.1.1.6] [GPCS §C.4.7]
Result<crypto::Block> delete_token(Bytes token_key, const wire::Aid& isd_p, const DeleteReference& reference);
/// Errors: BadInput (a reference that does not fit a command).
Result<ByteString> master_delete(const wire::Aid& isd_p, const DeleteReference& reference,
                                 const crypto::Block& token);

/// [SGP.02 §4.1.1.7]
ByteString set_fall_back_attribute(const wire::Aid& isd_p);
/// [SGP.02 §4.1.1.13]
ByteString set_emergency_profile_attribute(const wire::Aid& isd_p);

/// EstablishISDRKeySet: message 1 and 2 of scenario #3 with a certificate of role SM-SR, to the ISD-R itself;
/// the second goes on in the chain that the first began.  [SGP.02 §4.1.1.8] Errors: those of es8::store_data.
Result<std::vector<ByteString>> establish_isd_r_key_set_1(Bytes message_1);
Result<std::vector<ByteString>> establish_isd_r_key_set_2(Bytes message_1, Bytes message_2);

/// Keys of one version that the ISD-R keeps.
struct KeyRange {
  std::uint8_t version = 0;
  std::uint8_t first_id = 0;
  std::uint8_t last_id = 0;
};
/// FinaliseISDRhandover: all other keys of the ISD-R are erased.  [SGP.02 §4.1.1.9] Errors: BadInput (no
/// range, more than a command holds, a range that ends before it begins).
Result<ByteString> finalise_isd_r_handover(std::span<const KeyRange> kept);

/// Where the card sends its notifications. What is not set stays as it is on the card.
struct SmSrAddressing {
  struct Sms {
    wire::SmsAddress destination;  ///< empty: forget the address
    wire::Aid isd_p{};             ///< the only one it is for; empty: for all without their own
  };
  std::vector<Sms> sms{};
  bool forget_sms = false;             ///< every address of the card, before `sms`
  std::optional<ByteString> cat_tp{};  ///< content of A4; empty: forget
  std::optional<ByteString> https{};   ///< content of A5; empty: forget
};
/// UpdateSMSRAddressingParameters.  [SGP.02 §4.1.1.10] Errors: BadInput (nothing to update, too long).
Result<ByteString> update_sm_sr_addressing_parameters(const SmSrAddressing& addressing);

/// HandleNotificationConfirmation.  [SGP.02 §4.1.1.12]
ByteString handle_notification_confirmation(std::uint16_t sequence_number);

/// Life cycle of an ISD-P, tag 9F70.  [SGP.02 §2.2.1.3]
enum class IsdPState : std::uint8_t {
  Installed = 0x03,
  Selectable = 0x07,
  Personalized = 0x0F,
  Disabled = 0x1F,
  Enabled = 0x3F,
};
/// Errors: BadFormat (a byte that is no state).
Result<IsdPState> isd_p_state(std::uint8_t life_cycle);
std::string_view name_of(IsdPState state);

/// One entry E3 of GET STATUS; what was not asked for or not answered is absent.
struct IsdPStatus {
  wire::Aid aid;
  IsdPState state = IsdPState::Selectable;
  bool fall_back = false;
  bool emergency = false;
  std::optional<std::uint32_t> granted_memory;    ///< bytes
  std::optional<std::uint32_t> remaining_memory;  ///< bytes
};
/// Errors: BadFormat.
Result<std::vector<IsdPStatus>> read_status(Bytes answer);

struct ExtendedResources {
  std::uint32_t applications = 0;
  std::uint32_t free_non_volatile = 0;  ///< bytes
  std::uint32_t free_volatile = 0;      ///< bytes
};
/// Reads FF21 with numbers of any length up to 4 bytes.
Result<ExtendedResources> read_extended_resources(Bytes answer);

struct KeyTemplate {
  std::uint8_t identifier = 0;
  std::uint8_t version = 0;
  std::uint8_t type = 0;
  std::uint8_t length = 0;  ///< bytes
};
Result<std::vector<KeyTemplate>> read_key_templates(Bytes answer);

Result<wire::Eid> read_eid(Bytes answer);
/// The TLV 7F21 inside BF30.
Result<ByteString> read_ecasd_certificate(Bytes answer);

/// What has happened on the card.  [SGP.02 §4.1.1.11]
enum class NotificationType : std::uint8_t {
  FirstAttachment = 0x01,
  ProfileChanged = 0x02,
  RolledBack = 0x03,
  FallBack = 0x05,
};

/// The default notification, TLV E1. The type is left as a number: receivers meet types they do not know.
struct Notification {
  wire::Eid eid;
  std::uint8_t type = 0;
  std::uint16_t sequence_number = 0;
  wire::Aid isd_p;  ///< the one that is enabled now
  ByteString imei;  ///< 8 bytes as the terminal gave them; empty when unknown
  ByteString meid;

  bool is(NotificationType wanted) const { return type == static_cast<std::uint8_t>(wanted); }
};
/// Accepts the AID under 2F and 4F, IMEI and MEID with and without the comprehension bit, in any order.
/// Errors: BadFormat (also for a mandatory field that is missing or there twice).
Result<Notification> read_notification(Bytes notification);

/// The answer to a confirmation: ISD-Ps that the card deleted on its own (POL1). Empty data means none.
Result<std::vector<wire::Aid>> read_deleted_isd_ps(Bytes answer);

}  // namespace sixline::host::es::es5

namespace sixline::host::es {

/// The functions of this file, one row each.
std::span<const CardFunction> es5_functions();

}  // namespace sixline::host::es
