// [TCA-PP §8.6]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

Blob up_to_csim() {
  Blob files =
      der::join(der::tlv(0xA2, hex("A10B 83027FC0 8405A000000343")), der::tlv(0xA3, hex("A104C7022F06")));
  const auto sized = [](std::uint32_t tag, std::string_view fcp) {
    return der::tlv(tag, der::tlv(0xA1, hex(fcp)));
  };
  for (const std::uint32_t tag : {0xABu, 0xACu}) files = der::join(files, sized(tag, "800128"));
  for (const std::uint32_t tag : {0xB2u, 0xB3u, 0xB4u, 0xBBu}) files = der::join(files, sized(tag, "800104"));
  for (const std::uint32_t tag : {0xBF21u, 0xBF22u, 0xBF23u, 0xBF24u})
    files = der::join(files, sized(tag, "800104"));
  return der::join(sample::up_to_mf(), sample::element(0xB9, sample::template_id("0A"), files));
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
  const std::string too_long = "8108 00000000FFFFFFFF" + to_hex(der::tlv(0x85, der::filled(957, 1)));
  expect_refused(up_to_csim(), cdma(too_long), PeStatus::NotEnoughMemory);
}

}  // namespace
}  // namespace sixline::tests::profile
