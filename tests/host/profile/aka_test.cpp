#include "host/profile/aka.hpp"

#include <gtest/gtest.h>

namespace sixline::host::profile {
namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> fixed(std::string_view hex) {
  const ByteString bytes = from_hex(hex).value();
  std::array<std::uint8_t, Size> out{};
  EXPECT_EQ(bytes.size(), Size);
  std::copy_n(bytes.begin(), std::min(Size, bytes.size()), out.begin());
  return out;
}

AkaParameters milenage_set_1() {
  AkaParameters p;
  p.key = from_hex("465b5ce8b199b49faa5f0a2ee238a6bc").value();
  p.opc = from_hex("cd63cb71954a9f4e48a5994e37a02baf").value();
  return p;
}

const Rand rand_1 = fixed<16>("23553cbe9637a89d218ae64dae47bf35");
const Sqn sqn_1 = fixed<6>("ff9bb4d0b607");
const Amf amf_1{0xb9, 0xb9};

// [TS 35.207 §5] set 1
TEST(Milenage, GivesTheConformanceValues) {
  const auto opc = milenage_opc(milenage_set_1().key, *from_hex("cdc202d5123e20f62b6d676ac72cb318"));
  EXPECT_EQ(to_hex(*opc), "CD63CB71954A9F4E48A5994E37A02BAF");
  const auto v = milenage(milenage_set_1(), rand_1, sqn_1, amf_1);
  ASSERT_TRUE(v);
  EXPECT_EQ(to_hex(v->mac_a), "4A9FFAC354DFAFB3");
  EXPECT_EQ(to_hex(v->mac_s), "01CFAF9EC4E871E9");
  EXPECT_EQ(to_hex(v->res), "A54211D5E3BA50BF");
  EXPECT_EQ(to_hex(v->ck), "B40BA9A3C58B2A05BBF0D987B21BF8CB");
  EXPECT_EQ(to_hex(v->ik), "F769BCD751044604127672711C6D3441");
  EXPECT_EQ(to_hex(v->ak), "AA689C648370");
  EXPECT_EQ(to_hex(v->ak_resync), "451E8BECA43B");
}

TEST(Milenage, RefusesKeysOfOtherLengths) {
  for (std::size_t size : {0u, 15u, 17u, 32u}) {
    AkaParameters p = milenage_set_1();
    p.key.resize(size);
    EXPECT_FALSE(milenage(p, rand_1, sqn_1, amf_1));
    p = milenage_set_1();
    p.opc.resize(size);
    EXPECT_FALSE(milenage(p, rand_1, sqn_1, amf_1));
  }
}

TEST(Milenage, RotationAndOffsetsOfThePackageCount) {
  AkaParameters p = milenage_set_1();
  const auto standard = milenage(p, rand_1, sqn_1, amf_1);
  p.rotation[2] = 0x21;
  EXPECT_NE(milenage(p, rand_1, sqn_1, amf_1)->ck, standard->ck);
  EXPECT_EQ(milenage(p, rand_1, sqn_1, amf_1)->ik, standard->ik);
  p = milenage_set_1();
  p.xoring[3][0] = 1;
  EXPECT_NE(milenage(p, rand_1, sqn_1, amf_1)->ik, standard->ik);
}

AkaParameters tuak_parameters() {
  AkaParameters p;
  p.algorithm = AkaAlgorithm::Tuak;
  p.key.assign(16, 0xAB);
  p.opc = from_hex("bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff").value();
  return p;
}

const Rand rand_tuak = fixed<16>("42424242424242424242424242424242");
const Sqn sqn_tuak = fixed<6>("111111111111");
const Amf amf_tuak{0xff, 0xff};

// [TS 35.231]
TEST(Tuak, GivesTheConformanceValues) {
  EXPECT_EQ(*tuak_topc(ByteString(16, 0xAB), ByteString(32, 0x55), 1), tuak_parameters().opc);
  const auto v = tuak(tuak_parameters(), rand_tuak, sqn_tuak, amf_tuak, 4);
  ASSERT_TRUE(v);
  EXPECT_EQ(to_hex(v->mac_a), "F9A54E6AEAA8618D");
  EXPECT_EQ(to_hex(v->mac_s), "E94B4DC6C7297DF3");
  EXPECT_EQ(to_hex(v->res), "657ACD64");
  EXPECT_EQ(to_hex(v->ck), "D71A1E5C6CAFFE986A26F783E5C78BE1");
  EXPECT_EQ(to_hex(v->ik), "BE849FA2564F869AECEE6F62D4337E72");
  EXPECT_EQ(to_hex(v->ak), "719F1E9B9054");
  EXPECT_EQ(to_hex(v->ak_resync), "E7AF6B3D0E38");
}

TEST(Tuak, LengthOfResIsPartOfTheHash) {
  EXPECT_EQ(to_hex(tuak(tuak_parameters(), rand_tuak, sqn_tuak, amf_tuak, 8)->res), "7ABD06D3FFF7F634");
  EXPECT_FALSE(tuak(tuak_parameters(), rand_tuak, sqn_tuak, amf_tuak, 5));
}

TEST(Tuak, TheOptionsChooseTheAnonymityKeyToo) {
  AkaParameters p = tuak_parameters();
  const auto short_res = make_challenge(p, rand_tuak, sqn_tuak, amf_tuak);
  p.options = 0x01;
  const auto long_res = make_challenge(p, rand_tuak, sqn_tuak, amf_tuak);
  ASSERT_TRUE(short_res && long_res);
  // AK 719f1e9b9054 belongs to RES of 32 bits.
  EXPECT_EQ(to_hex(short_res->autn).substr(0, 12), "608E0F8A8145");
  EXPECT_NE(to_hex(long_res->autn).substr(0, 12), "608E0F8A8145");
}

TEST(Tuak, RefusesKeysOfOtherLengths) {
  AkaParameters p = tuak_parameters();
  p.opc.resize(16);
  EXPECT_FALSE(tuak(p, rand_tuak, sqn_tuak, amf_tuak, 8));
  p = tuak_parameters();
  p.key.resize(24);
  EXPECT_FALSE(tuak(p, rand_tuak, sqn_tuak, amf_tuak, 8));
}

AkaParameters xor_parameters() {
  AkaParameters p;
  p.algorithm = AkaAlgorithm::XorTest;
  p.key = from_hex("000102030405060708090A0B0C0D0E0F").value();
  return p;
}

// [TS 34.108 §8.1.2]
TEST(XorTest, GivesTheWorkedExample) {
  const auto c = make_challenge(xor_parameters(), Rand{}, fixed<6>("000000000020"));
  ASSERT_TRUE(c);
  EXPECT_EQ(to_hex(c->autn), "03040506072880000001020304258607");
  const auto v = xor_test(xor_parameters(), Rand{}, c->sqn, c->amf);
  EXPECT_EQ(to_hex(v->res), "000102030405060708090A0B0C0D0E0F");
  EXPECT_EQ(to_hex(v->ck), "0102030405060708090A0B0C0D0E0F00");
  EXPECT_EQ(to_hex(v->ik), "02030405060708090A0B0C0D0E0F0001");
}

ByteString answer_of(const AkaVector& v) {
  ByteString out{0xDB, static_cast<std::uint8_t>(v.res.size())};
  append(out, v.res);
  out.push_back(16);
  append(out, v.ck);
  out.push_back(16);
  append(out, v.ik);
  return out;
}

TEST(CheckAnswer, AcceptsOnlyTheExactAnswer) {
  const AkaParameters p = milenage_set_1();
  const auto challenge = make_challenge(p, rand_1, sqn_1, amf_1);
  EXPECT_EQ(to_hex(challenge->autn), "55F328B43577B9B94A9FFAC354DFAFB3");
  const ByteString good = answer_of(*milenage(p, rand_1, sqn_1, amf_1));
  EXPECT_EQ(check_answer(p, *challenge, good)->outcome, AkaOutcome::Verified);
  for (std::size_t i = 0; i < good.size(); ++i) {
    ByteString bad = good;
    bad[i] ^= 0x01;
    const auto result = check_answer(p, *challenge, bad);
    EXPECT_FALSE(result && result->outcome == AkaOutcome::Verified) << "byte " << i;
    const ByteString cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(check_answer(p, *challenge, cut)) << "cut at " << i;
  }
}

TEST(CheckAnswer, ReadsSynchronisation) {
  const AkaParameters p = milenage_set_1();
  const auto challenge = make_challenge(p, rand_1, Sqn{}, amf_1);
  // [TS 33.102 §6.3.3] SQNms ff9bb4d0b607, AMF* 0000
  const ByteString answer = from_hex("DC0EBA853F3C123CCF44E93596E355C6").value();
  const auto result = check_answer(p, *challenge, answer);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->outcome, AkaOutcome::Resync);
  EXPECT_EQ(result->sqn, sqn_1);
  ByteString bad = answer;
  bad.back() ^= 1;
  EXPECT_EQ(check_answer(p, *challenge, bad)->outcome, AkaOutcome::BadAuts);
}

TEST(NextSqn, AdvancesSeqAndInd) {
  EXPECT_EQ(next_sqn(fixed<6>("000000000020")), fixed<6>("000000000041"));
  EXPECT_EQ(next_sqn(fixed<6>("00000000003F")), fixed<6>("000000000040"));
}

}  // namespace
}  // namespace sixline::host::profile
