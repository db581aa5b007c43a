// AUTHENTICATE.  [TS 31.102 §7.1] [TS 33.102 §6.3]
#include "card/crypto/tuak.hpp"
#include "card/crypto/xor_algorithm.hpp"
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::uicc::AkaAlgorithm;
using card::uicc::AkaParameters;
using card::uicc::SequenceNumbers;

// Milenage test set 1: SQN is FF9BB4D0B607, so SEQ is 7FCDDA685B0 and IND 07.
constexpr std::string_view rand_1 = "23553CBE9637A89D218AE64DAE47BF35";
constexpr std::string_view autn_1 = "55F328B43577B9B94A9FFAC354DFAFB3";
constexpr std::string_view success_1 =
    "DB08A54211D5E3BA50BF10B40BA9A3C58B2A05BBF0D987B21BF8CB10F769BCD751044604127672711C6D3441";

class Authenticate : public UiccTest {
 protected:
  void SetUp() override {
    select_usim();
    card.verify(0x01, pin_1234);
    use_options(0);  // the SQN of the test set leaps beyond any delta
  }
  void use_options(std::uint8_t sqn_options, const SequenceNumbers& numbers = {}) {
    AkaParameters aka;
    aka.options = 1;
    aka.key.assign(hex("465b5ce8b199b49faa5f0a2ee238a6bc"));
    aka.opc.assign(hex("cd63cb71954a9f4e48a5994e37a02baf"));
    aka.sqn_options = sqn_options;
    store(aka, numbers);
  }
  void store(const AkaParameters& aka, const SequenceNumbers& numbers = {}) {
    ASSERT_EQ(card::uicc::store_aka(card.store, SmallCard::owner, card.usim.node, aka, numbers),
              wire::sw::ok);
    ASSERT_TRUE(card.store.commit());
  }
  static std::string umts(std::string_view rand, std::string_view autn) {
    return "0088008122"
           "10" +
           std::string(rand) + "10" + std::string(autn);
  }
  static std::string gsm(std::string_view rand) { return "008800801110" + std::string(rand); }
};

TEST_F(Authenticate, MilenageTestSet1) {
  // Kc by c3 over CK and IK of the set.
  EXPECT_EQ(send(umts(rand_1, autn_1)), std::string(success_1) + "08EAE4BE823AF9A08B" + "9000");
}

TEST_F(Authenticate, WithoutGsmAccessThereIsNoKc) {
  card.write(*card.files.child(card.usim.node, 0x6F38), 3, "00");
  EXPECT_EQ(send(umts(rand_1, autn_1)), std::string(success_1) + "9000");
}

TEST_F(Authenticate, GsmContext) {
  EXPECT_EQ(send(gsm(rand_1)), "0446F8416A08EAE4BE823AF9A08B9000");
}

TEST_F(Authenticate, GsmContextNeedsItsService) {
  card.write(*card.files.child(card.usim.node, 0x6F38), 4, "00");
  EXPECT_EQ(send(gsm(rand_1)), "9864");
}

TEST_F(Authenticate, AReplayAsksForResynchronisation) {
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DB");
  EXPECT_EQ(send(umts(rand_1, autn_1)), "DC0EBA853F3C123CCF44E93596E355C69000");
}

TEST_F(Authenticate, TheAcceptedNumberSurvivesALossOfPower) {
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DB");
  card.power_cycle();
  select_usim();
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DC");
}

TEST_F(Authenticate, NoAnswerWithoutRememberingIt) {
  card.world.flash.fail_from_now_on();
  EXPECT_EQ(send(umts(rand_1, autn_1)), "6581");
}

TEST_F(Authenticate, OneWriteForEachSuccess) {
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DB");
  const std::size_t programs = card.world.flash.programs();
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DC");
  EXPECT_EQ(send(gsm(rand_1)).substr(0, 2), "04");
  EXPECT_EQ(card.world.flash.programs(), programs);
}

TEST_F(Authenticate, ALeapBeyondDeltaIsRefused) {
  use_options(0x02);
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 4), "DC0E");
}

TEST_F(Authenticate, AWrongMacIsTheOnlyThingSaid) {
  const auto good = hex(autn_1);
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] ^= 0x01;
    EXPECT_EQ(send(umts(rand_1, to_hex(bad))), "9862") << i;
  }
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DB");
}

TEST_F(Authenticate, NeedsTheApplicationsPin) {
  card.uicc.reset();
  select_usim();
  EXPECT_EQ(send(umts(rand_1, autn_1)), "6982");
  EXPECT_EQ(send(gsm(rand_1)), "6982");
  EXPECT_EQ(send("002600010831323334FFFFFFFF"), "9000");  // a disabled PIN asks for nothing
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DB");
}

TEST_F(Authenticate, NeedsTheApplication) {
  EXPECT_EQ(send("00A4000C025F40"), "9000");
  EXPECT_EQ(send(gsm(rand_1)).substr(0, 2), "04");  // a directory inside will do
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send(gsm(rand_1)), "6985");
  EXPECT_EQ(send("00A4040C0CA0000000871004FF49FF0589"), "9000");
  EXPECT_EQ(send(umts(rand_1, autn_1)), "6985");  // an application without keys
}

TEST_F(Authenticate, SharesKeysAndNumbers) {
  ASSERT_EQ(card::uicc::share_aka(card.store, SmallCard::owner, card.isim.node, card.usim.node, 0),
            wire::sw::ok);
  EXPECT_EQ(send("00A4040C0CA0000000871004FF49FF0589"), "9000");
  EXPECT_EQ(send(umts(rand_1, autn_1)), std::string(success_1) + "9000");  // no EF.UST: no Kc
  EXPECT_EQ(send(gsm(rand_1)), "9864");
  select_usim();
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DC");
}

TEST_F(Authenticate, SharingNeedsASourceAndCannotCircle) {
  const auto share = [&](std::uint16_t node, std::uint16_t other) {
    return card::uicc::share_aka(card.store, SmallCard::owner, node, other, 0);
  };
  EXPECT_EQ(share(card.isim.node, card.other_usim.node), wire::sw::reference_not_found);
  EXPECT_EQ(share(card.usim.node, card.usim.node), wire::sw::wrong_data);
  EXPECT_EQ(share(card.isim.node, card.usim.node), wire::sw::ok);
  EXPECT_EQ(share(card.usim.node, card.isim.node), wire::sw::wrong_data);
}

TEST_F(Authenticate, OtherContextsAreNotSupported) {
  for (std::string_view p2 : {"82", "84", "85", "86", "87"})
    EXPECT_EQ(send("008800" + std::string(p2) + "0110"), "9864");
  EXPECT_EQ(send("00880001" + umts(rand_1, autn_1).substr(8)), "6A86");
  EXPECT_EQ(send("00880181" + umts(rand_1, autn_1).substr(8)), "6A86");
  EXPECT_EQ(send("00880091" + umts(rand_1, autn_1).substr(8)), "6A86");
}

TEST_F(Authenticate, WrongLengths) {
  EXPECT_EQ(send("0088008111"
                 "10" +
                 std::string(rand_1)),
            "6700");
  EXPECT_EQ(send("0088008122"
                 "0F" +
                 std::string(rand_1) + "10" + std::string(autn_1)),
            "6700");
  EXPECT_EQ(send("0088008122"
                 "10" +
                 std::string(rand_1) + "0F" + std::string(autn_1)),
            "6700");
  EXPECT_EQ(send("0088008123"
                 "10" +
                 std::string(rand_1) + "10" + std::string(autn_1) + "00"),
            "6700");
  EXPECT_EQ(send("008800811010" + std::string(rand_1).substr(2)), "6700");
  EXPECT_EQ(send("008800801211" + std::string(rand_1) + "00"), "6700");
  EXPECT_EQ(send("008800801210" + std::string(rand_1) + "00"), "6700");
  EXPECT_EQ(send("00880081"), "6700");
}

TEST_F(Authenticate, TheCounterOfAuthenticationsEnds) {
  AkaParameters aka;
  aka.options = 1;
  aka.key.assign(hex("465b5ce8b199b49faa5f0a2ee238a6bc"));
  aka.opc.assign(hex("cd63cb71954a9f4e48a5994e37a02baf"));
  aka.sqn_options = 0;
  aka.auth_counter_max = 3;
  store(aka);
  EXPECT_EQ(send(umts(rand_1, rand_1)), "9862");  // failures count too
  EXPECT_EQ(send(umts(rand_1, autn_1)).substr(0, 2), "DB");
  card.power_cycle();
  select_usim();
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send(gsm(rand_1)).substr(0, 2), "04");
  EXPECT_EQ(send(gsm(rand_1)), "6985");
}

TEST_F(Authenticate, UnusableKeysAreNotUsed) {
  AkaParameters aka;
  aka.key.assign(hex("465b5ce8b199b49faa5f0a2ee238a6"));
  aka.opc.assign(hex("cd63cb71954a9f4e48a5994e37a02baf"));
  for (const AkaAlgorithm algorithm : {AkaAlgorithm::Milenage, AkaAlgorithm::Tuak, AkaAlgorithm::XorTest}) {
    aka.algorithm = algorithm;
    store(aka);
    EXPECT_EQ(send(gsm(rand_1)), "6985");
  }
}

// Everything of the AUTHENTICATE of a network with its own algorithm object.
std::string autn_of(const card::crypto::AuthenticationFunctions& functions, const card::crypto::Rand& rand,
                    card::crypto::SequenceNumber sqn, const card::crypto::Amf& amf) {
  std::vector<std::uint8_t> mac(functions.mac_size());
  functions.f1(rand, sqn, amf, mac);
  card::crypto::AuthenticationKeys keys;
  functions.f2345(rand, keys);
  for (std::size_t i = 0; i < sqn.size(); ++i) sqn[i] ^= keys.ak[i];
  return to_hex(sqn) + to_hex(amf) + to_hex(mac);
}

class XorAuthenticate : public Authenticate {
 protected:
  void SetUp() override {
    Authenticate::SetUp();
    AkaParameters aka;
    aka.algorithm = AkaAlgorithm::XorTest;
    aka.options = 2;
    aka.key.assign(hex("000102030405060708090A0B0C0D0E0F"));
    aka.opc.assign(hex("00000000000000000000000000000000"));
    store(aka);
  }
  static constexpr std::string_view zero_rand = "00000000000000000000000000000000";
};

TEST_F(XorAuthenticate, WorkedExample) {
  EXPECT_EQ(send(umts(zero_rand, "03040506072880000001020304258607")),
            "DB10000102030405060708090A0B0C0D0E0F"
            "100102030405060708090A0B0C0D0E0F00"
            "1002030405060708090A0B0C0D0E0F0001"
            "080000000000000000"
            "9000");
  // SQNms 20, AMF 0000, both hidden by the same keys.
  EXPECT_EQ(send(umts(zero_rand, "03040506072880000001020304258607")),
            "DC0E0304050607280001020304250607"
            "9000");
}

TEST_F(XorAuthenticate, AmfResynchForcesTheResynchronisation) {
  const auto key = hex("000102030405060708090A0B0C0D0E0F");
  const card::crypto::XorAlgorithm algorithm(key, 16);
  const std::string autn = autn_of(algorithm, {}, {0, 0, 0, 0, 1, 0}, {0xFF, 0xFF});
  EXPECT_EQ(send(umts(zero_rand, autn)), "DC0E03040506070800010203040506079000");
}

TEST_F(Authenticate, Tuak) {
  for (const std::uint8_t options : {std::uint8_t{0x01}, std::uint8_t{0x49}, std::uint8_t{0x53}}) {
    AkaParameters aka;
    aka.algorithm = AkaAlgorithm::Tuak;
    aka.options = options;
    aka.keccak_iterations = 1;
    aka.key.assign(hex("abababababababababababababababab"));
    aka.opc.assign(hex("bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff"));
    store(aka);
    const card::crypto::TuakLengths lengths{.mac = static_cast<std::uint8_t>(8 << (options >> 3 & 7)),
                                            .res = static_cast<std::uint8_t>(4 << (options & 7)),
                                            .keys = static_cast<std::uint8_t>(16 << (options >> 6))};
    const card::crypto::Tuak tuak(aka.key.view(), aka.opc.view(), lengths, 1);
    card::crypto::Rand rand;
    rand.fill(0x42);
    const std::string autn = autn_of(tuak, rand, {0, 0, 0, 0, 0, 0x20}, {0x80, 0x00});
    const auto size = static_cast<std::uint8_t>(autn.size() / 2);
    const std::string command = "00880081" + to_hex(std::array{static_cast<std::uint8_t>(18 + size)}) + "10" +
                                to_hex(rand) + to_hex(std::array{size}) + autn;
    card::crypto::AuthenticationKeys keys;
    tuak.f2345(rand, keys);
    const std::string res = to_hex(std::array{lengths.res}) + to_hex(keys.res.view());
    EXPECT_EQ(send(command).substr(0, 2 + res.size()), "DB" + res) << int{options};
    EXPECT_EQ(send(command).substr(0, 4),
              "DC" + to_hex(std::array{static_cast<std::uint8_t>(6 + lengths.mac)}));
  }
}

TEST_F(Authenticate, TuakGivesThePublishedRes) {
  AkaParameters aka;
  aka.algorithm = AkaAlgorithm::Tuak;
  aka.options = 0x01;
  aka.key.assign(hex("abababababababababababababababab"));
  aka.opc.assign(hex("bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff"));
  store(aka);
  // SRES: the halves of RES 7ABD06D3FFF7F634.
  EXPECT_EQ(send(gsm("42424242424242424242424242424242")).substr(0, 10), "04854AF0E7");
}

}  // namespace
}  // namespace sixline::tests
