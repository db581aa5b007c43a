#include "servers/store/master_key.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "tools/sixline/temporary_folder.hpp"

namespace sixline::servers::store {
namespace {

using host::Bytes;
using host::ErrorCode;

class MasterKey : public testing::Test {
 protected:
  std::string file(const std::string& content, unsigned mode = 0600) {
    const auto path = folder_->path() / "master.key";
    std::ofstream(path, std::ios::binary) << content;
    std::filesystem::permissions(path, std::filesystem::perms(mode));
    return path.string();
  }
  static ErrorCode refusal(const std::string& source) {
    const auto key = master_key_from(source);
    return key ? ErrorCode::Internal : key.error().code;
  }
  host::Result<tools::TemporaryFolder> folder_ = tools::TemporaryFolder::make("key");
  const std::string digits_ = std::string(62, 'a') + "0F";
};

TEST_F(MasterKey, ComesFromAFileOrAVariable) {
  const host::crypto::Secret key{Bytes(*host::from_hex(digits_))};
  EXPECT_TRUE(master_key_from(file(digits_)) == key);
  EXPECT_TRUE(master_key_from(file(digits_ + "\r\n", 0440)) == key);
  EXPECT_TRUE(master_key_from(file(std::string(32, '\x80'))) ==
              host::crypto::Secret(host::ByteString(32, 0x80)));
  ::setenv("SIXLINE_TEST_KEY", digits_.c_str(), 1);
  EXPECT_TRUE(master_key_from("env:SIXLINE_TEST_KEY") == key);
  ::unsetenv("SIXLINE_TEST_KEY");
  EXPECT_EQ(refusal("env:SIXLINE_TEST_KEY"), ErrorCode::NotFound);
}

TEST_F(MasterKey, IsRefusedWhereOthersReachIt) {
  for (const unsigned mode : {0604u, 0602u, 0620u, 0644u})
    EXPECT_EQ(refusal(file(digits_, mode)), ErrorCode::NotTrusted) << mode;
}

TEST_F(MasterKey, IsRefusedWhenItIsNone) {
  for (const std::string& content :
       {std::string(), digits_.substr(1), digits_ + "0", digits_ + "00", digits_ + std::string(5000, '\n'),
        std::string(31, 'x'), std::string(33, 'x'), std::string(64, 'x'), " " + digits_.substr(1),
        digits_.substr(32)})
    EXPECT_EQ(refusal(file(content)), ErrorCode::BadFormat) << content.size();
  EXPECT_EQ(refusal((folder_->path() / "nothing").string()), ErrorCode::NotFound);
  EXPECT_EQ(refusal(folder_->path().string()), ErrorCode::BadFormat);
}

}  // namespace
}  // namespace sixline::servers::store
