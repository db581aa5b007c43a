// [TCA-PP §8.6]
#include "tests/card/profile/complete_package.hpp"

namespace sixline::tests::profile {
namespace {

Blob up_to_csim() {
  return der::join(sample::up_to_mf(),
                   complete::element_of(complete::latest(0xB9), 8, 0x7FC0, hex("A000000343")));
}
Blob cdma(std::string_view fields) {
  return sample::element(0xA5, hex(fields));
}

TEST(CdmaParameter, is_kept_with_the_csim) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(der::join(up_to_csim(), cdma("8108 00000000FFFFFFFF 8303 010203"))),
            Progress::Continue)
      << world.response();
  const std::uint16_t node = world.file("7FC0").node;
  const auto key = world.store.read({slot, card::storage::Kind::Aka, node, 0x81});
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(*key), "00000000FFFFFFFF");
  EXPECT_EQ(to_hex(*world.store.read({slot, card::storage::Kind::Aka, node, 0x83})), "010203");
}

TEST(CdmaParameter, needs_a_csim_and_a_key) {
  expect_refused(sample::up_to_usim(), cdma("8108 00000000FFFFFFFF"), PeStatus::BadValues);
  expect_refused(up_to_csim(), cdma("8303 010203"), PeStatus::InvalidRequestFormat);
}

TEST(CdmaParameter, refuses_values_of_the_wrong_size) {
  expect_refused(up_to_csim(), cdma("8107 00000000FFFFFF"), PeStatus::BadValues);
  expect_refused(up_to_csim(), cdma("8108 00000000FFFFFFFF 820100"), PeStatus::BadValues);
  expect_refused(up_to_csim(), cdma("8108 00000000FFFFFFFF 830100"), PeStatus::BadValues);
  expect_refused(up_to_csim(), cdma("8108 00000000FFFFFFFF 84020000"), PeStatus::BadValues);
  expect_refused(up_to_csim(), cdma("8108 00000000FFFFFFFF 8300 8208"), PeStatus::BadValues);
  const auto mobile_ip = [](std::size_t size) {
    return "8108 00000000FFFFFFFF" + to_hex(der::tlv(0x85, der::filled(size, 1)));
  };
  expect_accepted(up_to_csim(), cdma(mobile_ip(957)));
  expect_refused(up_to_csim(), cdma(mobile_ip(958)), PeStatus::BadValues);
  expect_refused(up_to_csim(), cdma(mobile_ip(1025)), PeStatus::NotEnoughMemory);
}

}  // namespace
}  // namespace sixline::tests::profile
