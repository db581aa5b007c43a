#include "host/profile/personaliser.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::host::profile {
namespace {

Personalisation everything() {
  Personalisation p;
  p.iccid = "899990100000000777";
  p.imsi = "00101777777777";
  p.ki = ByteString(16, 0xA1);
  p.opc = ByteString(16, 0xA2);
  p.pins = {{0x01, "4711"}, {0x0A, "99887766"}};
  p.puks = {{0x01, "11223344"}};
  p.smsc = "+491720000000";
  p.msisdn = "+491721234567";
  p.mno_keys = DomainKeys{ByteString(16, 0xB1), ByteString(16, 0xB2), ByteString(16, 0xB3)};
  p.profile_type =
      "a rather longer name than the template had, so that lengths must change by a byte or more, "
      "and of more than one hundred and twenty-seven characters";
  p.pol1 = std::uint8_t{0x04};
  return p;
}

TEST(Personaliser, ChangesWhatItIsToldAndLengthsFollow) {
  Package package = template_package();
  ASSERT_TRUE(personalise(package, everything()));
  const auto again = Package::read(package.encode());
  ASSERT_TRUE(again) << again.error().what;
  const auto facts = facts_of(*again);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->iccid.substr(0, 18), "899990100000000777");
  EXPECT_EQ(facts->iccid.size(), 19u);
  EXPECT_EQ(facts->ef_iccid, facts->iccid);
  EXPECT_EQ(facts->imsi, "00101777777777");
  EXPECT_EQ(facts->aka->key, ByteString(16, 0xA1));
  EXPECT_EQ(facts->aka->opc, ByteString(16, 0xA2));
  EXPECT_EQ(to_hex(facts->pin(0x01)->value), "34373131FFFFFFFF");
  EXPECT_EQ(facts->pol1, 0x04);
  EXPECT_EQ(again->elements().size(), template_package().elements().size());
}

TEST(Personaliser, WritesNumbersWhereTheFilesWantThem) {
  Package package = template_package();
  ASSERT_TRUE(personalise(package, everything()));
  const ByteString smsp = package.template_file(element::usim, field::usim_smsp)->read();
  ASSERT_EQ(smsp.size(), 38u);
  EXPECT_EQ(to_hex(Bytes(smsp).subspan(10, 1)), "FD");
  EXPECT_EQ(to_hex(Bytes(smsp).subspan(23, 8)), "0791947102000000");
  const ByteString msisdn = package.template_file(element::opt_usim, field::opt_usim_msisdn)->read();
  ASSERT_EQ(msisdn.size(), 24u);
  EXPECT_EQ(to_hex(Bytes(msisdn).subspan(10, 8)), "0791947112325476");
}

TEST(Personaliser, ReplacesTheAlgorithm) {
  Package package = template_package();
  Personalisation p;
  p.aka = template_aka(AkaAlgorithm::Tuak);
  p.aka->keccak_iterations = 2;
  ASSERT_TRUE(personalise(package, p));
  const auto facts = facts_of(package);
  EXPECT_EQ(facts->aka->algorithm, AkaAlgorithm::Tuak);
  EXPECT_EQ(facts->aka->keccak_iterations, 2);
  EXPECT_EQ(facts->aka->opc.size(), 32u);
}

void expect_refused(const Personalisation& values, ErrorCode code) {
  Package package = template_package();
  const auto result = personalise(package, values);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << result.error().what;
}

TEST(Personaliser, RefusesBadValues) {
  Personalisation p;
  p.iccid = "12";
  expect_refused(p, ErrorCode::BadInput);
  p = {};
  p.imsi = "not digits";
  expect_refused(p, ErrorCode::BadInput);
  p = {};
  p.ki = ByteString(15, 0);
  expect_refused(p, ErrorCode::BadFormat);
  p = {};
  p.opc = ByteString(8, 0);
  expect_refused(p, ErrorCode::BadInput);
  p = {};
  p.pins = {{0x01, "12"}};
  expect_refused(p, ErrorCode::BadInput);
  p = {};
  p.smsc = "+49x";
  expect_refused(p, ErrorCode::BadInput);
}

TEST(Personaliser, SaysWhenThereIsNoPlace) {
  Personalisation p;
  p.pins = {{0x0B, "12345678"}};
  expect_refused(p, ErrorCode::NotFound);
  Package package = template_package();
  std::erase_if(package.elements(), [](const DerNode& n) { return n.tag == element::aka_parameter; });
  p = {};
  p.ki = ByteString(16, 1);
  EXPECT_EQ(personalise(package, p).error().code, ErrorCode::NotFound);
}

TEST(Personaliser, WorksOnTheSharedPackages) {
  const std::filesystem::path folder = tests::support::source_tree() / "../shared/profiles";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared profiles beside the source tree";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".der") continue;
    SCOPED_TRACE(entry.path().filename());
    std::ifstream file(entry.path(), std::ios::binary);
    const ByteString der{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    Package package = Package::read(der).value();
    Personalisation p = everything();
    p.smsc.reset();
    p.msisdn.reset();
    const auto done = personalise(package, p);
    ASSERT_TRUE(done) << done.error().what;
    const auto facts = facts_of(Package::read(package.encode()).value());
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->iccid.substr(0, 18), *p.iccid);
    EXPECT_EQ(facts->imsi, *p.imsi);
    EXPECT_EQ(facts->aka->key, *p.ki);
  }
}

}  // namespace
}  // namespace sixline::host::profile
