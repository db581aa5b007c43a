// [TCA-PP §8.6]
#include "card/uicc/aka_parameters.hpp"
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

constexpr std::string_view key16 = "000102030405060708090A0B0C0D0E0F";
constexpr std::string_view key32 = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";

struct Algorithm {
  int identifier = 1;
  std::string_view options = "00";
  std::string_view key = key16;
  std::string_view opc = key16;
  std::string_view more = "";
  std::string_view after = "";

  Blob encode() const {
    const Blob algorithm =
        der::tlv(0xA1, der::integer(0x80, static_cast<std::uint32_t>(identifier)),
                 der::tlv(0x81, hex(options)), der::tlv(0x82, hex(key)), der::tlv(0x83, hex(opc)), hex(more));
    return sample::element(0xA4, der::tlv(0xA1, algorithm), hex(after));
  }
};

struct Loaded {
  explicit Loaded(const Algorithm& algorithm) {
    EXPECT_EQ(world.feed(der::join(sample::up_to_usim(), algorithm.encode())), Progress::Continue)
        << world.response();
    EXPECT_TRUE(card::uicc::load_aka(world.store, slot, world.file("7FF1").node, parameters, numbers).ok());
  }
  InstallerWorld world;
  card::uicc::AkaParameters parameters = card::uicc::AkaParameters::defaults();
  card::uicc::SequenceNumbers numbers;
};

void expect_algorithm(const Algorithm& algorithm, PeStatus status) {
  expect_refused(sample::up_to_usim(), algorithm.encode(), status);
}

TEST(AkaParameter, tuak_has_long_keys_and_iterations) {
  const Loaded loaded({.identifier = 2, .key = key32, .opc = key32, .more = "870103"});
  EXPECT_EQ(loaded.parameters.algorithm, card::uicc::AkaAlgorithm::Tuak);
  EXPECT_EQ(loaded.parameters.key.size(), 32u);
  EXPECT_EQ(loaded.parameters.opc.size(), 32u);
  EXPECT_EQ(loaded.parameters.keccak_iterations, 3);
}

TEST(AkaParameter, the_test_algorithm_has_no_opc) {
  const Loaded loaded({.identifier = 3, .opc = "00"});
  EXPECT_EQ(loaded.parameters.algorithm, card::uicc::AkaAlgorithm::XorTest);
  EXPECT_TRUE(loaded.parameters.opc.empty());
}

TEST(AkaParameter, takes_the_constants_of_the_package) {
  const std::string more = "8405 0102030405" + to_hex(der::tlv(0x85, der::filled(80, 0x5A)));
  const Loaded loaded({.more = more, .after = "820106 8306 010000000000 8406 070000000000"});
  EXPECT_EQ(to_hex(loaded.parameters.rotation), "0102030405");
  EXPECT_EQ(loaded.parameters.xoring[4][15], 0x5A);
  EXPECT_EQ(loaded.parameters.sqn_options, 6);
  EXPECT_EQ(to_hex(loaded.parameters.sqn_delta), "010000000000");
  EXPECT_EQ(to_hex(loaded.parameters.sqn_age_limit), "070000000000");
}

TEST(AkaParameter, starts_the_sequence_numbers_where_the_package_says) {
  Blob list;
  for (int i = 0; i < 32; ++i) list = der::join(list, der::tlv(0x04, der::bytes({7, 0, 0, 0, 0, i})));
  const std::string after = to_hex(der::tlv(0xA5, list));
  const Loaded loaded({.after = after});
  EXPECT_EQ(to_hex(loaded.numbers.values[0]), "070000000000");
  EXPECT_EQ(to_hex(loaded.numbers.values[31]), "07000000001F");
}

Blob mapping(std::string_view fields) {
  return sample::element(0xA4, der::tlv(0xA1, der::tlv(0xA0, hex(fields))));
}
Blob second_usim() {
  return sample::element(0xB3, sample::template_id("04"), der::tlv(0xA2, hex("A10B 83027FF2 8405A000000002")),
                         der::tlv(0xA3), der::tlv(0xA4, hex("A104C7022F06")), der::tlv(0xA8), der::tlv(0xAD),
                         der::tlv(0xAE), der::tlv(0xB2), der::tlv(0xB6));
}

TEST(AkaParameter, is_shared_between_applications) {
  InstallerWorld world;
  const Blob package = der::join(sample::up_to_usim(), sample::aka_parameter(), second_usim(),
                                 mapping("800101 8110A0000000871002FFFFFFFF8907090000"));
  ASSERT_EQ(world.feed(package), Progress::Continue) << world.response();
  const auto holder = card::uicc::aka_holder(world.store, slot, world.file("7FF2").node);
  ASSERT_TRUE(holder);
  EXPECT_EQ(*holder, world.file("7FF1").node);
}

TEST(AkaParameter, is_not_shared_with_an_unknown_application) {
  const Blob before = der::join(sample::up_to_usim(), sample::aka_parameter(), second_usim());
  expect_refused(before, mapping("800101 8105A0000000EE"), PeStatus::BadValues);
  // A part of the name is not the name.
  expect_refused(before, mapping("800101 8105A000000087"), PeStatus::BadValues);
  expect_refused(before, mapping("800101"), PeStatus::InvalidRequestFormat);
  expect_refused(before, mapping("8000 8110A0000000871002FFFFFFFF8907090000"), PeStatus::BadValues);
  expect_refused(before, mapping("800101 8100"), PeStatus::BadValues);
}

TEST(AkaParameter, refuses_unknown_algorithms) {
  expect_algorithm({.identifier = 0}, PeStatus::FeatureNotSupported);
  expect_algorithm({.identifier = 4}, PeStatus::FeatureNotSupported);
}

TEST(AkaParameter, is_passed_over_with_an_unknown_algorithm_unless_it_is_mandated) {
  InstallerWorld world;
  const Blob optional =
      der::tlv(0xA4, sample::pe_header(9, false),
               der::tlv(0xA1, der::tlv(0xA1, hex("800104 810100"), der::tlv(0x82, der::filled(16, 1)),
                                       der::tlv(0x83, der::filled(16, 2)))));
  ASSERT_EQ(world.feed(der::join(sample::up_to_usim(), optional, sample::end())), Progress::Installed);
  EXPECT_EQ(world.response(), to_hex(hex("300F A00D 3006 80010A 810109 3003 800100")));
  EXPECT_FALSE(card::uicc::aka_holder(world.store, slot, world.file("7FF1").node));
}

TEST(AkaParameter, refuses_keys_of_the_wrong_size) {
  expect_algorithm({.key = key32}, PeStatus::BadValues);
  expect_algorithm({.key = ""}, PeStatus::BadValues);
  expect_algorithm({.opc = "00"}, PeStatus::BadValues);
  expect_algorithm({.identifier = 2}, PeStatus::BadValues);
  expect_algorithm({.identifier = 2, .key = "00", .opc = key32}, PeStatus::BadValues);
  expect_algorithm({.identifier = 3, .key = "00"}, PeStatus::BadValues);
}

TEST(AkaParameter, refuses_malformed_fields) {
  expect_algorithm({.options = ""}, PeStatus::BadValues);
  expect_algorithm({.options = "0000"}, PeStatus::BadValues);
  expect_algorithm({.more = "840100"}, PeStatus::BadValues);
  expect_algorithm({.more = "850100"}, PeStatus::BadValues);
  expect_algorithm({.more = "860100"}, PeStatus::BadValues);
  expect_algorithm({.more = "870100"}, PeStatus::BadValues);
  expect_algorithm({.more = "8702FFFF"}, PeStatus::BadValues);
  expect_algorithm({.more = "84"}, PeStatus::InvalidRequestFormat);
  expect_algorithm({.after = "8200"}, PeStatus::BadValues);
  expect_algorithm({.after = "830100"}, PeStatus::BadValues);
  expect_algorithm({.after = "A5080406070000000000"}, PeStatus::InvalidRequestFormat);
}

TEST(AkaParameter, refuses_sequence_numbers_of_more_than_43_bits) {
  Blob list;
  for (int i = 0; i < 32; ++i) list = der::join(list, der::tlv(0x04, der::bytes({8, 0, 0, 0, 0, i})));
  expect_algorithm({.after = to_hex(der::tlv(0xA5, list))}, PeStatus::BadValues);
  list.clear();
  for (int i = 0; i < 33; ++i) list = der::join(list, der::tlv(0x04, der::bytes({7, 0, 0, 0, 0, i})));
  const std::string too_many = to_hex(der::tlv(0xA5, list));
  expect_algorithm({.after = too_many}, PeStatus::BadValues);
}

TEST(AkaParameter, needs_an_application) {
  expect_refused(sample::up_to_mf(), Algorithm{}.encode(), PeStatus::BadValues);
}

TEST(AkaParameter, needs_one_configuration) {
  expect_refused(sample::up_to_usim(), sample::element(0xA4), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), sample::element(0xA4, der::tlv(0xA1)), PeStatus::InvalidRequestFormat);
  expect_refused(sample::up_to_usim(), sample::element(0xA4, hex("A102A200")),
                 PeStatus::InvalidRequestFormat);
}

TEST(AkaParameter, refuses_more_than_it_can_take_as_a_whole) {
  const std::string more = to_hex(der::tlv(0x9F2A, der::filled(1024, 0)));
  expect_algorithm({.after = more}, PeStatus::NotEnoughMemory);
}

}  // namespace
}  // namespace sixline::tests::profile
