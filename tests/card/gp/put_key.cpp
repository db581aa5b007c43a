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
    return answer.status.ok() ? answer.text() : to_hex(std::array{answer.status.sw1(), answer.status.sw2()});
  }
  crypto::AesKey dek_{world.crypto, hex("606162636465666768696A6B6C6D6E6F")};
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
  EXPECT_EQ(put("80D800011870801110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "9484");
  EXPECT_EQ(put("80D800011870881120F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "9484");
  EXPECT_EQ(put("80D800011870881010F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D800011870881110F057B7718646644F9ACC5C6080B872D302DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D800011770881110F057B7718646644F9ACC5C6080B872D303DCC300"), "6A80");
  EXPECT_EQ(put("80D800011800881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6A80");
  EXPECT_EQ(put("80D80001017000"), "6A80");
}

TEST_F(PutKeyTest, TakesSeveralKeysWhenToldSo) {
  const std::string one = "881110F057B7718646644F9ACC5C6080B872D303DCC3AC";
  EXPECT_EQ(put("80D800012F70" + one + one + "00"), "6A80");
  EXPECT_EQ(put("80D800812F70" + one + one + "00"), "70DCC3ACDCC3AC 9000");
  EXPECT_TRUE(keys.find(isd_p_id(1), {0x70, 0x02}));
}

}  // namespace
}  // namespace sixline::card::gp
