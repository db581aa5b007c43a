#include "tools/sixline/child_process.hpp"

#include <cerrno>
#include <gtest/gtest.h>
#include <signal.h>
#include <thread>

namespace sixline::tools {
namespace {

using namespace std::chrono_literals;

TEST(ChildProcess, RunsUntilStopped) {
  auto child = ChildProcess::start({"/bin/sleep", "60"}, "/dev/null");
  ASSERT_TRUE(child) << child.error().what;
  EXPECT_TRUE(child->running());
  const pid_t id = child->id();
  child->stop();
  EXPECT_FALSE(child->running());
  EXPECT_EQ(::kill(id, 0), -1);
}

TEST(ChildProcess, IsEndedEvenWhenItDoesNotListen) {
  auto child = ChildProcess::start({"/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"}, "/dev/null");
  ASSERT_TRUE(child);
  std::this_thread::sleep_for(50ms);
  const pid_t id = child->id();
  child->stop();
  EXPECT_EQ(::kill(id, 0), -1);
}

TEST(ChildProcess, NoticesTheEnd) {
  auto child = ChildProcess::start({"/bin/true"}, "/dev/null");
  ASSERT_TRUE(child);
  for (int i = 0; i < 200 && child->running(); ++i) std::this_thread::sleep_for(10ms);
  EXPECT_FALSE(child->running());
}

TEST(ChildProcess, AMissingProgramIsAnError) {
  auto child = ChildProcess::start({"/nonexistent/program"}, "/dev/null");
  ASSERT_FALSE(child);
  EXPECT_NE(child.error().what.find("/nonexistent/program"), std::string::npos);
  EXPECT_NE(child.error().what.find("No such file"), std::string::npos) << child.error().what;
}

TEST(ChildProcess, AFailedPreparationIsAnError) {
  auto child = ChildProcess::start({"/bin/true"}, "/dev/null", [] { return EPERM; });
  ASSERT_FALSE(child);
  EXPECT_NE(child.error().what.find("not permitted"), std::string::npos) << child.error().what;
}

TEST(ChildProcess, AnUnwritableLogIsAnError) {
  EXPECT_FALSE(ChildProcess::start({"/bin/true"}, "/nonexistent/log"));
}

}  // namespace
}  // namespace sixline::tools
