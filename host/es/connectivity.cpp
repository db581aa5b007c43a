#include "host/es/connectivity.hpp"

#include "card/wire/tags.hpp"
#include "host/es/card_command.hpp"

namespace sixline::host::es {
namespace {

using wire::Writer;

constexpr std::uint16_t connectivity_dgi = 0x3A07;
constexpr wire::Tag sms_template = 0xA0;
constexpr wire::Tag https_template = 0xA1;
constexpr wire::Tag cat_tp_template = 0xA2;

void put_service_centre(Writer& out, const wire::SmsAddress& address) {
  wire::TlvScope content(out, sms_template);
  if (address.empty()) return;
  wire::TlvScope field(out, wire::tag::ctlv::address);
  address.encode_cat(out);
}

}  // namespace

Result<ByteString> ConnectivityParameters::store_data() const {
  std::array<std::uint8_t, longest_short_data> buffer;
  Writer templates(buffer);
  if (service_centre) put_service_centre(templates, *service_centre);
  if (https) wire::put_tlv(templates, https_template, *https);
  if (cat_tp) wire::put_tlv(templates, cat_tp_template, *cat_tp);
  if (templates.overflowed() || templates.size() == 0)
    return fail(ErrorCode::BadInput, "connectivity parameters: none, or too many for one command");
  return try_command(store_data_last, Answer::No,
                     [&](Writer& out) { wire::put_dgi(out, connectivity_dgi, templates.view()); });
}

}  // namespace sixline::host::es
