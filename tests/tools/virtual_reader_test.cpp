// The virtual reader with the real pcscd and vpcd. Skipped, with the reason, where they cannot run.
#include "tools/sixline/virtual_reader.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "host/session/card_session.hpp"
#include "host/transport/pcsc.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;
using host::ErrorCode;

std::vector<std::string> stub_card() {
  return {SIXLINE_STUB_CARD, std::to_string(VirtualReader::card_port)};
}

/// Each case is a process of its own under ctest: pcsc-lite remembers its first socket.
class VirtualReaderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = VirtualReader::start();
    if (!started && started.error().code == ErrorCode::Unsupported) GTEST_SKIP() << started.error().what;
    ASSERT_TRUE(started) << started.error().what;
    reader = std::move(*started);
  }
  std::unique_ptr<VirtualReader> reader;
};

TEST_F(VirtualReaderTest, ShowsACardToPcscClients) {
  ASSERT_TRUE(reader->insert(stub_card()));
  auto channel = host::transport::PcscChannel::open(VirtualReader::reader_name);
  ASSERT_TRUE(channel) << channel.error().what;
  EXPECT_EQ(host::to_hex((*channel)->reset().value()), "3B800181");
  const host::ByteString command{0x80, 0xCA, 0x00, 0x5A, 0x00};
  EXPECT_EQ(host::to_hex((*channel)->transmit(command).value()), "80CA005A009000");
  EXPECT_EQ(host::to_hex((*channel)->reset().value()), "3B800181") << "a warm reset";
  EXPECT_TRUE((*channel)->transmit(command));
}

TEST_F(VirtualReaderTest, ACardThatEndsIsReportedWithItsWords) {
  auto inserted = reader->insert({"/bin/sh", "-c", "echo no flash image; exit 1"});
  ASSERT_FALSE(inserted);
  EXPECT_EQ(inserted.error().code, ErrorCode::Transport);
  EXPECT_NE(inserted.error().what.find("no flash image"), std::string::npos) << inserted.error().what;
}

TEST_F(VirtualReaderTest, AProgramThatDoesNotExistIsReported) {
  auto inserted = reader->insert({"/nonexistent/card"});
  ASSERT_FALSE(inserted);
  EXPECT_NE(inserted.error().what.find("/nonexistent/card"), std::string::npos);
}

TEST_F(VirtualReaderTest, LeavesNothingBehind) {
  const fs::path folder = reader->folder();
  ASSERT_TRUE(reader->insert(stub_card()));
  ASSERT_TRUE(fs::exists(folder));
  reader.reset();
  EXPECT_FALSE(fs::exists(folder));
  EXPECT_EQ(std::getenv("PCSCLITE_CSOCK_NAME"), nullptr);
}

TEST_F(VirtualReaderTest, OtherProgramsFindIt) {
  if (std::system("command -v opensc-tool >/dev/null") != 0) GTEST_SKIP() << "opensc-tool is not installed";
  ASSERT_TRUE(reader->insert(stub_card()));
  const fs::path out = reader->folder() / "opensc.out";
  ASSERT_EQ(std::system(("opensc-tool -l >" + out.string() + " 2>&1").c_str()), 0);
  std::ifstream file(out);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(text.find(VirtualReader::reader_name), std::string::npos) << text;
}

}  // namespace
}  // namespace sixline::tools
