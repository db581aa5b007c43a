// The life of a profile from the command line, one run after another in one workspace.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tools/sixline/commands.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;

class LifeOfAProfile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sixline-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    home = (folder / "home").string();
  }
  void TearDown() override { fs::remove_all(folder); }

  ExitCode run(std::vector<std::string> arguments, bool with_home = true) {
    arguments.insert(arguments.begin(), "sixline");
    if (with_home) arguments.insert(arguments.end(), {"--home", home});
    std::vector<const char*> argv;
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out_stream, err_stream;
    const ExitCode code =
        run_command_line(static_cast<int>(argv.size()), argv.data(), out_stream, err_stream);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }
  nlohmann::json profiles() {
    EXPECT_EQ(run({"--json", "audit"}), ExitCode::Ok) << out << err;
    return nlohmann::json::parse(out).at("eis").at("profiles");
  }
  std::string package(const std::string& iccid, const std::string& algorithm = "milenage") {
    const std::string file = (folder / (iccid + ".der")).string();
    EXPECT_EQ(run({"profile", "personalise", algorithm, "--out", file, "--iccid", iccid, "--imsi",
                   "001010000000042"},
                  false),
              ExitCode::Ok)
        << err;
    return file;
  }

  fs::path folder;
  std::string home, out, err;
};

TEST_F(LifeOfAProfile, DownloadEnableDisableDelete) {
  const std::string iccid = "8999901000000000427";
  const std::string file = package(iccid.substr(0, 18));
  EXPECT_EQ(run({"download", "--profile", file}), ExitCode::Environment) << "no eUICC yet";
  EXPECT_NE(err.find("eum personalise"), std::string::npos) << err;
  ASSERT_EQ(run({"eum", "personalise"}), ExitCode::Ok) << err;
  EXPECT_EQ(run({"eum", "personalise"}), ExitCode::Refused) << "never personalised again";

  ASSERT_EQ(run({"download", "--profile", file}), ExitCode::Ok) << out << err;
  EXPECT_NE(out.find("ES8.DownloadAndInstallation"), std::string::npos);
  const std::string full = [&] {
    for (const auto& entry : profiles())
      if (entry.at("iccid").get<std::string>().starts_with(iccid.substr(0, 18)))
        return entry.at("iccid").get<std::string>();
    return std::string();
  }();
  ASSERT_FALSE(full.empty());
  ASSERT_EQ(run({"enable", full}), ExitCode::Ok) << out << err;
  EXPECT_NE(out.find("REFRESH"), std::string::npos);
  EXPECT_EQ(run({"enable", full}), ExitCode::Refused);
  EXPECT_NE(out.find("E-BAD-STATE"), std::string::npos) << out;
  ASSERT_EQ(run({"disable", full}), ExitCode::Ok) << out << err;
  ASSERT_EQ(run({"delete", full}), ExitCode::Ok) << out << err;
  EXPECT_EQ(profiles().size(), 1u);
  EXPECT_EQ(run({"delete", full}), ExitCode::Refused);
}

TEST_F(LifeOfAProfile, TheDemoEndsWithItsLine) {
  for (const char* algorithm : {"milenage", "tuak", "xor"}) {
    fs::remove_all(home);
    const std::string file = package("899990100000000077", algorithm);
    ASSERT_EQ(run({"demo", "--profile", file}), ExitCode::Ok) << out << err;
    const std::size_t last = out.rfind("OK profile ");
    ASSERT_NE(last, std::string::npos) << out;
    EXPECT_NE(out.find("AKA verified\n", last), std::string::npos);
    for (const char* step :
         {"ES1.RegisterEIS", "ES2.DownloadProfile", "ES3.CreateISDP", "ES5.CreateISDP",
          "ES8.EstablishISDPKeySet", "ES8.DownloadAndInstallation", "KB/s", "ES5.EnableProfile", "REFRESH",
          "ES5.HandleDefaultNotification", "ES5.HandleNotificationConfirmation"})
      EXPECT_NE(out.find(step), std::string::npos) << step;
  }
}

TEST_F(LifeOfAProfile, DamagedFilesAreNamedAndLeftAlone) {
  EXPECT_EQ(run({"demo", "--profile", "/nonexistent.der"}), ExitCode::Environment);
  const std::string broken = (folder / "broken.der").string();
  std::ofstream(broken) << "A0 is not a package";
  EXPECT_EQ(run({"demo", "--profile", broken}), ExitCode::BadFile);
  EXPECT_NE(err.find("offset"), std::string::npos) << err;
  EXPECT_EQ(run({"profile", "show", broken}, false), ExitCode::BadFile);

  ASSERT_EQ(run({"eum", "personalise"}), ExitCode::Ok) << err;
  const fs::path card = fs::path(home) / "card.flash";
  fs::resize_file(card, 100);
  EXPECT_EQ(run({"audit"}), ExitCode::Environment) << out;
  EXPECT_NE(err.find("card.flash"), std::string::npos) << err;
  EXPECT_EQ(fs::file_size(card), 100u);
  EXPECT_EQ(run({"eum", "personalise"}), ExitCode::Environment);
  EXPECT_EQ(fs::file_size(card), 100u);
  std::ofstream(fs::path(home) / "eis.json") << "{";
  EXPECT_EQ(run({"audit"}), ExitCode::Environment);
}

TEST_F(LifeOfAProfile, ShowsAPackageWithoutItsSecrets) {
  const std::string file = package("899990100000000077");
  ASSERT_EQ(run({"profile", "show", file}, false), ExitCode::Ok);
  EXPECT_NE(out.find("akaParameter"), std::string::npos);
  ASSERT_EQ(run({"--json", "profile", "show", file}, false), ExitCode::Ok);
  EXPECT_EQ(nlohmann::json::parse(out).at("imsi"), "001010000000042");
}

}  // namespace
}  // namespace sixline::tools
