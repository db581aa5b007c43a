#include "card/gp/put_key.hpp"

#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

class PutKeyTest : public testing::Test, public DomainWorld {
 protected:
  std::string put(std::string_view command) {
    const auto answer = transmit(command, [this](const auto& apdu, auto& response) {
      return gp::put_key(keys, world.crypto, isd_p_id(1), dek_, apdu, response.data());
    });
    if (answer.status.ok())
      commit();
    else
      store.rollback();
    return answer.status.ok() ? answer.text() : to_hex(std::array{answer.status.sw1(), answer.status.sw2()});
  }
  DataEncryptionKey dek_{crypto::AesKey(world.crypto, hex("606162636465666768696A6B6C6D6E6F"))};
};

constexpr auto token_key = "80D800011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00";

TEST_F(PutKeyTest, StoresTheTokenKeyOfTheVector) {
  EXPECT_EQ(put(token_key), "70DCC3AC 9000");
  const auto key = keys.find(isd_p_id(1), {0x70, 0x01});
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->value.view()), "707172737475767778797A7B7C7D7E7F");
}

TEST_F(PutKeyTest, AnExistingVersionMustBeNamed) {
  put(token_key);
  EXPECT_EQ(put(token_key), "6A80");
  EXPECT_EQ(put("80D870011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "70DCC3AC 9000");
}

TEST_F(PutKeyTest, RefusesAWrongCheckValue) {
  EXPECT_EQ(put("80D800011870881110F057B7718646644F9ACC5C6080B872D303DCC3AD00"), "9485");
  EXPECT_EQ(put("80D800011870881110F057B7718646644F9ACC5C6080B872D203DCC3AC00"), "9485");
}

TEST_F(PutKeyTest, RefusesOtherAlgorithmsAndLengths) {
  EXPECT_EQ(put("80D800011870901110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "9484");
  EXPECT_EQ(put("80D80001187088110FF057B7718646644F9ACC5C6080B872D303DCC3AC00"), "9484");
  EXPECT_EQ(put("80D800011870801110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "9485");
  EXPECT_EQ(put("80D800011870881120F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D800011870881010F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D800011870881110F057B7718646644F9ACC5C6080B872D302DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D800011770881110F057B7718646644F9ACC5C6080B872D303DCC300"), "6A80");
  EXPECT_EQ(put("80D800011800881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D80001017000"), "6A80");
}

/// One key of PUT KEY under the DEK, with the length of the clear key and its check value.
std::string field(const crypto::AesKey& dek, std::string_view type, std::string_view clear,
                  std::string_view check_value) {
  auto value = hex(clear);
  const std::uint8_t size[] = {static_cast<std::uint8_t>(value.size())};
  value.resize((value.size() + 15) / 16 * 16);
  dek.cbc_encrypt({}, value, value);
  const std::uint8_t length[] = {static_cast<std::uint8_t>(value.size() + 1)};
  return std::string(type) + to_hex(length) + to_hex(size) + to_hex(value) + "03" + std::string(check_value);
}

// Check values of the AES keys by pySim (tests/unittests/test_globalplatform.py), of the DES key by openssl.
TEST_F(PutKeyTest, TakesEveryKindOfKey) {
  const crypto::AesKey dek(world.crypto, hex("606162636465666768696A6B6C6D6E6F"));
  const auto one = [&](std::string_view version, std::string_view type, std::string_view clear,
                       std::string_view check) {
    const std::string data = std::string(version) + field(dek, type, clear, check);
    const std::uint8_t size[] = {static_cast<std::uint8_t>(data.size() / 2)};
    return put("80D80001" + to_hex(size) + data + "00");
  };
  EXPECT_EQ(one("30", "88", "000102030405060708090A0B0C0D0E0F", "C35280"), "30C35280 9000");
  EXPECT_EQ(one("20", "80", "404142434445464748494A4B4C4D4E4F", "8BAF47"), "208BAF47 9000");
  EXPECT_EQ(one("21", "80", "404142434445464748494A4B4C4D4E4F4041424344454647", "8BAF47"), "218BAF47 9000");
  EXPECT_EQ(one("40", "85", "303132333435363738393A3B3C3D3E3F", "06125D"), "4006125D 9000");
  EXPECT_EQ(one("41", "85", "000102030405060708090A0B0C0D0E0F10111213", "000000"), "9485");
  EXPECT_EQ(one("31", "88", "000102030405060708090A0B0C0D0E0F0001020304050607", "000000"), "9485");
  EXPECT_EQ(keys.find(isd_p_id(1), {0x21, 1})->value.size(), 24U);
  // A version has one use.
  EXPECT_EQ(one("22", "88", "000102030405060708090A0B0C0D0E0F", "C35280"), "6A80");
  EXPECT_EQ(one("32", "80", "404142434445464748494A4B4C4D4E4F", "8BAF47"), "6A80");
  EXPECT_EQ(one("02", "85", "303132333435363738393A3B3C3D3E3F", "06125D"), "6A80");
  EXPECT_EQ(one("42", "85", "3031323334353637", "06125D"), "9484");
}

TEST_F(PutKeyTest, ReplacesAVersionByAnother) {
  put(token_key);
  EXPECT_EQ(put("80D871011871881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A88");
  EXPECT_EQ(put("80D870021871881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A88");
  EXPECT_EQ(put("80D870011871881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "71DCC3AC 9000");
  EXPECT_FALSE(keys.find(isd_p_id(1), {0x70, 1}));
  EXPECT_TRUE(keys.find(isd_p_id(1), {0x71, 1}));
}

TEST_F(PutKeyTest, AReplacedKeyKeepsItsKindAndUse) {
  SecretKey old;
  old.reference = {0x70, 1};
  old.usage = 0x48;
  old.value.assign(hex("00112233445566778899AABBCCDDEEFF"));
  ASSERT_EQ(keys.put(isd_p_id(1), old), sw::ok);
  commit();
  EXPECT_EQ(put("80D870011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "70DCC3AC 9000");
  EXPECT_EQ(keys.find(isd_p_id(1), {0x70, 1})->usage, 0x48);
  const crypto::AesKey dek(world.crypto, hex("606162636465666768696A6B6C6D6E6F"));
  EXPECT_EQ(put("80D870011870" + field(dek, "80", "404142434445464748494A4B4C4D4E4F", "8BAF47") + "00"),
            "6A80");
}

TEST_F(PutKeyTest, ACheckValueMayBeLeftOut) {
  EXPECT_EQ(put("80D800011570881110F057B7718646644F9ACC5C6080B872D30000"), "70DCC3AC 9000");
}

TEST_F(PutKeyTest, TakesSeveralKeysWhenToldSo) {
  const std::string one = "881110F057B7718646644F9ACC5C6080B872D303DCC3AC";
  EXPECT_EQ(put("80D800012F70" + one + one + "00"), "6A80");
  EXPECT_EQ(put("80D800812F70" + one + one + "00"), "70DCC3ACDCC3AC 9000");
  EXPECT_TRUE(keys.find(isd_p_id(1), {0x70, 0x02}));
}

}  // namespace
}  // namespace sixline::card::gp
