// PROC-DL: profile download and installation.  [SGP.02 §3.1]
#include <gtest/gtest.h>

#include "tests/scenario/world.hpp"

namespace sixline::tests::scenario {
namespace {

host::profile::Personalisation subscription() {
  host::profile::Personalisation values;
  values.iccid = "899990100000000777";
  values.imsi = "001010000000777";
  return values;
}

TEST(Download, ProcDl01To45InstallsAProfileThatStaysDisabled) {
  World world;
  const std::string iccid = world.stock(subscription());
  world.download(iccid, false);
  world.settle();
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, es::Execution::Success) << world.answer->status.describe();
  if (!world.answer->status.ok())
    for (const std::string& line : world.lines) std::printf("%s\n", line.c_str());
  EXPECT_EQ(world.state_of(iccid), es::ProfileState::Disabled);
  EXPECT_EQ(world.read_iccid(), bootstrap_iccid);
}

}  // namespace
}  // namespace sixline::tests::scenario
