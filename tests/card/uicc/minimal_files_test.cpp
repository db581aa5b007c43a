// What the card shows while no profile is enabled.
#include "card/uicc/minimal_files.hpp"

#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

struct MinimalFiles : UiccTest {
  MinimalFiles() {
    card::uicc::FileSystem files(card.store, card::storage::card_owner);
    EXPECT_EQ(card::uicc::create_minimal_files(card.store, files), wire::sw::ok);
    EXPECT_TRUE(card.store.commit());
    card.uicc.mount(card::storage::card_owner);
  }
};

TEST_F(MinimalFiles, CanBeRead) {
  EXPECT_EQ(send("80F2000000"), "621D8202782183023F00A5038001718A01058B032F060EC6069001008301019000");
  EXPECT_EQ(send("00B0820000"), "FFFFFFFFFFFFFFFFFFFF9000");
  EXPECT_EQ(send("00B0850000"), "FFFF9000");
  EXPECT_EQ(send("00B0880000").size(), 14u);
  EXPECT_EQ(send("00B201F400").size(), 2 * 38u + 4);
  EXPECT_EQ(send("00B2013400").substr(0, 16), "8001019000800102");
}

TEST_F(MinimalFiles, OnlyTheLanguageCanBeWritten) {
  EXPECT_EQ(send("00D6850002656E"), "9000");
  EXPECT_EQ(send("00B0850000"), "656E9000");
  EXPECT_EQ(send("00D682000198"), "6982");
  EXPECT_EQ(send("00D688000198"), "6982");
  EXPECT_EQ(send("00040000022F05"), "6982");
  EXPECT_EQ(send("00040000022FE2"), "6982");
}

TEST_F(MinimalFiles, NoPinIsAskedFor) {
  EXPECT_EQ(send("00200001"), "63C3");
  EXPECT_EQ(send("0020000108FFFFFFFFFFFFFFFF"), "6984");
  EXPECT_EQ(send("0028000108FFFFFFFFFFFFFFFF"), "6985");
  EXPECT_EQ(send("0020000A"), "6A88");
  EXPECT_FALSE(card.uicc.has_adf(hex("A0")));
  EXPECT_EQ(send("0088008101AA"), "6985");
}

TEST_F(MinimalFiles, AreMadeOnce) {
  card::uicc::FileSystem files(card.store, card::storage::card_owner);
  EXPECT_EQ(card::uicc::create_minimal_files(card.store, files), wire::sw::already_exists);
}

}  // namespace
}  // namespace sixline::tests
