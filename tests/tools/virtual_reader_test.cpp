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

/// What a program prints; its exit code must be 0.
std::string output_of(const std::string& command, const fs::path& folder) {
  const fs::path out = folder / "output";
  EXPECT_EQ(std::system((command + " >" + out.string() + " 2>&1").c_str()), 0) << command;
  std::ifstream file(out);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(VirtualReaderTest, OpenscFindsTheCardAndItsDomains) {
  if (std::system("command -v opensc-tool >/dev/null") != 0) GTEST_SKIP() << "opensc-tool is not installed";
  auto inserted = reader->insert(
      {SIXLINE_PROGRAM, "card", "--vpcd", "127.0.0.1:" + std::to_string(VirtualReader::card_port)});
  ASSERT_TRUE(inserted) << inserted.error().what;
  const std::string list = output_of("opensc-tool -l", reader->folder());
  EXPECT_NE(list.find(VirtualReader::reader_name), std::string::npos) << list;

  const std::string domains = output_of(
      "opensc-tool -s 00A4040010A0000005591010FFFFFFFF8900000100 -s 80CA005A12"
      " -s 00A4040010A0000005591010FFFFFFFF8900000200",
      reader->folder());
  EXPECT_NE(domains.find("5A 10 89 00 10 12 01 23 41 23 40 12 34 56 78 90"), std::string::npos) << domains;
  EXPECT_EQ(domains.find("SW1=0x6A"), std::string::npos) << domains;
}

}  // namespace
}  // namespace sixline::tools
