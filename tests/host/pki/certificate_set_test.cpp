#include "host/pki/certificate_set.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/host/hex.hpp"
#include "tests/host/pki/test_days.hpp"

namespace sixline::host::pki {
namespace {

namespace fs = std::filesystem;
using crypto::Curve;
using test::validity;

class StoredSet : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    ASSERT_TRUE(set_.store(folder_));
  }
  void TearDown() override { fs::remove_all(folder_.parent_path()); }

  const fs::path folder_ =
      fs::path(testing::TempDir()) / ("sixline_certificate_set_test_" + std::to_string(getpid())) / "nested";
  const CertificateSet set_ = *CertificateSet::generate(Curve::BrainpoolP256r1, validity);
};

TEST_F(StoredSet, ComesBackEqual) {
  auto loaded = CertificateSet::load(folder_);
  ASSERT_TRUE(loaded) << loaded.error().describe();
  EXPECT_EQ(loaded->curve(), Curve::BrainpoolP256r1);
  EXPECT_EQ(loaded->ci().certificate.der(), set_.ci().certificate.der());
  EXPECT_EQ(loaded->eum().certificate.der(), set_.eum().certificate.der());
  EXPECT_EQ(loaded->sm_dp().certificate, set_.sm_dp().certificate);
  EXPECT_EQ(loaded->sm_sr().certificate, set_.sm_sr().certificate);
  EXPECT_EQ(loaded->sm_dp().key.public_key(), set_.sm_dp().key.public_key());
  EXPECT_EQ(loaded->ci_key_identifier(), set_.ci_key_identifier());
}

TEST_F(StoredSet, KeepsKeysToTheirOwnerAndSaysTestOnly) {
  int keys = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename();
    if (name.rfind("SK.", 0) != 0) continue;
    ++keys;
    EXPECT_NE(name.find("TEST-ONLY"), std::string::npos) << name;
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write) << name;
  }
  EXPECT_EQ(keys, 4);
  EXPECT_NE(set_.ci().certificate.subject().find("TEST ONLY"), std::string::npos);
  EXPECT_NE(set_.eum().certificate.subject().find("TEST ONLY"), std::string::npos);
}

TEST_F(StoredSet, MissesEveryFileThatIsNotThere) {
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const fs::path hidden = folder_.parent_path() / "hidden";
    fs::rename(entry.path(), hidden);
    auto loaded = CertificateSet::load(folder_);
    EXPECT_FALSE(loaded) << entry.path();
    if (!loaded) {
      EXPECT_EQ(loaded.error().code, ErrorCode::NotFound);
    }
    fs::rename(hidden, entry.path());
  }
  EXPECT_TRUE(CertificateSet::load(folder_));
}

TEST_F(StoredSet, RefusesEveryDamagedFile) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_)) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 8u);
  for (const fs::path& file : files) {
    const fs::path copy = folder_.parent_path() / "copy";
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    std::ofstream(file, std::ios::trunc) << "damaged";
    auto loaded = CertificateSet::load(folder_);
    EXPECT_FALSE(loaded) << file;
    if (!loaded) {
      EXPECT_EQ(loaded.error().code, ErrorCode::Storage);
      EXPECT_NE(loaded.error().what.find(file.filename().string()), std::string::npos);
    }
    fs::copy_file(copy, file, fs::copy_options::overwrite_existing);
  }
}

TEST_F(StoredSet, RefusesAKeyOfSomebodyElse) {
  fs::copy_file(folder_ / "SK.SR.ECDSA.TEST-ONLY.pem", folder_ / "SK.DP.ECDSA.TEST-ONLY.pem",
                fs::copy_options::overwrite_existing);
  auto loaded = CertificateSet::load(folder_);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::Storage);
}

TEST(CertificateSet, DoesNotStoreWhereItCannot) {
  const CertificateSet set = *CertificateSet::generate(Curve::P256, validity);
  EXPECT_EQ(set.store("/proc/sixline").error().code, ErrorCode::Storage);
  EXPECT_EQ(CertificateSet::load("/nonexistent").error().code, ErrorCode::NotFound);
}

TEST(CertificateSet, EveryKeyIsItsOwn) {
  const CertificateSet set = *CertificateSet::generate(Curve::P256, validity);
  const CertificateSet other = *CertificateSet::generate(Curve::P256, validity);
  EXPECT_FALSE(set.ci().key.public_key() == other.ci().key.public_key());
  EXPECT_FALSE(set.sm_dp().key.public_key() == set.sm_sr().key.public_key());
}

}  // namespace
}  // namespace sixline::host::pki
