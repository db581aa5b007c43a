// An exchange between a client and a server without a network between them.
#include "host/es/soap/exchange.hpp"

#include <gtest/gtest.h>

#include "host/es/content.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::host::es::soap {
namespace {

using test::Fill;
using test::golden;

Header header_of_client() {
  Header header;
  header.from = {"https://mno.example", "1.2.3", {}, {}};
  header.to = {"https://sr.example", "1.2.4", {}, {}};
  header.message_id = "//mno.example/1";
  return header;
}

Header header_of_server() {
  return answering(header_of_client(), {"https://sr.example", "1.2.4", {}, {}}, "//sr.example/1", 5);
}

const Message& get_eis() {
  static const Message message =
      golden(function_named(Interface::Es4, "GetEIS"), Kind::Request, Fill::Mandatory);
  return message;
}

const Message& enable() {
  static const Message message =
      golden(function_named(Interface::Es4, "EnableProfile"), Kind::Request, Fill::Mandatory);
  return message;
}

ErrorCode error_of(const Message& message, int status, std::string_view body) {
  const auto result = delivered(header_of_client(), message, status, body);
  EXPECT_FALSE(result) << body;
  return result ? ErrorCode::Internal : result.error().code;
}

TEST(Exchange, ASynchronousFunctionIsAnsweredOnTheSpot) {
  const Post post = post_of(header_of_client(), get_eis());
  EXPECT_EQ(post.path, "/esim-messaging/3/ES4/ES4SmSrService");
  EXPECT_TRUE(is_soap(post.content_type));
  EXPECT_NE(post.content_type.find("ES4-GetEISRequest"), std::string::npos);
  const auto request = read_envelope(post.body);
  ASSERT_TRUE(request);
  const Message response = response_of(*get_eis().function, EsStatus::of(Failure::EidUnknown));
  const Reply reply = reply_of(header_of_server(), response);
  EXPECT_EQ(reply.status, 200);
  const auto result = delivered(header_of_client(), get_eis(), reply.status, reply.body);
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_TRUE(result->response == response);
}

TEST(Exchange, AnAsynchronousFunctionIsAcceptedOrRefusedAtOnce) {
  const Reply accepted = reply_of(Outcome::RequestAccepted);
  EXPECT_EQ(accepted.status, 202);
  const auto later = delivered(header_of_client(), enable(), accepted.status, accepted.body);
  ASSERT_TRUE(later);
  EXPECT_FALSE(later->response);
  const std::string empty =
      "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>";
  EXPECT_TRUE(delivered(header_of_client(), enable(), 202, empty)) << "some stacks send an empty envelope";
  const Reply early =
      reply_of(header_of_server(), response_of(*enable().function, EsStatus::of(Failure::Busy)));
  const auto refused = delivered(header_of_client(), enable(), early.status, early.body);
  ASSERT_TRUE(refused && refused->response);
  EXPECT_EQ(status_of(*refused->response).failure, Failure::Busy);
}

TEST(Exchange, FaultsSayWhetherToTryAgain) {
  Fault fault = sender_fault("no such thing");
  fault.message_id = "//mno.example/1";
  const Reply refused = reply_of(header_of_server(), fault);
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("<wsa:RelatesTo>//mno.example/1<"), std::string::npos);
  EXPECT_EQ(error_of(enable(), refused.status, refused.body), ErrorCode::BadInput);
  EXPECT_NE(delivered(header_of_client(), enable(), refused.status, refused.body)
                .error()
                .what.find("no such thing"),
            std::string::npos);
  const Reply busy = reply_of(header_of_server(), Fault{FaultCode::Receiver, "later", {}, {}}, true);
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(error_of(enable(), busy.status, busy.body), ErrorCode::Transport);
  EXPECT_EQ(error_of(enable(), 401, ""), ErrorCode::Transport);
  EXPECT_EQ(error_of(enable(), 404, "not found"), ErrorCode::BadInput);
  EXPECT_EQ(error_of(enable(), 302, ""), ErrorCode::BadInput);
  EXPECT_EQ(error_of(enable(), 200, busy.body), ErrorCode::Transport) << "a fault is one under any status";
}

TEST(Exchange, OnlyTheAnswerToOurMessageIsOne) {
  const auto answered_by = [](const Message& message, std::string relates_to) {
    Header header = header_of_server();
    header.relates_to = std::move(relates_to);
    return write_envelope(header, message);
  };
  const Message response = response_of(*get_eis().function, EsStatus::success());
  EXPECT_TRUE(
      delivered(header_of_client(), get_eis(), 200, answered_by(response, "//mno.example/1?MessageDate=x")));
  EXPECT_EQ(error_of(get_eis(), 200, answered_by(response, "//mno.example/2")), ErrorCode::BadFormat);
  EXPECT_EQ(error_of(get_eis(), 200,
                     answered_by(response_of(*enable().function, EsStatus::success()), "//mno.example/1")),
            ErrorCode::BadFormat);
  EXPECT_EQ(error_of(get_eis(), 200, answered_by(get_eis(), "//mno.example/1")), ErrorCode::BadFormat);
  EXPECT_EQ(
      error_of(get_eis(), 200, answered_by(Message(*get_eis().function, Kind::Response), "//mno.example/1")),
      ErrorCode::BadFormat)
      << "a response without a status";
  EXPECT_EQ(error_of(get_eis(), 200, ""), ErrorCode::BadFormat);
  EXPECT_EQ(error_of(get_eis(), 202, ""), ErrorCode::BadFormat);
  EXPECT_EQ(error_of(get_eis(), 200, "<html>"), ErrorCode::BadFormat);
  const Message event = golden(function_named(Interface::Es4, "HandleProfileDeletedNotification"),
                               Kind::Notification, Fill::Mandatory);
  EXPECT_TRUE(delivered(header_of_client(), event, 202, ""));
  EXPECT_EQ(error_of(event, 200, answered_by(response, "//mno.example/1")), ErrorCode::BadFormat);
}

}  // namespace
}  // namespace sixline::host::es::soap
