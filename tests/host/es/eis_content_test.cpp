// The EIS in messages: both ways, by the marks of each function, and byte for byte where it is signed.
#include "host/es/eis_content.hpp"

#include <gtest/gtest.h>

#include "host/es/content.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::host::es {
namespace {

using test::decode_text;

constexpr std::string_view signature_xml =
    "<rps:EumSignature xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/3\" "
    "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo/></rps:EumSignature>";

EisProfile profile(std::string iccid, std::uint8_t number, ProfileState state) {
  EisProfile out;
  out.iccid = std::move(iccid);
  out.isd_p_aid = *from_hex("A0000005591010FFFFFFFF8900001000");
  out.isd_p_aid[14] = number;
  out.mno_id = "1.2.3";
  out.smdp_id = "1.2.4";
  out.profile_type = "consumer";
  out.address = {"208930000000001", "33123456789"};
  out.state = state;
  out.allocated_memory = 4096;
  out.free_memory = 12;
  out.pol2.rules = {{PolicyAction::Delete, PolicyQualification::NotAllowed}};
  return out;
}

Eis sample() {
  Eis eis;
  EumSignedBlock& block = eis.signed_block;
  block.eid = "89001012012341234012345678901224";
  block.eum_id = "1.3.6.1.4.1.99999.1";
  block.production_date = 1700000000;
  block.platform_type = "Sixline";
  block.platform_version = "0.1.0";
  block.isd_p_load_file_aid = *from_hex("A0000005591010FFFFFFFF8900000D00");
  block.isd_p_module_aid = *from_hex("A0000005591010FFFFFFFF8900000E00");
  block.ecasd.aid = *from_hex("A0000005591010FFFFFFFF8900000200");
  block.ecasd.sin = {0x01};
  block.ecasd.tars = {{0x00, 0x00, 0x02}};
  block.ecasd.key_sets.push_back({0x74, 0, {}, {{1, "1.2.9", {0x7F, 0x21, 0x00}}}, "CA"});
  block.capabilities = {true, true, "12.0.0", "4.2.0", "6.13.0", "1.1.3"};
  eis.signature_xml = signature_xml;
  eis.remaining_memory = 1000;
  eis.available_memory = 2000;
  eis.last_audit = 1700000077;
  eis.smsr_id = "1.3.6.1.4.1.99999.2";
  eis.profiles = {profile("8933010000000000010", 0x10, ProfileState::Enabled),
                  profile("8933010000000000028", 0x11, ProfileState::Created)};
  eis.profiles[0].fall_back = true;
  eis.profiles[1].emergency = true;
  eis.isd_r.aid = *from_hex("A0000005591010FFFFFFFF8900000100");
  eis.isd_r.key_sets.push_back(
      {1, 7, {{1, 0x88, {1, 2, 3}, ByteString(16, 9), {}}, {2, 0xA0, {4}, {5}, {{0xA1, {6}}}}}, {}, "SCP80"});
  eis.audit_trail.push_back({eis.smsr_id,
                             1700000001,
                             AuditOperation::EnableProfile,
                             "1.2.3",
                             EsStatus::of(Failure::Pol1),
                             eis.profiles[0].isd_p_aid,
                             "8933010000000000010",
                             {},
                             {}});
  eis.audit_trail.push_back({eis.smsr_id, 1700000002, AuditOperation::FallBack, "", {}, {}, "", {1, 2}, {3}});
  eis.properties = {{"vendor.key", ""}};
  return eis;
}

const Function& named(Interface interface, std::string_view name) {
  return function_named(interface, name);
}

/// An EIS sent with a function and read by its receiver.
Eis received(const Function& function, Kind kind, const Eis& eis) {
  Message message =
      kind == Kind::Response ? response_of(function, EsStatus::success()) : Message(function, kind);
  write_eis(message.content.add("Eis"), eis, eis_marks(function));
  if (kind == Kind::Request) write_call(message, {"1.2", {}, "call", 0});
  if (kind == Kind::Notification) {
    message.content.set_time(
        function.interface == Interface::Es3 ? "completionTimestamp" : "CompletionTimestamp", 5);
    if (function.interface == Interface::Es3) message.content.set("Mno-id", "1.2.3");
  }
  const Decoded decoded = decode_text(to_xml(message));
  EXPECT_EQ(decoded.refusal, std::nullopt) << qualified_name(function) << decoded.refusal->describe();
  auto read = read_eis(*decoded.message.content.find("Eis"));
  EXPECT_TRUE(read);
  return read ? *read : Eis{};
}

TEST(EisContent, RegistrationCarriesEverything) {
  Eis read = received(named(Interface::Es1, "RegisterEIS"), Kind::Request, sample());
  EXPECT_TRUE(read.signed_xml.starts_with("<rps:EumSignedInfo xmlns:rps="));
  read.signed_xml.clear();
  EXPECT_EQ(read, sample());
}

TEST(EisContent, HandoverWithholdsTheKeysOfTheIsdR) {
  Eis read = received(named(Interface::Es7, "HandoverEUICC"), Kind::Request, sample());
  Eis expected = sample();
  expected.isd_r.key_sets.clear();
  read.signed_xml.clear();
  EXPECT_EQ(read, expected);
}

TEST(EisContent, SmDpAndOperatorSeeTheirPart) {
  const Eis for_dp = received(named(Interface::Es3, "GetEIS"), Kind::Response, sample());
  EXPECT_EQ(for_dp.signed_block, sample().signed_block);
  EXPECT_TRUE(for_dp.isd_r.key_sets.empty());
  EXPECT_EQ(for_dp.isd_r.aid, sample().isd_r.aid);
  EXPECT_TRUE(for_dp.audit_trail.empty());
  EXPECT_EQ(for_dp.last_audit, std::nullopt);
  EXPECT_EQ(for_dp.profiles.size(), 2u);
  for (const Function* function : {&named(Interface::Es4, "GetEIS"), &named(Interface::Es2, "AuditEIS")}) {
    const Eis for_operator = received(*function, Kind::Response, sample());
    EXPECT_EQ(for_operator.signed_block.eum_id, sample().signed_block.eum_id);
    EXPECT_TRUE(for_operator.signed_block.ecasd.aid.empty());
    EXPECT_TRUE(for_operator.signed_block.isd_p_module_aid.empty());
    EXPECT_TRUE(for_operator.isd_r.aid.empty());
    EXPECT_EQ(for_operator.remaining_memory, 1000u);
    EXPECT_EQ(for_operator.signature_xml, signature_xml);
  }
}

TEST(EisContent, AChangeOfSmSrShowsEidAndProfilesOnly) {
  for (Interface interface : {Interface::Es2, Interface::Es3, Interface::Es4}) {
    const Eis read = received(named(interface, "HandleSMSRChangeNotification"), Kind::Notification, sample());
    EXPECT_EQ(read.eid(), sample().eid());
    EXPECT_TRUE(read.signed_block.eum_id.empty());
    EXPECT_TRUE(read.signature_xml.empty());
    EXPECT_TRUE(read.smsr_id.empty());
    EXPECT_EQ(read.profiles.size(), 2u);
  }
}

TEST(EisContent, AProfileInCreationIsNeverShown) {
  Eis eis = sample();
  eis.profiles[1].state = ProfileState::InCreation;
  EXPECT_EQ(received(named(Interface::Es7, "HandoverEUICC"), Kind::Request, eis).profiles.size(), 1u);
}

TEST(EisContent, WhatIsSignedTravelsByteForByte) {
  // As an EUM may write it: own prefix, an odd order of attributes, blanks, a date with an offset.
  const std::string info =
      "<g:EumSignedInfo  >\n <g:Eid>89001012012341234012345678901224</g:Eid><g:Eum-id>1.2</g:Eum-id>"
      "<g:ProductionDate>2024-05-01T12:00:00+02:00</g:ProductionDate><g:PlatformType>&#83;</g:PlatformType>"
      "<g:PlatformVersion>1.0.0</g:PlatformVersion>"
      "<g:Isd-p-loadfile-aid>a0000005591010ffffffff8900000d00</g:Isd-p-loadfile-aid>"
      "<g:Isd-p-module-aid>A0000005591010FFFFFFFF8900000E00</g:Isd-p-module-aid>"
      "<g:Ecasd><g:Aid>A0000005591010FFFFFFFF8900000200</g:Aid><g:Sin>01</g:Sin><g:Sdin/><g:Role>ECASD</"
      "g:Role>"
      "<g:Keyset><g:Version>116</g:Version><g:Certificate><g:Index>1</g:Index><g:CaId>1.2</g:CaId>"
      "<g:Value>7F2100</g:Value></g:Certificate></g:Keyset></g:Ecasd>"
      "<g:EuiccCapabilities><g:CattpSupport>0</g:CattpSupport><g:HttpSupport>1</g:HttpSupport>"
      "<g:SecurePacketVersion>12.0.0</g:SecurePacketVersion>"
      "<g:RemoteProvisioningVersion>4.2.0</g:RemoteProvisioningVersion></g:EuiccCapabilities></"
      "g:EumSignedInfo>";
  const std::string signature = "<g:EumSignature><d:SignedInfo/>\n</g:EumSignature>";
  const std::string request =
      "<g:ES1-RegisterEISRequest xmlns:g=\"http://namespaces.gsma.org/esim-messaging/3\" "
      "xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\"><g:FunctionCallIdentifier>1</"
      "g:FunctionCallIdentifier><g:Eis>" +
      info + signature +
      "<g:RemainingMemory>1</g:RemainingMemory><g:AvailableMemoryForProfiles>2</g:AvailableMemoryForProfiles>"
      "<g:Smsr-id>1.3</g:Smsr-id><g:Isd-r><g:Aid>A0000005591010FFFFFFFF8900000100</g:Aid><g:Sin/><g:Sdin/>"
      "<g:Role>ISD-R</g:Role></g:Isd-r></g:Eis></g:ES1-RegisterEISRequest>";
  const Decoded decoded = decode_text(request);
  ASSERT_EQ(decoded.refusal, std::nullopt) << decoded.refusal->describe();
  const auto eis = read_eis(*decoded.message.content.find("Eis"));
  ASSERT_TRUE(eis);
  EXPECT_EQ(eis->signed_block.platform_type, "S");
  EXPECT_EQ(eis->signed_block.production_date, 1714557600);
  std::string kept = info;
  kept.insert(std::string("<g:EumSignedInfo").size(),
              " xmlns:g=\"http://namespaces.gsma.org/esim-messaging/3\"");
  EXPECT_EQ(eis->signed_xml, kept);

  const Eis second = received(named(Interface::Es7, "HandoverEUICC"), Kind::Request, *eis);
  const Eis third = received(named(Interface::Es3, "GetEIS"), Kind::Response, second);
  EXPECT_EQ(third.signed_xml, kept) << "two hops later";
  EXPECT_EQ(third.signature_xml, eis->signature_xml);
  EXPECT_EQ(third.signed_block, eis->signed_block);
  const Eis cut = received(named(Interface::Es4, "GetEIS"), Kind::Response, second);
  EXPECT_TRUE(cut.signed_block.ecasd.aid.empty())
      << "what an Operator may not see is not in the bytes, either";
}

TEST(EisContent, KeyComponentsHaveTwoShapes) {
  const std::string other_shape = to_xml([] {
    Message request(named(Interface::Es1, "RegisterEIS"), Kind::Request);
    write_call(request, {"1.2", {}, "call", 0});
    write_eis(request.content.add("Eis"), sample(), eis_marks(*request.function));
    return request;
  }());
  std::string text = other_shape;
  const std::string from =
      "<rps:KeyComponents type=\"A0\" value=\"05\"/><rps:KeyComponents type=\"A1\" value=\"06\"/>";
  const std::string to =
      "<rps:KeyComponents><rps:KeyComponent type=\"A0\" value=\"05\"/><rps:KeyComponent type=\"A1\" "
      "value=\"06\"/>"
      "</rps:KeyComponents>";
  ASSERT_NE(text.find(from), std::string::npos) << text;
  text.replace(text.find(from), from.size(), to);
  const auto read = read_eis(*decode_text(text).message.content.find("Eis"));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->isd_r, sample().isd_r);
}

TEST(EisContent, ImpossibleContentIsNamed) {
  const Function& function = named(Interface::Es1, "RegisterEIS");
  const auto read = [&](const Eis& eis, auto change) {
    Message request(function, Kind::Request);
    Value& content = request.content.add("Eis");
    write_eis(content, eis, eis_marks(function));
    change(content);
    return read_eis(*request.content.find("Eis"));
  };
  const auto memory = read(sample(), [](Value& eis) { eis.set("RemainingMemory", "4294967296"); });
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().failure, Failure::EisInvalid);
  Eis twice = sample();
  twice.profiles[1].iccid = twice.profiles[0].iccid;
  EXPECT_FALSE(read(twice, [](Value&) {}));
  twice = sample();
  twice.profiles[1].isd_p_aid = twice.profiles[0].isd_p_aid;
  EXPECT_FALSE(read(twice, [](Value&) {}));
  EXPECT_TRUE(read(sample(), [](Value&) {}));
}

}  // namespace
}  // namespace sixline::host::es
