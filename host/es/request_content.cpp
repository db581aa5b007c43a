#include "host/es/request_content.hpp"

#include <array>

#include "host/es/content.hpp"
#include "host/es/eis_content.hpp"

namespace sixline::host::es {

namespace {

/// ES2 names the SM-SR, in two spellings.
void write_smsr(Value& content, const std::string& smsr_id) {
  for (std::string_view name : {"Smsr-id", "SmSr-id"})
    if (content.shape().find(name)) content.set(name, smsr_id);
}

std::string read_smsr(const Value& content) {
  for (std::string_view name : {"Smsr-id", "SmSr-id"})
    if (content.shape().find(name)) return content.text(name);
  return {};
}

void write_fields(Value&, const GetEis&) {}

void write_fields(Value& content, const CreateIsdP& request) {
  content.set("Iccid", request.iccid).set("Mno-id", request.mno_id);
  content.set_number("RequiredMemory", request.required_memory);
  if (request.more_to_do) content.set_flag("MoreToDo", true);
}

void write_fields(Value& content, const SendData& request) {
  content.set_bytes("Sd-aid", request.sd_aid).set_bytes("Data", request.data);
  if (request.more_to_do) content.set_flag("MoreToDo", true);
}

void write_fields(Value& content, const ProfileDownloadCompleted& request) {
  content.set("Iccid", request.iccid).set_if_any("ProfileType", request.profile_type);
  if (request.address != SubscriptionAddress{})
    write_address(content.add("SubscriptionAddress"), request.address);
  write_pol2(content.add("pol2"), request.pol2);
}

void write_fields(Value& content, const ProfileRequest& request) {
  write_smsr(content, request.smsr_id);
  content.set("Iccid", request.iccid);
}

void write_fields(Value& content, const AuditEis& request) {
  for (const std::string& iccid : request.iccids) content.add_text("Iccid", iccid);
}

CreateIsdP read_creation(const Value& content, Caller caller) {
  CreateIsdP request{
      std::move(caller), content.text("Eid"), content.text("Iccid"), content.text("Mno-id"), 0, false};
  request.required_memory = static_cast<std::uint32_t>(content.number("RequiredMemory"));
  request.more_to_do = content.flag("MoreToDo");
  return request;
}

wire::Result<ProfileDownloadCompleted, EsStatus> read_completion(const Value& content, Caller caller) {
  ProfileDownloadCompleted request{
      std::move(caller), content.text("Eid"), content.text("Iccid"), content.text("ProfileType"), {}, {}};
  if (const Value* address = content.find("SubscriptionAddress")) {
    request.address = read_address(*address);
    if (request.address == SubscriptionAddress{})
      return tl::unexpected(
          EsStatus::of(Failure::ConditionMissing, "SubscriptionAddress has neither number"));
  }
  if (const Value* pol2 = content.find("pol2")) request.pol2 = read_pol2(*pol2);
  if (!request.pol2.well_formed()) return tl::unexpected(EsStatus::of(Failure::Pol2Invalid));
  return request;
}

template <class Request>
Request read_profile_request(const Value& content, Caller caller) {
  Request request;
  request.caller = std::move(caller);
  request.eid = content.text("Eid");
  request.iccid = content.text("Iccid");
  request.smsr_id = read_smsr(content);
  return request;
}

AuditEis read_audit(const Value& content, Caller caller) {
  AuditEis request{std::move(caller), content.text("Eid"), {}};
  for (const Value* iccid : content.all("Iccid")) request.iccids.push_back(iccid->text());
  return request;
}

constexpr std::array<ProfileEvent, 4> events{ProfileEvent::Enabled, ProfileEvent::Disabled,
                                             ProfileEvent::Deleted, ProfileEvent::Downloaded};

}  // namespace

Message message_of(Interface interface, const Es3Request& request) {
  Message message(function_of(interface, request), Kind::Request);
  write_call(message, caller_of(request));
  message.content.set("Eid", eid_of(request));
  std::visit([&](const auto& fields) { write_fields(message.content, fields); }, request);
  return message;
}

Message message_of(const DownloadProfile& request) {
  Message message(function_named(Interface::Es2, "DownloadProfile"), Kind::Request);
  write_call(message, request.caller);
  message.content.set("Eid", request.eid)
      .set("SmSr-id", request.smsr_id)
      .set_if_any("ProfileType", request.profile_type)
      .set_if_any("Iccid", request.iccid)
      .set_flag("EnableProfile", request.enable_profile);
  return message;
}

Message message_of(const RegisterEis& request) {
  Message message(function_named(Interface::Es1, "RegisterEIS"), Kind::Request);
  write_call(message, request.caller);
  write_eis(message.content.add("Eis"), request.eis, eis_marks(*message.function));
  return message;
}

wire::Result<std::optional<Es3Request>, EsStatus> request_of(const Message& message,
                                                             std::string_view sender) {
  using Found = std::optional<Es3Request>;
  const Value& content = message.content;
  const std::string_view name = message.function->name;
  if (message.kind != Kind::Request) return Found();
  Caller caller = read_call(message, sender);
  if (name == "GetEIS") return Found(GetEis{std::move(caller), content.text("Eid")});
  if (name == "AuditEIS") return Found(read_audit(content, std::move(caller)));
  if (name == "CreateISDP") return Found(read_creation(content, std::move(caller)));
  if (name == "SendData")
    return Found(SendData{std::move(caller), content.text("Eid"), content.bytes("Sd-aid"),
                          content.bytes("Data"), content.flag("MoreToDo")});
  if (name == "ProfileDownloadCompleted") {
    auto request = read_completion(content, std::move(caller));
    if (!request) return tl::unexpected(request.error());
    return Found(std::move(*request));
  }
  if (name == "EnableProfile") return Found(read_profile_request<EnableProfile>(content, std::move(caller)));
  if (name == "DisableProfile")
    return Found(read_profile_request<DisableProfile>(content, std::move(caller)));
  if (name == "DeleteISDP" || name == "DeleteProfile")
    return Found(read_profile_request<DeleteProfile>(content, std::move(caller)));
  return Found();
}

wire::Result<DownloadProfile, EsStatus> download_of(const Message& message, std::string_view sender) {
  const Value& content = message.content;
  DownloadProfile request{read_call(message, sender),  content.text("Eid"),   content.text("SmSr-id"),
                          content.text("ProfileType"), content.text("Iccid"), content.flag("EnableProfile")};
  // [SGP.02 §5.3.2] which profile is said by its ICCID or by its type
  if (request.profile_type.empty() && request.iccid.empty())
    return tl::unexpected(EsStatus::of(Failure::ConditionMissing, "Iccid or ProfileType is missing"));
  return request;
}

wire::Result<RegisterEis, EsStatus> registration_of(const Message& message, std::string_view sender) {
  const Value* content = message.content.find("Eis");
  if (!content) return tl::unexpected(EsStatus::of(Failure::ParameterMissing, "Eis is missing"));
  auto eis = read_eis(*content);
  if (!eis) return tl::unexpected(eis.error());
  return RegisterEis{read_call(message, sender), std::move(*eis)};
}

Message message_of(const Function& function, const Answer& answer) {
  Message message = response_of(function, answer.status);
  Value& content = message.content;
  if (content.shape().find("Iccid")) content.set_if_any("Iccid", answer.iccid);
  if (content.shape().find("Isd-p-aid")) content.set_if_any("Isd-p-aid", answer.isd_p_aid);
  if (content.shape().find("EuiccResponseData"))
    content.set_if_any("EuiccResponseData", answer.euicc_response);
  if (answer.eis && content.shape().find("Eis"))
    write_eis(content.add("Eis"), *answer.eis, eis_marks(function));
  return message;
}

wire::Result<Answer, EsStatus> answer_of(const Message& response) {
  const Value& content = response.content;
  Answer answer;
  answer.status = status_of(response);
  if (content.shape().find("Iccid")) answer.iccid = content.text("Iccid");
  if (content.shape().find("Isd-p-aid")) answer.isd_p_aid = content.bytes("Isd-p-aid");
  if (content.shape().find("EuiccResponseData")) answer.euicc_response = content.bytes("EuiccResponseData");
  const Value* shown = content.shape().find("Eis") ? content.find("Eis") : nullptr;
  if (!shown) return answer;
  auto eis = read_eis(*shown);
  if (!eis) return tl::unexpected(eis.error());
  answer.eis = std::move(*eis);
  return answer;
}

Message message_of(Interface interface, const ProfileNotification& notification) {
  Message message(function_of(interface, notification.event), Kind::Notification);
  message.content.set("Eid", notification.eid)
      .set("Iccid", notification.iccid)
      .set_time("CompletionTimestamp", notification.completed);
  if (message.content.shape().find("Mno-id")) message.content.set("Mno-id", notification.recipient);
  return message;
}

std::optional<ProfileNotification> notification_of(const Message& message) {
  const Interface interface = message.function->interface;
  if (interface != Interface::Es2 && interface != Interface::Es3 && interface != Interface::Es4)
    return std::nullopt;
  for (ProfileEvent event : events) {
    if (message.function != &function_of(interface, event)) continue;
    const Value& content = message.content;
    return ProfileNotification{event, content.shape().find("Mno-id") ? content.text("Mno-id") : std::string(),
                               content.text("Eid"), content.text("Iccid"),
                               content.time("CompletionTimestamp").value_or(0)};
  }
  return std::nullopt;
}

}  // namespace sixline::host::es
