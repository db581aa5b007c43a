// [TCA-PP §8.7]
#include "tests/card/profile/sample_package.hpp"

namespace sixline::tests::profile {
namespace {

struct Instance {
  std::string_view aids = "4F07A0000001515350 4F08A000000151535041 4F08A000000151000000";
  std::string_view rights = "820382DC00";
  std::string_view specific = "C904 81028000";
  std::string_view more = "";
  std::string_view after = "";  ///< beside the instance: keys, personalisation

  Blob encode() const {
    return sample::element(0xA6, der::tlv(0xA1, hex(aids), hex(rights), hex(specific), hex(more)),
                           hex(after));
  }
};

void expect_instance(const Instance& instance, PeStatus status) {
  expect_refused(sample::up_to_mf(), instance.encode(), status);
}

std::string key(std::string_view fields, std::string_view component) {
  return to_hex(der::tlv(0x30, hex(fields), der::tlv(0x30, der::tlv(0x30, hex(component)))));
}
std::string keys(const std::string& list) {
  return to_hex(der::tlv(0xA2, hex(list)));
}
constexpr std::string_view personalised = "820382DC00 83010F";
constexpr std::string_view aes = "800188 8610 00112233445566778899AABBCCDDEEFF";

struct Domains : testing::Test {
  void install(const Instance& instance) {
    ASSERT_EQ(world.feed(der::join(sample::up_to_mf(), instance.encode())), Progress::Continue)
        << world.response();
  }
  card::gp::Application mno_sd() {
    const auto domain = card::gp::Registry(world.store).get({slot, card::gp::mno_sd_index});
    EXPECT_TRUE(domain);
    return domain ? *domain : card::gp::Application{};
  }
  std::string object(std::uint16_t tag) {
    const auto value = world.store.read({slot, card::storage::Kind::DomainData, card::gp::mno_sd_index, tag});
    return value ? to_hex(*value) : "none";
  }
  InstallerWorld world;
};

TEST_F(Domains, have_a_default_life_cycle) {
  install({});
  EXPECT_EQ(mno_sd().state, card::gp::LifeCycle::Selectable);
  EXPECT_EQ(mno_sd().tar_count, 0);
  EXPECT_EQ(object(0xC9), "81028000");
}

TEST_F(Domains, take_addresses_and_security_level_from_the_toolkit_parameters) {
  install({.more = "EA12 8010 0100000000 020112 06B20100000000 00"});
  const auto domain = mno_sd();
  EXPECT_EQ(domain.minimum_security, 0x12);
  ASSERT_EQ(domain.tar_count, 2);
  EXPECT_TRUE(domain.has_tar({{0xB2, 0x01, 0x00}}));
  EXPECT_TRUE(domain.has_tar({{0x00, 0x00, 0x00}}));
  EXPECT_EQ(object(0xEA), "8010010000000002011206B2010000000000");
}

TEST_F(Domains, step_over_menu_entries) {
  install({.more = "EA0F 800D 010010 01 0101 00 00 03B20100 00"});
  EXPECT_TRUE(mno_sd().has_tar({{0xB2, 0x01, 0x00}}));
}

TEST_F(Domains, follow_the_first_as_its_children) {
  install({.rights = personalised});
  const Instance second{.aids = "4F07A0000001515350 4F08A000000151535041 4F08A000000151000001",
                        .rights = personalised};
  const Instance third{
      .aids = "4F07A0000001515350 4F08A000000151535041 4F08A000000151000002 4F08A000000151000001"};
  ASSERT_EQ(world.feed(der::join(second.encode(), third.encode())), Progress::Continue) << world.response();
  const card::gp::Registry registry(world.store);
  const auto child = registry.find(slot, *wire::Aid::from(hex("A000000151000001")));
  const auto grandchild = registry.find(slot, *wire::Aid::from(hex("A000000151000002")));
  ASSERT_TRUE(child && grandchild);
  EXPECT_EQ(child->parent, card::gp::mno_sd_index);
  EXPECT_EQ(grandchild->parent, child->id.index);
  EXPECT_NE(grandchild->id.index, child->id.index);
}

TEST_F(Domains, keep_keys_with_their_attributes) {
  const std::string list =
      keys(key("950118 820101 83010A 8505 0000000102", aes) +
           key("950148 960102 820103 830130", "800188 8610 00112233445566778899AABBCCDDEEFF 870104"));
  install({.after = list});
  const card::gp::KeyStore store(world.store);
  const auto first = store.find(mno_sd().id, {0x0A, 1});
  const auto second = store.find(mno_sd().id, {0x30, 3});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->usage, 0x18);
  EXPECT_EQ(first->access, 0);
  EXPECT_EQ(first->mac_length, 8);
  EXPECT_EQ(to_hex(first->value.view()), "00112233445566778899AABBCCDDEEFF");
  EXPECT_EQ(store.counter(mno_sd().id, 0x0A), 0x102u);
  EXPECT_EQ(second->access, 2);
  EXPECT_EQ(second->mac_length, 4);
}

TEST_F(Domains, keep_what_store_data_would_have_brought) {
  install({.after = "A31C 0409 0070 06 4204 11223344 040A 0085 07 84050102030405 0403 450199"});
  EXPECT_EQ(object(0x42), "11223344");
  EXPECT_EQ(object(0x0085), "84050102030405");
  EXPECT_EQ(object(0x45), "99");
}

TEST_F(Domains, run_the_store_data_commands_of_their_personalisation) {
  install({.more = "3010 040E 80E2880009 0070 06 4204 55667788"});
  EXPECT_EQ(object(0x42), "55667788");
}

TEST_F(Domains, pass_over_parameters_of_other_interfaces) {
  install({.after = "A404 81020102"});
  EXPECT_FALSE(world.installer.has_report());
}

TEST_F(Domains, keep_their_cat_tp_sizes_and_their_provider) {
  install({.more = "B007 5F2004 A0B1C2D3", .after = "A508 8002 0100 8102 0080"});
  EXPECT_EQ(object(0xA5), "8002010081020080");
  EXPECT_EQ(object(0x5F20), "A0B1C2D3");
}

TEST_F(Domains, have_keys_for_every_secure_channel) {
  const std::string list =
      keys(key("950138 820101 830101", aes) +
           key("950138 820101 830120", "800180 8610 00112233445566778899AABBCCDDEEFF") +
           key("950138 820102 830121", "800180 8618 00112233445566778899AABBCCDDEEFF0011223344556677") +
           key("950138 820101 830130",
               "800188 8620 00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF") +
           key("95025C00 820101 830140", "800185 8610 00112233445566778899AABBCCDDEEFF") +
           key("950148 820102 830140", aes));
  install({.after = list});
  const card::gp::KeyStore store(world.store);
  const auto type_of = [&](std::uint8_t version, std::uint8_t id) {
    const auto found = store.find(mno_sd().id, {version, id});
    EXPECT_TRUE(found) << int{version};
    return found ? found->type : card::gp::KeyType::Hmac;
  };
  EXPECT_EQ(type_of(0x01, 1), card::gp::KeyType::Aes);
  EXPECT_EQ(type_of(0x20, 1), card::gp::KeyType::Des);
  EXPECT_EQ(type_of(0x21, 2), card::gp::KeyType::Des);
  EXPECT_EQ(type_of(0x30, 1), card::gp::KeyType::Aes);
  EXPECT_EQ(type_of(0x40, 1), card::gp::KeyType::TlsPsk);
  EXPECT_EQ(type_of(0x40, 2), card::gp::KeyType::Aes);
}

TEST_F(Domains, take_the_first_component_and_let_others_describe_it) {
  const Blob two = der::tlv(0x30, hex("950138 820101 830174"),
                            der::tlv(0x30, hex("3008 8001B0 8603 040506 3006 8001F0 8601 00")));
  install({.after = keys(to_hex(two))});
  EXPECT_EQ(card::gp::KeyStore(world.store).find(mno_sd().id, {0x74, 1})->type, card::gp::KeyType::EccPublic);
}

// ------------------------------------------------------------------------------------------- refused

TEST(DomainRefusals, names) {
  expect_instance({.aids = ""}, PeStatus::InvalidRequestFormat);
  expect_instance({.aids = "4F07A0000001515350 4F08A000000151535041"}, PeStatus::InvalidRequestFormat);
  expect_instance({.aids = "4F07A0000001515350 4F08A000000151535041 4F04A0000001"}, PeStatus::BadValues);
  expect_instance(
      {.aids = "4F07A0000001515350 4F08A000000151535041 4F08A000000151000000 4F08A0000001510000EE"},
      PeStatus::BadValues);
}

TEST(DomainRefusals, a_name_twice) {
  expect_refused(der::join(sample::up_to_mf(), Instance{}.encode()), Instance{}.encode(),
                 PeStatus::BadValues);
}

// [TCA-PP §8.7.3]
TEST(DomainRefusals, a_parent_that_is_not_personalised) {
  const Instance second{.aids = "4F07A0000001515350 4F08A000000151535041 4F08A000000151000001"};
  const Instance named{
      .aids = "4F07A0000001515350 4F08A000000151535041 4F08A000000151000001 4F08A000000151000000"};
  const Blob before = der::join(sample::up_to_mf(), Instance{}.encode());
  expect_refused(before, second.encode(), PeStatus::InvalidParameter);
  expect_refused(before, named.encode(), PeStatus::InvalidParameter);
}

// [TCA-PP §8.6.6]
TEST(DomainRefusals, the_restrict_parameter) {
  expect_instance({.after = "A403 D90101"}, PeStatus::FeatureNotSupported);
  expect_instance({.after = "A402 D901"}, PeStatus::InvalidRequestFormat);
}

TEST(DomainRefusals, what_the_card_lacks_even_when_the_element_is_not_mandated) {
  const std::string list = keys(key("950118 820101 830101", "8001A1 8601 00"));
  const Blob optional =
      der::tlv(0xA6, sample::pe_header(7, false),
               der::tlv(0xA1, hex("4F07A0000001515350 4F08A000000151535041 4F08A000000151000000"
                                  "820382DC00 C90481028000")),
               hex(list));
  expect_refused(sample::up_to_mf(), optional, PeStatus::FeatureNotSupported);
}

TEST(DomainRefusals, cat_tp_sizes_that_are_none) {
  expect_instance({.after = "A504 80020100"}, PeStatus::InvalidRequestFormat);
  expect_instance({.after = "A509 8003 010000 8102 0100"}, PeStatus::BadValues);
}

TEST(DomainRefusals, two_components_of_one_type) {
  const Blob two = der::tlv(0x30, hex("950138 820101 830174"),
                            der::tlv(0x30, hex("3008 8001B0 8603 040506 3006 8001B0 8601 00")));
  expect_instance({.after = keys(to_hex(two))}, PeStatus::BadValues);
}

TEST(DomainRefusals, rights_and_states) {
  expect_instance({.rights = ""}, PeStatus::InvalidRequestFormat);
  expect_instance({.rights = "8202 82DC"}, PeStatus::BadValues);
  expect_instance({.rights = "820382DC00 83010E"}, PeStatus::BadValues);
  expect_instance({.rights = "820382DC00 8300"}, PeStatus::BadValues);
  expect_instance({.specific = ""}, PeStatus::InvalidRequestFormat);
}

TEST(DomainRefusals, toolkit_parameters) {
  expect_instance({.more = "EA04 8002 0100"}, PeStatus::BadValues);  // ends early
  expect_instance({.more = "EA0A 8008 0100000000 00 04"}, PeStatus::InvalidRequestFormat);
  expect_instance({.more = "EA0D 800B 0100000000 00 04 B20100B2"}, PeStatus::BadValues);  // no whole TAR
  expect_instance(
      {.more = "EA25 8023 0100000000 00 1B 000001000002000003000004000005000006000007000008000009 00"},
      PeStatus::NotEnoughMemory);
}

TEST(DomainRefusals, keys_that_are_malformed) {
  const auto expect_key = [](std::string_view fields, std::string_view component, PeStatus status) {
    const std::string list = keys(key(fields, component));
    expect_instance({.after = list}, status);
  };
  expect_key("820101 830101", aes, PeStatus::InvalidRequestFormat);  // no usage
  expect_key("9500 820101 830101", aes, PeStatus::BadValues);
  expect_key("950118 8200 830101", aes, PeStatus::BadValues);
  expect_key("950118 820101 830100", aes, PeStatus::BadValues);  // KVN 00
  expect_key("950118 9600 820101 830101", aes, PeStatus::BadValues);
  expect_key("950118 820101 830101 8506 000000000001", aes, PeStatus::BadValues);
  expect_key("950118 820101 830101", "", PeStatus::InvalidRequestFormat);
  expect_key("950118 820101 830101", "800188", PeStatus::InvalidRequestFormat);
  expect_key("950118 820101 830101", "800188 8601 00", PeStatus::FeatureNotSupported);
  expect_key("950118 820101 830101", "8001A1 8601 00", PeStatus::FeatureNotSupported);
  expect_key("950118 820101 830101", "8002FF88 8610 00112233445566778899AABBCCDDEEFF",
             PeStatus::FeatureNotSupported);
  const std::string twice = keys(key("950118 820101 830101", aes) + key("950118 820101 830101", aes));
  expect_instance({.after = twice}, PeStatus::BadValues);
}

TEST(DomainRefusals, keys_before_the_domain_they_belong_to) {
  const Blob list = hex(keys(key("950118 820101 830101", aes)));
  expect_refused(sample::up_to_mf(), sample::element(0xA6, list), PeStatus::InvalidRequestFormat);
}

/// The card's own domains are not within reach of a package, whatever is missing in it.
TEST(DomainRefusals, whatever_comes_without_a_domain) {
  for (const std::string& field : {keys(key("950118 820101 830101", aes)), std::string("A305 0403 450199"),
                                   std::string("A508 8002 0100 8102 0080")}) {
    InstallerWorld world;
    ASSERT_EQ(world.feed(sample::up_to_mf()), Progress::Continue);
    // Byte by byte: each step is committed before the next comes.
    ASSERT_EQ(world.feed(sample::element(0xA6, hex(field)), 1), Progress::Aborted);
    EXPECT_FALSE(card::gp::KeyStore(world.store).next(card::gp::isd_r_id, std::nullopt));
    EXPECT_FALSE(world.store.first(card::storage::all_of(card::storage::card_owner)));
    EXPECT_FALSE(world.store.first(card::storage::all_of(slot, card::storage::Kind::DomainData)));
  }
}

TEST(DomainRefusals, personalisation) {
  expect_instance({.after = "A304 0402 4205"}, PeStatus::BadValues);
  expect_instance({.more = "3006 0404 80A40400"}, PeStatus::FeatureNotSupported);
  expect_instance({.more = "3003 040180"}, PeStatus::FeatureNotSupported);
  expect_instance({.more = "3003 800101"}, PeStatus::InvalidRequestFormat);
}

TEST(DomainRefusals, an_instance_larger_than_its_buffer) {
  const std::string more = to_hex(der::tlv(0xEA, der::tlv(0x81, der::filled(1024, 0))));
  expect_instance({.more = more}, PeStatus::NotEnoughMemory);
}

}  // namespace
}  // namespace sixline::tests::profile
