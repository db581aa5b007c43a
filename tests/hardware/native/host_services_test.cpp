// The small parts of the native body: random bytes, clock, log.
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "hardware/native/steady_clock.hpp"
#include "hardware/native/system_random.hpp"
#include "hardware/native/text_log.hpp"

namespace sixline::hardware::native {
namespace {

TEST(SystemRandomTest, FillsEverythingAndDoesNotRepeat) {
  SystemRandom random;
  std::set<std::array<std::uint8_t, 16>> seen;
  for (int i = 0; i < 100; ++i) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
  std::vector<std::uint8_t> many(100'000);
  random.fill(many);
  EXPECT_LT(std::count(many.end() - 1000, many.end(), 0), 50);
  random.fill({});
  EXPECT_TRUE(random.is_true_random());
}

TEST(SteadyClockTest, CountsFromTheLastReset) {
  SteadyClock clock;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_GE(clock.milliseconds(), 20U);
  clock.restart();
  EXPECT_LT(clock.milliseconds(), 20U);
}

TEST(TextLogTest, WritesOneLineAMessage) {
  std::FILE* stream = std::tmpfile();
  TextLog log(stream);
  log.write(std::string_view("selected ISD-R and more").substr(0, 14));
  log.write("");
  std::rewind(stream);
  std::string text(100, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), stream));
  std::fclose(stream);
  EXPECT_EQ(text, "card: selected ISD-R\ncard: \n");
}

TEST(TextLogTest, KeepsSilentWithoutAStream) {
  TextLog(nullptr).write("nothing");
}

}  // namespace
}  // namespace sixline::hardware::native
