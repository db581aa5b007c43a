// Messages as others write them: literal XML.
#include "host/es/message.hpp"

#include <gtest/gtest.h>

#include "host/es/content.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::host::es {
namespace {

using test::decode_text;
using test::Fill;
using test::golden;

constexpr std::string_view eid = "89001012012341234012345678901224";

std::string in_namespace(std::string_view name, std::string_view content) {
  const std::string tag(name);
  return "<" + tag + " xmlns=\"http://namespaces.gsma.org/esim-messaging/3\">" + std::string(content) + "</" +
         tag + ">";
}

/// The names of the elements that a message is written with, in order.
std::string order_of(Interface interface, std::string_view name) {
  const Function& function = function_named(interface, name);
  const auto document =
      xml::Document::parse(to_xml(golden(function, function.first_kind(), Fill::Everything)));
  std::string out;
  for (const xml::Element& child : document->root().children) {
    if (out.ends_with(std::string(child.name) + " ")) continue;
    out += std::string(child.name) + " ";
  }
  return out;
}

TEST(Message, WritesTheIrregularNamesAndOrders) {
  const std::string base = "FunctionCallIdentifier ValidityPeriod Eid ";
  EXPECT_EQ(order_of(Interface::Es2, "DownloadProfile"), base + "SmSr-id ProfileType Iccid EnableProfile ");
  EXPECT_EQ(order_of(Interface::Es2, "EnableProfile"), base + "SmSr-id Iccid ");
  EXPECT_EQ(order_of(Interface::Es2, "DisableProfile"), base + "Smsr-id Iccid ");
  EXPECT_EQ(order_of(Interface::Es2, "DeleteProfile"), base + "Iccid Smsr-id ");
  EXPECT_EQ(order_of(Interface::Es2, "UpdatePolicyRules"), base + "Iccid Smsr-id pol2 ");
  EXPECT_EQ(order_of(Interface::Es2, "UpdateSubscriptionAddress"),
            base + "Smsr-id Iccid newSubscriptionAddress ");
  EXPECT_EQ(order_of(Interface::Es3, "HandleSMSRChangeNotification"), "Eis Mno-id completionTimestamp ");
  EXPECT_EQ(order_of(Interface::Es3, "HandleProfileEnabledNotification"),
            "Eid Iccid Mno-id CompletionTimestamp ");
  EXPECT_EQ(order_of(Interface::Es4, "PrepareSMSRChange"), base + "CurrentSMSRid ");
  EXPECT_EQ(order_of(Interface::Es4, "SMSRChange"), base + "Target-Smsr-id ");
  EXPECT_EQ(order_of(Interface::Es7, "AuthenticateSMSR"), base + "SmsrCertificate ");
}

TEST(Message, IsReadInAnySpelling) {
  const Decoded decoded = decode_text(
      in_namespace("es2-enableprofilerequest",
                   "<FUNCTIONCALLIDENTIFIER>a</FUNCTIONCALLIDENTIFIER><smsrId>1.2</smsrId>"
                   "<iccid>89330100000000000F</iccid>"
                   "<Eid>3839303031303132303132333431323334303132333435363738393031323234</Eid>"));
  EXPECT_EQ(decoded.refusal, std::nullopt);
  EXPECT_EQ(decoded.message.function, &function_named(Interface::Es2, "EnableProfile"));
  EXPECT_EQ(decoded.message.content.text("SmSr-id"), "1.2");
  EXPECT_EQ(decoded.message.content.text("Iccid"), "89330100000000000") << "padding is dropped";
  EXPECT_EQ(decoded.message.content.text("Eid"), eid) << "digits encoded as text once more";
}

TEST(Message, IsFoundByTheNamesOfOtherDocuments) {
  const auto name_is = [](std::string_view element, Interface interface, std::string_view name, Kind kind) {
    const auto found = find_message(element);
    return found && found->function == &function_named(interface, name) && found->kind == kind;
  };
  EXPECT_TRUE(name_is("ES2-GetEUICCInfoRequest", Interface::Es2, "GetEIS", Kind::Request));
  EXPECT_TRUE(name_is("ES4-HandleSetPLMANotification", Interface::Es4, "HandlePLMASettingNotification",
                      Kind::Notification));
  EXPECT_TRUE(name_is("ES4-SetONCRequest", Interface::Es4a, "SetONC", Kind::Request));
  EXPECT_TRUE(name_is("ES4A-GetPLMARequest", Interface::Es4a, "GetPLMA", Kind::Request));
  EXPECT_TRUE(name_is("ES4-GetPLMAResponse", Interface::Es4, "GetPLMA", Kind::Response));
  EXPECT_TRUE(name_is("ES7-AuthenticateSM-SRRequest", Interface::Es7, "AuthenticateSMSR", Kind::Request));
  const auto accepted = find_message("ES7-HandleSMSRChangeNotification");
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->function, &accepted_only());
  for (const char* unknown : {"ES2-EnableProfile", "ES5-EnableProfileRequest", "ES2-", "EnableProfileRequest",
                              "", "ES2-Request", "ES2-HandleProfileEnabledNotificationRequest",
                              "ES1-EnableProfileRequest", "ES4A-SetPLMANotification"})
    EXPECT_FALSE(find_message(unknown)) << unknown;
}

TEST(Message, UnknownElementsAreSkippedAndNamed) {
  const Decoded decoded = decode_text(in_namespace(
      "ES4-GetEISRequest", "<FunctionCallIdentifier>a</FunctionCallIdentifier><Later>1</Later><Eid>" +
                               std::string(eid) + "</Eid><x:Eid xmlns:x=\"urn:x\">1</x:Eid>"));
  EXPECT_EQ(decoded.refusal, std::nullopt);
  EXPECT_EQ(decoded.ignored, (std::vector<std::string>{"Later", "Eid"}));
}

TEST(Message, TextBetweenFieldsAndElementsInTextAreRefused) {
  const std::string call = "<FunctionCallIdentifier>a</FunctionCallIdentifier>";
  const std::string field = "<Eid>" + std::string(eid) + "</Eid>";
  EXPECT_TRUE(decode_text(in_namespace("ES4-GetEISRequest", call + "stray" + field)).refusal);
  EXPECT_TRUE(
      decode_text(in_namespace("ES4-GetEISRequest", call + "<Eid>8900101201234123401234<b/></Eid>")).refusal);
}

TEST(Message, AuthenticateSmSrTakesEidOrEisButNotBoth) {
  const std::string call = "<FunctionCallIdentifier>a</FunctionCallIdentifier>";
  const std::string by_eid = "<Eid>" + std::string(eid) + "</Eid>";
  const std::string by_eis = "<Eis><EumSignedInfo>" + by_eid + "</EumSignedInfo></Eis>";
  const std::string certificate = "<SmsrCertificate>7F2100</SmsrCertificate>";
  const auto refusal = [&](const std::string& content) {
    return decode_text(in_namespace("ES7-AuthenticateSMSRRequest", call + content)).refusal;
  };
  EXPECT_EQ(refusal(by_eid + certificate), std::nullopt);
  EXPECT_EQ(refusal(by_eis + certificate), std::nullopt);
  ASSERT_TRUE(refusal(by_eid + by_eis + certificate));
  EXPECT_EQ(refusal(by_eid + by_eis + certificate)->failure, Failure::ParameterInvalid);
  ASSERT_TRUE(refusal(certificate));
  EXPECT_EQ(refusal(certificate)->failure, Failure::ParameterMissing);
}

TEST(Message, StatusesTravelBothWays) {
  const Function& function = function_named(Interface::Es4, "EnableProfile");
  for (std::size_t i = 0; i < failure_count; ++i) {
    const EsStatus status = EsStatus::of(static_cast<Failure>(i), "said <so>", "89330100");
    const EsStatus read = status_of(decode_text(to_xml(response_of(function, status))).message);
    EXPECT_EQ(read.execution, status.execution);
    EXPECT_EQ(read.code, status.code);
    ASSERT_TRUE(read.failure) << code_of(static_cast<Failure>(i)).label;
  }
  EXPECT_EQ(status_of(response_of(function, EsStatus::success())), EsStatus::success());
  EXPECT_EQ(EsStatus::of(Failure::EidUnknown).code->subject, "8.1.1");
  EXPECT_EQ(EsStatus::of(Failure::EidUnknown).code->reason, "3.9");
}

TEST(Message, CallsTravelBothWays) {
  Message request(function_named(Interface::Es3, "GetEIS"), Kind::Request);
  const Caller caller{"1.2.3", {}, "call-7", 3600};
  write_call(request, caller);
  request.content.set("Eid", eid);
  const Caller read = read_call(decode_text(to_xml(request)).message, "1.2.3");
  EXPECT_EQ(read.id, "1.2.3");
  EXPECT_EQ(read.message_id, "call-7");
  EXPECT_EQ(read.validity_seconds, 3600);
}

TEST(Message, NoValidityIsLongerThanWhatCanBeAddedToATime) {
  Message request(function_named(Interface::Es3, "GetEIS"), Kind::Request);
  request.content.set("ValidityPeriod", "9223372036854775807");
  const std::int64_t validity = read_call(request, "1.2.3").validity_seconds;
  EXPECT_GT(validity, 365 * 86'400);
  EXPECT_LT(validity, std::int64_t{1} << 32);
}

TEST(Message, PoliciesAddressesAndGrantsTravelBothWays) {
  Message request(function_named(Interface::Es2, "SetPLMA"), Kind::Request);
  const Plma plma{"1.2", "consumer", "1.3", {"EnableProfile", "HandleProfileEnabledNotification"}};
  write_plma(request.content.add("Plma"), plma);
  EXPECT_EQ(read_plma(*request.content.find("Plma")), plma);
  Message onc_request(function_named(Interface::Es4a, "SetONC"), Kind::Request);
  const Onc onc{"1.2", "consumer", {"HandleProfileDeletedNotification"}};
  write_onc(onc_request.content.add("Onc"), onc);
  EXPECT_EQ(read_onc(*onc_request.content.find("Onc")), onc);
  Message policy(function_named(Interface::Es4, "UpdatePolicyRules"), Kind::Request);
  const Pol2 pol2{{{PolicyAction::Enable, PolicyQualification::NotAllowed},
                   {PolicyAction::Disable, PolicyQualification::AutoDelete},
                   {PolicyAction::Delete, PolicyQualification::NotAllowed}}};
  write_pol2(policy.content.add("pol2"), pol2);
  EXPECT_EQ(read_pol2(*policy.content.find("pol2")), pol2);
}

TEST(Message, AMisspeltFieldIsAMistakeInTheProgram) {
  const Message request(function_named(Interface::Es4, "GetEIS"), Kind::Request);
  EXPECT_DEATH(request.content.text("Edi"), "no field Edi");
}

}  // namespace
}  // namespace sixline::host::es
