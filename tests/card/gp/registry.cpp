#include "card/gp/registry.hpp"

#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

Application isd_p(storage::Owner slot, std::uint16_t number, LifeCycle state = LifeCycle::Disabled) {
  Application application{.id = isd_p_id(slot)};
  application.kind = ApplicationKind::IsdP;
  application.state = state;
  application.aid = isd_p_aid(number);
  application.privileges = {0x80, 0xC0, 0x00};
  return application;
}

class RegistryTest : public testing::Test, public DomainWorld {};

TEST_F(RegistryTest, KeepsEveryField) {
  Application rfm{.id = {3, 7}};
  rfm.kind = ApplicationKind::RemoteFileManagement;
  rfm.state = LifeCycle::Selectable;
  rfm.aid = *wire::Aid::from(hex("A00000055910100001"));
  rfm.privileges = {1, 2, 3};
  rfm.parent = 1;
  rfm.minimum_security = 0x16;
  rfm.tars = {*Tar::from(hex("B00001")), *Tar::from(hex("B00002"))};
  rfm.tar_count = 2;
  rfm.adf = *wire::Aid::from(hex("A0000000871002FFFFFFFF8907090000"));
  rfm.access.assign(hex("00"));
  rfm.adf_access.assign(hex("0203"));
  ASSERT_EQ(registry.put(rfm), sw::ok);

  const auto read = registry.get({3, 7});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, rfm.kind);
  EXPECT_EQ(read->state, rfm.state);
  EXPECT_EQ(read->aid, rfm.aid);
  EXPECT_EQ(read->privileges, rfm.privileges);
  EXPECT_EQ(read->parent, 1);
  EXPECT_EQ(read->minimum_security, 0x16);
  EXPECT_EQ(read->tars, rfm.tars);
  EXPECT_EQ(read->adf, rfm.adf);
  EXPECT_EQ(read->access, rfm.access);
  EXPECT_EQ(read->adf_access, rfm.adf_access);
}

TEST_F(RegistryTest, KeepsAsManyTarsAsItCan) {
  Application full{.id = {1, 2}};
  full.tar_count = limits::max_tars;
  for (std::size_t i = 0; i < limits::max_tars; ++i) {
    full.tars[i] = *Tar::from(hex("B0000" + std::to_string(i)));
  }
  ASSERT_EQ(registry.put(full), sw::ok);
  EXPECT_EQ(registry.get({1, 2})->tars, full.tars);
  full.tar_count = limits::max_tars + 1;
  EXPECT_EQ(registry.put(full), sw::wrong_data);
}

TEST_F(RegistryTest, FindsByAidPrefixAndTar) {
  for (std::uint16_t index : std::initializer_list<std::uint16_t>{1, 2, 5}) {
    Application application{.id = {1, index}};
    application.aid = *wire::Aid::from(hex("A00000015153500" + std::to_string(index)));
    application.tars[0] = *Tar::from(hex("B0010" + std::to_string(index)));
    application.tar_count = 1;
    ASSERT_EQ(registry.put(application), sw::ok);
  }
  EXPECT_EQ(registry.find(1, *wire::Aid::from(hex("A000000151535002")))->id.index, 2);
  EXPECT_EQ(registry.find(1, *Tar::from(hex("B00105")))->id.index, 5);
  EXPECT_EQ(registry.find_prefix(1, hex("A000000151"))->id.index, 1);
  EXPECT_EQ(registry.find_prefix(1, hex("A000000151"), std::uint16_t{1})->id.index, 2);
  EXPECT_EQ(registry.find_prefix(1, hex("A000000151"), std::uint16_t{5}).error(), sw::reference_not_found);
  EXPECT_EQ(registry.find(2, *wire::Aid::from(hex("A000000151535002"))).error(), sw::reference_not_found);
  EXPECT_EQ(registry.find(1, *wire::Aid::from(hex("A0000001515350"))).error(), sw::reference_not_found);
  EXPECT_EQ(registry.find(1, *Tar::from(hex("000000"))).error(), sw::reference_not_found);
  EXPECT_EQ(registry.free_index(1, 0), 0);
  EXPECT_EQ(registry.free_index(1, 1), 3);
}

TEST_F(RegistryTest, KnowsTheIsdPs) {
  EXPECT_FALSE(registry.next_isd_p(0));
  EXPECT_EQ(registry.enabled_slot(), storage::card_owner);
  ASSERT_EQ(registry.put(isd_p(2, 0x0011)), sw::ok);
  ASSERT_EQ(registry.put(isd_p(9, 0x0010, LifeCycle::Enabled)), sw::ok);
  EXPECT_EQ(registry.next_isd_p(0)->id.owner, 2);
  EXPECT_EQ(registry.next_isd_p(2)->id.owner, 9);
  EXPECT_FALSE(registry.next_isd_p(9));
  EXPECT_EQ(registry.enabled_slot(), 9);
  EXPECT_EQ(registry.find_isd_p(isd_p_aid(0x0011))->id.owner, 2);
  EXPECT_EQ(registry.find_isd_p(isd_p_aid(0x0012)).error(), sw::reference_not_found);
  EXPECT_EQ(registry.set_state(isd_p_id(9), LifeCycle::Disabled), sw::ok);
  EXPECT_EQ(registry.enabled_slot(), storage::card_owner);
  EXPECT_EQ(registry.set_state(isd_p_id(3), LifeCycle::Enabled), sw::reference_not_found);
  EXPECT_EQ(registry.remove(isd_p_id(2)), sw::ok);
  EXPECT_FALSE(registry.get(isd_p_id(2)));
}

TEST_F(RegistryTest, RollsBackWithTheTransaction) {
  ASSERT_EQ(registry.put(isd_p(1, 0x0010)), sw::ok);
  commit();
  ASSERT_EQ(registry.set_state(isd_p_id(1), LifeCycle::Enabled), sw::ok);
  store.rollback();
  EXPECT_EQ(registry.get(isd_p_id(1))->state, LifeCycle::Disabled);
}

}  // namespace
}  // namespace sixline::card::gp
