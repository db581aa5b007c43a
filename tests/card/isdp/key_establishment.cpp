#include "card/isdp/key_establishment.hpp"

#include "host/scp/scenario3.hpp"
#include "tests/card/isdp/isd_p_world.hpp"

namespace sixline::card::isdp {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;
using host::scp::KeySetRequest;
using host::scp::Scenario3;

const auto vector_challenge = hex("A1A2A3A4A5A6A7A8A9AAABACADAEAFB0");
constexpr std::string_view vector_message_2 =
    "3A0217A6159002030995011080018881011082010183013091007F4946B041045B36890DACBD7C9A96BB74A1EE28B3D2D75B72E0"
    "9A"
    "20EF25CF8E6FD8A9F0350D0E14BED8D4682A34D83538BDFF5B96E89A6666EC0DB5745D02FA1210072DF75AF001005F37404E0EAB"
    "E8"
    "6F9EE7C9BBDBBBF9CC5C3164CD43D865899C567AA2920C13CC44624ABB2EDDD0CA194C0AE031462FA532F2E596FD6E5F4412473D"
    "4D"
    "FC27F72243052F";
constexpr std::string_view vector_message_2_with_dr =
    "3A0217A6159002030B95011080018881011082010183013091007F4946B041045B36890DACBD7C9A96BB74A1EE28B3D2D75B72E0"
    "9A"
    "20EF25CF8E6FD8A9F0350D0E14BED8D4682A34D83538BDFF5B96E89A6666EC0DB5745D02FA1210072DF75AF001005F37404B4982"
    "D3"
    "98664D7430B24FBE1909508E9C11EE2F984558869BDEC06EB35E7C0F4BCADCC339D15E2C247EF3E5466CDA03EA014D9086B7BDA7"
    "A4"
    "B6006C38D68EB7";

ByteVector message_1(const ByteVector& certificate) {
  ByteVector buffer(certificate.size() + 8);
  wire::Writer out(buffer);
  wire::put_dgi(out, dgi_certificate, certificate);
  buffer.resize(out.size());
  return buffer;
}

/// Message 2 with any control reference, signed by SK.DP.ECDSA of the vectors.
ByteVector message_2(const ByteVector& control_reference, const ByteVector& challenge,
                     Curve curve = Curve::P256, std::uint8_t signer = 0x22) {
  ByteVector signed_part(8 + control_reference.size());
  wire::Writer out(signed_part);
  wire::put_dgi(out, dgi_key_establishment, control_reference);
  signed_part.resize(out.size());
  const std::uint8_t parameter[] = {static_cast<std::uint8_t>(curve)};
  const auto ephemeral = key_of(curve, 0x44);
  signed_part = signed_part + tlv(0x7F49, tlv(0xB0, ephemeral.public_key().point()) + tlv(0xF0, parameter));
  ByteVector challenge_dgi = hex("0085");
  challenge_dgi.push_back(static_cast<std::uint8_t>(challenge.size()));
  const auto signature = key_of(curve, signer).sign(signed_part + (challenge_dgi + challenge));
  return signed_part + tlv(0x5F37, *signature);
}

const auto good_reference = hex("A61590020309950110800188810110820101830130 9100");

class KeyEstablishmentTest : public testing::Test, public IsdPWorld {
 protected:
  std::string first(const ByteVector& certificate = hex(vector_certificate)) {
    random.give(vector_challenge);
    return store_data(message_1(certificate));
  }
  std::string key(std::uint8_t id, std::uint8_t version = 0x30) {
    const auto found = keys.find(gp::isd_p_id(1), {version, id});
    return found ? to_hex(found->value.view()) : "none";
  }
  /// Message 2 with a changed control reference, properly signed.
  std::string second(std::string_view control_reference) {
    first();
    return store_data(message_2(hex(control_reference), vector_challenge));
  }
};

TEST_F(KeyEstablishmentTest, AnswersTheChallenge) {
  EXPECT_EQ(first(), "8510A1A2A3A4A5A6A7A8A9AAABACADAEAFB0 9000");
  EXPECT_EQ(state(), LifeCycle::Selectable);
}

TEST_F(KeyEstablishmentTest, EstablishesTheKeysOfTheVector) {
  first();
  EXPECT_EQ(store_data(hex(vector_message_2)), "861040EB7A15513E52CCEC5AB06FE4357EF5 9000");
  EXPECT_EQ(key(1), "DFC1998E59F87E75A84C5D13DA9343FC");
  EXPECT_EQ(key(2), "C76BDCFCB20CD03D0AED67472600A0FD");
  EXPECT_EQ(key(3), "1C31BBEC860299E4361BA105D56FA5AD");
  EXPECT_EQ(keys.counter(gp::isd_p_id(1), 0x30), 0U);
  EXPECT_EQ(state(), LifeCycle::Personalized);
}

TEST_F(KeyEstablishmentTest, EstablishesTheKeysOfTheVectorWithDr) {
  first();
  random.give(hex("B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0"));
  EXPECT_EQ(store_data(hex(vector_message_2_with_dr)),
            "8510B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC08610D8FFB36A6333CFDD9171CEE497C9F6E5 9000");
  EXPECT_EQ(key(1), "4262E56EE87668D778CAAD91FF450DC6");
  EXPECT_EQ(key(2), "ECD9E78C6A6DAF9247D739DBF139FE65");
  EXPECT_EQ(key(3), "C17017DB580274E49595BAF4BC488C6D");
}

TEST_F(KeyEstablishmentTest, TheApdusOfTheVector) {
  random.give(vector_challenge);
  EXPECT_EQ(send("80E20900D3" + to_hex(message_1(hex(vector_certificate))) + "00"),
            "8510A1A2A3A4A5A6A7A8A9AAABACADAEAFB0 9000");
  EXPECT_EQ(send("80E28901A6" + std::string(vector_message_2) + "00"),
            "861040EB7A15513E52CCEC5AB06FE4357EF5 9000");
}

TEST_F(KeyEstablishmentTest, MessagesInBlocksOfAnySize) {
  for (std::size_t size : std::initializer_list<std::size_t>{1, 25, 26, 27, 50, 100, 150, 250}) {
    set_state(LifeCycle::Selectable);
    random.give(vector_challenge);
    std::string answer;
    unsigned block = 0;
    for (const auto& message : {message_1(hex(vector_certificate)), hex(vector_message_2)}) {
      for (Bytes rest = message; !rest.empty(); rest = rest.subspan(std::min(size, rest.size()))) {
        const Bytes piece = rest.first(std::min(size, rest.size()));
        const std::uint8_t head[] = {0x80, 0xE2, 0x09, static_cast<std::uint8_t>(block++),
                                     static_cast<std::uint8_t>(piece.size())};
        answer = send(to_hex(head) + to_hex(piece) + "00");
        ASSERT_TRUE(answer.ends_with("9000")) << size << " " << block << " " << answer;
      }
    }
    EXPECT_EQ(answer, "861040EB7A15513E52CCEC5AB06FE4357EF5 9000") << size;
  }
}

TEST_F(KeyEstablishmentTest, TheNewKeysOpenAChannel) {
  first();
  store_data(hex(vector_message_2));
  EXPECT_EQ(script("840A30000001020304050607").substr(0, 4), "8420");
}

TEST_F(KeyEstablishmentTest, TheChallengeIsUsedOnce) {
  first();
  store_data(hex(vector_message_2));
  EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
}

TEST_F(KeyEstablishmentTest, MessageTwoNeedsMessageOne) {
  EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
  auto forged = CertificateDraft{.signer = 0x12};
  EXPECT_EQ(first(forged.build()), "6982");
  EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
}

TEST_F(KeyEstablishmentTest, ARefusedMessageTwoDestroysTheChallenge) {
  first();
  auto damaged = hex(vector_message_2);
  damaged.back() ^= 0x01;
  EXPECT_EQ(store_data(damaged), "6982");
  EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
  first();
  EXPECT_EQ(store_data(hex("3A0200")), "6A80");
  EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
  EXPECT_EQ(state(), LifeCycle::Selectable);
}

TEST_F(KeyEstablishmentTest, ANewMessageOneInvalidatesTheOldChallenge) {
  first();
  random.script.clear();
  EXPECT_TRUE(store_data(message_1(hex(vector_certificate))).ends_with("9000"));
  EXPECT_EQ(store_data(hex(vector_message_2)), "6982");
}

TEST_F(KeyEstablishmentTest, TheChallengeBelongsToOneIsdPAndDiesWithTheSession) {
  create(2, 0x0011, LifeCycle::Selectable);
  first();
  EXPECT_EQ(store_data(hex(vector_message_2), 2), "6985");
  first();
  isd_p.reset();
  EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
}

TEST_F(KeyEstablishmentTest, CertificateFailures) {
  EXPECT_EQ(first(hex("7F2100")), "6A80");
  EXPECT_EQ(first({}), "6A80");
  auto sm_sr = CertificateDraft{.discretionary = hex("7303C80102")};
  EXPECT_EQ(first(sm_sr.build()), "6982");
  auto unknown_ci = CertificateDraft{.discretionary = hex("730AC80101C9050102030406")};
  EXPECT_EQ(first(unknown_ci.build()), "6A88");
  EXPECT_EQ(store_data(message_1(hex(vector_certificate)) + hex("00")), "6A80");
  EXPECT_EQ(store_data(hex("3A01")), "6A80");
  EXPECT_EQ(store_data(hex("3A01FFFFFF00")), "6A80");
}

TEST_F(KeyEstablishmentTest, ParametersThatAreRefused) {
  ASSERT_EQ(second("A61590020309950110800188810110820101830130 9100").substr(0, 4), "8610");
  set_state(LifeCycle::Selectable);
  for (const char* bad : {
           "A61590020209950110800188810110820101830130 9100",       // scenario
           "A61590020319950110800188810110820101830130 9100",       // unknown option
           "A61590020309 95015C 800188 810110 820101 830130 9100",  // usage
           "A61590020309 950110 800185 810110 820101 830130 9100",  // type
           "A61590020309 950110 800188 810120 820101 830130 9100",  // length
           "A61590020309 950110 800188 810110 820102 830130 9100",  // KID
           "A61590020309 950110 800188 810110 820101 830140 9100",  // KVN
           "A61590020309 950110 800188 810110 820101 83012F 9100",  // KVN
           "A61390020309 950110 800188 810110 820101 830130",       // no counter
           "A61890020309 950110 800188 810110 820101 830130 9100 830130",
           "A61790020309 950110 800188 810110 820101 830130 9100 8400",
           "A61790020309 950110 800188 810110 820101 830130 9100 9F01",
           "A61E90020309 950110 800188 810110 820101 830130 9109000000000000000000",
           "A61490020309 950110 800188 810110 820101 8300 9100",
           "A7159002030995011080018881011082010183013091 00",
       }) {
    EXPECT_EQ(second(bad), "6A80") << bad;
    EXPECT_EQ(state(), LifeCycle::Selectable);
  }
}

TEST_F(KeyEstablishmentTest, NoByteOfMessageTwoMayChange) {
  const auto good = hex(vector_message_2);
  for (std::size_t at = 0; at < good.size(); ++at) {
    first();
    auto damaged = good;
    damaged[at] ^= 0x01;
    const std::string answer = store_data(damaged);
    EXPECT_TRUE(answer == "6982" || answer == "6A80" || answer == "6985") << at << " " << answer;
    EXPECT_EQ(state(), LifeCycle::Selectable);
    EXPECT_EQ(key(1), "none");
  }
}

TEST_F(KeyEstablishmentTest, RefusesAPointOffTheCurve) {
  first();
  // Signed properly, but (x, y+1) is no point.
  const auto reference = good_reference;
  auto point = hex(to_hex(key_of(Curve::P256, 0x44).public_key().point()));
  point.back() ^= 0x01;
  ByteVector part = hex("3A0217") + reference + tlv(0x7F49, point);
  const auto signature = key_of(Curve::P256, 0x22).sign(part + (hex("008510") + vector_challenge));
  EXPECT_EQ(store_data(part + tlv(0x5F37, *signature)), "6A80");
}

TEST_F(KeyEstablishmentTest, InitialCounterAndReplacement) {
  EXPECT_TRUE(second("A61890020309 950110 800188 810110 820101 830130 9103000102").ends_with("9000"));
  EXPECT_EQ(keys.counter(gp::isd_p_id(1), 0x30), 0x0102U);
  // Another version without "delete existing" stays beside the first.
  EXPECT_TRUE(second("A61590020308 950110 800188 810110 820101 830131 9100").ends_with("9000"));
  EXPECT_NE(key(1, 0x30), "none");
  EXPECT_NE(key(1, 0x31), "none");
  EXPECT_TRUE(second("A61590020309 950110 800188 810110 820101 830132 9100").ends_with("9000"));
  EXPECT_EQ(key(1, 0x30), "none");
  EXPECT_EQ(key(1, 0x31), "none");
  EXPECT_NE(key(1, 0x32), "none");
  EXPECT_EQ(keys.counter(gp::isd_p_id(1), 0x30), 0U);
}

TEST_F(KeyEstablishmentTest, OnlyBeforeTheProfileIsThere) {
  for (LifeCycle late : {LifeCycle::Disabled, LifeCycle::Enabled}) {
    set_state(late);
    EXPECT_EQ(first(), "6985");
    EXPECT_EQ(store_data(hex(vector_message_2)), "6985");
  }
  set_state(LifeCycle::Personalized);
  EXPECT_TRUE(first().ends_with("9000"));
}

TEST_F(KeyEstablishmentTest, UnknownFunctionsAndSlots) {
  EXPECT_EQ(store_data(hex("3A0300")), "6A80");
  EXPECT_EQ(store_data(hex("")), "6A80");
  EXPECT_EQ(store_data(message_1(hex(vector_certificate)), 7), "6A88");
  set_state(LifeCycle::Personalized);
  EXPECT_EQ(store_data(hex("3A070BA0090607915121436587F9")), "6982");
}

class WithHostTest : public testing::TestWithParam<Curve>, public IsdPWorld {
 protected:
  WithHostTest() : IsdPWorld(LifeCycle::Selectable, GetParam()) {}
};
INSTANTIATE_TEST_SUITE_P(Curves, WithHostTest, testing::Values(Curve::P256, Curve::BrainpoolP256r1));

TEST_P(WithHostTest, AgreesWithTheHostHalf) {
  for (bool derivation_random : {false, true}) {
    KeySetRequest request;
    request.derivation_random = derivation_random;
    auto exchange =
        Scenario3::create(request, key_of(GetParam(), 0x44), key_of(GetParam(), 0x33).public_key());
    ASSERT_TRUE(exchange);
    const auto certificate = CertificateDraft{.curve = GetParam()}.build();
    const std::string first = store_data(Scenario3::message_1(certificate));
    ASSERT_TRUE(first.ends_with(" 9000")) << first;
    const auto challenge = Scenario3::random_challenge(hex(first.substr(0, first.size() - 5)));
    ASSERT_TRUE(challenge);
    const auto second = exchange->message_2(*challenge, key_of(GetParam(), 0x22).signer());
    ASSERT_TRUE(second);
    const std::string answer = store_data(*second);
    ASSERT_TRUE(answer.ends_with(" 9000")) << answer;
    const auto established = exchange->finish(hex(answer.substr(0, answer.size() - 5)));
    ASSERT_TRUE(established);
    EXPECT_EQ(to_hex(established->scp03()->enc.view()),
              to_hex(keys.find(gp::isd_p_id(1), {0x30, 1})->value.view()));
  }
}

}  // namespace
}  // namespace sixline::card::isdp
