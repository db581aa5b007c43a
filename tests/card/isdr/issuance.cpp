#include "card/isdr/issuance.hpp"

#include "card/gp/card_identity.hpp"
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

class IssuanceTest : public testing::Test {
 protected:
  support::TestPlatform world_;
  Euicc card_{world_};
};

TEST_F(IssuanceTest, MakesAnEuicc) {
  card_.issue();
  EXPECT_FALSE(card_.store.has_changes());
  const auto isd_r = card_.registry.get(gp::isd_r_id);
  ASSERT_TRUE(isd_r);
  EXPECT_EQ(isd_r->aid, wire::aid::isd_r());
  EXPECT_EQ(isd_r->state, LifeCycle::Personalized);
  EXPECT_EQ(isd_r->privileges, (std::array<std::uint8_t, 3>{0x80, 0xDC, 0x00}));
  const auto ecasd = card_.registry.get(gp::ecasd_id);
  ASSERT_TRUE(ecasd);
  EXPECT_EQ(ecasd->privileges, (std::array<std::uint8_t, 3>{0x80, 0x01, 0x00}));
  EXPECT_EQ(to_hex(card_.keys.find(gp::isd_r_id, {1, 1})->value.view()), "11121314151617181920212223242526");
  EXPECT_EQ(to_hex(card_.keys.find(gp::isd_r_id, {1, 2})->value.view()), "31323334353637383940414243444546");
  EXPECT_EQ(card_.keys.find(gp::isd_r_id, {0x40, 1})->type, gp::KeyType::TlsPsk);
  EXPECT_EQ(to_hex(gp::card_identity(card_.store)->bytes), test_eid);
  EXPECT_EQ(sm_sr_address(card_.store, storage::card_owner), *wire::SmsAddress::from_digits("1234567890"));
  EXPECT_FALSE(card_.ecasd.certificate().empty());
}

TEST_F(IssuanceTest, HappensOnce) {
  card_.issue();
  EXPECT_EQ(issue(card_.environment, card_.issuance()), sw::conditions_not_satisfied);
}

TEST_F(IssuanceTest, ARefusedIssuanceLeavesABlankCard) {
  const auto refused = [this](auto change) {
    Issuance issuance = card_.issuance();
    change(issuance);
    const StatusWord status = issue(card_.environment, issuance);
    EXPECT_FALSE(card_.store.has_changes());
    EXPECT_FALSE(gp::card_identity(card_.store));
    EXPECT_FALSE(card_.registry.get(gp::isd_r_id));
    return status;
  };
  const ByteVector short_key(15, 1);
  const std::array<Scp80KeySet, 1> wrong_length{Scp80KeySet{1, short_key, short_key, short_key}};
  const ByteVector key(16, 1);
  const std::array<Scp80KeySet, 1> wrong_version{Scp80KeySet{0x10, key, key, key}};
  EXPECT_EQ(refused([](Issuance& i) { i.scp80_key_sets = {}; }), sw::wrong_data);
  EXPECT_EQ(refused([&](Issuance& i) { i.scp80_key_sets = wrong_length; }), sw::wrong_data);
  EXPECT_EQ(refused([&](Issuance& i) { i.scp80_key_sets = wrong_version; }), sw::wrong_data);
  EXPECT_EQ(refused([](Issuance& i) { i.psk->version = 0x50; }), sw::wrong_data);
  EXPECT_EQ(refused([](Issuance& i) { i.psk->value = {}; }), sw::wrong_data);
  EXPECT_EQ(refused([](Issuance& i) { i.ecasd_private_key = {}; }), sw::wrong_data);
  EXPECT_EQ(refused([](Issuance& i) { i.ecasd_certificate = {}; }), sw::wrong_data);
  EXPECT_EQ(refused([](Issuance& i) { i.ci_keys = {}; }), sw::wrong_data);
  EXPECT_EQ(issue(card_.environment, card_.issuance()), sw::ok);
}

TEST_F(IssuanceTest, InstallsTheBootstrapProfile) {
  card_.issue();
  card_.installer.next = isdp::Progress::Installed;
  ByteVector buffer(256);
  wire::Writer report(buffer);
  const auto slot = install_bootstrap(card_.environment, card_.installer, hex("A0000102"), report);
  ASSERT_TRUE(slot);
  EXPECT_EQ(card_.states(), "1:3F");
  EXPECT_TRUE(gp::read_isd_p(card_.store, 1)->fall_back);
  EXPECT_EQ(to_hex(card_.installer.received), "A0000102");
  EXPECT_EQ(install_bootstrap(card_.environment, card_.installer, hex("A0"), report).error(),
            sw::conditions_not_satisfied);
}

TEST_F(IssuanceTest, ARefusedBootstrapLeavesNothing) {
  ByteVector buffer(256);
  wire::Writer report(buffer);
  EXPECT_EQ(install_bootstrap(card_.environment, card_.installer, hex("A0"), report).error(),
            sw::conditions_not_satisfied);
  card_.issue();
  card_.installer.next = isdp::Progress::Aborted;
  EXPECT_EQ(install_bootstrap(card_.environment, card_.installer, hex("A0"), report).error(), sw::wrong_data);
  EXPECT_GT(report.size(), 0U);
  EXPECT_FALSE(card_.store.first(storage::all_of(1)));
  // A package that only stops is refused as well.
  card_.installer.next = isdp::Progress::Continue;
  EXPECT_EQ(install_bootstrap(card_.environment, card_.installer, hex("A0"), report).error(), sw::wrong_data);
  EXPECT_FALSE(card_.store.first(storage::all_of(1)));
}

/// What a power cut in the middle of install_bootstrap() leaves; nobody has reset the card since.
TEST_F(IssuanceTest, AnInterruptedBootstrapIsRepeated) {
  card_.issue();
  card_.create(1, bootstrap, LifeCycle::Personalized,
               {.installing = true, .provisional = true, .fall_back = true});
  ASSERT_TRUE(card_.store.write({1, storage::Kind::File, 0, 0x3F00}, hex("00")));
  ASSERT_TRUE(card_.store.commit());
  card_.installer.next = isdp::Progress::Installed;
  ByteVector buffer(256);
  wire::Writer report(buffer);
  ASSERT_TRUE(install_bootstrap(card_.environment, card_.installer, hex("A0"), report));
  EXPECT_EQ(card_.states(), "1:3F");
  EXPECT_FALSE(card_.store.exists({1, storage::Kind::File, 0, 0x3F00}));
  EXPECT_EQ(*gp::read_isd_p(card_.store, 1), (gp::IsdPRecord{.fall_back = true, .pol1 = {0x01}}));
}

TEST_F(IssuanceTest, AnInterruptedBootstrapIsErasedByAReset) {
  card_.issue();
  card_.create(1, bootstrap, LifeCycle::Personalized,
               {.installing = true, .provisional = true, .fall_back = true});
  card_.reset();
  EXPECT_FALSE(card_.store.first(storage::all_of(1)));
}

/// An ISD-P that the SM-SR created stays when its download is interrupted.
TEST_F(IssuanceTest, AnInterruptedDownloadIsNoBootstrap) {
  card_.issue();
  card_.create(1, bootstrap, LifeCycle::Personalized, {.installing = true});
  ByteVector buffer(256);
  wire::Writer report(buffer);
  EXPECT_EQ(install_bootstrap(card_.environment, card_.installer, hex("A0"), report).error(),
            sw::conditions_not_satisfied);
  EXPECT_EQ(card_.states(), "1:0F");
}

}  // namespace
}  // namespace sixline::card::isdr
