#include "card/toolkit/envelopes.hpp"

#include "card/wire/tags.hpp"

namespace sixline::card::toolkit {
namespace {

namespace ctlv = wire::tag::ctlv;
namespace sw = wire::sw;

StatusWord sms_pp_download(EnvelopeHandler& handler, Bytes content, ResponseApdu& response) {
  return handler.on_sms_pp(content, response);
}

/// The one-byte value of `tag` in the envelope.
wire::Result<std::uint8_t, StatusWord> single_byte(Bytes content, std::uint8_t tag) {
  const auto tlv = wire::ComprehensionTlvReader(content).find(tag);
  if (!tlv || tlv->value.size() != 1) return wire::fail(sw::wrong_data);
  return tlv->value[0];
}

StatusWord event_download(EnvelopeHandler& handler, Bytes content, ResponseApdu&) {
  const auto event = single_byte(content, ctlv::event_list);
  if (!event) return event.error();
  return handler.on_event(static_cast<EventType>(*event), content);
}

StatusWord timer_expiration(EnvelopeHandler& handler, Bytes content, ResponseApdu&) {
  const auto timer = single_byte(content, ctlv::timer_identifier);
  if (!timer) return timer.error();
  return handler.on_timer(*timer, content);
}

StatusWord local_function(EnvelopeHandler& handler, Bytes content, ResponseApdu&) {
  return handler.on_local_function(content);
}

constexpr EnvelopeRow rows[] = {
    {"SMS-PP DOWNLOAD", wire::tag::toolkit::sms_pp_download, sms_pp_download, "TS 31.111 §7.1.1",
     "toolkit/envelope"},
    {"EVENT DOWNLOAD", wire::tag::toolkit::event_download, event_download, "TS 102 223 §7.5",
     "toolkit/envelope"},
    {"TIMER EXPIRATION", wire::tag::toolkit::timer_expiration, timer_expiration, "TS 102 223 §7.4",
     "toolkit/envelope"},
    {"ESx LOCAL FUNCTION", wire::tag::toolkit::gsma_local_function, local_function, "SGP.02 §4.1.4",
     "esx/local_enable_emergency_profile"},
};

}  // namespace

std::span<const EnvelopeRow> envelopes() {
  return rows;
}

}  // namespace sixline::card::toolkit
