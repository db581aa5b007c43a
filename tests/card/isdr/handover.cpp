// Another SM-SR takes over the ISD-R: keys agreed with a certificate, the old ones erased.
#include "host/es/es5.hpp"
#include "host/scp/scenario3.hpp"
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using host::scp::KeySetRequest;
using host::scp::Scenario3;
namespace es5 = host::es::es5;

class HandoverTest : public testing::Test {
 protected:
  HandoverTest() { card_.issue(); }

  /// A certificate of the CI for the key 22.., with the role that the test wants.
  static ByteVector certificate(const char* role = "7303C80102") {
    CertificateDraft draft;
    draft.discretionary = hex(role);
    return draft.build();
  }
  std::string send_all(const std::vector<host::ByteString>& commands) {
    std::string answer;
    for (const auto& command : commands) answer = card_.send(to_hex(command));
    return answer;
  }
  std::string first(const ByteVector& bytes = certificate()) {
    message_1_ = Scenario3::message_1(bytes);
    return send_all(*es5::establish_isd_r_key_set_1(message_1_));
  }
  /// The whole exchange; what the card answered last. `digit` signs.
  std::string establish(const KeySetRequest& request, std::uint8_t digit = 0x22) {
    scenario_.emplace(*Scenario3::create(request, sixline::tests::key_of(Curve::P256, 0x44),
                                         sixline::tests::key_of(Curve::P256, 0x33).public_key()));
    const std::string challenge = first();
    EXPECT_TRUE(challenge.starts_with("8510") && challenge.ends_with(" 9000")) << challenge;
    const auto random = Scenario3::random_challenge(hex(challenge.substr(0, 36)));
    const auto message_2 = scenario_->message_2(*random, sixline::tests::key_of(Curve::P256, digit).signer());
    return send_all(*es5::establish_isd_r_key_set_2(message_1_, *message_2));
  }
  host::scp::EstablishedKeys keys_of(const std::string& answer) {
    auto keys = scenario_->finish(hex(answer.substr(0, answer.find(' '))));
    EXPECT_TRUE(keys) << answer;
    return keys ? *keys : host::scp::EstablishedKeys{};
  }
  std::string key(std::uint8_t version, std::uint8_t id) {
    const auto found = card_.keys.find(gp::isd_r_id, {version, id});
    return found ? to_hex(found->value.view()) : "none";
  }
  /// Every key of the ISD-R, as version and identifier.
  std::string all_keys() {
    std::string text;
    for (auto at = card_.keys.next(gp::isd_r_id, {}); at; at = card_.keys.next(gp::isd_r_id, *at)) {
      const std::uint8_t bytes[] = {at->version, at->id};
      text += (text.empty() ? "" : " ") + to_hex(bytes);
    }
    return text;
  }
  static KeySetRequest request(KeySetRequest base, bool delete_existing) {
    base.delete_existing_keys = delete_existing;
    return base;
  }

  support::TestPlatform world_;
  Euicc card_{world_};
  host::ByteString message_1_;
  std::optional<Scenario3> scenario_;
};

TEST_F(HandoverTest, EstablishesTheScp80SetOfTheVector) {
  const std::string answer = establish(request(KeySetRequest::scp80(0x01), true));
  EXPECT_EQ(answer, "8610F3F109B827BBC057451B6EE46B1FD391 9000");
  const auto keys = keys_of(answer);
  ASSERT_EQ(keys.keys.size(), 3U);
  for (std::uint8_t id = 1; id <= 3; ++id) EXPECT_EQ(key(0x01, id), to_hex(keys.keys[id - 1U].view()));
  EXPECT_EQ(card_.keys.counter(gp::isd_r_id, 0x01), 0U);
  EXPECT_EQ(all_keys(), "0101 0102 0103");  // the pre-shared key of the issuer went with the rest
}

TEST_F(HandoverTest, EstablishesThePskOfTheVector) {
  const std::string answer = establish(request(KeySetRequest::scp81(0x40), true));
  EXPECT_EQ(answer, "86107E076FBE0D9B14FFE6A350024363B976 9000");
  EXPECT_EQ(key(0x40, 1), "BE97432B359F36A7167FEB3A4BDBBC11");
  EXPECT_EQ(card_.keys.find(gp::isd_r_id, {0x40, 1})->type, gp::KeyType::TlsPsk);
  EXPECT_EQ(all_keys(), "4001");
}

TEST_F(HandoverTest, KeepsOtherSetsUnlessAskedToDeleteThem) {
  KeySetRequest second = request(KeySetRequest::scp80(0x02), false);
  second.derivation_random = true;
  const auto keys = keys_of(establish(second));
  EXPECT_EQ(all_keys(), "0101 0102 0103 0201 0202 0203 4001");
  EXPECT_EQ(key(0x02, 2), to_hex(keys.keys[1].view()));
  EXPECT_EQ(key(0x01, 1), "11121314151617181920212223242526");
}

TEST_F(HandoverTest, ReplacesASetOfTheSameVersion) {
  ASSERT_EQ(card_.keys.set_counter(gp::isd_r_id, 0x01, 77), sw::ok);
  ASSERT_TRUE(card_.store.commit());
  const auto keys = keys_of(establish(request(KeySetRequest::scp80(0x01), false)));
  EXPECT_EQ(key(0x01, 1), to_hex(keys.keys[0].view()));
  EXPECT_EQ(card_.keys.counter(gp::isd_r_id, 0x01), 0U);
  EXPECT_EQ(all_keys(), "0101 0102 0103 4001");
}

TEST_F(HandoverTest, RefusesOtherCertificates) {
  EXPECT_EQ(first(certificate("7303C80101")), "6982");  // an SM-DP
  EXPECT_EQ(first(hex(vector_certificate)), "6982");
  ByteVector damaged = certificate();
  damaged[damaged.size() - 1] ^= 1;
  EXPECT_EQ(first(damaged), "6982");
  EXPECT_EQ(first(hex("7F2100")), "6A80");
  EXPECT_EQ(card_.send("80E28900033A0100"), "6A80");
}

TEST_F(HandoverTest, RefusesASecondMessageThatNobodyAskedFor) {
  const std::string message = "80E28900053A0202A600";
  EXPECT_EQ(card_.send(message), "6985");
  EXPECT_TRUE(first().starts_with("8510"));
  EXPECT_EQ(card_.send(message), "6A80");  // a template that holds nothing
  EXPECT_EQ(establish(request(KeySetRequest::scp80(), true), 0x55), "6982");
  EXPECT_EQ(key(0x01, 1), "11121314151617181920212223242526");
}

TEST_F(HandoverTest, RefusesKeySetsOfOtherUses) {
  KeySetRequest scp03 = request(KeySetRequest::scp80(), false);
  scp03.key_version = 0x30;
  EXPECT_EQ(establish(scp03), "6A80");
  KeySetRequest psk = request(KeySetRequest::scp81(), false);
  psk.key_version = 0x01;
  EXPECT_EQ(establish(psk), "6A80");
  psk = request(KeySetRequest::scp81(), false);
  psk.key_type = 0x88;
  EXPECT_EQ(establish(psk), "6A80");
  EXPECT_EQ(all_keys(), "0101 0102 0103 4001");
}

TEST_F(HandoverTest, AnExchangeForAnIsdPIsNotOneForTheIsdR) {
  card_.create(1, bootstrap, gp::LifeCycle::Selectable);
  ASSERT_EQ(card_.send("80E62000160000 10A0000005591010FFFFFFFF8900001000 00000000"), "00 9000");
  const auto chain = *es5::establish_isd_r_key_set_1(Scenario3::message_1(hex(vector_certificate)));
  ASSERT_TRUE(send_all(chain).starts_with("8510"));
  card_.send("80CA005A00");  // drops the pointer
  EXPECT_EQ(card_.send("80E28900053A0202A600"), "6985");
}

TEST_F(HandoverTest, FinaliseKeepsWhatIsNamed) {
  ASSERT_TRUE(establish(request(KeySetRequest::scp80(0x02), false)).ends_with("9000"));
  card_.key_version = 0x02;
  EXPECT_EQ(card_.send("80E40000 05 F203020103 00"), "00 9000");
  EXPECT_EQ(all_keys(), "0201 0202 0203");
  EXPECT_EQ(card_.keys.counter(gp::isd_r_id, 0x01), 0U);
}

TEST_F(HandoverTest, FinaliseIsTheWorkedExample) {
  EXPECT_EQ(card_.send("80E400000FF203300103F203010103F20340010200"), "00 9000");
  EXPECT_EQ(all_keys(), "0101 0102 0103 4001");
}

TEST_F(HandoverTest, FinaliseKeepsTheKeysThatProtectIt) {
  EXPECT_EQ(card_.send("80E4000005F20302010300"), "6A80");
  EXPECT_EQ(card_.send("80E4000005F20301010200"), "6A80");  // the third key of the set would go
  EXPECT_EQ(card_.send("80E400000AF203010101F20301020300"), "00 9000");
  EXPECT_EQ(all_keys(), "0101 0102 0103");
}

TEST_F(HandoverTest, FinaliseRefusals) {
  EXPECT_EQ(card_.send("80E4004005F20301010300"), "6A86");
  EXPECT_EQ(card_.send("80E4000004F202010100"), "6A80");
  EXPECT_EQ(card_.send("80E4000005F20301030100"), "6A80");
  EXPECT_EQ(card_.send("80E400000AF203010103F30301010300"), "6A80");
  EXPECT_EQ(card_.send("80E400000AF303010103F20301010300"), "6A80");
  EXPECT_EQ(card_.send("80E40000"), "6A80");
  EXPECT_EQ(card_.send("80E4000005F20301010300", 0x12), "6982");
  EXPECT_EQ(all_keys(), "0101 0102 0103 4001");
}

}  // namespace
}  // namespace sixline::card::isdr
