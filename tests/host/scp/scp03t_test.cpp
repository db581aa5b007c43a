#include "host/scp/scp03t.hpp"

#include <gtest/gtest.h>

#include "tests/host/scp/worked_keys.hpp"

namespace sixline::host::scp {
namespace {

using test::hex;

const Challenge host_challenge = test::array_of<8>("0001020304050607");
const auto answer_84 = "842000010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001";
const auto plain_1 = "0102030405060708090A0B0C0D0E0F1011121314";
const auto segment_1 = "86287051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC35B6C52251727582D";
const auto plain_2 = "AA07A0058000810101";
const auto segment_2 = "861804E80C757832C23F846C2FAA18B5A18669F110339A7EE999";
const auto report_plain = "3007A0053003800100";
const auto report_1 = "8618C386E75480B58A78DF26B1573A2E07F4D1833AAA041E21FC";
const auto report_2 = "86180FCDEF71E2EE50D702A32404CE276D04CA90CA88FDB2A628";

Scp03t fresh() {
  return Scp03t(test::isd_p_keys(), host_challenge);
}

Scp03t opened() {
  Scp03t session = fresh();
  EXPECT_TRUE(session.accept_initialize_update(hex(answer_84)));
  EXPECT_TRUE(session.external_authenticate());
  EXPECT_TRUE(session.accept_external_authenticate(hex("8500")));
  return session;
}

ByteString wrapped(Scp03t& session, std::string_view plain) {
  ByteString out;
  auto done = session.wrap(hex(plain), out);
  EXPECT_TRUE(done);
  return out;
}

TEST(Scp03t, OpensAsInTheWorkedExample) {
  Scp03t session = fresh();
  EXPECT_EQ(to_hex(session.initialize_update()), "840A30000001020304050607");
  ASSERT_TRUE(session.accept_initialize_update(hex(answer_84)));
  EXPECT_EQ(session.counter(), 1u);
  EXPECT_EQ(to_hex(*session.external_authenticate()), "851133BA01992045E44BA61D01B8FA67E0F19F");
  EXPECT_FALSE(session.is_open());
  ASSERT_TRUE(session.accept_external_authenticate(hex("8500")));
  EXPECT_TRUE(session.is_open());
}

TEST(Scp03t, PredictsTheOpening) {
  Scp03t session = fresh();
  EXPECT_EQ(to_hex(*session.external_authenticate_predicted(0, test::isd_p_aid())),
            "851133BA01992045E44BA61D01B8FA67E0F19F");
  ASSERT_TRUE(session.accept_initialize_update(hex(answer_84)));
  ASSERT_TRUE(session.accept_external_authenticate(hex("8500")));
  EXPECT_EQ(to_hex(wrapped(session, plain_1)), segment_1);
}

TEST(Scp03t, TellsWhichCounterTheCardUsedAfterAWrongPrediction) {
  Scp03t session = fresh();
  ASSERT_TRUE(session.external_authenticate_predicted(7, test::isd_p_aid()));
  auto accepted = session.accept_initialize_update(hex(answer_84));
  ASSERT_FALSE(accepted);
  EXPECT_EQ(accepted.error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.counter(), 1u);
  EXPECT_FALSE(session.accept_external_authenticate(hex("8500")));
}

TEST(Scp03t, DoesNotPredictBeyondTheLastCounter) {
  EXPECT_EQ(fresh().external_authenticate_predicted(0xFFFFFF, test::isd_p_aid()).error().code,
            ErrorCode::CounterExhausted);
  EXPECT_TRUE(fresh().external_authenticate_predicted(0xFFFFFE, test::isd_p_aid()));
}

TEST(Scp03t, WrapsAndUnwrapsTheWorkedSegments) {
  Scp03t session = opened();
  EXPECT_EQ(to_hex(wrapped(session, plain_1)), segment_1);
  EXPECT_EQ(to_hex(*session.unwrap(hex(report_1))), report_plain);
  EXPECT_EQ(to_hex(wrapped(session, plain_2)), segment_2);
  EXPECT_EQ(to_hex(*session.unwrap(hex(report_2))), report_plain);
}

TEST(Scp03t, TakesAnswersInTheOrderOfTheirCommands) {
  Scp03t session = opened();
  wrapped(session, plain_1);
  wrapped(session, plain_2);
  EXPECT_TRUE(session.unwrap(hex("8600"))->empty());
  EXPECT_EQ(to_hex(*session.unwrap(hex(report_2))), report_plain);
}

TEST(Scp03t, AppendsSegmentsToOneBuffer) {
  Scp03t session = opened();
  ByteString out = hex("AE80");
  ASSERT_TRUE(session.wrap(hex(plain_1), out));
  ASSERT_TRUE(session.wrap(hex(plain_2), out));
  EXPECT_EQ(to_hex(out), std::string("AE80") + segment_1 + segment_2);
}

TEST(Scp03t, CutsAPackage) {
  Scp03t session = opened();
  auto segments = session.wrap_package(ByteString(2100, 0x5A));
  ASSERT_EQ(segments->size(), 3u);
  EXPECT_EQ(to_hex(Bytes((*segments)[0]).first(4)), "868203F8");
  EXPECT_EQ((*segments)[0].size(), 1020u);
  EXPECT_EQ((*segments)[2].size(), 1u + 1u + 96u + 8u);

  Scp03t other = opened();
  EXPECT_EQ(to_hex(other.wrap_package(hex(std::string(plain_1) + plain_2), 20)->at(0)), segment_1);
}

TEST(Scp03t, PadsEverySegmentSize) {
  for (std::size_t size : {1u, 15u, 16u, 17u, 103u, 104u, 119u, 231u, 232u, 1006u, 1007u}) {
    Scp03t session = opened();
    ByteString out;
    ASSERT_TRUE(session.wrap(ByteString(size, 0x11), out)) << size;
    const std::size_t value = (size / 16 + 1) * 16 + 8;
    EXPECT_EQ(out.size(), 1 + (value < 0x80 ? 1u : value <= 0xFF ? 2u : 3u) + value) << size;
    EXPECT_LE(out.size(), 1024u);
  }
}

TEST(Scp03t, RefusesSegmentsOfOtherSizes) {
  Scp03t session = opened();
  ByteString out;
  EXPECT_FALSE(session.wrap({}, out));
  EXPECT_FALSE(session.wrap(ByteString(1008), out));
  EXPECT_TRUE(out.empty());
  EXPECT_FALSE(session.wrap_package(ByteString(10), 0));
  EXPECT_FALSE(session.wrap_package(ByteString(10), 1008));
  EXPECT_FALSE(session.wrap_package({}));
}

TEST(Scp03t, RefusesAWrongCardCryptogram) {
  for (std::size_t byte : {15u, 22u, 23u, 30u}) {
    ByteString answer = hex(answer_84);
    answer[byte] ^= 0x01;
    Scp03t session = fresh();
    EXPECT_EQ(session.accept_initialize_update(answer).error().code, ErrorCode::NotAuthentic) << byte;
    EXPECT_FALSE(session.external_authenticate()) << byte;
  }
}

TEST(Scp03t, RefusesEveryTruncatedAnswer) {
  const ByteString good = hex(answer_84);
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(fresh().accept_initialize_update(Bytes(good).first(size))) << size;
  }
  const ByteString report = hex(report_1);
  for (std::size_t size = 0; size < report.size(); ++size) {
    Scp03t session = opened();
    wrapped(session, plain_1);
    EXPECT_FALSE(session.unwrap(Bytes(report).first(size))) << size;
  }
}

TEST(Scp03t, ClosesOnEveryChangedByteOfAnAnswer) {
  for (std::size_t i = 0; i < hex(report_1).size(); ++i) {
    Scp03t session = opened();
    wrapped(session, plain_1);
    ByteString answer = hex(report_1);
    answer[i] ^= 0x01;
    EXPECT_FALSE(session.unwrap(answer)) << i;
    EXPECT_FALSE(session.is_open()) << i;
  }
}

TEST(Scp03t, NamesTheCardsErrors) {
  auto not_found = fresh().accept_initialize_update(hex("9F440103"));
  EXPECT_EQ(not_found.error().code, ErrorCode::CardRefused);
  EXPECT_EQ(not_found.error().what, "SCP03t 84: referenced key set not found (9F440103)");

  Scp03t session = fresh();
  ASSERT_TRUE(session.accept_initialize_update(hex(answer_84)));
  ASSERT_TRUE(session.external_authenticate());
  EXPECT_EQ(session.accept_external_authenticate(hex("9F450102")).error().what,
            "SCP03t 85: security error (9F450102)");
  ByteString out;
  EXPECT_FALSE(session.wrap(hex(plain_1), out));

  Scp03t open = opened();
  wrapped(open, plain_1);
  EXPECT_EQ(open.unwrap(hex("9F460101")).error().what,
            "SCP03t 86: wrong length, structure or parameter (9F460101)");
  EXPECT_FALSE(open.is_open());
}

TEST(Scp03t, RefusesTheErrorOfAnotherCommand) {
  Scp03t session = opened();
  wrapped(session, plain_1);
  EXPECT_EQ(session.unwrap(hex("9F440102")).error().code, ErrorCode::BadFormat);
  EXPECT_FALSE(session.is_open());
}

TEST(Scp03t, KeepsItsOrder) {
  Scp03t session = fresh();
  ByteString out;
  EXPECT_EQ(session.external_authenticate().error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.wrap(hex(plain_1), out).error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.unwrap(hex("8600")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.accept_external_authenticate(hex("8500")).error().code, ErrorCode::WrongState);
  ASSERT_TRUE(session.accept_initialize_update(hex(answer_84)));
  EXPECT_EQ(session.external_authenticate_predicted(0, test::isd_p_aid()).error().code,
            ErrorCode::WrongState);
  ASSERT_TRUE(session.external_authenticate());
  EXPECT_EQ(session.external_authenticate().error().code, ErrorCode::WrongState);
  EXPECT_FALSE(session.accept_external_authenticate(hex("850100")));
}

TEST(Scp03t, RefusesAnswersWithoutACommand) {
  Scp03t session = opened();
  EXPECT_EQ(session.unwrap(hex("8600")).error().code, ErrorCode::WrongState);
}

/// The same session in the hands of another process.
Scp03t handed_over(const Scp03t& session) {
  const auto state = session.state();
  EXPECT_TRUE(state);
  return Scp03t::from(test::isd_p_keys(), *state).value();
}

TEST(Scp03t, GoesOnInAnotherProcessAfterEveryStep) {
  Scp03t first = fresh();
  ASSERT_TRUE(first.external_authenticate_predicted(0, test::isd_p_aid()));
  Scp03t second = handed_over(first);
  ASSERT_TRUE(second.accept_initialize_update(hex(answer_84)));
  EXPECT_EQ(second.counter(), 1u);
  ASSERT_TRUE(second.accept_external_authenticate(hex("8500")));
  Scp03t third = handed_over(second);
  EXPECT_EQ(third.counter(), 1u);
  EXPECT_EQ(to_hex(wrapped(third, plain_1)), segment_1);
  EXPECT_EQ(to_hex(wrapped(third, plain_2)), segment_2);
  Scp03t fourth = handed_over(third);
  EXPECT_EQ(to_hex(*fourth.unwrap(hex(report_1))), report_plain);
  Scp03t fifth = handed_over(fourth);
  EXPECT_TRUE(fifth.unwrap(hex(report_2)));
  EXPECT_EQ(fifth.unwrap(hex(report_2)).error().code, ErrorCode::WrongState) << "no command is waiting";
}

TEST(Scp03t, ASessionAtRestStillTellsAWrongPrediction) {
  Scp03t session = fresh();
  ASSERT_TRUE(session.external_authenticate_predicted(7, test::isd_p_aid()));
  Scp03t other = handed_over(session);
  EXPECT_EQ(other.accept_initialize_update(hex(answer_84)).error().code, ErrorCode::WrongState);
  EXPECT_EQ(other.counter(), 1u);
}

TEST(Scp03t, KeepsNoSessionThatIsNotOpenOrLost) {
  EXPECT_EQ(fresh().state().error().code, ErrorCode::WrongState);
  Scp03t closed = opened();
  wrapped(closed, plain_1);
  EXPECT_FALSE(closed.unwrap(hex("9F460102")));
  EXPECT_EQ(closed.state().error().code, ErrorCode::WrongState);
}

SessionKeyReplacement replacement() {
  const auto key = [](std::uint8_t byte) { return crypto::Secret(ByteString(16, byte)); };
  return {{}, key(0xE1), key(0xE2), key(0xE3)};
}

/// 4 + 80 + 8 bytes: four keys and their padding, as every segment.
TEST(Scp03t, ReplacesTheSessionKeys) {
  Scp03t session = opened();
  auto tlv = session.replace_session_keys(replacement());
  ASSERT_TRUE(tlv);
  EXPECT_EQ(tlv->size(), 2U + 80 + 8);
  EXPECT_EQ(to_hex(Bytes(*tlv).first(2)), "8758");
  ASSERT_TRUE(session.accept_replacement(hex("8700")));
  EXPECT_EQ(session.state().error().code, ErrorCode::WrongState) << "the new keys are nowhere else";
  EXPECT_NE(to_hex(wrapped(session, plain_1)), segment_1);
  // The answer that the old keys protect is nobody's any more.
  EXPECT_EQ(session.unwrap(hex(report_1)).error().code, ErrorCode::NotAuthentic);
}

TEST(Scp03t, ProtectsWhatFollowsAReplacementIndependentlyOfTheSession) {
  Scp03t session = opened();
  Scp03t other = opened();
  wrapped(other, plain_2);
  ASSERT_TRUE(other.unwrap(hex("8600")));
  ASSERT_TRUE(session.replace_session_keys(replacement()));
  ASSERT_TRUE(other.replace_session_keys(replacement()));
  EXPECT_EQ(to_hex(wrapped(session, plain_1)), to_hex(wrapped(other, plain_1)));
}

TEST(Scp03t, RefusesAReplacementAtTheWrongTime) {
  Scp03t session = fresh();
  EXPECT_EQ(session.replace_session_keys(replacement()).error().code, ErrorCode::WrongState);
  session = opened();
  wrapped(session, plain_1);
  EXPECT_EQ(session.replace_session_keys(replacement()).error().code, ErrorCode::WrongState);
  session = opened();
  SessionKeyReplacement bad = replacement();
  bad.mac = crypto::Secret(ByteString(15, 0xE2));
  EXPECT_EQ(session.replace_session_keys(bad).error().code, ErrorCode::BadInput);
}

TEST(Scp03t, ARefusedReplacementEndsTheSession) {
  for (const auto* answer : {"9F470102", "8600", "870101", ""}) {
    Scp03t session = opened();
    ASSERT_TRUE(session.replace_session_keys(replacement()));
    EXPECT_FALSE(session.accept_replacement(hex(answer))) << answer;
    EXPECT_FALSE(session.is_open());
  }
}

}  // namespace
}  // namespace sixline::host::scp
