#include "host/device/timers.hpp"

#include <gtest/gtest.h>

namespace sixline::host::device {
namespace {

using namespace std::chrono_literals;

TEST(Timers, TheEarliestIsNext) {
  Timers timers;
  EXPECT_FALSE(timers.next());
  timers.start(1, 0ms, 60s);
  timers.start(8, 0ms, 10s);
  EXPECT_EQ(timers.next()->timer, 8);
  timers.start(8, 0ms, 70s);
  EXPECT_EQ(timers.next()->timer, 1) << "a restart replaces";
}

TEST(Timers, RemainingIsRoundedUp) {
  Timers timers;
  timers.start(2, 0ms, 10s);
  EXPECT_EQ(timers.remaining(2, 9'100ms), 1s);
  EXPECT_EQ(timers.stop(2, 4'000ms), 6s);
  EXPECT_FALSE(timers.stop(2, 4'000ms));
  EXPECT_FALSE(timers.remaining(3, 0ms));
}

TEST(Timers, ThereAreEight) {
  EXPECT_FALSE(Timers::exists(0));
  EXPECT_TRUE(Timers::exists(8));
  EXPECT_FALSE(Timers::exists(9));
}

}  // namespace
}  // namespace sixline::host::device
