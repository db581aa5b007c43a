// Vectors: keys 40.., 50.., 60.., host challenge 00..07, sequence counter 000001, the ISD-P under test.
#include "card/gp/scp03_session.hpp"

#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

constexpr ApplicationId isd_p = isd_p_id(1);
const auto host_challenge = hex("0001020304050607");

class Scp03SessionTest : public testing::Test, public DomainWorld {
 protected:
  Scp03SessionTest() {
    put_scp03_keys(isd_p);
    commit();
  }
  std::string open(std::uint8_t version = 0x30) {
    const auto opening = session_.initialize(keys, isd_p, isd_p_aid(), version, ExactCopy(host_challenge));
    if (!opening) return "error";
    std::array<std::uint8_t, 32> buffer;
    wire::Writer out(buffer);
    opening->write(out);
    return to_hex(out.view());
  }
  bool authenticate(std::string_view cryptogram = "BA01992045E44BA6",
                    std::string_view mac = "1D01B8FA67E0F19F") {
    return session_.authenticate(hex("851133"), hex(cryptogram), hex(mac));
  }
  std::string unwrap(std::string_view header, std::string_view ciphertext, std::string_view mac) {
    std::array<std::uint8_t, 1024> plain;
    const auto bytes = session_.unwrap(hex(header), hex(ciphertext), hex(mac), plain);
    return bytes ? to_hex(*bytes) : "refused";
  }
  Scp03Session session_{environment};
};

TEST_F(Scp03SessionTest, OpensAsTheVectorSays) {
  EXPECT_EQ(open(), "00010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001");
  EXPECT_TRUE(session_.initialized());
  EXPECT_FALSE(session_.open());
  EXPECT_TRUE(authenticate());
  EXPECT_TRUE(session_.open());
}

TEST_F(Scp03SessionTest, VersionZeroMeansTheFirstScp03KeySet) {
  put_key(isd_p, 0x01, 1, "404142434445464748494A4B4C4D4E4F");
  EXPECT_EQ(open(0), "00010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001");
}

TEST_F(Scp03SessionTest, DeciphersTheVectorSegments) {
  open();
  ASSERT_TRUE(authenticate());
  EXPECT_EQ(
      unwrap("8628", "7051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC3", "5B6C52251727582D"),
      "0102030405060708090A0B0C0D0E0F1011121314");
  EXPECT_EQ(unwrap("8618", "04E80C757832C23F846C2FAA18B5A186", "69F110339A7EE999"), "AA07A0058000810101");
}

TEST_F(Scp03SessionTest, EnciphersTheVectorAnswers) {
  open();
  ASSERT_TRUE(authenticate());
  const auto report = hex("3007A0053003800100");
  std::array<std::uint8_t, 16> ciphertext;
  unwrap("8628", "7051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC3", "5B6C52251727582D");
  session_.encipher_answer(report, ciphertext);
  EXPECT_EQ(to_hex(ciphertext), "C386E75480B58A78DF26B1573A2E07F4");
  EXPECT_EQ(to_hex(session_.answer_mac(hex("8618"), ciphertext, {})), "D1833AAA041E21FC");
  unwrap("8618", "04E80C757832C23F846C2FAA18B5A186", "69F110339A7EE999");
  session_.encipher_answer(report, ciphertext);
  EXPECT_EQ(to_hex(ciphertext), "0FCDEF71E2EE50D702A32404CE276D04");
  EXPECT_EQ(to_hex(session_.answer_mac(hex("8618"), ciphertext, {})), "CA90CA88FDB2A628");
}

TEST_F(Scp03SessionTest, TheApduFormOfTheVector) {
  open();
  ASSERT_TRUE(session_.authenticate(hex("8482330010"), hex("BA01992045E44BA6"), hex("47F4536C4FADF6B2")));
  EXPECT_EQ(unwrap("84E2880018", "77D3991B54C90014179EE21C48F8B4DF", "F997B33B16C3DAB7"),
            "3A070BA0090607915121436587F9");
  EXPECT_EQ(to_hex(session_.answer_mac({}, {}, hex("9000"))), "8A379C00F6979B9B");
}

TEST_F(Scp03SessionTest, DeciphersInPlace) {
  open();
  ASSERT_TRUE(authenticate());
  auto bytes = hex("7051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC3");
  const auto plain = session_.unwrap(hex("8628"), bytes, hex("5B6C52251727582D"), bytes);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->data(), bytes.data());
  EXPECT_EQ(plain->size(), 20U);
}

TEST_F(Scp03SessionTest, TheCounterMovesAtEveryOpeningAndIsDurable) {
  for (int i = 1; i <= 10; ++i) {
    open();
    EXPECT_EQ(keys.counter(isd_p, 0x30), static_cast<std::uint64_t>(i));
    EXPECT_FALSE(store.has_changes());
  }
  std::vector<storage::IndexEntry> index(256);
  storage::Store after_cut(world.flash, index);
  ASSERT_TRUE(after_cut.mount());
  EXPECT_EQ(KeyStore(after_cut).counter(isd_p, 0x30), 10U);
}

TEST_F(Scp03SessionTest, AnExhaustedCounterEndsTheKeySet) {
  ASSERT_EQ(keys.set_counter(isd_p, 0x30, 0xFFFFFE), sw::ok);
  EXPECT_NE(open(), "error");
  EXPECT_EQ(session_.initialize(keys, isd_p, isd_p_aid(), 0x30, host_challenge).error(),
            sw::conditions_not_satisfied);
  EXPECT_EQ(keys.counter(isd_p, 0x30), 0xFFFFFFU);
}

TEST_F(Scp03SessionTest, UnknownKeysMoveNothing) {
  for (std::uint8_t version : std::initializer_list<std::uint8_t>{0x31, 0x01, 0x70, 0xFF}) {
    EXPECT_EQ(session_.initialize(keys, isd_p, isd_p_aid(), version, host_challenge).error(),
              sw::reference_not_found);
  }
  EXPECT_EQ(session_.initialize(keys, isd_p_id(2), isd_p_aid(), 0, host_challenge).error(),
            sw::reference_not_found);
  EXPECT_EQ(keys.counter(isd_p, 0x30), 0U);
}

TEST_F(Scp03SessionTest, RefusesEveryWrongBitOfTheAuthentication) {
  for (int bit = 0; bit < 128; ++bit) {
    ASSERT_EQ(keys.set_counter(isd_p, 0x30, 0), sw::ok);
    open();
    auto bytes = hex("BA01992045E44BA6 1D01B8FA67E0F19F");
    bytes[static_cast<std::size_t>(bit / 8)] ^= static_cast<std::uint8_t>(1 << bit % 8);
    const Bytes view(bytes);
    EXPECT_FALSE(session_.authenticate(hex("851133"), view.first(8), view.last(8)));
    EXPECT_FALSE(session_.initialized());
    EXPECT_FALSE(authenticate());
  }
}

TEST_F(Scp03SessionTest, RefusesAnotherLevelAndAShortCryptogram) {
  open();
  EXPECT_FALSE(session_.authenticate(hex("851103"), hex("BA01992045E44BA6"), hex("1D01B8FA67E0F19F")));
  open();
  EXPECT_FALSE(session_.authenticate(hex("851133"), {}, {}));
}

TEST_F(Scp03SessionTest, AnyDamageClosesTheSession) {
  const auto good =
      hex("8628 7051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC3 5B6C52251727582D");
  for (std::size_t at = 0; at < good.size(); ++at) {
    ASSERT_EQ(keys.set_counter(isd_p, 0x30, 0), sw::ok);
    open();
    ASSERT_TRUE(authenticate());
    auto bytes = good;
    bytes[at] ^= 0x01;
    const Bytes view(bytes);
    std::array<std::uint8_t, 64> plain;
    EXPECT_FALSE(session_.unwrap(view.first(2), view.subspan(2, 32), view.last(8), plain)) << at;
    EXPECT_FALSE(session_.open());
  }
}

TEST_F(Scp03SessionTest, CommandsOutOfOrderAreRefused) {
  open();
  EXPECT_EQ(
      unwrap("8628", "7051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC3", "5B6C52251727582D"),
      "refused");
  open();
  EXPECT_FALSE(authenticate());  // the cryptogram belongs to another counter
  ASSERT_EQ(keys.set_counter(isd_p, 0x30, 0), sw::ok);
  open();
  ASSERT_TRUE(authenticate());
  EXPECT_EQ(unwrap("8618", "04E80C757832C23F846C2FAA18B5A186", "69F110339A7EE999"), "refused");
}

TEST_F(Scp03SessionTest, AReplayedSegmentIsRefused) {
  open();
  ASSERT_TRUE(authenticate());
  const auto first = [this] {
    return unwrap("8628", "7051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC3",
                  "5B6C52251727582D");
  };
  EXPECT_NE(first(), "refused");
  EXPECT_EQ(first(), "refused");
}

TEST_F(Scp03SessionTest, GivesItsKeysBack) {
  for (int i = 0; i < 100; ++i) open();
  session_.close();
  // Every slot of the engine must be free again.
  std::vector<crypto::AesKey> all;
  for (std::size_t i = 0; i < limits::aes_slots; ++i) {
    all.emplace_back(world.crypto, hex("00112233445566778899AABBCCDDEEFF"));
    EXPECT_TRUE(all.back().valid());
  }
}

TEST(Scp03Padding, AddsAtLeastOneByteToData) {
  EXPECT_EQ(scp03::padded_size(0), 0U);
  EXPECT_EQ(scp03::padded_size(1), 16U);
  EXPECT_EQ(scp03::padded_size(15), 16U);
  EXPECT_EQ(scp03::padded_size(16), 32U);
}

}  // namespace
}  // namespace sixline::card::gp
