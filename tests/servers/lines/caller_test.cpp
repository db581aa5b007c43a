// Who speaks, and on which lines he may. (PROC-GEN-01)
#include "tests/servers/lines/line_bench.hpp"

namespace sixline::tests::lines {
namespace {

using enum es::Interface;
using es::Failure;

const es::Message get_eis = LineBench::message(Es3, "GetEIS");
const es::Message enable = LineBench::message(Es3, "EnableProfile");

TEST(Reception, RefusesStrangersBorrowedNamesAndTheNameless) {
  struct Case {
    std::string certificate;
    std::string claimed;
  };
  for (const Case& row :
       {Case{stranger_id, stranger_id}, Case{stranger_id, smdp_id}, Case{smdp_id, operator_id},
        Case{"", smdp_id}, Case{"", ""}, Case{smdp_id, smdp_id + ".1"}}) {
    LineBench bench;
    const auto taken =
        bench.take(LineBench::posted(row.certificate, LineBench::header(row.claimed), get_eis));
    EXPECT_TRUE(status_in(taken.reply).is(Failure::CallerUnknown))
        << row.certificate << " as " << row.claimed;
    EXPECT_EQ(header_in(taken.reply.body).relates_to, "//peer/m-1");
    EXPECT_TRUE(bench.desk.messages.empty());
    EXPECT_EQ(bench.effects.log.size(), 1u);
    EXPECT_FALSE(bench.rows->begin().value()->find_received(row.certificate, "ES3.GetEIS", "call-1").value());
  }
}

TEST(Reception, TellsAStrangerOnHisConnectionAndWritesToNoAddressOfHis) {
  LineBench bench;
  auto header = LineBench::header(stranger_id);
  header.reply_to = soap::Endpoint{"https://victim.example/x", {}, {}, {}};
  const auto taken = bench.take(LineBench::posted(stranger_id, header, enable));
  EXPECT_TRUE(status_in(taken.reply).is(Failure::CallerUnknown));
  EXPECT_TRUE(bench.due().empty());
}

TEST(Reception, KnowsAPeerWhoDoesNotSayWhoHeIs) {
  LineBench bench;
  bench.desk.answers_at_once = es::EsStatus::success();
  auto header = LineBench::header("");
  EXPECT_TRUE(status_in(bench.take(LineBench::posted(smdp_id, header, get_eis)).reply).ok());
  ASSERT_EQ(bench.desk.messages.size(), 1u);
  EXPECT_EQ(bench.desk.messages[0].sender, smdp_id);
}

class UsernameTokenTest : public testing::Test {
 protected:
  UsernameTokenTest() {
    Peer peer = *bench.peers.find(smdp_id);
    peer.user_name = "dp";
    peer.password = "right";
    bench.peers.add(peer);
    bench.desk.answers_at_once = es::EsStatus::success();
  }
  static host::http::Request posted(const std::optional<soap::UsernameToken>& token,
                                    const es::Message& message = get_eis) {
    auto request = LineBench::posted(smdp_id, LineBench::header(smdp_id), message);
    if (token) request.body = soap::with_token(request.body, *token);
    return request;
  }
  const std::vector<std::optional<soap::UsernameToken>> wrong{std::nullopt,
                                                              soap::UsernameToken{"dp", "wrong"},
                                                              soap::UsernameToken{"dp", ""},
                                                              soap::UsernameToken{"dp", "right "},
                                                              soap::UsernameToken{"DP", "right"},
                                                              soap::UsernameToken{"", "right"}};
  LineBench bench{};
};

TEST_F(UsernameTokenTest, LetsThroughWhoBringsTheRightOne) {
  EXPECT_TRUE(status_in(bench.take(posted(soap::UsernameToken{"dp", "right"})).reply).ok());
}

TEST_F(UsernameTokenTest, RefusesTheRightCertificateWithoutIt) {
  for (const auto& token : wrong) {
    const auto taken = bench.take(posted(token));
    EXPECT_TRUE(status_in(taken.reply).is(Failure::CallerUnknown));
    EXPECT_EQ(taken.reply.body.find("right"), std::string::npos);
  }
  for (const LogLine& line : bench.effects.log) EXPECT_EQ(line.text.find("right"), std::string::npos);
  EXPECT_TRUE(bench.desk.messages.empty());
  EXPECT_FALSE(bench.rows->begin().value()->find_received(smdp_id, "ES3.GetEIS", "call-1").value());
}

TEST_F(UsernameTokenTest, RefusesAPollWithoutIt) {
  soap::Header header = LineBench::header(smdp_id);
  auto request = posted({});
  const std::string poll =
      soap::write_envelope(header, soap::MakeConnection{std::string(soap::poll_address) + "1"});
  for (const auto& token : wrong) {
    request.body = token ? soap::with_token(poll, *token) : poll;
    EXPECT_EQ(bench.take(request).reply.status, 401);
  }
  request.body = soap::with_token(poll, {"dp", "right"});
  EXPECT_EQ(bench.take(request).reply.status, 202);
}

TEST_F(UsernameTokenTest, IsNotKeptWithTheCall) {
  EXPECT_TRUE(status_in(bench.take(posted(soap::UsernameToken{"dp", "right"})).reply).ok());
  EXPECT_EQ(bench.row(smdp_id, "ES3.GetEIS", "call-1").header.find("right"), std::string::npos);
}

TEST_F(UsernameTokenTest, IsIgnoredWhereNoneIsWanted) {
  auto other =
      LineBench::posted(operator_id, LineBench::header(operator_id), LineBench::message(Es4, "GetEIS"));
  other.body = soap::with_token(other.body, {"any", "thing"});
  EXPECT_TRUE(status_in(bench.take(other).reply).ok());
}

TEST_F(UsernameTokenTest, GoesWithWhatIsPostedToThatPeerOnly) {
  const std::string plain = LineBench::posted(smdp_id, LineBench::header(smdp_id), get_eis).body;
  const auto read = soap::read_envelope(bench.peers.addressed(smdp_id, plain));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->token, (soap::UsernameToken{"dp", "right"}));
  EXPECT_EQ(bench.peers.addressed(operator_id, plain), plain);
  EXPECT_EQ(bench.peers.addressed(stranger_id, plain), plain);
}

TEST(Reception, GivesEachRoleItsLinesOnly) {
  const std::map<std::string, PeerRole> who{{eum_id, PeerRole::Eum},
                                            {operator_id, PeerRole::Operator},
                                            {m2m_sp_id, PeerRole::M2mSp},
                                            {smdp_id, PeerRole::SmDp},
                                            {smsr_id, PeerRole::SmSr}};
  const auto allowed = [](PeerRole role, es::Interface line) {
    switch (line) {
      case Es1: return role == PeerRole::Eum;
      case Es3: return role == PeerRole::SmDp;
      case Es4: return role == PeerRole::Operator || role == PeerRole::M2mSp;
      case Es4a: return role == PeerRole::Operator;
      case Es7: return role == PeerRole::SmSr;
      default: return false;
    }
  };
  std::size_t refused = 0;
  for (const es::Function& function : es::functions()) {
    if (soap::provider_role(function) != soap::Role::SmSr || function.is_notification()) continue;
    for (const auto& [id, role] : who) {
      LineBench bench;
      const auto taken = bench.take(id, LineBench::message(function.interface, function.name), "//peer/m-1");
      if (allowed(role, function.interface)) {
        if (taken.reply.status == 200) {
          EXPECT_FALSE(status_in(taken.reply).is(Failure::CallerDenied));
        }
      } else {
        ++refused;
        EXPECT_TRUE(status_in(taken.reply).is(Failure::CallerDenied)) << es::qualified_name(function) << id;
        EXPECT_TRUE(bench.desk.messages.empty());
      }
    }
  }
  EXPECT_GT(refused, 100u);
}

TEST(Reception, RefusesANotificationOfTheWrongPeerWithoutAnAnswer) {
  LineBench bench(soap::Role::SmDp);
  const auto told = LineBench::message(Es3, "HandleProfileEnabledNotification");
  EXPECT_EQ(bench.take(operator_id, told, "//peer/m-1").reply.status, 401);
  EXPECT_EQ(bench.take(stranger_id, told, "//peer/m-2").reply.status, 401);
  EXPECT_TRUE(bench.desk.messages.empty());
}

}  // namespace
}  // namespace sixline::tests::lines
