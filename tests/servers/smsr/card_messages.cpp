#include "tests/servers/smsr/card_messages.hpp"

#include "card/wire/sms.hpp"
#include "host/scp/scp80.hpp"

namespace sixline::tests::smsr {

void CardMessages::notify(servers::flow::NotificationType type, std::uint8_t number, const std::string& iccid,
                          const std::string& said) {
  const std::string isd_p = host::to_hex(bench_.profile(iccid).isd_p_aid);
  const std::uint8_t octets[]{static_cast<std::uint8_t>(type), number};
  const auto data = host::from_hex("E12B4C10" + said + "4D01" + host::to_hex(host::Bytes(octets, 1)) +
                                   "4E0200" + host::to_hex(host::Bytes(octets + 1, 1)) + "2F10" + isd_p);
  const host::scp::Scp80Keys keys{0x01, host::crypto::Secret(host::ByteString(16, first_key_)),
                                  host::crypto::Secret(host::ByteString(16, first_key_ + 1))};
  host::scp::MemoryCounterStore counters;
  const auto packet =
      host::scp::Scp80::create(keys)->wrap(wire::aid::tar_of(wire::aid::isd_r()), *data, counters);
  host::ByteString user_data{0x02, 0x70, 0x00};
  host::append(user_data, packet.value().packet);
  send(user_data);
}

void CardMessages::prove(const OutstandingPacket& packet, wire::PacketStatus status,
                         const std::string& script) {
  const host::ByteString data = host::from_hex(script).value();
  const std::size_t clear_size = wire::response_fields_size + wire::packet_checksum_size + data.size();
  const std::size_t padding =
      (host::crypto::block_size - clear_size % host::crypto::block_size) % host::crypto::block_size;
  host::ByteString buffer(wire::response_head_size + clear_size + padding);
  wire::Writer out(buffer);
  wire::put_response_head(out, packet.packet.tar, wire::packet_checksum_size, data.size() + padding);
  wire::put_response_fields(out, packet.packet.counter, padding, status);
  out.fill(0, wire::packet_checksum_size);
  out.put(data);
  out.fill(0, padding);
  const wire::MutableBytes body = wire::MutableBytes(buffer).subspan(wire::response_head_size);
  const host::Bytes covered(buffer);
  auto kid = host::crypto::CmacKey::from(host::ByteString(16, first_key_ + 1)).value();
  const auto checksum =
      kid.mac({wire::response_udh, covered.first(wire::response_head_size + wire::response_fields_size),
               host::Bytes(body).subspan(wire::response_fields_size + wire::packet_checksum_size)});
  std::copy_n(checksum.begin(), wire::packet_checksum_size, body.begin() + wire::response_fields_size);
  host::crypto::AesKey::from(host::ByteString(16, first_key_))
      .value()
      .encrypt_cbc(host::crypto::zero_block, body);
  host::ByteString user_data(wire::response_udh.begin(), wire::response_udh.end());
  host::append(user_data, buffer);
  send(user_data);
}

void CardMessages::send(const host::ByteString& user_data) {
  wire::SmsSubmit submit;
  submit.destination = wire::SmsAddress::from_digits("1234567890").value();
  submit.user_data = user_data;
  host::ByteString tpdu(wire::SmsSubmit::max_encoded);
  wire::Writer out(tpdu);
  submit.encode(out);
  SmSrDesk desk = bench_.desk();
  bench_.unit([&](store::Unit& open) {
    return msisdn_.empty() ? desk.on_short_message_of(open, eid, out.view(), bench_.effects)
                           : desk.on_short_message(open, msisdn_, out.view(), bench_.effects);
  });
}

}  // namespace sixline::tests::smsr
