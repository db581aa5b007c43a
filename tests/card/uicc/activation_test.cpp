// DEACTIVATE FILE and ACTIVATE FILE.  [TS 102 221 §11.1.14, §11.1.15]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using Activation = UiccTest;

TEST_F(Activation, OfTheCurrentFile) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00040000"), "6986");
  EXPECT_EQ(send("00A4000C022F05"), "9000");
  EXPECT_EQ(send("00040000"), "9000");
  EXPECT_EQ(send("00B0000001"), "6985");
  EXPECT_EQ(send("00A4000C022F05"), "6283");
  EXPECT_EQ(send("00040000"), "9000");
  EXPECT_EQ(send("00440000"), "9000");
  EXPECT_EQ(send("00B0000001"), "659000");
}

TEST_F(Activation, ByFidAndPathAndDurably) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00040000022F05"), "9000");
  card.power_cycle();
  EXPECT_EQ(send("00A4000C022F05"), "6283");
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00440800022F05"), "9000");
  EXPECT_EQ(send("00A4000C022F05"), "9000");
  EXPECT_EQ(send("00040800047F106F3A"), "9000");
  EXPECT_EQ(send("00A4080C047F106F3A"), "6283");
  EXPECT_EQ(send("00440900026F3A"), "9000");
  EXPECT_EQ(send("00A4080C047F106F3A"), "9000");
}

TEST_F(Activation, NeedsTheRight) {
  EXPECT_EQ(send("00040000022F05"), "6982");
  EXPECT_EQ(send("00440000022F05"), "6982");
  card.verify(0x01, pin_1234);
  EXPECT_EQ(send("00040000022F05"), "6982");
}

TEST_F(Activation, OfADirectory) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00040000027F10"), "9000");
  EXPECT_EQ(send("00A4000C027F10"), "6283");
}

TEST_F(Activation, Refusals) {
  card.verify(0x0A, adm_code);
  EXPECT_EQ(send("00040000026FFF"), "6A82");
  EXPECT_EQ(send("00040100022F05"), "6A86");
  EXPECT_EQ(send("00040001022F05"), "6A86");
  EXPECT_EQ(send("00040000012F"), "6700");
  EXPECT_EQ(send("00040800"), "6700");
  EXPECT_EQ(send("00040800032F0500"), "6700");
  EXPECT_EQ(send("00040000023F00"), "6A82");
  File file = *card.files.child(card::uicc::mf_node, 0x2F05);
  file.state = card::uicc::FileState::Terminated;
  ASSERT_EQ(card.files.update(file), wire::sw::ok);
  EXPECT_EQ(send("00440000022F05"), "6985");
}

}  // namespace
}  // namespace sixline::tests
