// TPDUs through PDUs and back, byte for byte; what cannot be carried is said so.
#include "host/smpp/tpdu.hpp"

#include <gtest/gtest.h>

#include "card/wire/sms.hpp"
#include "tests/host/hex.hpp"

namespace sixline::host::smpp {
namespace {

using test::hex;

constexpr ServiceCentreTime noon{0x62, 0x11, 0x62, 0x21, 0x00, 0x00, 0x00};
const std::string time_text = "62116221000000";

/// Through the bytes of a PDU, as the other side reads it.
ShortMessage through_bytes(Command command, const ShortMessage& message) {
  const auto bytes = encode({command, Status::Ok, 1, message});
  Reader reader;
  reader.add(bytes.value());
  const auto frame = reader.next().value();
  return std::get<ShortMessage>(decode(frame.value()).value().body);
}

std::string delivered(const std::string& tpdu) {
  const auto message = to_submit_sm("31612345678", hex(tpdu));
  if (!message) return message.error().describe();
  const auto back = to_deliver_tpdu(through_bytes(Command::SubmitSm, *message), noon);
  return back ? to_hex(*back) : back.error().describe();
}

std::string submitted(const std::string& tpdu) {
  const auto message = to_deliver_sm("31612345678", hex(tpdu));
  if (!message) return message.error().describe();
  const auto back = to_submit_tpdu(through_bytes(Command::DeliverSm, *message));
  return back ? to_hex(*back) : back.error().describe();
}

TEST(SmppTpdu, DeliverComesBackByteForByte) {
  for (const std::string& tpdu :
       {// With a header, more to come; last one; odd digits of a national number; concatenated; no header.
        "40 0A91 3254769810 7F F6" + time_text + "05 027000AABB",
        "44 0A91 3254769810 7F F6" + time_text + "05 027000AABB",
        "44 05A1 2143F5 7F F6" + time_text + "05 027000AABB",
        "40 0A91 3254769810 7F F6" + time_text + "0A 0700 0305 0201 7000 AABB",
        "44 0A91 3254769810 7F F6" + time_text + "08 0500 0305 0202 CCDD",
        "04 0A91 3254769810 00 04" + time_text + "03 010203", "04 0481 A1CB 00 F5" + time_text + "00",
        "44 0A91 3254769810 7F F6" + time_text + "8C" + std::string(280, '7')})
    EXPECT_EQ(delivered(tpdu), to_hex(hex(tpdu)));
}

TEST(SmppTpdu, SubmitComesBackByteForByte) {
  for (const std::string& tpdu : {std::string("41 05 0A91 3254769810 7F F6 05 027100AABB"),
                                  std::string("41 FF 05A1 2143F5 7F F6 05 027100AABB"),
                                  std::string("41 00 0A91 3254769810 7F F6 0A 0700 0305 0201 7100 AABB"),
                                  std::string("41 06 0A91 3254769810 7F F6 08 0500 0305 0202 CCDD"),
                                  std::string("01 07 0A91 3254769810 00 04 03 010203"),
                                  "41 08 0A91 3254769810 7F F6 8C" + std::string(280, '7')})
    EXPECT_EQ(submitted(tpdu), to_hex(hex(tpdu)));
}

TEST(SmppTpdu, ValidityOfASubmitEndsAtTheCentre) {
  EXPECT_EQ(submitted("51 05 0A91 3254769810 7F F6 A7 02 AABB"),
            to_hex(hex("41 05 0A91 3254769810 7F F6 02 AABB")));
}

TEST(SmppTpdu, FieldsStandWhereSmppHasThem) {
  const auto message =
      to_submit_sm("+31612345678", hex("40 0A91 3254769810 7F F6" + time_text + "05 027000AABB"));
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->source == (Address{1, 1, "2345678901"}));
  EXPECT_TRUE(message->destination == (Address{1, 1, "31612345678"}));
  EXPECT_EQ(message->esm_class, 0x40);
  EXPECT_EQ(message->protocol_id, 0x7F);
  EXPECT_EQ(message->data_coding, 0xF6);
  EXPECT_EQ(message->text, hex("027000AABB"));
  EXPECT_EQ(message->registered_delivery, 0x02);
  EXPECT_EQ(message->more_messages, true);
}

TEST(SmppTpdu, UnspecifiedOctetsBecomeEightBitData) {
  auto message = to_deliver_sm("31612345678", hex("41 05 0A91 3254769810 7F F6 02 AABB"));
  ASSERT_TRUE(message);
  message->data_coding = 0x02;
  EXPECT_EQ(to_hex(to_submit_tpdu(*message).value()), to_hex(hex("41 05 0A91 3254769810 7F 04 02 AABB")));
}

TEST(SmppTpdu, RefusesWhatItCannotCarry) {
  const std::string tail = time_text + "01 41";
  const auto code = [](std::string_view msisdn, const std::string& tpdu) {
    const auto message = to_submit_sm(msisdn, hex(tpdu));
    return message ? ErrorCode::Internal : message.error().code;
  };
  for (const std::string_view dcs : {"00", "01", "10", "F0", "F2", "C8", "D0"})
    EXPECT_EQ(code("316", "04 0491 2143 00" + std::string(dcs) + tail), ErrorCode::Unsupported) << dcs;
  EXPECT_EQ(code("316", "04 04D0 D432 00 F6" + tail), ErrorCode::Unsupported) << "alphanumeric";
  EXPECT_EQ(code("316", "04 0491 2FF3 00 F6" + tail), ErrorCode::BadInput) << "a filler inside";
  EXPECT_EQ(code("316", "04 0491"), ErrorCode::BadInput);
  EXPECT_EQ(code("316", ""), ErrorCode::BadInput);
  EXPECT_EQ(code("316", "41 05 0A91 3254769810 7F F6 02 AABB"), ErrorCode::BadInput) << "a SUBMIT";
  for (const std::string_view msisdn : {"", "+", "31x", "+31 6", "123456789012345678901"})
    EXPECT_EQ(code(msisdn, "04 0491 2143 00 F6" + tail), ErrorCode::BadInput) << msisdn;
}

TEST(SmppTpdu, RefusesMessagesThatFitNoTpdu) {
  const auto good = to_deliver_sm("31612345678", hex("41 05 0A91 3254769810 7F F6 02 AABB"));
  ASSERT_TRUE(good);
  const auto code = [&good](auto change) {
    ShortMessage message = *good;
    change(message);
    const auto submit = to_submit_tpdu(message);
    return submit ? ErrorCode::Internal : submit.error().code;
  };
  EXPECT_EQ(code([](ShortMessage& m) { m.text.resize(141); }), ErrorCode::BadFormat);
  EXPECT_EQ(code([](ShortMessage& m) { m.data_coding = 0; }), ErrorCode::Unsupported);
  EXPECT_EQ(code([](ShortMessage& m) { m.destination.digits = "12d"; }), ErrorCode::BadFormat);
  EXPECT_EQ(code([](ShortMessage& m) { m.destination.digits = std::string(21, '1'); }), ErrorCode::BadFormat);
  EXPECT_EQ(code([](ShortMessage& m) { m.destination.ton = 8; }), ErrorCode::BadFormat);
  EXPECT_EQ(code([](ShortMessage& m) { m.destination.npi = 18; }), ErrorCode::BadFormat);
  EXPECT_EQ(code([](ShortMessage& m) { m.destination.ton = 5; }), ErrorCode::Unsupported);
}

TEST(SmppTpdu, TellsTheTimeInSemiOctets) {
  const std::chrono::sys_days day = std::chrono::year(2026) / 11 / 26;
  EXPECT_EQ(service_centre_time(day + std::chrono::hours(12)), noon);
  EXPECT_EQ(to_hex(service_centre_time(day + std::chrono::seconds(86'399))), "62116232959500");
}

TEST(SmppReceipt, IsReadFromParametersOrText) {
  const Receipt lost{"A1B2", MessageState::Undeliverable};
  ShortMessage message = write_receipt(lost, {1, 1, "31"}, {1, 1, "49"});
  EXPECT_TRUE(is_receipt(message));
  EXPECT_TRUE(read_receipt(through_bytes(Command::DeliverSm, message)).value() == lost);
  message.receipted_message_id.reset();
  message.state.reset();
  EXPECT_TRUE(read_receipt(message).value() == lost);
  message.text = to_byte_string(wire::bytes_of("id:77 sub:001 dlvrd:000 stat:EXPIRED err:001 text:"));
  EXPECT_TRUE(read_receipt(message).value() == (Receipt{"77", MessageState::Expired}));
}

TEST(SmppReceipt, RefusesTextThatSaysTooLittle) {
  ShortMessage message;
  for (const std::string& text :
       {std::string(), std::string("id:77"), std::string("stat:UNDELIV"), std::string("id: stat:UNDELIV"),
        std::string("id:77 stat:LOST"), "id:" + std::string(65, '1') + " stat:UNDELIV"}) {
    message.text = to_byte_string(wire::bytes_of(text));
    EXPECT_FALSE(read_receipt(message)) << text;
  }
  message.esm_class = 0x08;
  EXPECT_FALSE(is_receipt(message)) << "an acknowledgement of the other SME";
}

}  // namespace
}  // namespace sixline::host::smpp
