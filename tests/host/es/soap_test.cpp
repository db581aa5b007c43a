// Envelopes: the sketch we write, the form seen in the field, and what is no envelope of ours.
#include <gtest/gtest.h>

#include "host/es/content.hpp"
#include "host/es/soap/http.hpp"
#include "host/es/soap/service.hpp"
#include "host/es/soap/uri_parameters.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::host::es::soap {
namespace {

using test::Fill;
using test::golden;

Header sample_header() {
  Header header;
  header.from = {"https://dp.example/x", "1.3.6.1.4.1.55555.2", "DP & Sons", "dp1"};
  header.to = {"https://sr.example/esim-messaging/3/ES3/ES3SmSrService", "1.3.6.1.4.1.55555.3", {}, {}};
  header.message_id = "//dp.example/8f0c";
  header.transaction_id = "t-17";
  header.context_id = "trace/1?x=y&z";
  header.message_date = 1714557600;
  return header;
}

Header header_for(const Message& message) {
  Header header = sample_header();
  if (message.kind == Kind::Response) header.relates_to = "//sr.example/1";
  if (message.kind == Kind::Request && message.function->style == Style::Asynchronous)
    header.reply_to = Endpoint{"https://dp.example/cb", header.to.entity_id, {}, {}};
  return header;
}

// A callback between two vendors as it was seen in 2018: no UserName, no MessageVersion, MessageID with a
// sender's OID and parameters, `&` between them, CallBack with a capital B.  [SGP.02 Annex B]
constexpr std::string_view field_form =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa5="http://www.w3.org/2005/08/addressing"
 xmlns:ns1="http://namespaces.gsma.org/esim-messaging/3"><SOAP-ENV:Header>
<wsa5:From><wsa5:Address>http://10.0.0.1:8080?EntityId=1.3.6.1.4.1.20&amp;EntityName=SM-SR</wsa5:Address></wsa5:From>
<wsa5:To SOAP-ENV:mustUnderstand="true">http://10.0.0.2:8080/?EntityId=1.3.6.1.4.1.30</wsa5:To>
<wsa5:MessageID>//1.3.6.1.4.1.20/urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8?TransactionId=urn:uuid:6ba7b811-9dad-11d1-80b4-00c04fd430c8&amp;MessageDate=2018-12-19T02:44:49Z</wsa5:MessageID>
<wsa5:RelatesTo>//1.3.6.1.4.1.30/urn:uuid:6ba7b812-9dad-11d1-80b4-00c04fd430c8?MessageDate=2018-12-19T02:44:40Z</wsa5:RelatesTo>
<wsa5:Action SOAP-ENV:mustUnderstand="true">http://gsma.com/ES3/ProfileManagementCallBack/ES3-CreateISDP</wsa5:Action>
</SOAP-ENV:Header><SOAP-ENV:Body><ns1:ES3-CreateISDPResponse>
<ns1:FunctionExecutionStatus><ns1:Status>EXECUTED_SUCCESS</ns1:Status></ns1:FunctionExecutionStatus>
<ns1:Isd-p-aid>a0000005591010ffffffff8900001100</ns1:Isd-p-aid>
</ns1:ES3-CreateISDPResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>)";

TEST(Envelope, TheFieldFormIsAccepted) {
  const auto envelope = read_envelope(field_form);
  ASSERT_TRUE(envelope) << envelope.error().reason;
  const Header& header = envelope->header;
  EXPECT_EQ(header.from, (Endpoint{"http://10.0.0.1:8080", "1.3.6.1.4.1.20", "SM-SR", {}}));
  EXPECT_EQ(header.to, (Endpoint{"http://10.0.0.2:8080/", "1.3.6.1.4.1.30", {}, {}}));
  EXPECT_EQ(header.message_id, "//1.3.6.1.4.1.20/urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(header.transaction_id, "urn:uuid:6ba7b811-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(header.message_date, parse_date_time("2018-12-19T02:44:49Z"));
  EXPECT_TRUE(relates(header.relates_to, "//1.3.6.1.4.1.30/urn:uuid:6ba7b812-9dad-11d1-80b4-00c04fd430c8"));
  ASSERT_NE(envelope->message(), nullptr);
  const Decoded& decoded = *envelope->message();
  EXPECT_EQ(decoded.refusal, std::nullopt);
  EXPECT_EQ(decoded.message.function, &function_named(Interface::Es3, "CreateISDP"));
  EXPECT_TRUE(status_of(decoded.message).ok());
  EXPECT_EQ(decoded.message.content.text("Isd-p-aid"), "A0000005591010FFFFFFFF8900001100");
  EXPECT_EQ(outcome_of(*envelope), Outcome::CallbackAccepted);
}

TEST(Envelope, EveryMessageComesBackInItsEnvelope) {
  for (const Message& message : test::golden_messages(Fill::EachOnce)) {
    Header header = header_for(message);
    const auto envelope = read_envelope(write_envelope(header, message));
    ASSERT_TRUE(envelope) << element_name(*message.function, message.kind) << ": " << envelope.error().reason;
    header.action = action_of(*message.function, message.kind);
    EXPECT_EQ(envelope->header, header);
    ASSERT_NE(envelope->message(), nullptr);
    EXPECT_TRUE(envelope->message()->message == message);
  }
}

TEST(Envelope, ActionsAreThoseOfTheSchema) {
  const auto action = [](Interface interface, std::string_view name, Kind kind) {
    return action_of(function_named(interface, name), kind);
  };
  using enum Interface;
  EXPECT_EQ(action(Es1, "RegisterEIS", Kind::Request),
            "http://gsma.com/ES1/eUICCManagement/ES1-RegisterEISRequest");
  EXPECT_EQ(action(Es1, "RegisterEIS", Kind::Response),
            "http://gsma.com/ES1/eUICCManagement/ES1-RegisterEISResponse");
  EXPECT_EQ(action(Es2, "GetEIS", Kind::Request), "http://gsma.com/ES2/DataPreparation/ES2-GetEISRequest");
  EXPECT_EQ(action(Es2, "DownloadProfile", Kind::Request),
            "http://gsma.com/ES2/ProfileManagement/ES2-DownloadProfile");
  EXPECT_EQ(action(Es3, "SendData", Kind::Response),
            "http://gsma.com/ES3/ProfileManagementCallBack/ES3-SendData");
  EXPECT_EQ(action(Es3, "ProfileDownloadCompleted", Kind::Request),
            "http://gsma.com/ES3/ProfileManagement/ES3-ProfileDownloadedCompletedRequest");
  EXPECT_EQ(action(Es3, "HandleSMSRChangeNotification", Kind::Notification),
            "http://gsma.com/ES3/PlatformManagement/ES3-HandleSMSRChangeNotification");
  EXPECT_EQ(action(Es4, "HandleSMSRChangeNotification", Kind::Notification),
            "http://gsma.com/ES4/eUICCManagement/ES4-HandleSMSRChangeNotification");
  EXPECT_EQ(action(Es4, "SMSRChange", Kind::Request), "http://gsma.com/ES4/eUICCManagement/ES4-SMSRChange");
  EXPECT_EQ(action(Es7, "HandoverEUICC", Kind::Response),
            "http://gsma.com/ES7/eUICCManagementCallBack/ES7-HandoverEUICC");
  EXPECT_EQ(action_of(accepted_only(), Kind::Notification),
            "http://gsma.com/ES7/eUICCManagement/ES7-HandleSMSRChangeNotification");
}

TEST(Envelope, ActionsAreReadInTheirSpellingsAndNoOthers) {
  const Function& enable = function_named(Interface::Es3, "EnableProfile");
  for (const char* fits : {"http://gsma.com/ES3/PlatformManagementCallBack/ES3-EnableProfile",
                           "http://gsma.com/ES3/ProfileManagentCallback/es3-enableprofile",
                           "http://gsma.com/ES3/PlatformManagementCallBack/ES3-EnableProfileResponse"})
    EXPECT_TRUE(action_fits(enable, Kind::Response, fits)) << fits;
  for (const char* wrong :
       {"http://gsma.com/ES3/PlatformManagement/ES3-DisableProfile", "", "ES3-", "EnableProfile",
        "http://gsma.com/ES3/PlatformManagement/ES3-EnableProfileRequest"})
    EXPECT_FALSE(action_fits(enable, Kind::Response, wrong)) << wrong;
  const Function& completed = function_named(Interface::Es3, "ProfileDownloadCompleted");
  EXPECT_TRUE(action_fits(completed, Kind::Request,
                          "http://gsma.com/ES3/ProfileManagement/ES3-ProfileDownloadCompletedRequest"));
  EXPECT_FALSE(action_fits(completed, Kind::Request,
                           "http://gsma.com/ES3/ProfileManagement/ES3-ProfileDownloadedCompletedResponse"));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) ADD_FAILURE() << from << " is not in " << text;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string without(const std::string& text, std::string_view element) {
  const std::string open = "<" + std::string(element), close = "</" + std::string(element) + ">";
  const std::size_t from = text.find(open), to = text.find(close);
  if (from == std::string::npos || to == std::string::npos) ADD_FAILURE() << element;
  return text.substr(0, from) + text.substr(to + close.size());
}

std::string enable_request() {
  const Message request =
      golden(function_named(Interface::Es3, "EnableProfile"), Kind::Request, Fill::Mandatory);
  return write_envelope(header_for(request), request);
}

Fault fault_of(const std::string& text, const ReadOptions& options = {}) {
  const auto envelope = read_envelope(text, options);
  EXPECT_FALSE(envelope) << text;
  return envelope ? Fault{} : envelope.error();
}

TEST(Envelope, MissingHeadersAreFaultsThatNameThem) {
  for (const char* name : {"From", "To", "MessageID", "Action"}) {
    const Fault fault = fault_of(without(enable_request(), "wsa:" + std::string(name)));
    EXPECT_EQ(fault.code, FaultCode::Sender);
    EXPECT_EQ(fault.subcode, "MessageAddressingHeaderRequired");
    EXPECT_NE(fault.reason.find(name), std::string::npos) << fault.reason;
    EXPECT_EQ(http_answer(outcome_of(fault)).status, 400);
  }
  EXPECT_TRUE(read_envelope(without(enable_request(), "wsa:ReplyTo"))) << "ReplyTo is optional";
  EXPECT_NE(fault_of(without(std::string(field_form), "wsa5:RelatesTo")).reason.find("RelatesTo"),
            std::string::npos);
  EXPECT_FALSE(read_envelope(without(enable_request(), "s:Header")));
  ReadOptions polled;
  polled.polled = true;
  std::string bare = std::string(field_form);
  for (const char* name : {"From", "MessageID", "RelatesTo"})
    bare = without(bare, "wsa5:" + std::string(name));
  EXPECT_TRUE(read_envelope(bare, polled)) << "the answer of a poll needs To and Action only";
  EXPECT_FALSE(read_envelope(bare));
}

TEST(Envelope, UrisWithoutEndAreAFault) {
  const Message message =
      test::golden(function_named(Interface::Es3, "EnableProfile"), Kind::Request, Fill::Mandatory);
  for (const std::size_t size : {2'000u, 2'001u}) {
    const std::string uri = "https://" + std::string(size - 8, 'x');
    Header named = header_for(message), answered = header_for(message);
    named.message_id = uri;
    answered.reply_to = Endpoint{uri, {}, {}, {}};
    for (const Header& header : {named, answered}) {
      const auto envelope = read_envelope(write_envelope(header, message));
      EXPECT_EQ(envelope.has_value(), size == 2'000u);
      if (!envelope) {
        EXPECT_EQ(envelope.error().code, FaultCode::Sender);
        EXPECT_EQ(envelope.error().subcode, "InvalidAddressingHeader");
      }
    }
  }
}

TEST(Envelope, WhatIsNoEnvelopeIsAFault) {
  const std::string good = enable_request();
  EXPECT_EQ(fault_of(replaced(good, "http://www.w3.org/2003/05/soap-envelope",
                              "http://schemas.xmlsoap.org/soap/envelope/"))
                .code,
            FaultCode::VersionMismatch);
  EXPECT_EQ(fault_of("<a/>").code, FaultCode::Sender);
  EXPECT_NE(fault_of(replaced(good, "ES3-EnableProfileRequest>", "ES3-EnableNothingRequest>")).reason, "");
  EXPECT_NE(
      fault_of(replaced(replaced(good, "<rps:ES3-EnableProfileRequest>", "<rps:ES3-LoadProfileRequest>"),
                        "</rps:ES3-EnableProfileRequest>", "</rps:ES3-LoadProfileRequest>"))
          .reason.find("ES3-LoadProfileRequest"),
      std::string::npos);
  EXPECT_EQ(fault_of(replaced(good, "ES3-EnableProfile<", "ES3-DisableProfile<")).subcode,
            "ActionNotSupported");
  EXPECT_EQ(fault_of(replaced(good, "esim-messaging/3\"", "esim-messaging/1\"")).code, FaultCode::Sender);
  EXPECT_EQ(fault_of(replaced(good, "<rps:ES3", "<rps:Extra/><rps:ES3")).reason, "more than one message");
  EXPECT_EQ(fault_of(replaced(good, "<rps:ES3", "stray<rps:ES3")).code, FaultCode::Sender);
  EXPECT_EQ(fault_of(replaced(good, "</s:Body>", "</s:Body><s:Body/>")).code, FaultCode::Sender);
  EXPECT_EQ(fault_of(replaced(good, "<s:Header>", "<s:Header/><s:Header>")).code, FaultCode::Sender);
  EXPECT_EQ(fault_of(replaced(good, "<wsa:MessageID>", "<wsa:To>urn:x</wsa:To><wsa:MessageID>")).subcode,
            "InvalidAddressingHeader");
  EXPECT_EQ(fault_of(replaced(good, "<s:Envelope", "<!DOCTYPE a><s:Envelope")).code, FaultCode::Sender);
  EXPECT_EQ(fault_of(replaced(good, "ES3-EnableProfile<", "ES3-DisableProfile<")).message_id,
            "//dp.example/8f0c")
      << "whoever is told about the fault wants to know of which message";
}

TEST(Envelope, CutAnywhereIsAFault) {
  const std::string text = enable_request();
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(read_envelope(text.substr(0, size)));
}

TEST(Envelope, HeadersThatMustBeUnderstoodAre) {
  const std::string good = enable_request();
  const auto with = [&](std::string_view block) {
    return replaced(good, "<wsa:From>", std::string(block) + "<wsa:From>");
  };
  EXPECT_TRUE(read_envelope(with("<x:Trace xmlns:x=\"urn:x\">1</x:Trace>")));
  EXPECT_EQ(fault_of(with("<x:Trace xmlns:x=\"urn:x\" s:mustUnderstand=\"1\">1</x:Trace>")).code,
            FaultCode::MustUnderstand);
  EXPECT_EQ(fault_of(with("<w:Security xmlns:w=\"urn:w\" s:mustUnderstand=\"true\"/>")).code,
            FaultCode::MustUnderstand);
}

// UsernameToken

constexpr std::string_view wsse_space =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

std::string with_security(std::string_view inside, std::string_view attributes = "s:mustUnderstand=\"1\"") {
  return replaced(enable_request(), "<wsa:From>",
                  "<w:Security xmlns:w=\"" + std::string(wsse_space) + "\" " + std::string(attributes) + ">" +
                      std::string(inside) + "</w:Security><wsa:From>");
}

TEST(UsernameToken, ComesBackAsItWasPutIn) {
  for (const UsernameToken& token :
       {UsernameToken{"dp1", "s3cret"}, UsernameToken{"d & p", " <]]>\t\r\n\"' "},
        UsernameToken{"\xC3\xA4", "\xE2\x82\xAC"}}) {
    const auto envelope = read_envelope(with_token(enable_request(), token));
    ASSERT_TRUE(envelope) << envelope.error().reason;
    EXPECT_EQ(envelope->token, token);
    EXPECT_EQ(envelope->header, read_envelope(enable_request())->header);
    EXPECT_TRUE(envelope->message());
  }
  EXPECT_FALSE(read_envelope(enable_request())->token);
}

TEST(UsernameToken, IsReadInTheFormsOfOtherStacks) {
  const auto plain = read_envelope(with_security(
      "<w:UsernameToken><w:Password>p</w:Password><w:Nonce>AA==</w:Nonce><w:Username>u</w:Username>"
      "</w:UsernameToken>"));
  ASSERT_TRUE(plain) << plain.error().reason;
  EXPECT_EQ(plain->token, (UsernameToken{"u", "p"}));
}

TEST(UsernameToken, WhatIsNoneMustNotSeemUnderstood) {
  const std::string user = "<w:Username>u</w:Username>";
  const std::string password = "<w:Password>p</w:Password>";
  const std::string token = "<w:UsernameToken>" + user + password + "</w:UsernameToken>";
  const std::string digest =
      "<w:Password Type=\"http://docs.oasis-open.org/wss/2004/01/"
      "oasis-200401-wss-username-token-profile-1.0#PasswordDigest\">cA==</w:Password>";
  for (const std::string& inside :
       {std::string(), std::string("text"), token + token, token + "text",
        token + "<w:BinarySecurityToken>AA==</w:BinarySecurityToken>",
        "<x:UsernameToken xmlns:x=\"urn:x\">" + user + password + "</x:UsernameToken>",
        "<w:UsernameToken>" + user + "</w:UsernameToken>",
        "<w:UsernameToken>" + password + "</w:UsernameToken>",
        "<w:UsernameToken>" + user + user + password + "</w:UsernameToken>",
        "<w:UsernameToken>" + user + password + password + "</w:UsernameToken>",
        "<w:UsernameToken>" + user + digest + "</w:UsernameToken>"}) {
    EXPECT_EQ(fault_of(with_security(inside)).code, FaultCode::MustUnderstand) << inside;
    const auto ignored = read_envelope(with_security(inside, ""));
    ASSERT_TRUE(ignored) << inside;
    EXPECT_FALSE(ignored->token) << inside;
  }
  EXPECT_EQ(fault_of(with_token(with_security(token), {"u", "p"})).code, FaultCode::Sender);
}

TEST(Envelope, WrongFieldsAreARefusalAndNoFault) {
  const auto envelope = read_envelope(replaced(enable_request(), "<rps:Iccid>89", "<rps:Iccid>79"));
  ASSERT_TRUE(envelope);
  ASSERT_TRUE(envelope->message()->refusal);
  EXPECT_EQ(envelope->message()->refusal->failure, Failure::ParameterInvalid);
  EXPECT_FALSE(envelope->message()->message.content.text("FunctionCallIdentifier").empty());
  EXPECT_EQ(outcome_of(*envelope), Outcome::RequestAccepted) << "refused by a callback";
  const Message event = golden(function_named(Interface::Es4, "HandleProfileEnabledNotification"),
                               Kind::Notification, Fill::Mandatory);
  const auto refused = read_envelope(without(write_envelope(header_for(event), event), "rps:Iccid"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(outcome_of(*refused), Outcome::NotificationRefused);
}

TEST(Header, ParametersAreReadInEverySpelling) {
  const auto id = [](std::string_view text) {
    const auto uri = parse_uri(text);
    return std::vector<std::string>{uri.uri, std::string(uri.value("TransactionId")),
                                    std::string(uri.value("ContextId"))};
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(id("//a/b?TransactionId=t&ContextId=c"), (Texts{"//a/b", "t", "c"}));
  EXPECT_EQ(id("//a/b?transactionID=t?CONTEXTID=c"), (Texts{"//a/b", "t", "c"}));
  EXPECT_EQ(id("//a/b?ContextID=c%20d%3F&TransactionID=t%zz"), (Texts{"//a/b", "t%zz", "c d?"}));
  EXPECT_EQ(id("//a/b?keep=1&TransactionId=t&also=2"), (Texts{"//a/b?keep=1&also=2", "t", ""}));
  EXPECT_EQ(id("//a/b?TransactionId&ContextId="), (Texts{"//a/b", "", ""}));
  EXPECT_EQ(id("//a/b?ProfileType=x"), (Texts{"//a/b", "", ""}));
  EXPECT_EQ(id("//a/b"), (Texts{"//a/b", "", ""}));
  EXPECT_EQ(to_text({"//a/b", {{"ContextId", "c d?&é"}, {"EntityName", ""}, {"UserName", "u"}}}),
            "//a/b?ContextId=c%20d%3F%26%C3%A9&UserName=u");
}

/// What a parameter gives is kept in stores and written into logs that want text.
TEST(Header, WhatEncodesNoTextStaysAsItIs) {
  for (const char* value : {"%FF", "%00", "a%00b", "%C3", "%C3%28", "%ED%A0%80", "%C0%80", "%F5%80%80%80",
                            "%EF%BF%BF", "%1B%5B2J"})
    EXPECT_EQ(parse_uri("//a?ContextId=" + std::string(value)).value("ContextId"), value);
  EXPECT_EQ(parse_uri("//a?ContextId=%E2%82%AC%0A").value("ContextId"), "\xE2\x82\xAC\n");
}

TEST(Header, ResponsesRelateByTheUriOrTheWholeText) {
  EXPECT_TRUE(relates("//a/1", "//a/1"));
  EXPECT_TRUE(relates("//a/1?x=1", "//a/1"));
  EXPECT_TRUE(relates("//a/1", "//a/1?x=1"));
  EXPECT_FALSE(relates("//a/2", "//a/1"));
  EXPECT_FALSE(relates("", ""));
  EXPECT_FALSE(relates("?x", "?y"));
  EXPECT_TRUE(relates("?x", "?x"));
}

TEST(Header, AnswersGoWhereTheyAreWantedInTheirContext) {
  Header request = sample_header();
  request.reply_to = Endpoint{"https://dp.example/cb", request.to.entity_id, {}, {}};
  const Header answer = answering(request, request.to, "//sr.example/2", 7);
  EXPECT_EQ(answer.to.address, "https://dp.example/cb");
  EXPECT_EQ(answer.to.entity_id, request.from.entity_id) << "ReplyTo names the receiver of the request";
  EXPECT_EQ(answer.relates_to, request.message_id);
  EXPECT_EQ(answer.transaction_id, request.transaction_id);
  EXPECT_EQ(answer.context_id, request.context_id);
  const Header next =
      caused_by(request, request.to, {"https://sr2.example", "1.9", {}, {}}, "//sr.example/3", 8);
  EXPECT_EQ(next.context_id, request.context_id) << "ContextId travels on";
  EXPECT_EQ(next.transaction_id, "") << "a transaction does not";
  EXPECT_EQ(next.relates_to, "");
}

TEST(Polling, AnswersAreKeptForAnonymousCallers) {
  Header header = sample_header();
  EXPECT_EQ(delivery_of(header), Delivery::Unsaid);
  header.reply_to = Endpoint{"https://dp.example/cb", {}, {}, {}};
  EXPECT_EQ(delivery_of(header), Delivery::Callback);
  header.reply_to->address = std::string(poll_address) + "7";
  EXPECT_EQ(delivery_of(header), Delivery::Poll);
  header.reply_to->address = wsa_anonymous;
  EXPECT_EQ(delivery_of(header), Delivery::Poll);
}

TEST(Polling, AsksByTheAddressOfReplyTo) {
  Message request = golden(function_named(Interface::Es3, "EnableProfile"), Kind::Request, Fill::Mandatory);
  Header header = sample_header();
  header.reply_to = Endpoint{std::string(poll_address) + "q/7&part=2", {}, {}, {}};
  const auto sent = read_envelope(write_envelope(header, request));
  ASSERT_TRUE(sent);
  const auto poll = read_envelope(write_envelope(sample_header(), MakeConnection{header.reply_to->address}));
  ASSERT_TRUE(poll) << poll.error().reason;
  EXPECT_EQ(std::get<MakeConnection>(poll->body).address, sent->header.reply_to->address);
  EXPECT_EQ(poll->header.action, make_connection_action);

  const std::string text = write_envelope(sample_header(), MakeConnection{header.reply_to->address});
  EXPECT_EQ(fault_of(replaced(text, "200702/anonymous?id=", "200702/other?id=")).code, FaultCode::Sender);
  EXPECT_EQ(fault_of(replaced(text, "/MakeConnection<", "/Other<")).subcode,
            "MessageAddressingHeaderRequired");

  Header answer = header_for(golden(*request.function, Kind::Response, Fill::Mandatory));
  answer.message_pending = true;
  const auto fetched =
      read_envelope(write_envelope(answer, golden(*request.function, Kind::Response, Fill::Mandatory)));
  ASSERT_TRUE(fetched);
  EXPECT_EQ(fetched->header.message_pending, true);
}

TEST(Faults, TravelBothWays) {
  for (FaultCode code :
       {FaultCode::VersionMismatch, FaultCode::MustUnderstand, FaultCode::Sender, FaultCode::Receiver}) {
    const Fault fault{code, "why <so>", code == FaultCode::Sender ? "ActionNotSupported" : "", {}};
    const auto envelope = read_envelope(write_envelope(sample_header(), fault));
    ASSERT_TRUE(envelope);
    EXPECT_EQ(std::get<Fault>(envelope->body), fault);
  }
  const auto empty =
      read_envelope("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(empty->body));
}

TEST(Http, EndsAreSaidAsTheTableSays) {
  EXPECT_EQ(http_answer(Outcome::Answered).status, 200);
  EXPECT_EQ(http_answer(Outcome::RequestAccepted).status, 202);
  EXPECT_EQ(http_answer(Outcome::PollEmpty).body, HttpBody::Empty);
  for (const Message& message : test::golden_messages(Fill::Mandatory)) {
    const auto envelope = read_envelope(write_envelope(header_for(message), message));
    ASSERT_TRUE(envelope);
    const bool answered = message.kind == Kind::Request && message.function->style == Style::Synchronous;
    EXPECT_EQ(http_answer(outcome_of(*envelope)).status, answered ? 200 : 202)
        << element_name(*message.function, message.kind);
  }
  EXPECT_EQ(http_answer(outcome_of(Fault{FaultCode::VersionMismatch, {}, {}, {}})).status, 500);
  EXPECT_EQ(http_answer(outcome_of(Fault{FaultCode::Receiver, {}, {}, {}})).status, 500);
  EXPECT_TRUE(is_soap(content_type("http://gsma.com/x")));
  EXPECT_TRUE(is_soap("Application/SOAP+XML"));
  EXPECT_TRUE(is_soap("application/soap+xml; action=\"x\"; charset=\"UTF-8\""));
  EXPECT_FALSE(is_soap("text/xml; charset=utf-8"));
  EXPECT_FALSE(is_soap("application/soap+xml; charset=iso-8859-1"));
  EXPECT_FALSE(is_soap(""));
}

TEST(Services, EveryMessageHasOne) {
  const auto service = [](Interface interface, std::string_view name, Kind kind) {
    return service_of(function_named(interface, name), kind).name;
  };
  using enum Interface;
  EXPECT_EQ(service(Es1, "RegisterEIS", Kind::Request), "ES1SmSrService");
  EXPECT_EQ(service(Es1, "RegisterEIS", Kind::Response), "ES1SmSrService");
  EXPECT_EQ(service(Es2, "GetEIS", Kind::Response), "ES2SmDpService");
  EXPECT_EQ(service(Es2, "EnableProfile", Kind::Request), "ES2SmDpService");
  EXPECT_EQ(service(Es2, "EnableProfile", Kind::Response), "ES2MnoService");
  EXPECT_EQ(service(Es2, "HandleProfileEnabledNotification", Kind::Notification), "ES2MnoService");
  EXPECT_EQ(service(Es3, "CreateISDP", Kind::Request), "ES3SmSrService");
  EXPECT_EQ(service(Es3, "CreateISDP", Kind::Response), "ES3SmDpService");
  EXPECT_EQ(service(Es3, "HandleProfileEnabledNotification", Kind::Notification), "ES3SmDpService");
  EXPECT_EQ(service(Es4, "SMSRChange", Kind::Response), "ES4MnoService");
  EXPECT_EQ(service(Es4a, "SetONC", Kind::Request), "ES4ASmSrService");
  EXPECT_EQ(service(Es7, "HandoverEUICC", Kind::Request), "ES7SmSrProvider");
  EXPECT_EQ(service(Es7, "AuthenticateSMSR", Kind::Response), "ES7SmSrRequester");
  EXPECT_EQ(service_of(accepted_only(), Kind::Notification).name, "ES7SmSr");
  for (const Service& row : services()) EXPECT_EQ(find_service("/any/base" + path_of(row) + "/?wsdl"), &row);
  EXPECT_EQ(find_service("/esim-messaging/3/ES2/ES2Service"), nullptr);
  EXPECT_EQ(find_service(""), nullptr);
}

}  // namespace
}  // namespace sixline::host::es::soap
