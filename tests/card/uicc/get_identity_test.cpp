// GET IDENTITY: the identity that only the home network can read.  [TS 31.102 §7.5] [TS 33.501 Annex C]
#include "card/crypto/counter_mode.hpp"
#include "card/crypto/ecies.hpp"
#include "card/crypto/hmac.hpp"
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

// The home network's keys of the published test data. TEST ONLY.
constexpr std::string_view home_scalar_a = "c53c22208b61860b06c62e5406a7b330c2b577aa5558981510d128247d38bd1d";
constexpr std::string_view home_key_a = "5A8D38864820197C3394B92613B20B91633CBD897119273BF8E4A6F4EEC0A650";
constexpr std::string_view home_scalar_b = "F1AB1074477EBCC7F554EA1C5FC368B1616730155E0041AC447D6301975FECDA";
constexpr std::string_view home_key_b = "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1";

/// The small card with IMSI 274 012 001002086 and both services.
class GetIdentity : public UiccTest {
 protected:
  void SetUp() override {
    set_imsi("082947100210000268");
    card.write(*card.files.child(card.usim.node, 0x6F38), 15, "18");
    saip = card.directory(card.usim.node, 0x5FD0, "", "01");
    calc_info = card.ef(saip.node, 0x4F01, FileType::Transparent, 120, 0, 0, 3);
    five_gs = card.directory(card.usim.node, 0x5FC0, "", "01");
    ASSERT_TRUE(card.store.commit());
    select_usim();
    card.verify(0x01, pin_1234);
  }
  void set_imsi(std::string_view content) {
    card.write(*card.files.child(card.usim.node, 0x6F07), 0, content);
    ASSERT_TRUE(card.store.commit());
  }
  void set_calc_info(std::string_view content) {
    card.write(calc_info, 0, std::string(240, 'F'));
    card.write(calc_info, 0, content);
    ASSERT_TRUE(card.store.commit());
  }
  void three_digit_network() {
    card.write(card.ef(card.usim.node, 0x6FAD, FileType::Transparent, 4, 0, 0, 2), 0, "00000003");
    ASSERT_TRUE(card.store.commit());
  }
  /// What the home network reads in a scheme output; empty when the tag is wrong.
  std::string reveal(card::crypto::EciesProfile profile, std::string_view output);

  std::string identity() { return send("8078008100"); }

  File saip;
  File five_gs;
  File calc_info;
};

std::string GetIdentity::reveal(card::crypto::EciesProfile profile, std::string_view output) {
  using namespace card::crypto;
  const auto bytes = hex(output);
  const bool a = profile == EciesProfile::A;
  const std::size_t key_size = a ? x25519_size : compressed_size;
  const Bytes point = Bytes(bytes).first(key_size);
  const Bytes cipher = Bytes(bytes).subspan(key_size, bytes.size() - key_size - ecies_tag_size);
  std::array<std::uint8_t, 32> shared{};
  const auto scalar = hex(a ? home_scalar_a : home_scalar_b);
  if (a) {
    EXPECT_TRUE(card.world.crypto.x25519(Bytes(scalar).first<32>(), point.first<32>(), shared));
  } else {
    std::array<std::uint8_t, point_size> full{};
    EXPECT_TRUE(card.world.crypto.decompress(Curve::P256, point, full));
    EXPECT_TRUE(card.world.crypto.ecdh(Curve::P256, scalar, full, shared));
  }
  std::vector<std::uint8_t> keys;
  for (std::uint8_t number = 1; number <= 2; ++number) {
    const std::array<std::uint8_t, 4> counter{0, 0, 0, number};
    const Bytes parts[] = {shared, counter, point};
    const Digest block = card.world.crypto.sha256(parts);
    keys.insert(keys.end(), block.begin(), block.end());
  }
  const Bytes covered[] = {cipher};
  const Digest tag = hmac_sha256(card.world.crypto, Bytes(keys).subspan(32), covered);
  if (!wire::equal(Bytes(tag).first(ecies_tag_size), Bytes(bytes).last(ecies_tag_size))) return {};
  Block counter;
  std::copy_n(keys.begin() + 16, 16, counter.begin());
  std::vector<std::uint8_t> plain(cipher.size());
  counter_mode(AesKey(card.world.crypto, Bytes(keys).first(16)), counter, cipher, plain);
  return to_hex(plain);
}

TEST_F(GetIdentity, UnderProfileA) {
  three_digit_network();
  set_calc_info("A0020101 A12580011B8120" + std::string(home_key_a));
  const std::string answer = identity();
  ASSERT_EQ(answer.substr(0, 20), "A13501722410F0FF011B");
  ASSERT_EQ(answer.substr(answer.size() - 4), "9000");
  EXPECT_EQ(reveal(card::crypto::EciesProfile::A, answer.substr(20, answer.size() - 24)), "00012080F6");
  // Nobody can tell that the next one is of the same subscription.
  EXPECT_NE(identity(), answer);
}

TEST_F(GetIdentity, UnderProfileB) {
  three_digit_network();
  set_calc_info("A0020201 A12680010A8121" + std::string(home_key_b));
  const std::string answer = identity();
  ASSERT_EQ(answer.substr(0, 20), "A13601722410F0FF020A");
  EXPECT_EQ(reveal(card::crypto::EciesProfile::B, answer.substr(20, answer.size() - 24)), "00012080F6");
}

TEST_F(GetIdentity, TheListIsInOrderOfPriorityAndPointsToItsKeys) {
  three_digit_network();
  const std::string keys =
      "A14B 80010A8121" + std::string(home_key_b) + " 80010B8120" + std::string(home_key_a);
  set_calc_info("A00601020201 0000" + keys);
  EXPECT_EQ(identity().substr(16, 4), "010B");
  set_calc_info("A00602010102 0000" + keys);
  EXPECT_EQ(identity().substr(16, 4), "020A");
  // Schemes the card does not have are passed over.
  set_calc_info("A0060C010102 0000" + keys);
  EXPECT_EQ(identity().substr(16, 4), "010B");
}

TEST_F(GetIdentity, TheNullSchemeConcealsNothing) {
  three_digit_network();
  set_calc_info("A0020000");
  EXPECT_EQ(identity(), "A10D01722410F0FF000000012080F69000");
  // No list: the operator has provided for no concealment.
  set_calc_info("");
  EXPECT_EQ(identity(), "A10D01722410F0FF000000012080F69000");
  ASSERT_EQ(card.files.remove(calc_info), wire::sw::ok);
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(identity(), "A10D01722410F0FF000000012080F69000");
}

TEST_F(GetIdentity, NetworksOfTwoDigitsAndRoutingIndicators) {
  set_calc_info("A0020000");
  set_imsi("080910101032547698");
  EXPECT_EQ(identity(), "A10D0100F110F0FF000010325476989000");
  card.write(card.ef(five_gs.node, 0x4F0A, FileType::Transparent, 4, 0, 0x0A, 2), 0, "1732FFFF");
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(identity(), "A10D0100F1101732000010325476989000");
}

TEST_F(GetIdentity, WhatCannotBeReadIsNotTakenForNoConcealment) {
  for (const char* info : {"A1020000", "A00301", "A0", "00", "A0010100"}) {
    set_calc_info(info);
    EXPECT_EQ(identity(), "6985") << info;
  }
}

TEST_F(GetIdentity, KeysThatAreNoneGiveNoIdentityAtAll) {
  for (const std::string& info :
       {"A0020101 A12580011B8120" + std::string(64, '0'), "A0020201 A12580010A8120" + std::string(home_key_a),
        "A0020102 A12580011B8120" + std::string(home_key_a),
        "A0020100 A12580011B8120" + std::string(home_key_a), std::string("A0020101"),
        "A0020101 A1248120" + std::string(home_key_a) + "8000", std::string("A0020C01")}) {
    set_calc_info(info);
    EXPECT_EQ(identity(), "6985") << info;
  }
}

TEST_F(GetIdentity, NeedsServicesIdentityAndPin) {
  set_calc_info("A0020000");
  EXPECT_EQ(identity().substr(0, 4), "A10D");
  card.uicc.reset();
  EXPECT_EQ(identity(), "6985");
  select_usim();
  EXPECT_EQ(identity(), "6982");
  card.verify(0x01, pin_1234);
  card.write(*card.files.child(card.usim.node, 0x6F38), 15, "08");
  ASSERT_TRUE(card.store.commit());
  EXPECT_EQ(identity(), "6985");
  card.write(*card.files.child(card.usim.node, 0x6F38), 15, "18");
  set_imsi("FFFFFFFFFFFFFFFFFF");
  EXPECT_EQ(identity(), "6985");
  set_imsi("0829F7FFFFFFFFFFFF");
  EXPECT_EQ(identity(), "6985");
}

TEST_F(GetIdentity, Contexts) {
  set_calc_info("A0020000");
  EXPECT_EQ(send("8078000100"), identity());
  EXPECT_EQ(send("8078008200"), "6A81");
  EXPECT_EQ(send("8078008000"), "6A86");
  EXPECT_EQ(send("8078008300"), "6A86");
  EXPECT_EQ(send("8078018100"), "6A86");
  EXPECT_EQ(send("8078008101AA"), "6700");
  EXPECT_EQ(send("0078008100"), "6D00");
  // An ISIM has no such identity.
  EXPECT_EQ(send("00A4040C0CA0000000871004FF49FF0589"), "9000");
  EXPECT_EQ(identity(), "6985");
}

}  // namespace
}  // namespace sixline::tests
