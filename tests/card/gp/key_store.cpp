#include "card/gp/key_store.hpp"

#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

class KeyStoreTest : public testing::Test, public DomainWorld {};

TEST_F(KeyStoreTest, KeepsEveryField) {
  SecretKey key;
  key.reference = {0x30, 0x02};
  key.type = KeyType::Hmac;
  key.usage = 0x38;
  key.access = 0x01;
  key.mac_length = 8;
  key.value.assign(hex("0102030405"));
  ASSERT_EQ(keys.put(isd_p_id(1), key), sw::ok);
  const auto read = keys.find(isd_p_id(1), {0x30, 0x02});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->type, KeyType::Hmac);
  EXPECT_EQ(read->usage, 0x38);
  EXPECT_EQ(read->access, 0x01);
  EXPECT_EQ(read->mac_length, 8);
  EXPECT_EQ(to_hex(read->value.view()), "0102030405");
}

TEST_F(KeyStoreTest, RefusesAnEmptyKeyAndFindsNoForeignOne) {
  SecretKey empty;
  empty.reference = {0x30, 0x01};
  EXPECT_EQ(keys.put(isd_p_id(1), empty), sw::wrong_data);
  put_scp03_keys(isd_p_id(1));
  EXPECT_EQ(keys.find(isd_p_id(1), {0x31, 1}).error(), sw::reference_not_found);
  EXPECT_EQ(keys.find(isd_p_id(1), {0x30, 4}).error(), sw::reference_not_found);
  EXPECT_EQ(keys.find(isd_p_id(2), {0x30, 1}).error(), sw::reference_not_found);
  EXPECT_EQ(keys.find({1, mno_sd_index}, {0x30, 1}).error(), sw::reference_not_found);
}

TEST_F(KeyStoreTest, WalksInOrderOfVersionAndId) {
  put_scp03_keys(isd_r_id);
  put_key(isd_r_id, 0x01, 2, "00");
  put_key(isd_r_id, 0x01, 1, "00");
  put_key(ecasd_id, 0x74, 1, "00");
  std::string walked;
  for (auto key = keys.next(isd_r_id, {}); key; key = keys.next(isd_r_id, key)) {
    const std::uint8_t reference[] = {key->version, key->id};
    walked += to_hex(reference) + " ";
  }
  EXPECT_EQ(walked, "0101 0102 3001 3002 3003 ");
}

TEST_F(KeyStoreTest, ACounterBelongsToItsVersion) {
  EXPECT_EQ(keys.counter(isd_r_id, 0x01), 0U);
  ASSERT_EQ(keys.set_counter(isd_r_id, 0x01, 0xFFFFFFFFFF), sw::ok);
  ASSERT_EQ(keys.set_counter(isd_r_id, 0x30, 3), sw::ok);
  EXPECT_EQ(keys.counter(isd_r_id, 0x01), 0xFFFFFFFFFFU);
  EXPECT_EQ(keys.counter(isd_r_id, 0x30), 3U);
  EXPECT_EQ(keys.counter(ecasd_id, 0x30), 0U);
}

TEST_F(KeyStoreTest, RemovingAVersionTakesItsCounterAndNothingElse) {
  put_scp03_keys(isd_r_id);
  put_key(isd_r_id, 0x31, 1, "00");
  put_key(isd_r_id, 0x2F, 0xFF, "00");
  ASSERT_EQ(keys.set_counter(isd_r_id, 0x30, 5), sw::ok);
  ASSERT_EQ(keys.set_counter(isd_r_id, 0x31, 6), sw::ok);
  ASSERT_EQ(keys.remove_version(isd_r_id, 0x30), sw::ok);
  for (std::uint8_t id : std::initializer_list<std::uint8_t>{1, 2, 3})
    EXPECT_FALSE(keys.find(isd_r_id, {0x30, id}));
  EXPECT_EQ(keys.counter(isd_r_id, 0x30), 0U);
  EXPECT_TRUE(keys.find(isd_r_id, {0x31, 1}));
  EXPECT_TRUE(keys.find(isd_r_id, {0x2F, 0xFF}));
  EXPECT_EQ(keys.counter(isd_r_id, 0x31), 6U);
  ASSERT_EQ(keys.remove(isd_r_id, {0x31, 1}), sw::ok);
  EXPECT_FALSE(keys.find(isd_r_id, {0x31, 1}));
}

TEST_F(KeyStoreTest, RemoveAllLeavesOtherDomainsAlone) {
  put_scp03_keys(isd_p_id(1));
  put_scp03_keys({1, mno_sd_index});
  ASSERT_EQ(keys.set_counter(isd_p_id(1), 0x30, 1), sw::ok);
  ASSERT_EQ(keys.remove_all(isd_p_id(1)), sw::ok);
  EXPECT_FALSE(keys.next(isd_p_id(1), {}));
  EXPECT_EQ(keys.counter(isd_p_id(1), 0x30), 0U);
  EXPECT_TRUE(keys.find({1, mno_sd_index}, {0x30, 3}));
}

}  // namespace
}  // namespace sixline::card::gp
