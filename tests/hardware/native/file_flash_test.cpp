#include "hardware/native/file_flash.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "card/storage/store.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::hardware::native {
namespace {

using card::platform::FlashGeometry;
using testing::HasSubstr;
using tests::support::hex;
using wire::Bytes;

constexpr FlashGeometry geometry{2, 4096, 4};

class FileFlashTest : public testing::Test {
 protected:
  FileFlashTest() {
    std::string folder = testing::TempDir() + "file_flash_XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    path_ = folder_ / "card.flash";
  }
  ~FileFlashTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<FileFlash> open(Durability durability = Durability::ProcessDeath) {
    auto flash = FileFlash::open(path_, durability, geometry);
    EXPECT_TRUE(flash) << (flash ? "" : flash.error());
    return flash ? std::move(*flash) : nullptr;
  }
  std::string error() {
    const auto flash = FileFlash::open(path_, Durability::ProcessDeath, geometry);
    return flash ? "none" : flash.error();
  }
  std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  /// Refused with this reason, and left exactly as it was.
  void expect_refused(const std::string& bytes, const std::string& why) {
    put(bytes);
    EXPECT_THAT(error(), HasSubstr(why));
    EXPECT_THAT(error(), HasSubstr(path_.string()));
    EXPECT_EQ(content(), bytes);
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(FileFlashTest, ANewFileIsBlank) {
  const auto flash = open();
  EXPECT_EQ(flash->geometry().bank_size, geometry.bank_size);
  for (std::uint32_t bank = 0; bank < geometry.banks; ++bank) {
    EXPECT_EQ(flash->bank(bank).size(), geometry.bank_size);
    EXPECT_TRUE(card::storage::is_blank(flash->bank(bank)));
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "no draft is left";
}

TEST_F(FileFlashTest, ANewFileIsForItsOwnerOnly) {
  open();
  EXPECT_EQ(std::filesystem::status(path_).permissions() & std::filesystem::perms::mask,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(FileFlashTest, KeepsWhatWasProgrammed) {
  for (const Durability durability : {Durability::ProcessDeath, Durability::HostPowerCut}) {
    std::filesystem::remove(path_);
    ASSERT_TRUE(open(durability)->program(1, 8, hex("01020304")));
    const auto again = open();
    EXPECT_TRUE(wire::equal(again->bank(1).subspan(8, 4), hex("01020304")));
    ASSERT_TRUE(again->erase(1));
  }
  EXPECT_TRUE(card::storage::is_blank(open()->bank(1)));
}

TEST_F(FileFlashTest, RefusesWhatFlashCannotDo) {
  const auto flash = open();
  EXPECT_FALSE(flash->program(2, 0, hex("01020304")));
  EXPECT_FALSE(flash->program(0, 2, hex("01020304")));
  EXPECT_FALSE(flash->program(0, 0, hex("010203")));
  EXPECT_FALSE(flash->program(0, 4096, hex("01020304")));
  EXPECT_FALSE(flash->program(0, 4092, hex("0102030405060708")));
  EXPECT_FALSE(flash->program(0, 0xFFFFFFFC, hex("01020304")));
  EXPECT_FALSE(flash->erase(2));
  ASSERT_TRUE(flash->program(0, 0, hex("01020304")));
  EXPECT_FALSE(flash->program(0, 0, hex("00000000")));
  EXPECT_TRUE(wire::equal(flash->bank(0).first(4), hex("01020304")));
}

TEST_F(FileFlashTest, AnExistingFileKeepsItsGeometry) {
  open();
  const auto flash = FileFlash::open(path_, Durability::ProcessDeath, {3, 8192, 8});
  ASSERT_TRUE(flash);
  EXPECT_EQ((*flash)->geometry().banks, 2U);
  EXPECT_EQ((*flash)->geometry().bank_size, 4096U);
}

TEST_F(FileFlashTest, ForeignFilesAreRefused) {
  expect_refused("", "is not a Sixline card memory");
  expect_refused("short", "is not a Sixline card memory");
  expect_refused(std::string(10000, 'x'), "is not a Sixline card memory");
}

TEST_F(FileFlashTest, TruncatedAndExtendedFilesAreRefused) {
  open();
  const std::string whole = content();
  expect_refused(whole.substr(0, whole.size() - 1), "is damaged: 8223 bytes instead of 8224");
  expect_refused(whole.substr(0, 32), "is damaged");
  expect_refused(whole.substr(0, 31), "is not a Sixline card memory");
  expect_refused(whole + "x", "is damaged");
}

TEST_F(FileFlashTest, AnImpossibleGeometryInTheHeaderIsRefused) {
  open();
  const std::string whole = content();
  for (std::size_t offset = 16; offset < 28; ++offset) {
    std::string damaged = whole;
    damaged[offset] = '\xFF';
    put(damaged);
    EXPECT_NE(error(), "none") << offset;
  }
}

TEST_F(FileFlashTest, TwoCardsDoNotShareOneMemory) {
  const auto first = open();
  EXPECT_THAT(error(), HasSubstr("is in use by another card process"));
}

TEST_F(FileFlashTest, AFolderIsNotAMemory) {
  std::filesystem::create_directory(path_);
  EXPECT_THAT(error(), HasSubstr("cannot be opened"));
}

TEST_F(FileFlashTest, AnAbsentFolderIsReported) {
  path_ = folder_ / "absent" / "card.flash";
  EXPECT_THAT(error(), HasSubstr("cannot be created: No such file"));
}

TEST_F(FileFlashTest, AnUnreadableFileIsReported) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  open();
  ::chmod(path_.c_str(), 0);
  EXPECT_THAT(error(), HasSubstr("Permission denied"));
}

// The child acknowledges each commit over a pipe and is killed at a random moment.
TEST_F(FileFlashTest, AcknowledgedCommitsSurviveSigkill) {
  using card::storage::IndexEntry;
  using card::storage::Key;
  using card::storage::Kind;
  using card::storage::Store;
  constexpr Key counter{0, Kind::CounterBlock, 1, 0};
  std::vector<IndexEntry> index(16);
  std::uint64_t acknowledged = 0;
  for (unsigned round = 0; round < 10; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      auto flash = FileFlash::open(path_, Durability::ProcessDeath, geometry);
      if (!flash) ::_exit(1);
      Store store(**flash, index);
      if (!store.mount()) ::_exit(2);
      for (std::uint64_t value = acknowledged + 1;; ++value) {
        std::array<std::uint8_t, 8> bytes;
        wire::write_be(value, bytes);
        if (!store.write(counter, bytes) || !store.commit()) ::_exit(3);
        if (::write(pipe[1], bytes.data(), bytes.size()) != 8) ::_exit(4);
      }
    }
    ::close(pipe[1]);
    std::array<std::uint8_t, 8> bytes{};
    for (unsigned i = 0; i < 50 + 37 * round; ++i) ASSERT_EQ(::read(pipe[0], bytes.data(), bytes.size()), 8);
    ::kill(child, SIGKILL);
    do {
      acknowledged = wire::read_be(bytes);
    } while (::read(pipe[0], bytes.data(), bytes.size()) == 8);
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child failed with " << WEXITSTATUS(status);

    const auto flash = open();
    Store store(*flash, index);
    ASSERT_TRUE(store.mount());
    const std::uint64_t found = wire::read_be(*store.read(counter));
    EXPECT_GE(found, acknowledged);
    EXPECT_LE(found, acknowledged + 1);
    acknowledged = found;
  }
}

}  // namespace
}  // namespace sixline::hardware::native
