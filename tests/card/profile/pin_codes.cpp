// [TCA-PP §8.5]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

Blob pins(std::string_view entries) {
  return sample::element(0xA2, der::tlv(0xA1, der::tlv(0xA0, hex(entries))));
}
Blob puks(std::string_view entries) {
  return sample::element(0xA3, der::tlv(0xA1, hex(entries)));
}
constexpr std::string_view value = "8108 31323334FFFFFFFF";

std::string entry(std::string_view before, std::string_view after = "") {
  const Blob content = der::join(hex(before), hex(value), hex(after));
  return to_hex(der::tlv(0x30, content));
}
void expect_pin(const std::string& one, PeStatus status) {
  expect_refused(sample::up_to_mf(), pins(one), status);
}
void expect_puk(const std::string& one, PeStatus status) {
  expect_refused(sample::up_to_mf(), puks(one), status);
}

TEST(PinCodes, have_defaults) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), pins(entry("800101")))), Progress::Continue);
  const auto pin = card::uicc::Pins(world.store, slot).find(card::uicc::mf_node, 1);
  ASSERT_TRUE(pin);
  EXPECT_EQ(pin->max_tries, 3);
  EXPECT_EQ(pin->tries_left, 3);
  EXPECT_EQ(pin->attributes, 7);
  EXPECT_EQ(pin->unblock, 0);
}

TEST(PinCodes, may_come_blocked) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), pins(entry("800101", "840130")))), Progress::Continue);
  EXPECT_EQ(card::uicc::Pins(world.store, slot).find(card::uicc::mf_node, 1)->tries_left, 0);
}

TEST(PinCodes, are_local_to_the_application_before_them) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), pins(entry("80020081")))), Progress::Continue)
      << world.response();
  const card::uicc::Pins store(world.store, slot);
  EXPECT_TRUE(store.find(world.file("7FF1").node, 0x81));
  EXPECT_FALSE(store.find(card::uicc::mf_node, 0x81));
}

TEST(PinCodes, are_shared_by_path) {
  InstallerWorld world;
  const Blob telecom = sample::element(0xB2, sample::template_id("03"), der::tlv(0xA2));
  const Blob share = sample::element(0xA2, der::tlv(0xA1, hex("81027FF1")));
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), pins(entry("80020081")), telecom, share)),
            Progress::Continue)
      << world.response();
  const card::uicc::Pins store(world.store, slot);
  EXPECT_EQ(store.holder(world.file("7F10").node), world.file("7FF1").node);
}

TEST(PinCodes, find_a_puk_that_the_mf_has) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), pins(entry("80020081", "820101")))),
            Progress::Continue);
  EXPECT_EQ(card::uicc::Pins(world.store, slot).find(world.file("7FF1").node, 0x81)->unblock, 1);
}

TEST(PinCodes, need_their_puk) {
  expect_pin(entry("800101", "820101"), PeStatus::PinCodeMissing);
  expect_refused(der::join(sample::up_to_mf(), sample::puk_codes()), pins(entry("800101", "820102")),
                 PeStatus::PinCodeMissing);
}

TEST(PinCodes, refuse_references_that_are_none) {
  expect_pin(entry("800100"), PeStatus::BadValues);
  expect_pin(entry("800109"), PeStatus::BadValues);
  expect_pin(entry("80010F"), PeStatus::BadValues);
  expect_pin(entry("80020089"), PeStatus::BadValues);
  expect_pin(entry("80020101"), PeStatus::BadValues);
}

TEST(PinCodes, refuse_the_same_reference_twice) {
  expect_pin(entry("800101") + entry("800101"), PeStatus::BadValues);
}

TEST(PinCodes, refuse_malformed_entries) {
  expect_pin("3003800101", PeStatus::InvalidRequestFormat);
  expect_pin("300A 8108 3132333435363738", PeStatus::InvalidRequestFormat);
  expect_pin("300C 800101 8107 31323334353637", PeStatus::BadValues);
  expect_pin("300E 800101 8109 313233343536373839", PeStatus::BadValues);
  expect_pin(entry("800101", "8300"), PeStatus::InvalidRequestFormat);
  expect_pin(entry("800101", "84020100"), PeStatus::InvalidRequestFormat);
  expect_pin(entry("800101", "840123"), PeStatus::BadValues);  // more tries left than there are
  expect_pin(entry("800101", "84"), PeStatus::InvalidRequestFormat);
}

TEST(PinCodes, need_a_list_or_a_path) {
  expect_refused(sample::up_to_mf(), sample::element(0xA2), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(), pins(""), PeStatus::InvalidRequestFormat);
}

TEST(PinCodes, are_not_shared_with_nothing) {
  const auto share = [](std::string_view path) { return sample::element(0xA2, der::tlv(0xA1, hex(path))); };
  expect_refused(sample::up_to_usim(), share("81027FEE"), PeStatus::BadValues);
  expect_refused(sample::up_to_usim(), share("81022FE2"), PeStatus::BadValues);
  expect_refused(sample::up_to_usim(), share("81027FF1"), PeStatus::BadValues);  // with itself
  expect_refused(sample::up_to_usim(), share("81017F"), PeStatus::BadValues);
}

TEST(PukCodes, refuse_what_is_none) {
  expect_puk(entry("800100"), PeStatus::BadValues);
  expect_puk(entry("80010A"), PeStatus::BadValues);
  expect_puk(entry("800101") + entry("800101"), PeStatus::BadValues);
  expect_puk(entry("800101", "82022222"), PeStatus::InvalidRequestFormat);
  expect_puk("3003800101", PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_mf(), puks(""), PeStatus::InvalidRequestFormat);
}

TEST(PukCodes, come_after_the_mf) {
  expect_refused(sample::header(), sample::puk_codes(), PeStatus::InvalidRequestFormat);
}

}  // namespace
}  // namespace sixline::tests::profile
