#include "tests/card/ota/world.hpp"

#include "card/wire/tags.hpp"

namespace sixline::tests::ota {
namespace {

using card::crypto::AesKey;
using card::crypto::Block;

void append(std::vector<std::uint8_t>& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

std::vector<std::uint8_t> SenderHalf::command(SecurityParameters spi, std::uint64_t counter,
                                              const std::string& data, Tar tar, std::uint8_t kic_byte,
                                              std::uint8_t kid_byte) const {
  const bool mac = (spi.spi1 & 3) == 2;
  const bool cipher = (spi.spi1 & 4) != 0;
  const auto plain = hex(data);
  const std::size_t unpadded = 5 + 1 + (mac ? 8u : 0u) + plain.size();
  const std::size_t padding = cipher ? (16 - unpadded % 16) % 16 : 0;
  const std::size_t length = 1 + 2 + 2 + 3 + unpadded + padding;
  std::vector<std::uint8_t> packet{static_cast<std::uint8_t>(length >> 8),
                                   static_cast<std::uint8_t>(length),
                                   static_cast<std::uint8_t>(mac ? 0x15 : 0x0D),
                                   spi.spi1,
                                   spi.spi2,
                                   kic_byte,
                                   kid_byte};
  append(packet, tar.bytes);
  std::vector<std::uint8_t> body(6);
  wire::write_be(counter, wire::MutableBytes(body).first(5));
  body[5] = static_cast<std::uint8_t>(padding);
  std::vector<std::uint8_t> tail = plain;
  tail.resize(plain.size() + padding);
  if (mac) {
    const AesKey key(engine, hex(kid));
    const Block full = card::crypto::cmac(key, Bytes(packet), Bytes(body), Bytes(tail));
    append(body, Bytes(full).first(8));
  }
  append(body, tail);
  if (cipher) AesKey(engine, hex(kic)).cbc_encrypt(Block{}, body, body);
  append(packet, body);
  return packet;
}

std::string SenderHalf::open_response(Bytes user_data, SecurityParameters spi) const {
  if (to_hex(user_data.first(std::min<std::size_t>(3, user_data.size()))) != "027100") return "no response";
  const auto packet = wire::ResponsePacket::parse(user_data.subspan(3));
  if (!packet) return "malformed";
  std::vector<std::uint8_t> clear(packet->body.begin(), packet->body.end());
  if (spi.reply_ciphered()) {
    if (clear.size() % 16 != 0) return "not ciphered";
    AesKey(engine, hex(kic)).cbc_decrypt(Block{}, clear, clear);
  }
  const auto body = wire::ResponseBody::parse(clear, packet->checksum_size);
  if (!body) return "malformed body";
  if (spi.reply_integrity() == wire::Integrity::CryptographicChecksum) {
    const AesKey key(engine, hex(kid));
    const Block full =
        card::crypto::cmac(key, Bytes(hex("027100")), packet->head, body->fields, body->padded);
    if (!wire::equal(Bytes(full).first(8), body->checksum)) return "bad checksum";
  } else if (packet->checksum_size != 0) {
    return "checksum not asked for";
  }
  const auto status = static_cast<std::uint8_t>(body->status);
  return to_hex(Bytes(&status, 1)) + " " + std::to_string(body->counter) + " " + to_hex(body->data);
}

World::World() {
  forwarder.ota = &ota;
  EXPECT_TRUE(store.mount());
  put_key(card::gp::isd_r_id, 1, 1, sender.kic);
  put_key(card::gp::isd_r_id, 1, 2, sender.kid);
  put_key(mno_sd, 1, 1, sender.kic);
  put_key(mno_sd, 1, 2, sender.kid);
  EXPECT_EQ(send("8010000002FFFF").status, wire::sw::ok);
}

void World::put_key(card::gp::ApplicationId domain, std::uint8_t version, std::uint8_t id,
                    const std::string& value, card::gp::KeyType type) {
  card::gp::SecretKey key;
  key.reference = {version, id};
  key.type = type;
  key.value.assign(hex(value));
  EXPECT_EQ(keys.put(domain, key), wire::sw::ok);
  EXPECT_TRUE(store.commit());
}

World::Answer World::send(const std::string& apdu) {
  const ExactCopy copy(hex(apdu));
  const auto command = wire::CommandApdu::parse(copy);
  EXPECT_TRUE(command) << apdu;
  std::vector<std::uint8_t> buffer(256);
  wire::ResponseApdu response(buffer);
  const StatusWord status = toolkit.process(*command, response);
  ota.poll();
  return {to_hex(response.view()), status};
}

World::Answer World::envelope(Bytes user_data, const char* from) {
  std::vector<std::uint8_t> tpdu(200);
  Writer tpdu_writer(tpdu);
  wire::SmsDeliver{
      .more_messages = true, .originator = *SmsAddress::from_digits(from), .user_data = user_data}
      .encode(tpdu_writer);
  const std::string content = "820283810606912143658709" + wrapped("8B", to_hex(tpdu_writer.view()));
  const std::string data = wrapped("D1", content);
  const auto length = static_cast<std::uint8_t>(data.size() / 2);
  return send("80C20000" + to_hex(Bytes(&length, 1)) + data + "00");
}

World::Answer World::deliver(Bytes packet, std::uint8_t reference) {
  const wire::SmsSplit split(packet, wire::PacketKind::Command, reference);
  Answer last;
  for (std::size_t i = 0; i < split.count(); ++i) {
    std::vector<std::uint8_t> buffer(wire::max_user_data);
    Writer out(buffer);
    split.write(i, out);
    last = envelope(out.view());
  }
  return last;
}

std::string World::fetch() {
  const auto length = static_cast<std::uint8_t>(toolkit.pending());
  const Answer answer = send("80120000" + to_hex(Bytes(&length, 1)));
  EXPECT_EQ(answer.status, wire::sw::ok);
  return answer.data;
}

void World::terminal_response(const std::string& command, const std::string& result) {
  const std::size_t details = command.find("8103");
  const std::string data = command.substr(details, 10) + "82028281" + wrapped("83", result);
  const auto length = static_cast<std::uint8_t>(data.size() / 2);
  EXPECT_EQ(send("80140000" + to_hex(Bytes(&length, 1)) + data).status, wire::sw::ok);
}

std::vector<std::string> World::sent_messages(const std::string& result) {
  std::vector<std::string> sent;
  while (toolkit.pending() != 0) {
    const std::string command = fetch();
    const auto bytes = hex(command);
    auto reader = wire::TlvReader::der(bytes);
    const auto proactive = reader.next();
    const auto tpdu = wire::ComprehensionTlvReader(proactive->value).find(wire::tag::ctlv::sms_tpdu);
    const auto submit = tpdu ? wire::SmsSubmit::parse(tpdu->value) : wire::fail(wire::Error::Missing);
    sent.push_back(submit ? to_hex(submit->user_data) : command);
    terminal_response(command, result);
  }
  return sent;
}

}  // namespace sixline::tests::ota
