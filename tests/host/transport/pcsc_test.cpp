#include "host/transport/pcsc.hpp"

#include <cstdlib>
#include <gtest/gtest.h>

namespace sixline::host::transport {
namespace {

/// Points PC/SC clients of this process at a socket that does not exist.
class WithoutPcscService : public ::testing::Test {
 protected:
  WithoutPcscService() { ::setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm", 1); }
};

TEST_F(WithoutPcscService, OpeningOffersTheNativeReader) {
  auto channel = PcscChannel::open("");
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::NotFound);
  EXPECT_NE(channel.error().what.find("pcscd"), std::string::npos) << channel.error().what;
  EXPECT_NE(channel.error().what.find("--reader native"), std::string::npos) << channel.error().what;
}

TEST_F(WithoutPcscService, ListingIsAnErrorNotAnEmptyList) {
  auto readers = list_pcsc_readers();
  ASSERT_FALSE(readers);
  EXPECT_EQ(readers.error().code, ErrorCode::NotFound);
}

}  // namespace
}  // namespace sixline::host::transport
