#include "card/gp/isd_p_record.hpp"

#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;
using storage::Kind;

class IsdPRecordTest : public testing::Test, public DomainWorld {
 protected:
  void put(const storage::Key& key) { ASSERT_TRUE(store.write(key, hex("0102"))); }
};

TEST_F(IsdPRecordTest, KeepsEveryField) {
  const IsdPRecord record{.installing = true,
                          .provisional = true,
                          .fall_back = true,
                          .emergency = true,
                          .pol1 = {0x05},
                          .granted_memory = 0x40000};
  ASSERT_EQ(write_isd_p(store, 1, record), sw::ok);
  EXPECT_EQ(*read_isd_p(store, 1), record);
  EXPECT_EQ(read_isd_p(store, 2).error(), sw::reference_not_found);
}

TEST_F(IsdPRecordTest, Pol1ReplacesTheByteAlone) {
  EXPECT_EQ(store_pol1(store, 1, {0x01}), sw::reference_not_found);
  ASSERT_EQ(write_isd_p(store, 1, {.installing = true, .granted_memory = 7}), sw::ok);
  ASSERT_EQ(store_pol1(store, 1, {0x06}), sw::ok);
  const auto record = read_isd_p(store, 1);
  EXPECT_TRUE(record->installing);
  EXPECT_EQ(record->granted_memory, 7U);
  EXPECT_FALSE(record->pol1.disable_not_allowed());
  EXPECT_TRUE(record->pol1.delete_not_allowed());
  EXPECT_TRUE(record->pol1.delete_when_disabled());
}

TEST_F(IsdPRecordTest, StoresConnectivityTemplates) {
  const auto both = hex("A0090607915121436587F9 A104350201FF");
  ASSERT_EQ(store_connectivity(store, 1, ExactCopy(both)), sw::ok);
  EXPECT_EQ(to_hex(connectivity(store, 1, connectivity_sms)), "0607915121436587F9");
  EXPECT_EQ(to_hex(connectivity(store, 1, connectivity_https)), "350201FF");
  EXPECT_TRUE(connectivity(store, 1, connectivity_cat_tp).empty());
  ASSERT_EQ(store_connectivity(store, 1, hex("A000")), sw::ok);
  EXPECT_TRUE(connectivity(store, 1, connectivity_sms).empty());
  EXPECT_FALSE(connectivity(store, 1, connectivity_https).empty());
}

TEST_F(IsdPRecordTest, RefusesBadConnectivity) {
  for (const char* bad : {"A3020000", "9F0101", "A00906", "A0", "A0800000"}) {
    EXPECT_EQ(store_connectivity(store, 1, ExactCopy(hex(bad))), sw::wrong_data) << bad;
  }
}

TEST_F(IsdPRecordTest, ErasingAProfileKeepsTheIsdPItsKeysAndItsGrant) {
  put_scp03_keys(isd_p_id(4));
  put_scp03_keys({4, mno_sd_index});
  put({4, Kind::Application, 0, 0});
  put({4, Kind::DomainData, 0, 0x42});
  put({4, Kind::Application, 1, 0});
  put({4, Kind::KeySetCounter, 1, 0x30});
  put({4, Kind::DomainData, 1, 0x42});
  put({4, Kind::File, 0, 0x3F00});
  put({4, Kind::Connectivity, 0xA0, 0});
  put({4, Kind::CounterBlock, 0xFFFF, 0xFFFF});
  put({5, Kind::File, 0, 0x3F00});
  ASSERT_EQ(write_isd_p(store, 4, {.installing = true, .fall_back = true, .pol1 = {7}, .granted_memory = 9}),
            sw::ok);
  ASSERT_EQ(keys.set_counter(isd_p_id(4), 0x30, 12), sw::ok);
  commit();
  ASSERT_EQ(erase_profile(store, 4), sw::ok);
  commit();
  EXPECT_EQ(*read_isd_p(store, 4), (IsdPRecord{.fall_back = true, .granted_memory = 9}));
  EXPECT_TRUE(keys.find(isd_p_id(4), {0x30, 3}));
  EXPECT_EQ(keys.counter(isd_p_id(4), 0x30), 12U);
  EXPECT_TRUE(store.exists({4, Kind::Application, 0, 0}));
  EXPECT_TRUE(store.exists({4, Kind::DomainData, 0, 0x42}));
  EXPECT_TRUE(store.exists({5, Kind::File, 0, 0x3F00}));
  EXPECT_FALSE(keys.find({4, mno_sd_index}, {0x30, 1}));
  for (const storage::Key& gone :
       {storage::Key{4, Kind::Application, 1, 0}, storage::Key{4, Kind::KeySetCounter, 1, 0x30},
        storage::Key{4, Kind::DomainData, 1, 0x42}, storage::Key{4, Kind::File, 0, 0x3F00},
        storage::Key{4, Kind::Connectivity, 0xA0, 0}, storage::Key{4, Kind::CounterBlock, 0xFFFF, 0xFFFF}}) {
    EXPECT_FALSE(store.exists(gone));
  }
}

TEST_F(IsdPRecordTest, AProvisionalIsdPGoesWithItsProfile) {
  put({4, Kind::Application, 0, 0});
  put({4, Kind::File, 0, 0x3F00});
  put({5, Kind::Application, 0, 0});
  ASSERT_EQ(write_isd_p(store, 4, {.installing = true, .provisional = true, .fall_back = true}), sw::ok);
  commit();
  ASSERT_EQ(erase_profile(store, 4), sw::ok);
  commit();
  EXPECT_FALSE(store.first(storage::all_of(4)));
  EXPECT_TRUE(store.exists({5, Kind::Application, 0, 0}));
}

TEST_F(IsdPRecordTest, FindsTheHolderOfTheFallBackAttribute) {
  EXPECT_EQ(fall_back_slot(store), storage::card_owner);
  ASSERT_EQ(write_isd_p(store, 2, {}), sw::ok);
  ASSERT_EQ(write_isd_p(store, 15, {.fall_back = true}), sw::ok);
  EXPECT_EQ(fall_back_slot(store), 15);
}

}  // namespace
}  // namespace sixline::card::gp
