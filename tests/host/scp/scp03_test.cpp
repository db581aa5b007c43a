#include "host/scp/scp03.hpp"

#include <gtest/gtest.h>

#include "tests/host/scp/worked_keys.hpp"
#include "tests/support/secure_channel_sessions.hpp"

namespace sixline::host::scp {
namespace {

using test::hex;

const Challenge host_challenge = test::array_of<8>("0001020304050607");
const auto initialize_answer =
    "00010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001"
    "9000";

Scp03 opened() {
  Scp03 session(test::isd_p_keys(), host_challenge);
  EXPECT_TRUE(session.accept_initialize_update(hex(initialize_answer)));
  EXPECT_TRUE(session.external_authenticate());
  EXPECT_TRUE(session.accept_external_authenticate(hex("9000")));
  return session;
}

class RealScp03Session : public testing::TestWithParam<tests::support::Scp03SessionVector> {
 protected:
  Scp03 opened() {
    const auto& v = GetParam();
    const ByteString command = hex(v.initialize_update);
    Challenge challenge;
    std::copy_n(command.begin() + 5, challenge.size(), challenge.begin());
    Scp03 session({test::secret(v.enc), test::secret(v.mac), test::secret(v.dek), command[2]}, challenge,
                  hex(v.external_authenticate)[2]);
    EXPECT_EQ(to_hex(session.initialize_update()), v.initialize_update);
    EXPECT_TRUE(session.accept_initialize_update(
        hex("00000000000000000000" + std::string(v.initialize_update_answer) + "9000")));
    EXPECT_EQ(to_hex(*session.external_authenticate()), v.external_authenticate);
    EXPECT_TRUE(session.accept_external_authenticate(hex("9000")));
    return session;
  }
};

TEST_P(RealScp03Session, IsHeldByOurHostToo) {
  const auto& v = GetParam();
  Scp03 session = opened();
  EXPECT_EQ(to_hex(*session.wrap(hex(tests::support::plain_store_data))), v.store_data);
  auto answer = session.unwrap(hex(std::string(v.store_data_answer) + "9000"));
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_EQ(to_hex(answer->data), tests::support::plain_answer);
  for (std::size_t i = 0; i < v.cases.size(); ++i)
    EXPECT_EQ(to_hex(*session.wrap(hex(tests::support::plain_cases[i]))), v.cases[i]) << i;
}

TEST_P(RealScp03Session, BelievesNoAnswerThatWasChanged) {
  const auto& v = GetParam();
  constexpr std::uint8_t r_mac = 0x10;
  if ((hex(v.external_authenticate)[2] & r_mac) == 0) {
    // Nothing protects it: it is passed on as it came.
    Scp03 session = opened();
    ASSERT_TRUE(session.wrap(hex(tests::support::plain_store_data)));
    EXPECT_EQ(to_hex(session.unwrap(hex("00119000"))->data), "0011");
    return;
  }
  const ByteString good = hex(std::string(v.store_data_answer) + "9000");
  for (std::size_t byte = 0; byte < good.size(); ++byte) {
    Scp03 session = opened();
    ASSERT_TRUE(session.wrap(hex(tests::support::plain_store_data)));
    ByteString answer = good;
    answer[byte] ^= 0x01;
    EXPECT_FALSE(session.unwrap(answer)) << byte;
    EXPECT_FALSE(session.is_open());
  }
}

INSTANTIATE_TEST_SUITE_P(Scp03, RealScp03Session, testing::ValuesIn(tests::support::scp03_sessions),
                         [](const auto& session) { return std::string(session.param.name); });

TEST(Scp03, ProtectsNothingAtLevelZero) {
  Scp03 session(test::isd_p_keys(), host_challenge, 0x00);
  ASSERT_TRUE(session.accept_initialize_update(hex(initialize_answer)));
  EXPECT_EQ(to_hex(*session.external_authenticate()).substr(0, 10), "8482000010");
  ASSERT_TRUE(session.accept_external_authenticate(hex("9000")));
  EXPECT_EQ(to_hex(*session.wrap(hex("80CA00E000"))), "80CA00E000");
  EXPECT_EQ(to_hex(session.unwrap(hex("01029000"))->data), "0102");
}

TEST(Scp03Keys, PredictsTheWorkedCardChallenge) {
  EXPECT_EQ(to_hex(*predicted_card_challenge(test::isd_p_keys(), 1, test::isd_p_aid())), "E35A7C93C4A3AC8B");
  EXPECT_NE(to_hex(*predicted_card_challenge(test::isd_p_keys(), 2, test::isd_p_aid())), "E35A7C93C4A3AC8B");
}

TEST(Scp03Keys, DerivesTheWorkedSessionKeys) {
  const ByteString context = hex("0001020304050607E35A7C93C4A3AC8B");
  auto enc = crypto::CmacKey::from(test::isd_p_keys().enc.view());
  auto mac = crypto::CmacKey::from(test::isd_p_keys().mac.view());
  EXPECT_EQ(to_hex(derive_scp03(*enc, 0x04, context, 128).view()), "CE87830B55654ECCC7D42E2C6B46DB40");
  EXPECT_EQ(to_hex(derive_scp03(*mac, 0x06, context, 128).view()), "966059A0C49DE381E6E75A5FCCF25EA9");
  EXPECT_EQ(to_hex(derive_scp03(*mac, 0x07, context, 128).view()), "AF2367EBA4DF0989C0D7D70EC90B44BC");
}

TEST(Scp03Keys, DerivesLongKeysInTwoBlocks) {
  auto key = crypto::CmacKey::from(test::isd_p_keys().enc.view());
  EXPECT_EQ(derive_scp03(*key, 0x04, hex("00"), 256).size(), 32u);
  EXPECT_EQ(derive_scp03(*key, 0x04, hex("00"), 192).size(), 24u);
}

TEST(Scp03Keys, RefusesKeysThatAreNotAes) {
  Scp03Keys keys = test::isd_p_keys();
  keys.enc = test::secret("0102");
  EXPECT_FALSE(predicted_card_challenge(keys, 1, test::isd_p_aid()));
  EXPECT_FALSE(derive_session_keys(keys, host_challenge, host_challenge));
}

TEST(Scp03, OpensAsInTheWorkedExample) {
  Scp03 session(test::isd_p_keys(), host_challenge);
  EXPECT_EQ(to_hex(session.initialize_update()), "8050300008000102030405060700");
  ASSERT_TRUE(session.accept_initialize_update(hex(initialize_answer)));
  EXPECT_EQ(session.counter(), 1u);
  EXPECT_EQ(to_hex(*session.external_authenticate()), "8482330010BA01992045E44BA647F4536C4FADF6B2");
  ASSERT_TRUE(session.accept_external_authenticate(hex("9000")));
  EXPECT_TRUE(session.is_open());
}

TEST(Scp03, WrapsTheWorkedStoreData) {
  Scp03 session = opened();
  EXPECT_EQ(to_hex(*session.wrap(hex("80E288000E 3A070BA0090607915121436587F9"))),
            "84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7");
  auto answer = session.unwrap(hex("8A379C00F6979B9B9000"));
  ASSERT_TRUE(answer) << answer.error().describe();
  EXPECT_TRUE(answer->data.empty());
  EXPECT_EQ(answer->status, wire::sw::ok);
}

TEST(Scp03, KeepsTheAskForAnswer) {
  Scp03 session = opened();
  const ByteString wrapped = *session.wrap(hex("80CA00E000"));
  EXPECT_EQ(to_hex(Bytes(wrapped).first(5)), "84CA00E008");
  EXPECT_EQ(wrapped.size(), 5u + 8u + 1u);
  EXPECT_EQ(wrapped.back(), 0x00);
}

TEST(Scp03, RefusesAWrongCardCryptogram) {
  for (std::size_t byte : {13u, 20u, 21u, 28u}) {
    ByteString answer = hex(initialize_answer);
    answer[byte] ^= 0x01;
    Scp03 session(test::isd_p_keys(), host_challenge);
    auto accepted = session.accept_initialize_update(answer);
    ASSERT_FALSE(accepted) << byte;
    EXPECT_EQ(accepted.error().code, ErrorCode::NotAuthentic);
    EXPECT_FALSE(session.external_authenticate());
  }
}

TEST(Scp03, RefusesMalformedAnswersToInitializeUpdate) {
  const ByteString good = hex(initialize_answer);
  for (std::size_t size = 0; size < good.size(); ++size) {
    Scp03 session(test::isd_p_keys(), host_challenge);
    EXPECT_FALSE(session.accept_initialize_update(Bytes(good).first(size))) << size;
  }
  ByteString scp02 = good;
  scp02[11] = 0x02;
  Scp03 session(test::isd_p_keys(), host_challenge);
  EXPECT_EQ(session.accept_initialize_update(scp02).error().code, ErrorCode::Unsupported);
}

TEST(Scp03, ReportsTheCardsRefusal) {
  Scp03 session(test::isd_p_keys(), host_challenge);
  auto refused = session.accept_initialize_update(hex("6A88"));
  EXPECT_EQ(refused.error().code, ErrorCode::CardRefused);
  EXPECT_EQ(refused.error().status, wire::sw::reference_not_found);
}

TEST(Scp03, StaysClosedWhenTheCardRefusesTheHost) {
  Scp03 session(test::isd_p_keys(), host_challenge);
  ASSERT_TRUE(session.accept_initialize_update(hex(initialize_answer)));
  ASSERT_TRUE(session.external_authenticate());
  EXPECT_FALSE(session.accept_external_authenticate(hex("6982")));
  EXPECT_EQ(session.wrap(hex("80CA00E000")).error().code, ErrorCode::WrongState);
}

TEST(Scp03, KeepsItsOrder) {
  Scp03 session(test::isd_p_keys(), host_challenge);
  EXPECT_EQ(session.external_authenticate().error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.accept_external_authenticate(hex("9000")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.wrap(hex("80CA00E000")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(session.unwrap(hex("9000")).error().code, ErrorCode::WrongState);
  ASSERT_TRUE(session.accept_initialize_update(hex(initialize_answer)));
  EXPECT_EQ(session.accept_initialize_update(hex(initialize_answer)).error().code, ErrorCode::WrongState);
}

TEST(Scp03, ClosesOnAWrongAnswerMac) {
  for (std::size_t byte = 0; byte < 10; ++byte) {
    Scp03 session = opened();
    ASSERT_TRUE(session.wrap(hex("80E288000E 3A070BA0090607915121436587F9")));
    ByteString answer = hex("8A379C00F6979B9B9000");
    answer[byte] ^= 0x01;
    EXPECT_FALSE(session.unwrap(answer)) << byte;
    EXPECT_FALSE(session.is_open()) << byte;
  }
}

TEST(Scp03, RefusesASuccessWithoutMac) {
  Scp03 session = opened();
  ASSERT_TRUE(session.wrap(hex("80E288000E 3A070BA0090607915121436587F9")));
  EXPECT_EQ(session.unwrap(hex("9000")).error().code, ErrorCode::BadFormat);
  EXPECT_FALSE(session.is_open());
}

TEST(Scp03, PassesOnAnErrorWithoutMac) {
  Scp03 session = opened();
  ASSERT_TRUE(session.wrap(hex("80E288000E 3A070BA0090607915121436587F9")));
  auto answer = session.unwrap(hex("6A80"));
  EXPECT_EQ(answer->status, wire::sw::wrong_data);
  EXPECT_TRUE(session.is_open());
  ASSERT_TRUE(session.wrap(hex("80CA00E000")));
  EXPECT_EQ(session.unwrap(hex("6982"))->status, wire::sw::security_not_satisfied);
  EXPECT_FALSE(session.is_open());
}

TEST(Scp03, RefusesAnAnswerThatNobodyAskedFor) {
  Scp03 session = opened();
  EXPECT_FALSE(session.unwrap(hex("8A379C00F6979B9B9000")));
}

TEST(Scp03, RefusesWhatCannotBeWrapped) {
  Scp03 session = opened();
  EXPECT_FALSE(session.wrap({}));
  EXPECT_FALSE(session.wrap(hex("80E288")));
  EXPECT_FALSE(session.wrap(concat({hex("80E28800F0"), ByteString(0xF0)})));
  EXPECT_TRUE(session.wrap(concat({hex("80E28800EF"), ByteString(0xEF)})));
}

}  // namespace
}  // namespace sixline::host::scp
