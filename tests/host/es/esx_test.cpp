#include "host/es/esx.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sixline::host::es::esx {
namespace {

TEST(Esx, TellsTheFunctionsApart) {
  EXPECT_EQ(to_hex(envelope(LocalFunction::EnableEmergencyProfile)), "80C200000AE408820282819F010101");
  EXPECT_EQ(to_hex(envelope(LocalFunction::DisableEmergencyProfile)), "80C200000AE408820282819F010102");
  EXPECT_EQ(to_hex(envelope(LocalFunction::EnableTestProfile)), "80C200000AE408820282819F010103");
  EXPECT_EQ(to_hex(envelope(LocalFunction::DisableTestProfile)), "80C200000AE408820282819F010104");
}

TEST(Esx, ListsItsFunctions) {
  std::set<std::string_view> names;
  for (const CardFunction& row : esx_functions()) EXPECT_TRUE(names.insert(row.name).second);
  EXPECT_EQ(names.size(), 4u);
}

}  // namespace
}  // namespace sixline::host::es::esx
