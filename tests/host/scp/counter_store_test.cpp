#include "host/scp/counter_store.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "card/wire/secured_packet.hpp"

namespace sixline::host::scp {
namespace {

class FileCounter : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(file_); }
  void TearDown() override { std::filesystem::remove(file_); }
  void write(const std::string& text) { std::ofstream(file_) << text; }

  const std::filesystem::path file_ =
      std::filesystem::path(testing::TempDir()) / ("sixline_counter_store_test_" + std::to_string(getpid()));
};

TEST(MemoryCounter, CountsUpAndStopsAtTheEnd) {
  MemoryCounterStore counters(wire::max_packet_counter - 2);
  EXPECT_EQ(*counters.take_next(), wire::max_packet_counter - 1);
  EXPECT_EQ(*counters.take_next(), wire::max_packet_counter);
  EXPECT_EQ(counters.take_next().error().code, ErrorCode::CounterExhausted);
}

TEST_F(FileCounter, StartsAtOneWithoutAFile) {
  EXPECT_EQ(*FileCounterStore(file_).take_next(), 1u);
}

TEST_F(FileCounter, NeverRepeatsAcrossRestarts) {
  for (std::uint64_t expected = 1; expected < 20; ++expected)
    EXPECT_EQ(*FileCounterStore(file_).take_next(), expected);
}

TEST_F(FileCounter, StopsAtTheEnd) {
  write(std::to_string(wire::max_packet_counter) + "\n");
  EXPECT_EQ(FileCounterStore(file_).take_next().error().code, ErrorCode::CounterExhausted);
}

TEST_F(FileCounter, RefusesADamagedFile) {
  for (const char* text : {"", "12", "-1\n", "12x\n", "12\n13\n", "999999999999999999999999\n"}) {
    write(text);
    auto next = FileCounterStore(file_).take_next();
    ASSERT_FALSE(next) << text;
    EXPECT_EQ(next.error().code, ErrorCode::Storage);
  }
}

TEST_F(FileCounter, ReportsAFolderThatIsNotThere) {
  EXPECT_EQ(FileCounterStore(file_ / "missing" / "counter").take_next().error().code, ErrorCode::Storage);
}

}  // namespace
}  // namespace sixline::host::scp
