// The worked elements of the package description, put together, make a profile.  [TCA-PP §8]
#include "card/uicc/aka_parameters.hpp"
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

struct WorkedPackage : testing::Test {
  void SetUp() override { ASSERT_EQ(world.feed(sample::package()), Progress::Installed) << world.response(); }
  InstallerWorld world;
};

TEST_F(WorkedPackage, answers_ok) {
  EXPECT_EQ(world.response(), "3007A0053003800100");
  EXPECT_TRUE(world.installer.has_report());
}

TEST_F(WorkedPackage, tells_what_the_header_said) {
  const auto& header = world.installer.header();
  EXPECT_EQ(header.major_version, 2);
  EXPECT_EQ(header.minor_version, 3);
  EXPECT_EQ(to_hex(header.type.view()), to_hex(der::text("M2M test")));
  EXPECT_EQ(to_hex(header.iccid.view()), "89010000000000000001");
  EXPECT_EQ(header.pol, 0);
}

TEST_F(WorkedPackage, has_the_files_of_the_mf) {
  EXPECT_EQ(world.content("2FE2"), "98100000000000000010");
  EXPECT_EQ(world.content("2F05"), "FFFF");
  EXPECT_EQ(world.content("2F08"), "FFFFFFFFFF");
  const auto directory = world.file("2F00");
  EXPECT_EQ(directory.record_length, 0x26);
  EXPECT_EQ(directory.record_count(), 2);
  EXPECT_EQ(world.content("2F00").substr(0, 8), "61184F10");
  EXPECT_EQ(world.content("2F00").substr(52), std::string(100, 'F'));
}

TEST_F(WorkedPackage, takes_rules_and_short_identifiers_from_the_template) {
  const auto iccid = world.file("2FE2");
  EXPECT_EQ(iccid.rule.arr, 0x2F06);
  EXPECT_EQ(iccid.rule.record, 11);
  EXPECT_EQ(iccid.sfi, 2);
  const auto imsi = world.file("7FF16F07");
  EXPECT_EQ(imsi.rule.arr, 0x6F06);
  EXPECT_EQ(imsi.rule.record, 2);
  EXPECT_EQ(imsi.sfi, 7);
  const auto adf = world.file("7FF1");
  EXPECT_EQ(adf.rule.arr, 0x2F06);
  EXPECT_EQ(adf.rule.record, 14);
  EXPECT_EQ(to_hex(adf.aid.view()), "A0000000871002FFFFFFFF8907090000");
  EXPECT_EQ(to_hex(adf.pin_status.view()), "01810A");
}

TEST_F(WorkedPackage, accepts_a_size_with_a_leading_zero) {
  EXPECT_EQ(world.file("2F06").size, 0xB4u);
}

TEST_F(WorkedPackage, fills_the_usim) {
  EXPECT_EQ(world.content("7FF16F07"), "080910101032547698");
  EXPECT_EQ(world.content("7FF16F38"), "0A2E178CE73204000000000000FF");
  EXPECT_EQ(world.content("7FF16F46").substr(0, 10), "0054657374");
  EXPECT_EQ(world.content("7FF16F78"), "0002");
  EXPECT_FALSE(world.has("7FF16FB7"));  // doNotCreate
}

TEST_F(WorkedPackage, creates_the_default_files_of_the_usim) {
  EXPECT_EQ(world.content("7FF16F08"), "07" + std::string(64, 'F'));
  EXPECT_EQ(world.content("7FF16F5B"), "F00000F00000");
  EXPECT_EQ(world.content("7FF16F73"), "FFFFFFFFFFFFFFFFFFFF0000FF01");
  EXPECT_EQ(world.content("7FF16FE3"), std::string(30, 'F') + "000001");
  EXPECT_EQ(world.file("7FF16F73").special, 0x80);
  EXPECT_EQ(world.content("7FF16F3C").substr(0, 352), "00" + std::string(350, 'F'));
  EXPECT_EQ(world.content("7FF16F3C").substr(352, 4), "00FF");
}

TEST_F(WorkedPackage, links_the_access_rules_of_the_usim_to_those_of_the_mf) {
  EXPECT_EQ(world.file("7FF16F06").body, world.file("2F06").body);
  EXPECT_EQ(world.content("7FF16F06"), world.content("2F06"));
}

TEST_F(WorkedPackage, creates_the_file_that_no_template_has) {
  const auto file = world.file("7FF16F7C");
  EXPECT_EQ(file.type, card::uicc::FileType::Transparent);
  EXPECT_EQ(file.rule.arr, 0x6F06);
  EXPECT_EQ(file.rule.record, 5);
  EXPECT_EQ(file.sfi, 0);
  EXPECT_EQ(world.content("7FF16F7C"), "0102FFFFFFFFFF" + std::string(18, 'F'));
}

TEST_F(WorkedPackage, keeps_pins_and_puks) {
  const card::uicc::Pins pins(world.store, slot);
  const auto pin = pins.find(card::uicc::mf_node, 1);
  ASSERT_TRUE(pin);
  EXPECT_EQ(to_hex(pin->value), "31323334FFFFFFFF");
  EXPECT_EQ(pin->unblock, 1);
  EXPECT_EQ(pin->attributes, 6);
  EXPECT_EQ(pin->max_tries, 3);
  const auto adm = pins.find(card::uicc::mf_node, 0x0A);
  ASSERT_TRUE(adm);
  EXPECT_EQ(adm->attributes, 7);
  EXPECT_EQ(adm->max_tries, 10);
  EXPECT_EQ(adm->tries_left, 10);
  const auto puk = pins.find_puk(card::uicc::mf_node, 1);
  ASSERT_TRUE(puk);
  EXPECT_EQ(to_hex(puk->value), "3132333435363738");
  EXPECT_EQ(puk->max_tries, 10);
}

TEST_F(WorkedPackage, keeps_the_authentication_parameters) {
  auto parameters = card::uicc::AkaParameters::defaults();
  card::uicc::SequenceNumbers numbers;
  ASSERT_TRUE(card::uicc::load_aka(world.store, slot, world.file("7FF1").node, parameters, numbers).ok());
  EXPECT_EQ(parameters.algorithm, card::uicc::AkaAlgorithm::Milenage);
  EXPECT_EQ(to_hex(parameters.key.view()), "465B5CE8B199B49FAA5F0A2EE238A6BC");
  EXPECT_EQ(to_hex(parameters.opc.view()), "CD63CB71954A9F4E48A5994E37A02BAF");
  EXPECT_EQ(parameters.options, 1);
  EXPECT_EQ(parameters.auth_counter_max, 0x010203u);
  EXPECT_EQ(parameters.sqn_options, 0x0E);
  EXPECT_EQ(to_hex(parameters.rotation), "4000204060");
  EXPECT_EQ(to_hex(parameters.sqn_delta), "000010000000");
  EXPECT_EQ(to_hex(numbers.values[31]), "000000000000");
}

TEST_F(WorkedPackage, installs_the_mno_sd) {
  const card::gp::Registry registry(world.store);
  const auto domain = registry.get({slot, card::gp::mno_sd_index});
  ASSERT_TRUE(domain);
  EXPECT_EQ(to_hex(domain->aid.view()), "A000000151000000");
  EXPECT_EQ(domain->kind, card::gp::ApplicationKind::SecurityDomain);
  EXPECT_EQ(domain->state, card::gp::LifeCycle::Personalized);
  EXPECT_EQ(to_hex(domain->privileges), "82DC00");
  EXPECT_EQ(domain->parent, card::gp::isd_p_index);
  const card::gp::KeyStore keys(world.store);
  const auto key = keys.find(domain->id, {1, 1});
  ASSERT_TRUE(key);
  EXPECT_EQ(key->type, card::gp::KeyType::Aes);
  EXPECT_EQ(key->usage, 0x38);
  EXPECT_EQ(to_hex(key->value.view()), "11121314151617181920212223242526");
  EXPECT_EQ(keys.counter(domain->id, 1), 0u);
}

TEST_F(WorkedPackage, installs_remote_file_management) {
  const card::gp::Registry registry(world.store);
  const auto tar = *wire::Tar::from(hex("B00001"));
  const auto entry = registry.find(slot, tar);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->kind, card::gp::ApplicationKind::RemoteFileManagement);
  EXPECT_EQ(to_hex(entry->aid.view()), "A00000055910100001");
  EXPECT_EQ(entry->minimum_security, 0x16);
  EXPECT_EQ(to_hex(entry->access.view()), "00");
  EXPECT_EQ(to_hex(entry->adf.view()), "A0000000871002FFFFFFFF8907090000");
  EXPECT_EQ(to_hex(entry->adf_access.view()), "00");
  EXPECT_EQ(entry->parent, card::gp::mno_sd_index);
}

TEST_F(WorkedPackage, ignores_what_comes_after_it_was_installed) {
  const auto before = world.dump();
  EXPECT_EQ(world.feed(sample::mf()), Progress::Installed);
  EXPECT_EQ(world.dump(), before);
}

}  // namespace
}  // namespace sixline::tests::profile
