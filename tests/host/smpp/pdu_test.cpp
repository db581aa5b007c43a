// PDUs against bytes that follow the layouts of the specification, and PDUs of peers without manners.
#include "host/smpp/pdu.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::smpp {
namespace {

using test::hex;

Frame frame_of(std::string_view text) {
  Reader reader;
  reader.add(hex(text));
  auto frame = reader.next();
  if (!frame || !*frame) std::abort();
  return **frame;
}

Frame frame_of(Command command, std::string_view body, Status status = Status::Ok) {
  return {command, status, 7, hex(body)};
}

Status refused(Command command, std::string_view body) {
  const auto pdu = decode(frame_of(command, body));
  return pdu ? Status::Ok : pdu.error();
}

/// Everything that must be there of a submit_sm, up to sm_length.
const std::string plain = "00 01 01 3439 00 01 01 3331 00 40 7F 00 00 00 02 00 F6 00 ";
const std::string one_octet = plain + "01 AA ";

void expect_both_ways(const Pdu& pdu, std::string_view text) {
  const auto bytes = encode(pdu);
  ASSERT_TRUE(bytes) << bytes.error().describe();
  EXPECT_EQ(to_hex(*bytes), to_hex(hex(text)));
  const auto read = decode(frame_of(text));
  ASSERT_TRUE(read) << name_of(read.error());
  EXPECT_TRUE(*read == pdu);
}

// The worked example of the specification, as a transceiver.  [SMPP 3.4 §3.2.2, §4.1.5]
TEST(SmppPdu, BindsAsTheSpecificationLaysOut) {
  expect_both_ways(
      {Command::BindTransceiver, Status::Ok, 1, Bind{"SMPP3TEST", "secret08", "SUBMIT1", 0, {1, 1, ""}}},
      "0000002F 00000009 00000000 00000001 534D50503354455354 00 7365637265743038 00"
      "5355424D495431 00 00 01 01 00");
  expect_both_ways({Command::BindTransceiverResp, Status::Ok, 1, BindResp{"SMSC", 0x34}},
                   "0000001A 80000009 00000000 00000001 534D5343 00 0210 0001 34");
}

// [SMPP 3.4 §4.4.1, §4.4.2, §4.6.1, §4.6.2]
TEST(SmppPdu, CarriesShortMessages) {
  ShortMessage message;
  message.source = {1, 1, "49"};
  message.destination = {1, 1, "31"};
  message.esm_class = esm_header_indicator;
  message.protocol_id = 0x7F;
  message.registered_delivery = receipt_on_failure;
  message.data_coding = 0xF6;
  message.text = hex("027000AA");
  message.user_reference = 0x0105;
  message.more_messages = true;
  expect_both_ways({Command::SubmitSm, Status::Ok, 5, message},
                   "00000034 00000004 00000000 00000005" + plain + "04 027000AA 0204 0002 0105 0426 0001 01");
  ShortMessage receipt = message;
  receipt.user_reference.reset();
  receipt.more_messages.reset();
  receipt.esm_class = esm_header_indicator;
  receipt.receipted_message_id = "A1";
  receipt.state = MessageState::Undeliverable;
  expect_both_ways(
      {Command::DeliverSm, Status::Ok, 6, receipt},
      "00000035 00000005 00000000 00000006" + plain + "04 027000AA 001E 0003 413100 0427 0001 05");
  expect_both_ways({Command::SubmitSmResp, Status::Ok, 5, MessageResp{"A1"}},
                   "00000013 80000004 00000000 00000005 413100");
  expect_both_ways({Command::DeliverSmResp, Status::TemporaryAtReceiver, 6, MessageResp{}},
                   "00000011 80000005 00000064 00000006 00");
}

TEST(SmppPdu, HasCommandsWithoutBody) {
  expect_both_ways({Command::Unbind, Status::Ok, 2, {}}, "00000010 00000006 00000000 00000002");
  expect_both_ways({Command::UnbindResp, Status::Ok, 2, {}}, "00000010 80000006 00000000 00000002");
  expect_both_ways({Command::EnquireLink, Status::Ok, 3, {}}, "00000010 00000015 00000000 00000003");
  expect_both_ways({Command::EnquireLinkResp, Status::Ok, 3, {}}, "00000010 80000015 00000000 00000003");
  expect_both_ways({Command::GenericNack, Status::BadCommand, 9, {}}, "00000010 80000000 00000003 00000009");
}

TEST(SmppPdu, ToleratesResponsesWithoutBody) {
  for (const Command command :
       {Command::SubmitSmResp, Command::DeliverSmResp, Command::BindTransceiverResp}) {
    const auto pdu = decode(frame_of(command, "", Status::Throttled));
    ASSERT_TRUE(pdu);
    EXPECT_EQ(pdu->status, Status::Throttled);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(pdu->body));
  }
  EXPECT_EQ(refused(Command::SubmitSm, ""), Status::BadCommandLength);
}

TEST(SmppPdu, SkipsUnknownOptionalParameters) {
  const auto pdu = decode(frame_of(Command::SubmitSm, one_octet + "1403 0003 010203 000D 0000 0426 0001 00"));
  ASSERT_TRUE(pdu);
  const auto& message = std::get<ShortMessage>(pdu->body);
  EXPECT_EQ(message.text, hex("AA"));
  EXPECT_EQ(message.more_messages, false);
  EXPECT_FALSE(message.user_reference);
}

TEST(SmppPdu, RefusesMessagesInPayloadsAndSegments) {
  for (const std::string_view parameter :
       {"0424 0003 010203", "0424 0000", "020C 0002 0001", "020E 0001 02", "020F 0001 01"})
    EXPECT_EQ(refused(Command::DeliverSm, one_octet + std::string(parameter)), Status::OptionalNotAllowed)
        << parameter;
}

TEST(SmppPdu, RefusesMalformedOptionalParameters) {
  for (const std::string_view parameter : {"04", "0426 00", "0426 0002 01", "FFFF FFFF 00"})
    EXPECT_EQ(refused(Command::SubmitSm, one_octet + std::string(parameter)), Status::BadOptionalStream)
        << parameter;
  for (const std::string_view parameter : {"0426 0000", "0426 0002 0101", "0204 0001 01", "0427 0000",
                                           "001E 0000", "001E 0002 4141", "001E 0003 410041"})
    EXPECT_EQ(refused(Command::DeliverSm, one_octet + std::string(parameter)), Status::BadOptionalLength)
        << parameter;
  EXPECT_EQ(refused(Command::BindTransceiverResp, "41 00 0210 0002 3434"), Status::BadOptionalLength);
}

TEST(SmppPdu, RefusesEveryTruncation) {
  const std::string whole = to_hex(hex(one_octet));
  for (std::size_t size = 0; size < whole.size(); size += 2)
    EXPECT_NE(refused(Command::SubmitSm, whole.substr(0, size)), Status::Ok) << size / 2;
  EXPECT_EQ(refused(Command::SubmitSm, whole), Status::Ok);
  EXPECT_EQ(refused(Command::SubmitSm, plain + "05 AA"), Status::BadMessageLength);
  EXPECT_EQ(refused(Command::SubmitSm, plain + "FF" + std::string(510, 'A')), Status::BadMessageLength);
  EXPECT_EQ(refused(Command::SubmitSm, plain + "FE" + std::string(508, 'A')), Status::Ok);
}

TEST(SmppPdu, RefusesFieldsThatAreTooLong) {
  const auto zeros = [](std::size_t count) { return std::string(count * 2, '4') + "00"; };
  EXPECT_EQ(refused(Command::SubmitSm, zeros(6)), Status::BadServiceType);
  EXPECT_EQ(refused(Command::SubmitSm, "00 0101" + zeros(21)), Status::BadSource);
  EXPECT_EQ(refused(Command::SubmitSm, "00 010100 0101" + zeros(21)), Status::BadDestination);
  EXPECT_EQ(refused(Command::SubmitSm, "00 010100 010100 000000" + zeros(15)), Status::BadSchedule);
  EXPECT_EQ(refused(Command::SubmitSm, "00 010100 010100 000000 00" + zeros(17)), Status::BadExpiry);
  EXPECT_EQ(refused(Command::BindTransceiver, zeros(16) + "00 00 34 0000 00"), Status::BadSystemId);
  EXPECT_EQ(refused(Command::BindTransceiver, "00" + zeros(9) + "00 34 0000 00"), Status::BadPassword);
  EXPECT_EQ(refused(Command::BindTransceiver, "00 00" + zeros(13) + "34 0000 00"), Status::BadSystemType);
  EXPECT_EQ(refused(Command::BindTransceiver, "00 00 00 34 0000" + zeros(41)), Status::BadCommandLength);
  EXPECT_EQ(refused(Command::SubmitSmResp, zeros(65)), Status::BadCommandLength);
  EXPECT_EQ(refused(Command::SubmitSmResp, zeros(64)), Status::Ok);
}

TEST(SmppPdu, RefusesBytesBehindABodyAndUnknownCommands) {
  EXPECT_EQ(refused(Command::Unbind, "00"), Status::BadCommandLength);
  EXPECT_EQ(refused(Command::BindTransceiver, "00 00 00 34 0000 00 00"), Status::BadCommandLength);
  for (const std::uint32_t id :
       {0x00000000u, 0x00000001u, 0x00000002u, 0x00000103u, 0x80000001u, 0xFFFFFFFFu})
    EXPECT_EQ(refused(static_cast<Command>(id), ""), Status::BadCommand) << id;
}

TEST(SmppPdu, RefusesWithTheResponseOfTheCommand) {
  const Pdu submit = refusal(frame_of(Command::SubmitSm, "FF"), Status::BadCommandLength);
  EXPECT_TRUE(submit == (Pdu{Command::SubmitSmResp, Status::BadCommandLength, 7, {}}));
  const Pdu unknown = refusal(frame_of(static_cast<Command>(2), ""), Status::BadCommand);
  EXPECT_TRUE(unknown == (Pdu{Command::GenericNack, Status::BadCommand, 7, {}}));
}

TEST(SmppPdu, WritesNothingThatDoesNotFit) {
  const auto bind = [](Bind body) {
    return encode({Command::BindTransceiver, Status::Ok, 1, std::move(body)});
  };
  EXPECT_TRUE(bind({"fifteen-octets!", "8-octets", "twelve-octet"}));
  EXPECT_FALSE(bind({"sixteen-octets!!", "", ""}));
  EXPECT_FALSE(bind({"", "9--octets", ""}));
  EXPECT_FALSE(bind({"", "", "thirteen-oct."}));
  EXPECT_FALSE(bind({std::string("a\0b", 3), "", ""}));
  ShortMessage message;
  message.text.resize(max_short_message + 1);
  EXPECT_FALSE(encode({Command::SubmitSm, Status::Ok, 1, message}));
  message.text.clear();
  message.validity = "0001";
  EXPECT_FALSE(encode({Command::SubmitSm, Status::Ok, 1, message}));
  EXPECT_FALSE(encode({Command::SubmitSm, Status::Ok, 1, MessageResp{}})) << "a body of another command";
  EXPECT_FALSE(encode({Command::SubmitSm, Status::Ok, 1, {}})) << "a request without its body";
}

TEST(SmppReader, CutsWhateverTheSegmentsAre) {
  const ByteString unbind = hex("00000010 00000006 00000000 00000002");
  const ByteString response = hex("00000013 80000004 00000000 00000005 413100");
  const ByteString stream = concat({unbind, response, unbind});
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    Reader reader;
    std::vector<Frame> frames;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      reader.add(Bytes(stream).subspan(at, std::min(step, stream.size() - at)));
      for (auto frame = reader.next(); frame && *frame; frame = reader.next()) frames.push_back(**frame);
    }
    ASSERT_EQ(frames.size(), 3u) << step;
    EXPECT_EQ(frames[1].command, Command::SubmitSmResp);
    EXPECT_EQ(frames[1].sequence, 5u);
    EXPECT_EQ(frames[1].body, hex("413100"));
    EXPECT_EQ(frames[2].command, Command::Unbind);
  }
}

TEST(SmppReader, RefusesImpossibleLengths) {
  for (const std::string_view start : {"00000000", "0000000F", "FFFFFFFF", "00010801", "80000000"}) {
    Reader reader;
    reader.add(hex(start));
    EXPECT_FALSE(reader.next()) << start;
    EXPECT_FALSE(reader.next()) << "the error stays";
  }
  Reader longest;
  longest.add(hex("00010800"));
  const auto waiting = longest.next();
  ASSERT_TRUE(waiting);
  EXPECT_FALSE(*waiting);
}

}  // namespace
}  // namespace sixline::host::smpp
