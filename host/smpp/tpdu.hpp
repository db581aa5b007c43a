// Short messages of a card as SMPP carries them: TPDU fields as PDU fields, and back.
// [TS 23.040 §9.2] [SMPP 3.4 §4.4.1, §4.6.1]
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "host/smpp/pdu.hpp"

namespace sixline::host::smpp {

/// TP-SCTS as it travels: semi-octets of year to second, quarters of an hour from UTC.
using ServiceCentreTime = std::array<std::uint8_t, 7>;
/// [TS 23.040 §9.2.3.11]
ServiceCentreTime service_centre_time(std::chrono::sys_seconds utc);

/// Who has this number. `msisdn` is digits of E.164, a leading + is dropped. Errors: BadInput.
Result<Address> address_of(std::string_view msisdn);

/// submit_sm that brings an SMS-DELIVER to `msisdn`. TP-MMS goes as more_messages_to_send; TP-SCTS is left
/// behind, the centre gives its own. Errors: BadInput (number, malformed TPDU), Unsupported (a text of
/// septets, an alphanumeric originator).
Result<ShortMessage> to_submit_sm(std::string_view msisdn, Bytes deliver_tpdu);
/// The SMS-DELIVER that the centre sends to the device. Errors: BadFormat (does not fit a TPDU),
/// Unsupported (as above).
Result<ByteString> to_deliver_tpdu(const ShortMessage& submit_sm, const ServiceCentreTime& time);

/// deliver_sm that brings an SMS-SUBMIT of `msisdn`. TP-MR goes as user_message_reference; TP-VP was for
/// the centre and ends there. Errors: as to_submit_sm.
Result<ShortMessage> to_deliver_sm(std::string_view msisdn, Bytes submit_tpdu);
/// The SMS-SUBMIT as the card made it, without TP-VP; a TP-MR that did not come is 0. Errors: as
/// to_deliver_tpdu.
Result<ByteString> to_submit_tpdu(const ShortMessage& deliver_sm);

/// What became of a message that was submitted before.
struct Receipt {
  std::string message_id;
  MessageState state = MessageState::Unknown;
  bool operator==(const Receipt&) const = default;
};
bool is_receipt(const ShortMessage& deliver_sm);
/// From the optional parameters, or from a text "id:… stat:…" where a centre sends only that.
/// [SMPP 3.4 §2.11, Appendix B] Errors: BadFormat.
Result<Receipt> read_receipt(const ShortMessage& deliver_sm);
/// A receipt that says both.
ShortMessage write_receipt(const Receipt& receipt, const Address& source, const Address& destination);

}  // namespace sixline::host::smpp
