// MasterDelete: the token of the vector, and everything that makes it worthless.
#include "host/es/es5.hpp"
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;
namespace es5 = host::es::es5;

constexpr std::uint16_t number = 0x0010;
constexpr std::string_view vector_command =
    "80E400403C4F10A0000005591010FFFFFFFF8900001000B6164204000000014504000000025F2004A0B1C2D3930101"
    "9E10EA668413D6DA4664032E8E339EFD5EA400";

class MasterDeleteTest : public testing::Test {
 protected:
  MasterDeleteTest() {
    card_.issue();
    card_.create(1, number, LifeCycle::Disabled, {.pol1 = {0x07}});
    card_.create(2, operational, LifeCycle::Enabled, {.fall_back = true});
    store_token_key(1);
    store_objects(1);
    EXPECT_TRUE(card_.store.commit());
  }
  void store_token_key(storage::Owner slot) {
    gp::SecretKey key;
    key.reference = {0x70, 0x01};
    key.value.assign(hex(token_key_));
    EXPECT_EQ(card_.keys.put(gp::isd_p_id(slot), key), sw::ok);
  }
  void store_objects(storage::Owner slot) {
    const auto put = [&](std::uint16_t tag, std::string_view value) {
      EXPECT_TRUE(card_.store.write({slot, storage::Kind::DomainData, 0, tag}, hex(value)));
    };
    put(0x42, "00000001");
    put(0x45, "00000002");
    put(0x5F20, "A0B1C2D3");
  }
  void set(const gp::IsdPRecord& record, LifeCycle state = LifeCycle::Disabled) {
    card_.create(1, number, state, record);
  }
  std::string with_token(const es5::DeleteReference& reference) {
    const auto aid = isd_p_aid(number);
    const auto token = es5::delete_token(hex(token_key_), aid, reference);
    return card_.send(to_hex(*es5::master_delete(aid, reference, *token)));
  }

  const std::string token_key_ = "707172737475767778797A7B7C7D7E7F";
  const es5::DeleteReference reference_{hex("00000001"), hex("00000002"), hex("A0B1C2D3"), hex("01")};
  support::TestPlatform world_;
  Euicc card_{world_};
};

TEST_F(MasterDeleteTest, DeletesWhateverPol1Says) {
  EXPECT_EQ(card_.erase(number), "69E1");
  EXPECT_EQ(card_.send(vector_command), "00 9000");
  EXPECT_EQ(card_.states(), "2:3F");
  EXPECT_FALSE(card_.store.first(storage::all_of(1)));
  EXPECT_EQ(card_.send(vector_command), "6A88");
}

TEST_F(MasterDeleteTest, TheTokenOfAnotherIdentifierNumberIsAnotherToken) {
  es5::DeleteReference reference = reference_;
  reference.token_identifier = hex("0101");
  EXPECT_EQ(with_token(reference), "00 9000");
}

TEST_F(MasterDeleteTest, EveryBitOfTheTokenCounts) {
  const auto good = hex(vector_command);
  for (std::size_t bit = 0; bit < 128; ++bit) {
    auto command = good;
    command[good.size() - 17 + bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_EQ(card_.send(to_hex(command)), "6982") << bit;
  }
  EXPECT_EQ(card_.states(), "1:1F 2:3F");
}

TEST_F(MasterDeleteTest, TheTokenIsForOneIsdPAndItsIdentifiers) {
  // The identifiers of another, with a token that fits them.
  es5::DeleteReference reference = reference_;
  reference.issuer = hex("00000002");
  EXPECT_EQ(with_token(reference), "6A80");
  reference = reference_;
  reference.image_number = hex("0000000200");
  EXPECT_EQ(with_token(reference), "6A80");
  reference = reference_;
  reference.provider = {};
  EXPECT_EQ(with_token(reference), "6A80");
  // The vector's token, but for ISD-P 0012.
  card_.create(3, 0x0012, LifeCycle::Disabled);
  store_token_key(3);
  store_objects(3);
  ASSERT_TRUE(card_.store.commit());
  std::string command(vector_command);
  command.replace(command.find("8900001000"), 10, "8900001200");
  EXPECT_EQ(card_.send(command), "6982");
  EXPECT_EQ(card_.states(), "1:1F 2:3F 3:1F");
}

TEST_F(MasterDeleteTest, NeedsTheTokenKey) {
  ASSERT_EQ(card_.keys.remove(gp::isd_p_id(1), {0x70, 0x01}), sw::ok);
  ASSERT_TRUE(card_.store.commit());
  EXPECT_EQ(card_.send(vector_command), "6982");
}

TEST_F(MasterDeleteTest, StatesAndAttributesDecide) {
  for (LifeCycle state : {LifeCycle::Selectable, LifeCycle::Personalized}) {
    set({}, state);
    EXPECT_EQ(card_.send(vector_command), "6985");
  }
  set({.fall_back = true});
  EXPECT_EQ(card_.send(vector_command), "6985");
  set({.test = true});
  EXPECT_EQ(card_.send(vector_command), "6985");
  // PROC-MD-07: an emergency profile that is not enabled may go.
  set({.emergency = true});
  EXPECT_EQ(card_.send(vector_command), "00 9000");
}

TEST_F(MasterDeleteTest, AnEnabledProfileStays) {
  card_.create(2, operational, LifeCycle::Disabled, {.fall_back = true});
  set({}, LifeCycle::Enabled);
  EXPECT_EQ(card_.send(vector_command), "6985");
}

TEST_F(MasterDeleteTest, ClearsThePin) {
  ASSERT_EQ(set_fall_back_pin(card_.store, 1), sw::ok);
  ASSERT_TRUE(card_.store.commit());
  EXPECT_EQ(card_.send(vector_command), "00 9000");
  EXPECT_EQ(fall_back_pin(card_.store), storage::card_owner);
}

TEST_F(MasterDeleteTest, NothingOfASwitchUnderWayIsDeleted) {
  ASSERT_EQ(card_.enable(number), "9000");
  EXPECT_EQ(card_.send(vector_command), "6985");
}

TEST_F(MasterDeleteTest, MalformedRequests) {
  const std::string good(vector_command);
  const auto changed = [&](std::string_view from, std::string_view to) {
    std::string command = good;
    command.replace(command.find(from), from.size(), to);
    return card_.send(command);
  };
  EXPECT_EQ(changed("80E40040", "80E40000"), "6A86");
  EXPECT_EQ(changed("80E40040", "80E40140"), "6A86");
  EXPECT_EQ(changed("9E10", "9E0F"), "6A80");
  EXPECT_EQ(changed("4F10A0", "4E10A0"), "6A80");
  EXPECT_EQ(changed("B616", "B716"), "6A80");
  EXPECT_EQ(changed("4204", "4304"), "6A80");
  EXPECT_EQ(changed("4504", "4604"), "6A80");
  EXPECT_EQ(changed("5F2004", "5F2104"), "6A80");
  EXPECT_EQ(changed("930101", "940101"), "6A80");
  EXPECT_EQ(card_.send(good, 0x06), "6982");
  EXPECT_EQ(card_.states(), "1:1F 2:3F");
}

/// An ISD-P of another number, as a server's log has it: the length before the AID is that of what is
/// covered.
TEST_F(MasterDeleteTest, FitsATokenIdentifierOfTwoBytes) {
  es5::DeleteReference longer{hex("0102030405"), hex("010203040506070809"), hex("01020304050607"),
                              hex("0101")};
  ASSERT_TRUE(card_.store.write({1, storage::Kind::DomainData, 0, 0x42}, longer.issuer));
  ASSERT_TRUE(card_.store.write({1, storage::Kind::DomainData, 0, 0x45}, longer.image_number));
  ASSERT_TRUE(card_.store.write({1, storage::Kind::DomainData, 0, 0x5F20}, longer.provider));
  ASSERT_TRUE(card_.store.commit());
  EXPECT_EQ(with_token(longer), "00 9000");
}

}  // namespace
}  // namespace sixline::card::isdr
