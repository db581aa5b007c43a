#include "host/scp/scenario3.hpp"

#include <gtest/gtest.h>

#include "tests/host/scp/deterministic_signer.hpp"
#include "tests/host/scp/worked_keys.hpp"

namespace sixline::host::scp {
namespace {

using crypto::Curve;
using crypto::PrivateKey;
using crypto::PublicKey;
using test::hex;

const auto challenge = "A1A2A3A4A5A6A7A8A9AAABACADAEAFB0";
const auto ephemeral_point =
    "045B36890DACBD7C9A96BB74A1EE28B3D2D75B72E09A20EF25CF8E6FD8A9F0350D"
    "0E14BED8D4682A34D83538BDFF5B96E89A6666EC0DB5745D02FA1210072DF75A";

PrivateKey key_of(std::uint8_t byte) {
  return *PrivateKey::from_scalar(Curve::P256, ByteString(32, byte));
}

/// A run with the worked keys: eSK.DP.ECKA is 32 times 44, SK.ECASD.ECKA 32 times 33.
Scenario3 worked(KeySetRequest request = {}) {
  return *Scenario3::create(std::move(request), key_of(0x44), key_of(0x33).public_key());
}

KeySetRequest with_random() {
  KeySetRequest request;
  request.derivation_random = true;
  return request;
}

TEST(Scenario3, WritesTheControlReferenceTemplates) {
  EXPECT_EQ(to_hex(KeySetRequest{}.control_reference()), "A615900203099501108001888101108201018301309100");
  EXPECT_EQ(to_hex(with_random().control_reference()), "A6159002030B9501108001888101108201018301309100");
  EXPECT_EQ(to_hex(KeySetRequest::scp80().control_reference()),
            "A61A9002030995011080018881011082010183010191050000000000");
  EXPECT_EQ(to_hex(KeySetRequest::scp81().control_reference()),
            "A61A9002030995015C80018581011082010183014091050000000000");
}

TEST(Scenario3, Message1IsADataGroupingWithTheCertificate) {
  EXPECT_EQ(to_hex(Scenario3::message_1(hex("7F2101AA"))), "3A01047F2101AA");
  const ByteString certificate(0xFF, 0x55);
  EXPECT_EQ(to_hex(Scenario3::message_1(certificate)).substr(0, 10), "3A01FF00FF");
}

TEST(Scenario3, ReadsChallengesOf16And32Bytes) {
  EXPECT_EQ(to_hex(*Scenario3::random_challenge(hex("8510A1A2A3A4A5A6A7A8A9AAABACADAEAFB0"))), challenge);
  EXPECT_EQ(Scenario3::random_challenge(concat({hex("8520"), ByteString(32, 0xCC)}))->size(), 32u);
}

TEST(Scenario3, RefusesOtherChallenges) {
  EXPECT_FALSE(Scenario3::random_challenge({}));
  EXPECT_FALSE(Scenario3::random_challenge(hex("8500")));
  EXPECT_FALSE(Scenario3::random_challenge(concat({hex("850F"), ByteString(15)})));
  EXPECT_FALSE(Scenario3::random_challenge(concat({hex("8618"), ByteString(16)})));
  EXPECT_FALSE(Scenario3::random_challenge(concat({hex("8610"), ByteString(16)})));
  EXPECT_FALSE(Scenario3::random_challenge(concat({hex("8510"), ByteString(17)})));
  EXPECT_FALSE(Scenario3::random_challenge(concat({hex("8510"), ByteString(15)})));
}

TEST(Scenario3, SignsTheWorkedData) {
  EXPECT_EQ(to_hex(worked().signed_data(hex(challenge))),
            std::string("3A0217A6159002030995011080018881011082010183013091007F4946B041") + ephemeral_point +
                "F00100008510" + challenge);
}

TEST(Scenario3, Message2IsTheWorkedOne) {
  auto message = worked().message_2(hex(challenge), test::deterministic_signer(ByteString(32, 0x22)));
  EXPECT_EQ(
      to_hex(*message),
      "3A0217A6159002030995011080018881011082010183013091007F4946B041045B36890DACBD7C9A96BB74A1EE28B3D2D75B72"
      "E09A20EF25CF8E6FD8A9F0350D0E14BED8D4682A34D83538BDFF5B96E89A6666EC0DB5745D02FA1210072DF75AF001005F3740"
      "4E0EABE86F9EE7C9BBDBBBF9CC5C3164CD43D865899C567AA2920C13CC44624ABB2EDDD0CA194C0AE031462FA532F2E596FD6E"
      "5F4412473D4DFC27F72243052F");
}

TEST(Scenario3, Message2WithDerivationRandomIsTheWorkedOne) {
  auto message =
      worked(with_random()).message_2(hex(challenge), test::deterministic_signer(ByteString(32, 0x22)));
  EXPECT_EQ(
      to_hex(*message),
      "3A0217A6159002030B9501108001888101108201018301309100"
      "7F4946B041045B36890DACBD7C9A96BB74A1EE28B3D2D75B72E09A20EF25CF8E6FD8A9F0350D0E14BED8D4682A34D83538BDFF"
      "5B96E89A6666EC0DB5745D02FA1210072DF75AF001005F37404B4982D398664D7430B24FBE1909508E9C11EE2F984558869BDE"
      "C06EB35E7C0F4BCADCC339D15E2C247EF3E5466CDA03EA014D9086B7BDA7A4B6006C38D68EB7");
}

TEST(Scenario3, Message2CarriesAnyValidSignature) {
  const PrivateKey signer = key_of(0x22);
  auto message = worked().message_2(hex(challenge), signer.signer());
  ASSERT_TRUE(message);
  EXPECT_TRUE(signer.public_key().verify(worked().signed_data(hex(challenge)), Bytes(*message).last(64)));
}

TEST(Scenario3, Message2FailsWithItsSigner) {
  auto refused = worked().message_2(
      hex(challenge), [](Bytes) -> Result<ByteString> { return fail(ErrorCode::NotFound, "no such key"); });
  EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
  auto odd = worked().message_2(hex(challenge), [](Bytes) -> Result<ByteString> { return ByteString(63); });
  EXPECT_EQ(odd.error().code, ErrorCode::BadInput);
}

TEST(Scenario3, DerivesTheWorkedKeys) {
  auto keys = worked().finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5"));
  ASSERT_TRUE(keys) << keys.error().describe();
  auto scp03 = keys->scp03();
  EXPECT_EQ(to_hex(scp03->enc.view()), "DFC1998E59F87E75A84C5D13DA9343FC");
  EXPECT_EQ(to_hex(scp03->mac.view()), "C76BDCFCB20CD03D0AED67472600A0FD");
  EXPECT_EQ(to_hex(scp03->dek.view()), "1C31BBEC860299E4361BA105D56FA5AD");
  EXPECT_EQ(scp03->version, 0x30);
}

TEST(Scenario3, DerivesTheWorkedKeysWithDerivationRandom) {
  auto keys = worked(with_random())
                  .finish(hex("8510B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0 8610D8FFB36A6333CFDD9171CEE497C9F6E5"));
  ASSERT_TRUE(keys) << keys.error().describe();
  EXPECT_EQ(to_hex(keys->scp03()->enc.view()), "4262E56EE87668D778CAAD91FF450DC6");
  EXPECT_EQ(to_hex(keys->scp03()->mac.view()), "ECD9E78C6A6DAF9247D739DBF139FE65");
  EXPECT_EQ(to_hex(keys->scp03()->dek.view()), "C17017DB580274E49595BAF4BC488C6D");
}

TEST(Scenario3, EstablishesScp80Keys) {
  auto keys = worked(KeySetRequest::scp80()).finish(hex("8610F3F109B827BBC057451B6EE46B1FD391"));
  ASSERT_TRUE(keys) << keys.error().describe();
  EXPECT_EQ(keys->scp80()->version, 0x01);
  EXPECT_EQ(to_hex(keys->scp80()->kic.view()), "DFC1998E59F87E75A84C5D13DA9343FC");
}

TEST(Scenario3, EstablishesOnePreSharedKey) {
  auto keys = worked(KeySetRequest::scp81()).finish(hex("86107E076FBE0D9B14FFE6A350024363B976"));
  ASSERT_TRUE(keys) << keys.error().describe();
  ASSERT_EQ(keys->keys.size(), 1u);
  EXPECT_EQ(to_hex(keys->keys[0].view()), "BE97432B359F36A7167FEB3A4BDBBC11");
  EXPECT_FALSE(keys->scp03());
  EXPECT_FALSE(keys->scp80());
}

TEST(Scenario3, RefusesAReceiptWithAnyByteChanged) {
  const ByteString good = hex("861040EB7A15513E52CCEC5AB06FE4357EF5");
  for (std::size_t i = 0; i < good.size(); ++i) {
    ByteString changed = good;
    changed[i] ^= 0x01;
    EXPECT_FALSE(worked().finish(changed)) << i;
  }
  ByteString wrong = good;
  wrong.back() ^= 0x80;
  EXPECT_EQ(worked().finish(wrong).error().code, ErrorCode::NotAuthentic);
}

TEST(Scenario3, RefusesAnAnswerOfAnotherShape) {
  EXPECT_FALSE(worked().finish({}));
  EXPECT_FALSE(worked().finish(hex("8600")));
  EXPECT_FALSE(worked().finish(hex("860840EB7A15513E52CC")));
  EXPECT_FALSE(worked().finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF500")));
  EXPECT_FALSE(worked().finish(hex("861040EB7A15513E52CCEC5AB06FE4357E")));
  // DR although it was not asked for, and missing although it was
  EXPECT_FALSE(
      worked().finish(hex("8510B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0 8610D8FFB36A6333CFDD9171CEE497C9F6E5")));
  EXPECT_FALSE(worked(with_random()).finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5")));
  EXPECT_FALSE(
      worked(with_random()).finish(hex("8508B1B2B3B4B5B6B7B8 8610D8FFB36A6333CFDD9171CEE497C9F6E5")));
}

TEST(Scenario3, RefusesAReceiptMadeForAnotherRequest) {
  KeySetRequest other;
  other.key_version = 0x31;
  EXPECT_EQ(worked(other).finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5")).error().code,
            ErrorCode::NotAuthentic);
}

TEST(Scenario3, RefusesAReceiptFromAnotherCard) {
  auto run = Scenario3::create({}, key_of(0x44), key_of(0x55).public_key());
  EXPECT_EQ(run->finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5")).error().code, ErrorCode::NotAuthentic);
}

TEST(Scenario3, TakesAShortReceiptOnlyWhenTold) {
  Scenario3 run = worked();
  run.accept_short_receipt();
  EXPECT_TRUE(run.finish(hex("860840EB7A15513E52CC")));
  Scenario3 wrong = worked();
  wrong.accept_short_receipt();
  EXPECT_EQ(wrong.finish(hex("860840EB7A15513E52CD")).error().code, ErrorCode::NotAuthentic);
}

TEST(Scenario3, IsUsableOnce) {
  Scenario3 run = worked();
  ASSERT_TRUE(run.finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5")));
  EXPECT_EQ(run.finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(run.message_2(hex(challenge), test::deterministic_signer(ByteString(32, 0x22))).error().code,
            ErrorCode::WrongState);
}

TEST(Scenario3, HostIdentityEntersTemplateAndKeys) {
  KeySetRequest request;
  request.host_identity = KeySetRequest::HostIdentity{hex("0102"), hex("0A0B0C"), hex("0D")};
  EXPECT_EQ(to_hex(request.control_reference()),
            "A61C9002030D950110800188810110820101830130910045010D84020102");
  EXPECT_EQ(worked(request).finish(hex("861040EB7A15513E52CCEC5AB06FE4357EF5")).error().code,
            ErrorCode::NotAuthentic);
}

TEST(Scenario3, RefusesImpossibleRequests) {
  KeySetRequest counter;
  counter.initial_counter = ByteString(4);
  EXPECT_FALSE(Scenario3::create(counter, key_of(0x44), key_of(0x33).public_key()));
  KeySetRequest length;
  length.key_length = 8;
  EXPECT_FALSE(Scenario3::create(length, key_of(0x44), key_of(0x33).public_key()));
  auto brainpool = PrivateKey::generate(Curve::BrainpoolP256r1);
  EXPECT_FALSE(Scenario3::create({}, key_of(0x44), brainpool->public_key()));
}

TEST(Scenario3, NamesTheBrainpoolCurve) {
  auto ephemeral = PrivateKey::generate(Curve::BrainpoolP256r1);
  auto ecasd = PrivateKey::generate(Curve::BrainpoolP256r1);
  auto run = Scenario3::create({}, *ephemeral, ecasd->public_key());
  const std::string data = to_hex(run->signed_data(hex(challenge)));
  EXPECT_NE(data.find("F00103008510"), std::string::npos);
}

}  // namespace
}  // namespace sixline::host::scp
