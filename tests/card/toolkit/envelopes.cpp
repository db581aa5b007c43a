#include "card/toolkit/envelopes.hpp"

#include "tests/card/toolkit/terminal.hpp"

namespace sixline::tests::toolkit {
namespace {

namespace sw = wire::sw;

class Envelope : public ToolkitTest {};

TEST_F(Envelope, sms_pp_goes_to_the_handler_and_its_data_back) {
  handler.answer = hex("027100AABB");
  const Answer answer = send("80C2000006D1048202838100");
  EXPECT_EQ(answer.status, sw::ok) << "case 4";
  EXPECT_EQ(answer.data, "027100AABB");
  EXPECT_EQ(handler.heard, (std::vector<std::string>{"sms 82028381"}));
}

TEST_F(Envelope, the_status_of_the_handler_is_the_answer) {
  handler.status = sw::toolkit_busy;
  EXPECT_EQ(send("80C2000006D10482028381").status, sw::toolkit_busy);
}

TEST_F(Envelope, event_download) {
  EXPECT_EQ(send("80C2000017D615990103820282811B0100130900F110000100000001").status, sw::ok);
  EXPECT_EQ(handler.heard, (std::vector<std::string>{"event 3 990103820282811B0100130900F110000100000001"}));
}

TEST_F(Envelope, timer_expiration) {
  EXPECT_EQ(send("80C200000ED70C82028281A40101A503003000").status, sw::ok);
  EXPECT_EQ(handler.heard, (std::vector<std::string>{"timer 1 82028281A40101A503003000"}));
}

TEST_F(Envelope, local_function) {
  EXPECT_EQ(send("80C200000AE408820282819F010101").status, sw::ok);
  EXPECT_EQ(handler.heard, (std::vector<std::string>{"local 820282819F010101"}));
  handler.status = sw::conditions_not_satisfied;
  EXPECT_EQ(send("80C200000AE408820282819F010101").status, sw::conditions_not_satisfied);
}

struct BadEnvelope {
  const char* danger;
  const char* apdu;
};

std::string named(const ::testing::TestParamInfo<BadEnvelope>& row) {
  std::string name = row.param.danger;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

class BadEnvelopes : public ToolkitTest, public ::testing::WithParamInterface<BadEnvelope> {};

TEST_P(BadEnvelopes, is_refused_and_nobody_hears_of_it) {
  EXPECT_EQ(send(GetParam().apdu).status, sw::wrong_data);
  EXPECT_TRUE(handler.heard.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Dangers, BadEnvelopes,
    ::testing::Values(BadEnvelope{"unknown tag", "80C2000006D30482028381"},
                      BadEnvelope{"length beyond the command", "80C2000006D10582028381"},
                      BadEnvelope{"bytes behind the envelope", "80C2000007D1048202838100"},
                      BadEnvelope{"only a tag", "80C2000001D1"},
                      BadEnvelope{"indefinite length", "80C2000004D1800000"},
                      BadEnvelope{"event without event list", "80C2000006D60482028281"},
                      BadEnvelope{"two events at once", "80C200000AD608990203098202828100"},
                      BadEnvelope{"empty event list", "80C2000008D606990082028281"},
                      BadEnvelope{"timer without identifier", "80C2000006D70482028281"}),
    named);

TEST_F(Envelope, parameters_other_than_zero) {
  EXPECT_EQ(send("80C2010006D10482028381").status, sw::wrong_p1p2);
  EXPECT_TRUE(handler.heard.empty());
}

TEST(EnvelopeTable, every_row_is_named_and_cited) {
  for (const auto& row : card::toolkit::envelopes()) {
    EXPECT_FALSE(row.name.empty());
    EXPECT_FALSE(row.citation.empty());
    EXPECT_NE(row.handler, nullptr);
  }
}

}  // namespace
}  // namespace sixline::tests::toolkit
