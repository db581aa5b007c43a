// VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN.  [TS 102 221 §11.1.9 to §11.1.13]
#include "card/uicc/pins.hpp"
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

class PinCommands : public UiccTest {
 protected:
  static std::string apdu(std::string_view header, std::string_view first, std::string_view second = "") {
    const std::string data = std::string(first) + std::string(second);
    return std::string(header) + to_hex(std::array{static_cast<std::uint8_t>(data.size() / 2)}) + data;
  }
  std::string verify(std::string_view value, std::string_view reference = "01") {
    return send(apdu("002000" + std::string(reference), value));
  }
  /// EF.PL may be updated by whoever has PIN 1.
  bool pin_1_is_satisfied() { return send("00D6850001FF") == "9000"; }
  void block_pin_1() {
    for (int i = 0; i < 3; ++i) verify(pin_wrong);
  }
};

TEST_F(PinCommands, VerifyTellsTheTries) {
  EXPECT_EQ(send("00200001"), "63C3");
  EXPECT_EQ(verify(pin_wrong), "63C2");
  EXPECT_EQ(send("00200001"), "63C2");
  EXPECT_EQ(send("0020000100"), "63C2");
}

TEST_F(PinCommands, VerifyOpensAndRestoresTheTries) {
  EXPECT_FALSE(pin_1_is_satisfied());
  EXPECT_EQ(verify(pin_wrong), "63C2");
  EXPECT_EQ(verify(pin_1234), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  EXPECT_EQ(send("00200001"), "63C3");
}

TEST_F(PinCommands, AWrongValueClosesAgain) {
  EXPECT_EQ(verify(pin_1234), "9000");
  EXPECT_EQ(verify(pin_wrong), "63C2");
  EXPECT_FALSE(pin_1_is_satisfied());
}

TEST_F(PinCommands, TheLastTryBlocks) {
  EXPECT_EQ(verify(pin_wrong), "63C2");
  EXPECT_EQ(verify(pin_wrong), "63C1");
  EXPECT_EQ(verify(pin_wrong), "63C0");
  EXPECT_EQ(verify(pin_1234), "6983");
  EXPECT_EQ(send("00200001"), "6983");
  EXPECT_EQ(send(apdu("00240001", pin_1234, pin_wrong)), "6983");
  EXPECT_EQ(send(apdu("00260001", pin_1234)), "6983");
  EXPECT_FALSE(pin_1_is_satisfied());
}

TEST_F(PinCommands, VerifyRefusals) {
  EXPECT_EQ(verify(pin_1234, "03"), "6A88");
  EXPECT_EQ(verify(pin_1234, "00"), "6A88");
  EXPECT_EQ(verify(pin_1234, "81"), "6A88");
  EXPECT_EQ(verify(pin_1234, "02"), "6984");  // disabled
  EXPECT_EQ(send(apdu("00200101", pin_1234)), "6A86");
  EXPECT_EQ(verify("31323334FFFFFF"), "6700");
  EXPECT_EQ(verify("31323334FFFFFFFFFF"), "6700");
  EXPECT_EQ(send("00200001"), "63C3");
}

// A reader that cuts the power when it sees no 9000 must not win a try.
TEST_F(PinCommands, TheTryIsSpentBeforeTheAnswer) {
  EXPECT_EQ(verify(pin_wrong), "63C2");
  card.power_cycle();
  EXPECT_EQ(send("00200001"), "63C2");
  card.world.flash.fail_from_now_on();
  EXPECT_EQ(verify(pin_1234), "6581");
  EXPECT_FALSE(pin_1_is_satisfied());
  card.world.flash.fail_from_now_on(false);
  card.power_cycle();
  EXPECT_EQ(verify(pin_1234), "9000");
}

TEST_F(PinCommands, ResetForgetsWhatWasVerified) {
  EXPECT_EQ(verify(pin_1234), "9000");
  card.uicc.reset();
  EXPECT_FALSE(pin_1_is_satisfied());
}

TEST_F(PinCommands, LocalPinsBelongToTheApplication) {
  select_usim();
  EXPECT_EQ(verify(pin_1234), "9000");
  EXPECT_EQ(verify(pin2_code, "81"), "9000");
  EXPECT_EQ(send("00DC018C04AABBCCDD"), "9000");
  EXPECT_EQ(send("00A4000C025F40"), "9000");
  EXPECT_EQ(send("00200081"), "63C3");  // found from inside the application too
  EXPECT_EQ(send("00A4000C023F00"), "9000");
  EXPECT_EQ(send("00200081"), "6A88");
  EXPECT_EQ(send("00A4000C027FFF"), "9000");
  EXPECT_EQ(send("00DC018C04AABBCCDD"), "9000");  // the application stayed active
  EXPECT_EQ(send("00A4040C0CA0000000871004FF49FF0589"), "9000");
  select_usim();
  EXPECT_EQ(send("00DC018C04AABBCCDD"), "6982");
}

TEST_F(PinCommands, LocalPinsCanBeShared) {
  ASSERT_EQ(card::uicc::Pins(card.store, SmallCard::owner).share(card.other_usim.node, card.usim.node),
            wire::sw::ok);
  EXPECT_EQ(send("00A4040C0CA0000000871002FF01FF0589"), "9000");
  EXPECT_EQ(verify(pin_wrong, "81"), "63C2");
  select_usim();
  EXPECT_EQ(send("00200081"), "63C2");
}

TEST_F(PinCommands, Change) {
  EXPECT_EQ(send(apdu("00240001", pin_wrong, "35363738FFFFFFFF")), "63C2");
  EXPECT_EQ(send(apdu("00240001", pin_1234, "35363738FFFFFFFF")), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  EXPECT_EQ(verify(pin_1234), "63C2");
  card.power_cycle();
  EXPECT_EQ(verify("35363738FFFFFFFF"), "9000");
}

TEST_F(PinCommands, ChangeRefusals) {
  EXPECT_EQ(send(apdu("00240003", pin_1234, pin_1234)), "6A88");
  EXPECT_EQ(send(apdu("00240002", pin_1234, pin_1234)), "6984");
  EXPECT_EQ(send(apdu("0024000A", adm_code, adm_code)), "6985");  // may not be changed
  EXPECT_EQ(send(apdu("00240101", pin_1234, pin_1234)), "6A86");
  EXPECT_EQ(send(apdu("00240001", pin_1234)), "6700");
  EXPECT_EQ(send("00240001"), "6700");
  EXPECT_EQ(send("00200001"), "63C3");
}

TEST_F(PinCommands, DisableFulfilsTheCondition) {
  EXPECT_EQ(send(apdu("00260001", pin_wrong)), "63C2");
  EXPECT_FALSE(pin_1_is_satisfied());
  EXPECT_EQ(send(apdu("00260001", pin_1234)), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  card.power_cycle();
  EXPECT_TRUE(pin_1_is_satisfied());
  EXPECT_EQ(verify(pin_1234), "6984");
  EXPECT_EQ(send("80F2000000").find("C60990014083010183010A") != std::string::npos, true);
  EXPECT_EQ(send(apdu("00260001", pin_1234)), "6985");
}

TEST_F(PinCommands, EnableBringsItBack) {
  EXPECT_EQ(send(apdu("00280001", pin_1234)), "6985");
  EXPECT_EQ(send(apdu("00260001", pin_1234)), "9000");
  EXPECT_EQ(send(apdu("00280001", pin_wrong)), "63C2");
  EXPECT_EQ(send(apdu("00280001", pin_1234)), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  card.power_cycle();
  EXPECT_FALSE(pin_1_is_satisfied());
  EXPECT_EQ(send("00200001"), "63C3");
}

TEST_F(PinCommands, DisableAndEnableRefusals) {
  EXPECT_EQ(send(apdu("0026000A", adm_code)), "6985");  // may not be disabled
  EXPECT_EQ(send(apdu("00260003", pin_1234)), "6A88");
  EXPECT_EQ(send(apdu("00260101", pin_1234)), "6A86");
  EXPECT_EQ(send(apdu("00269201", pin_1234)), "6A86");
  EXPECT_EQ(send(apdu("00269111", pin_1234)), "6A86");
  EXPECT_EQ(send(apdu("00260001", "313233")), "6700");
  EXPECT_EQ(send(apdu("00280103", pin_1234)), "6A86");
  EXPECT_EQ(send(apdu("00280003", pin_1234)), "6A88");
  EXPECT_EQ(send(apdu("00280002", "313233")), "6700");
  EXPECT_EQ(send("00200001"), "63C3");
}

TEST_F(PinCommands, TheUniversalPinMayTakeItsPlace) {
  EXPECT_EQ(send(apdu("00269101", pin_1234)), "9000");
  EXPECT_FALSE(pin_1_is_satisfied());
  EXPECT_EQ(verify("3737373737373737", "11"), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  card.power_cycle();
  EXPECT_FALSE(pin_1_is_satisfied());
  EXPECT_EQ(send(apdu("00260011", "3737373737373737")), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  EXPECT_EQ(send(apdu("00280001", pin_1234)), "9000");
  card.power_cycle();
  EXPECT_FALSE(pin_1_is_satisfied());
}

TEST_F(PinCommands, Unblock) {
  block_pin_1();
  EXPECT_EQ(send("002C0001"), "63CA");
  EXPECT_EQ(send(apdu("002C0001", pin_wrong, "35363738FFFFFFFF")), "63C9");
  EXPECT_EQ(send("002C0001"), "63C9");
  EXPECT_EQ(send(apdu("002C0001", puk_code, "35363738FFFFFFFF")), "9000");
  EXPECT_TRUE(pin_1_is_satisfied());
  EXPECT_EQ(send("002C0001"), "63CA");
  EXPECT_EQ(verify("35363738FFFFFFFF"), "9000");
}

TEST_F(PinCommands, UnblockEnables) {
  EXPECT_EQ(send(apdu("00260001", pin_1234)), "9000");
  EXPECT_EQ(send(apdu("002C0001", puk_code, pin_1234)), "9000");
  card.power_cycle();
  EXPECT_FALSE(pin_1_is_satisfied());
}

TEST_F(PinCommands, ADeadPukStaysDead) {
  for (int i = 9; i > 0; --i)
    EXPECT_EQ(send(apdu("002C0001", pin_wrong, pin_1234)), "63C" + std::to_string(i));
  EXPECT_EQ(send(apdu("002C0001", pin_wrong, pin_1234)), "63C0");
  EXPECT_EQ(send(apdu("002C0001", puk_code, pin_1234)), "6983");
  EXPECT_EQ(send("002C0001"), "6983");
  EXPECT_EQ(verify(pin_1234), "9000");
}

TEST_F(PinCommands, UnblockRefusals) {
  EXPECT_EQ(send("002C000A"), "6A88");  // has no PUK
  EXPECT_EQ(send("002C0003"), "6A88");
  EXPECT_EQ(send("002C0101"), "6A86");
  EXPECT_EQ(send(apdu("002C0001", puk_code)), "6700");
  EXPECT_EQ(send("002C0001"), "63CA");
}

TEST_F(PinCommands, PinAndPukOfOneNumberAreTwoObjects) {
  block_pin_1();
  EXPECT_EQ(send("002C0001"), "63CA");
  EXPECT_EQ(send("00200001"), "6983");
}

TEST(Pins, RefusesMoreTriesThanANibble) {
  SmallCard card;
  card::uicc::Pins pins(card.store, SmallCard::owner);
  EXPECT_EQ(pins.store(1, 1, {.max_tries = 16, .tries_left = 3}), wire::sw::wrong_data);
  EXPECT_EQ(pins.store(1, 1, {.max_tries = 3, .tries_left = 4}), wire::sw::wrong_data);
  EXPECT_EQ(pins.share(card.usim.node, card.usim.node), wire::sw::wrong_data);
}

}  // namespace
}  // namespace sixline::tests
