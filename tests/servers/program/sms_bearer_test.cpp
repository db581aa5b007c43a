// What becomes of the parts of one packet at the message centre, and what the SM-SR is told of it.
#include "servers/program/sms_bearer.hpp"

#include <gtest/gtest.h>

namespace sixline::servers::program {
namespace {

using host::ErrorCode;
using Outcome = host::Result<std::string>;

/// Keeps what is submitted until the test says how it ended.
class FakeEsme final : public host::smpp::Esme {
 public:
  std::vector<Accepted> parts{};
  std::vector<host::ByteString> sent{};

  void submit(const std::string&, host::Bytes deliver_tpdu, Accepted accepted) override {
    sent.push_back(host::to_byte_string(deliver_tpdu));
    parts.push_back(std::move(accepted));
  }
  bool bound() const override { return true; }
  void stop(std::chrono::milliseconds) override {}
};

class SmsBearerTest : public testing::Test {
 protected:
  void submit(std::vector<host::ByteString> delivers) {
    bearer_.submit({"eid", "88200", std::move(delivers), "7"},
                   [this](host::Result<void> taken) { told_.push_back(std::move(taken)); });
  }
  void end(std::size_t part, Outcome outcome) { esme_->parts.at(part)(std::move(outcome)); }
  void fail(std::size_t part, ErrorCode code) { end(part, host::fail(code, "so it is")); }
  void expect_taken() {
    ASSERT_EQ(told_.size(), 1u);
    EXPECT_TRUE(told_[0]);
  }
  void expect_not_taken(ErrorCode code) {
    ASSERT_EQ(told_.size(), 1u);
    ASSERT_FALSE(told_[0]);
    EXPECT_EQ(told_[0].error().code, code);
  }

  FakeEsme* esme_ = new FakeEsme;  // the bearer's
  SmsBearer bearer_{std::unique_ptr<host::smpp::Esme>(esme_)};
  std::vector<host::Result<void>> told_{};
};

TEST_F(SmsBearerTest, PacketIsTakenWithItsLastPart) {
  submit({{1}, {2}});
  EXPECT_EQ(esme_->sent, (std::vector<host::ByteString>{{1}, {2}}));
  end(1, "id-2");
  EXPECT_TRUE(told_.empty());
  end(0, "id-1");
  expect_taken();
}

TEST_F(SmsBearerTest, PacketOfNothingIsTaken) {
  submit({});
  expect_taken();
}

TEST_F(SmsBearerTest, PacketWithARefusedPartIsNot) {
  for (const ErrorCode code : {ErrorCode::Transport, ErrorCode::CardRefused, ErrorCode::BadInput}) {
    told_.clear();
    esme_->parts.clear();
    submit({{1}, {2}});
    fail(0, code);
    expect_not_taken(code);
    end(1, "id-2");
    EXPECT_EQ(told_.size(), 1u);
  }
}

TEST_F(SmsBearerTest, SeveralRefusedPartsAreToldOnce) {
  submit({{1}, {2}});
  fail(0, ErrorCode::CardRefused);
  fail(1, ErrorCode::Transport);
  expect_not_taken(ErrorCode::CardRefused);
}

/// The centre may have it: "not delivered" would have the command executed twice.
TEST_F(SmsBearerTest, PartInDoubtCountsAsTaken) {
  for (const ErrorCode code : {ErrorCode::Timeout, ErrorCode::BadFormat}) {
    told_.clear();
    esme_->parts.clear();
    submit({{1}, {2}});
    fail(0, code);
    EXPECT_TRUE(told_.empty());
    end(1, "id-2");
    expect_taken();
  }
}

TEST_F(SmsBearerTest, RefusedPartDecidesBesideOneInDoubt) {
  submit({{1}, {2}});
  fail(0, ErrorCode::Timeout);
  fail(1, ErrorCode::CardRefused);
  expect_not_taken(ErrorCode::CardRefused);
}

}  // namespace
}  // namespace sixline::servers::program
