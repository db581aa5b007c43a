#include "tools/sixline/progress.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

namespace sixline::tools {
namespace {

TEST(Progress, IsAFewPlainLinesAwayFromATerminal) {
  std::ostringstream out;
  {
    Progress progress(out, false, "install", 1000);
    for (std::size_t done = 0; done <= 1000; ++done) progress.show(done);
  }
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 10);
  EXPECT_EQ(text.find('\r'), std::string::npos);
  EXPECT_NE(text.find("install 100 %  1000 of 1000 bytes"), std::string::npos) << text;
}

TEST(Progress, RedrawsOneLineOnATerminal) {
  std::ostringstream out;
  {
    Progress progress(out, true, "install", 100);
    progress.show(50);
    progress.show(100);
  }
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 2);
  EXPECT_NE(text.find("[###############...............]"), std::string::npos) << text;
}

TEST(Progress, NeverPassesTheEnd) {
  std::ostringstream out;
  Progress progress(out, false, "install", 10);
  progress.show(500);
  EXPECT_NE(out.str().find("100 %"), std::string::npos);
}

TEST(Progress, RateNeedsTwoPointsInTime) {
  std::ostringstream out;
  Progress progress(out, false, "install", 100);
  progress.show(50);
  EXPECT_EQ(progress.rate(), 0);
  EXPECT_EQ(out.str().find("KB/s"), std::string::npos) << out.str();
  progress.show(100);
  EXPECT_GT(progress.rate(), 0);
  EXPECT_NE(out.str().find("KB/s"), std::string::npos) << out.str();
}

TEST(Progress, NothingToDoIsNoDivisionByZero) {
  std::ostringstream out;
  Progress progress(out, false, "install", 0);
  progress.show(0);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(progress.rate(), 0);
}

}  // namespace
}  // namespace sixline::tools
