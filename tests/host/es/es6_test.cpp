#include "host/es/es6.hpp"

#include <gtest/gtest.h>

#include "tests/host/hex.hpp"

namespace sixline::host::es::es6 {
namespace {

using test::hex;

constexpr auto address_own_isd_p = "80E6200016000010A0000005591010FFFFFFFF8900000F00000000";

TEST(Es6, ReplacesPol1ThroughTheOwnIsdP) {
  const auto all = update_pol1({true, true, true});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(to_hex(all[0]), address_own_isd_p);
  EXPECT_EQ(to_hex(all[1]), "80E28800063A0603810107");
  EXPECT_EQ(to_hex(update_pol1({})[1]), "80E28800063A0603810100");
  EXPECT_EQ(to_hex(update_pol1({.disable_not_allowed = true})[1]), "80E28800063A0603810101");
  EXPECT_EQ(to_hex(update_pol1({.delete_not_allowed = true})[1]), "80E28800063A0603810102");
  EXPECT_EQ(to_hex(update_pol1({.delete_when_disabled = true})[1]), "80E28800063A0603810104");
}

TEST(Es6, UpdatesConnectivity) {
  ConnectivityParameters parameters;
  parameters.service_centre = *wire::SmsAddress::from_digits("15123456789");
  auto commands = update_connectivity_parameters(parameters);
  ASSERT_TRUE(commands);
  ASSERT_EQ(commands->size(), 2u);
  EXPECT_EQ(to_hex((*commands)[0]), address_own_isd_p);
  EXPECT_EQ(to_hex((*commands)[1]), "80E288000E3A070BA0090607915121436587F9");
  EXPECT_FALSE(update_connectivity_parameters({}));
}

TEST(Es6, ListsItsFunctions) {
  ASSERT_EQ(es6_functions().size(), 2u);
  for (const CardFunction& row : es6_functions()) EXPECT_EQ(row.citation.rfind("SGP.02 §4.1.2.", 0), 0u);
}

}  // namespace
}  // namespace sixline::host::es::es6
