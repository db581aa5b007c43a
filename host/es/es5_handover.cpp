// ES5: a new SM-SR takes over, and tells the card where it is.  [SGP.02 §4.1.1.8 to §4.1.1.10]
#include "card/wire/tags.hpp"
#include "host/es/card_command.hpp"
#include "host/es/es5.hpp"
#include "host/es/es8.hpp"

namespace sixline::host::es::es5 {
namespace {

namespace euicc = wire::tag::euicc;
using wire::Writer;

constexpr std::uint16_t addressing_dgi = 0x3A07;

void put_sms(Writer& out, const SmSrAddressing::Sms& sms) {
  std::array<std::uint8_t, wire::SmsAddress::max_encoded> buffer;
  Writer address(buffer);
  if (!sms.destination.empty()) sms.destination.encode(address);
  wire::put_tlv(out, euicc::destination_address, address.view());
  if (!sms.isd_p.empty()) wire::put_tlv(out, wire::tag::gp::aid, sms.isd_p.view());
}

void put_templates(Writer& out, const SmSrAddressing& addressing) {
  if (addressing.forget_sms) wire::put_tlv(out, euicc::sms_addressing, {});
  if (!addressing.sms.empty()) {
    wire::TlvScope content(out, euicc::sms_addressing);
    for (const SmSrAddressing::Sms& sms : addressing.sms) put_sms(out, sms);
  }
  if (addressing.cat_tp) wire::put_tlv(out, euicc::cat_tp_addressing, *addressing.cat_tp);
  if (addressing.https) wire::put_tlv(out, euicc::https_addressing, *addressing.https);
}

}  // namespace

Result<std::vector<ByteString>> establish_isd_r_key_set_1(Bytes message_1) {
  return es8::store_data(message_1, es8::Chain::GoesOn);
}

Result<std::vector<ByteString>> establish_isd_r_key_set_2(Bytes message_1, Bytes message_2) {
  return es8::continue_store_data(message_1, message_2);
}

Result<ByteString> finalise_isd_r_handover(std::span<const KeyRange> kept) {
  if (kept.empty()) return fail(ErrorCode::BadInput, "FinaliseISDRhandover: no key would be left");
  for (const KeyRange& range : kept) {
    if (range.first_id > range.last_id)
      return fail(ErrorCode::BadInput, "FinaliseISDRhandover: a range of keys ends before it begins");
  }
  return try_command(delete_objects, Answer::Expected, [&](Writer& out) {
    for (const KeyRange& range : kept) {
      const std::array<std::uint8_t, 3> value{range.version, range.first_id, range.last_id};
      wire::put_tlv(out, euicc::kept_keys, value);
    }
  });
}

Result<ByteString> update_sm_sr_addressing_parameters(const SmSrAddressing& addressing) {
  std::array<std::uint8_t, longest_short_data> buffer;
  Writer templates(buffer);
  put_templates(templates, addressing);
  if (templates.size() == 0 && !templates.overflowed())
    return fail(ErrorCode::BadInput, "UpdateSMSRAddressingParameters: nothing to update");
  if (templates.overflowed())
    return fail(ErrorCode::BadInput, "UpdateSMSRAddressingParameters: too long for one command");
  return try_command(store_data_last, Answer::No,
                     [&](Writer& out) { wire::put_dgi(out, addressing_dgi, templates.view()); });
}

}  // namespace sixline::host::es::es5
