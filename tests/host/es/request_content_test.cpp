// What procedures work with, sent as messages and read by the other side.
#include "host/es/request_content.hpp"

#include <gtest/gtest.h>

#include "tests/host/es/golden.hpp"

namespace sixline::host::es {
namespace {

const std::string eid = "89001012012341234012345678901224";
const std::string iccid = "8933010000000000010";
const Caller caller{"1.2.3", {}, "call-1", 60};

Message sent(const Message& message) {
  const Decoded decoded = test::decode_text(to_xml(message));
  EXPECT_EQ(decoded.refusal, std::nullopt) << decoded.refusal->describe();
  return decoded.message;
}

/// What the other side makes of a request.
Es3Request received(Interface interface, const Es3Request& request) {
  auto read = request_of(sent(message_of(interface, request)), caller.id);
  EXPECT_TRUE(read && *read);
  return read && *read ? std::move(**read) : GetEis{};
}

template <class Request>
Request profile_request(std::string smsr_id) {
  Request request;
  request.caller = caller;
  request.eid = eid;
  request.iccid = iccid;
  request.smsr_id = std::move(smsr_id);
  return request;
}

TEST(RequestContent, ProfileRequestsTravelOnEveryInterface) {
  for (Interface interface : {Interface::Es2, Interface::Es3, Interface::Es4}) {
    const std::string smsr = interface == Interface::Es2 ? "1.2.9" : "";
    const auto check = [&](const auto& request) {
      using Request = std::decay_t<decltype(request)>;
      const Es3Request read = received(interface, request);
      ASSERT_TRUE(std::holds_alternative<Request>(read));
      const Request& again = std::get<Request>(read);
      EXPECT_EQ(again.eid, eid);
      EXPECT_EQ(again.iccid, iccid);
      EXPECT_EQ(again.smsr_id, smsr);
      EXPECT_EQ(again.caller.id, caller.id);
      EXPECT_EQ(again.caller.message_id, caller.message_id);
      EXPECT_EQ(again.caller.validity_seconds, 60);
    };
    check(profile_request<EnableProfile>(smsr));
    check(profile_request<DisableProfile>(smsr));
    check(profile_request<DeleteProfile>(smsr));
  }
  EXPECT_EQ(message_of(Interface::Es3, profile_request<DeleteProfile>("")).function->name, "DeleteISDP");
  EXPECT_EQ(message_of(Interface::Es4, profile_request<DeleteProfile>("")).function->name, "DeleteProfile");
}

TEST(RequestContent, DownloadRequestsTravel) {
  const CreateIsdP creation{caller, eid, iccid, "1.2.5", 4096, true};
  const auto created = std::get<CreateIsdP>(received(Interface::Es3, creation));
  EXPECT_EQ(created.required_memory, 4096u);
  EXPECT_EQ(created.mno_id, "1.2.5");
  EXPECT_TRUE(created.more_to_do);
  const SendData data{caller, eid, ByteString(16, 0xA0), ByteString(70000, 0x22), false};
  EXPECT_EQ(std::get<SendData>(received(Interface::Es3, data)).data, data.data);
  const ProfileDownloadCompleted completed{caller,
                                           eid,
                                           iccid,
                                           "consumer",
                                           {"208930000000001", ""},
                                           {{{PolicyAction::Disable, PolicyQualification::AutoDelete}}}};
  const auto done = std::get<ProfileDownloadCompleted>(received(Interface::Es3, completed));
  EXPECT_EQ(done.address, completed.address);
  EXPECT_EQ(done.pol2, completed.pol2);
  EXPECT_EQ(done.profile_type, "consumer");
  EXPECT_EQ(std::get<AuditEis>(received(Interface::Es3, AuditEis{caller, eid, {iccid, iccid}})).iccids.size(),
            2u);
  EXPECT_EQ(std::get<GetEis>(received(Interface::Es4, GetEis{caller, eid})).eid, eid);
}

TEST(RequestContent, ConditionsAreChecked) {
  DownloadProfile download{caller, eid, "1.2.9", "", iccid, true};
  const auto read = download_of(sent(message_of(download)), caller.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->iccid, iccid);
  EXPECT_EQ(read->smsr_id, "1.2.9");
  EXPECT_TRUE(read->enable_profile);
  download.iccid.clear();
  const auto neither = download_of(sent(message_of(download)), caller.id);
  ASSERT_FALSE(neither);
  EXPECT_EQ(neither.error().failure, Failure::ConditionMissing);

  Message completed = message_of(Interface::Es3, ProfileDownloadCompleted{caller, eid, iccid, "", {}, {}});
  EXPECT_TRUE(request_of(completed, "1.2"));
  completed.content.add("SubscriptionAddress");
  EXPECT_EQ(request_of(completed, "1.2").error().failure, Failure::ConditionMissing);
  const ProfileDownloadCompleted contradictory{
      caller, eid, iccid, "", {}, {{{PolicyAction::Delete, PolicyQualification::AutoDelete}}}};
  EXPECT_EQ(request_of(message_of(Interface::Es3, contradictory), "1.2").error().failure,
            Failure::Pol2Invalid);
  const Message other(function_named(Interface::Es3, "SetONC"), Kind::Request);
  EXPECT_EQ(*request_of(other, "1.2"), std::nullopt);
}

TEST(RequestContent, ARegistrationTravels) {
  RegisterEis registration{caller, {}};
  registration.eis.signed_block.eid = eid;
  registration.eis.profiles.emplace_back().state = ProfileState::Disabled;
  registration.eis.profiles.back().iccid = iccid;
  const Message message = message_of(registration);
  const auto read = registration_of(message, caller.id);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->eis.eid(), eid);
  EXPECT_EQ(read->eis.profiles, registration.eis.profiles);
  EXPECT_EQ(read->caller.message_id, caller.message_id);
  EXPECT_EQ(registration_of(Message(*message.function, Kind::Request), "1.2").error().failure,
            Failure::ParameterMissing);
}

TEST(RequestContent, AnswersTravel) {
  Answer answer;
  answer.status = EsStatus::of(Failure::CardRefused);
  answer.isd_p_aid = ByteString(16, 0xA0);
  answer.euicc_response = {0x23, 0x02, 0x6A, 0x80};
  const auto read = answer_of(sent(message_of(function_named(Interface::Es3, "CreateISDP"), answer)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->status.code, answer.status.code);
  EXPECT_EQ(read->isd_p_aid, answer.isd_p_aid);
  EXPECT_EQ(read->euicc_response, answer.euicc_response);
  answer.iccid = iccid;
  const auto download =
      answer_of(sent(message_of(function_named(Interface::Es2, "DownloadProfile"), answer)));
  ASSERT_TRUE(download);
  EXPECT_EQ(download->iccid, iccid);
  EXPECT_TRUE(download->isd_p_aid.empty()) << "a function answers with its own fields only";
  answer.eis.emplace();
  answer.eis->signed_block.eid = eid;
  answer.eis->signed_block.eum_id = "1.2";
  answer.eis->signed_block.platform_version = "1.0.0";
  answer.eis->smsr_id = "1.2.9";
  const auto shown = answer_of(sent(message_of(function_named(Interface::Es4, "AuditEIS"), answer)));
  ASSERT_TRUE(shown);
  ASSERT_TRUE(shown->eis);
  EXPECT_EQ(shown->eis->eid(), eid);
}

TEST(RequestContent, NotificationsTravel) {
  for (ProfileEvent event :
       {ProfileEvent::Enabled, ProfileEvent::Disabled, ProfileEvent::Deleted, ProfileEvent::Downloaded}) {
    const ProfileNotification notification{event, "1.2.5", eid, iccid, 1700000000};
    EXPECT_EQ(notification_of(sent(message_of(Interface::Es3, notification))), notification);
    ProfileNotification on_es4 = notification;
    on_es4.recipient.clear();
    EXPECT_EQ(notification_of(sent(message_of(Interface::Es4, notification))), on_es4);
  }
  const Message other(function_named(Interface::Es4, "HandlePLMASettingNotification"), Kind::Notification);
  EXPECT_EQ(notification_of(other), std::nullopt);
}

}  // namespace
}  // namespace sixline::host::es
