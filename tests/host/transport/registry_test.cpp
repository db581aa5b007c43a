#include "host/transport/registry.hpp"

#include <gtest/gtest.h>
#include <set>

namespace sixline::host::transport {
namespace {

TEST(ChannelRegistry, NamesAreDistinctAndExplained) {
  std::set<std::string_view> names;
  for (const ChannelKind& kind : channel_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.summary.empty()) << kind.name;
    EXPECT_NE(kind.open, nullptr) << kind.name;
  }
  EXPECT_TRUE(names.contains("pcsc"));
}

TEST(ChannelRegistry, SplitsAtTheFirstColon) {
  EXPECT_EQ(ChannelName::split("pcsc:Virtual PCD: 00").argument, "Virtual PCD: 00");
  EXPECT_EQ(ChannelName::split("pcsc:Virtual").kind, "pcsc");
  EXPECT_EQ(ChannelName::split("native").kind, "native");
  EXPECT_EQ(ChannelName::split("native").argument, "");
  EXPECT_EQ(ChannelName::split("").kind, "");
}

TEST(ChannelRegistry, RefusesWhatItDoesNotKnow) {
  for (const char* name :
       {"", "usb:0", "PCSC:x", ":x", "tcp", "tcp:", "tcp:x", "tcp:70000", "tcp:1x", "tcp:-1"}) {
    auto channel = open_channel(name);
    ASSERT_FALSE(channel) << name;
    EXPECT_EQ(channel.error().code, ErrorCode::BadInput) << name;
  }
}

TEST(ChannelRegistry, SaysWhichRecordingIsMissing) {
  auto channel = open_channel("replay:/nonexistent/card.trace");
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::NotFound);
  EXPECT_NE(channel.error().what.find("/nonexistent/card.trace"), std::string::npos);
}

}  // namespace
}  // namespace sixline::host::transport
