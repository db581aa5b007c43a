// The command line as a stranger uses it: exit codes, messages, JSON.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/readers.hpp"

namespace sixline::tools {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

Outcome run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "sixline");
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = run_command_line(static_cast<int>(arguments.size()), arguments.data(), out, err);
  return {code, out.str(), err.str()};
}

/// A folder with recordings and scripts, gone after the test.
class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm", 1);
    std::string name = (fs::temp_directory_path() / "sixline-test-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }
  std::string file(const std::string& name, const std::string& text) const {
    const fs::path path = folder / name;
    std::ofstream(path) << text;
    return path.string();
  }
  /// --reader for a recorded card.
  std::string card(const std::string& text) const { return "replay:" + file("card.trace", text); }

  fs::path folder;
};

constexpr const char* mf_card =
    "reset\n< 3B00\n> 00A40004023F00\n< 620482027821 9000\n> 0020000108 3132333435363738\n< 63C2\n";

TEST_F(CommandLine, HelpNamesEveryCommandReaderAndExitCode) {
  const Outcome help = run({"--help"});
  EXPECT_EQ(help.code, ExitCode::Ok);
  for (const CommandRow& row : commands()) EXPECT_NE(help.out.find(row.name), std::string::npos) << row.name;
  for (const ReaderKind& kind : reader_kinds())
    EXPECT_NE(help.out.find(kind.name), std::string::npos) << kind.name;
  EXPECT_NE(help.out.find("Exit codes"), std::string::npos);
}

TEST_F(CommandLine, CommandNamesAreDistinctAndExplained) {
  std::set<std::string_view> names;
  for (const CommandRow& row : commands()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.summary.empty()) << row.name;
  }
}

TEST_F(CommandLine, MisuseIsUsage) {
  EXPECT_EQ(run({}).code, ExitCode::Usage);
  EXPECT_EQ(run({"unknown"}).code, ExitCode::Usage);
  EXPECT_EQ(run({"apdu"}).code, ExitCode::Usage);
  EXPECT_EQ(run({"apdu", "--unknown", "00A40000"}).code, ExitCode::Usage);
  EXPECT_EQ(run({"apdu", "00A4"}).code, ExitCode::Usage);
  EXPECT_EQ(run({"apdu", "00A400G0"}).code, ExitCode::Usage);
  EXPECT_EQ(run({"apdu", "00A40000", "script.apdu"}).code, ExitCode::Usage);
  EXPECT_EQ(run({"apdu", "--reader", "floppy", "00A40000"}).code, ExitCode::Usage);
}

TEST_F(CommandLine, WithoutPcscTheNativeReaderIsOffered) {
  const Outcome result = run({"apdu", "--reader", "pcsc:", "00A40000"});
  EXPECT_EQ(result.code, ExitCode::Environment);
  EXPECT_NE(result.err.find("--reader native"), std::string::npos) << result.err;
}

TEST_F(CommandLine, ApduPrintsADecodedTrace) {
  const std::string reader = card(mf_card);
  const Outcome result = run({"apdu", "--reader", reader.c_str(), "00A40004023F00"});
  EXPECT_EQ(result.code, ExitCode::Ok) << result.err;
  EXPECT_NE(result.out.find("SELECT"), std::string::npos);
  EXPECT_NE(result.out.find("file descriptor: 7821"), std::string::npos) << result.out;
}

TEST_F(CommandLine, ARefusalIsExitCodeOneAndPinsStayMasked) {
  const std::string reader = card(mf_card);
  const Outcome result =
      run({"apdu", "--reader", reader.c_str(), "00A40004023F00", "00200001083132333435363738"});
  EXPECT_EQ(result.code, ExitCode::Refused);
  EXPECT_EQ(result.out.find("3132333435363738"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("number of tries left"), std::string::npos) << result.out;
}

TEST_F(CommandLine, JsonIsJson) {
  const std::string reader = card(mf_card);
  const Outcome good = run({"--json", "apdu", "--reader", reader.c_str(), "00A40004023F00"});
  const auto answers = nlohmann::json::parse(good.out);
  EXPECT_EQ(answers.at(0).at("status"), "9000");
  EXPECT_EQ(answers.at(0).at("data"), "620482027821");

  const Outcome bad = run({"apdu", "--json", "--reader", "pcsc:", "00A40000"});
  EXPECT_EQ(nlohmann::json::parse(bad.out).at("error").at("code"), "not found");
  EXPECT_TRUE(nlohmann::json::parse(run({"readers", "--json"}).out).is_object());
}

TEST_F(CommandLine, ScriptsPassFailAndSkip) {
  const std::string reader = card("reset\n< 3B00\n> 00A40004023F00\n< 620482027821 9000\n");
  const std::string good = file("good.apdu", "> 00A40004023F00\n< 62 * 9000\n");
  const std::string bad = file("bad.apdu", "> 00A40004023F00\n< 6A82\n");
  const std::string loads = file("loads.apdu", "load blank\n");
  const std::string broken = file("broken.apdu", "> 00A40004023F00\n");
  EXPECT_EQ(run({"apdu", "--reader", reader.c_str(), good.c_str()}).code, ExitCode::Ok);
  const Outcome failed = run({"apdu", "--reader", reader.c_str(), bad.c_str()});
  EXPECT_EQ(failed.code, ExitCode::Refused);
  EXPECT_NE(failed.out.find("bad.apdu:1"), std::string::npos) << failed.out;
  EXPECT_EQ(run({"apdu", "--reader", reader.c_str(), broken.c_str()}).code, ExitCode::BadFile);
  const Outcome skipped = run({"apdu", "--reader", reader.c_str(), loads.c_str()});
  EXPECT_EQ(skipped.code, ExitCode::Ok);
  EXPECT_NE(skipped.out.find("1 skipped"), std::string::npos) << skipped.out;
}

TEST_F(CommandLine, ASuiteRunsWhatItFindsAndNothingIsAnError) {
  const std::string reader = card("reset\n< 3B00\n> 00A40004023F00\n< 9000\n");
  EXPECT_EQ(run({"apdu", "--reader", reader.c_str(), "--suite", folder.c_str()}).code, ExitCode::Environment);
  fs::create_directory(folder / "uicc");
  file("uicc/one.apdu", "> 00A40004023F00\n< 9000\n");
  file("two.apdu", "> 00A40004023F00\n< 9000\n");
  const Outcome result = run({"apdu", "--reader", reader.c_str(), "--suite", folder.c_str()});
  EXPECT_EQ(result.code, ExitCode::Ok) << result.out;
  EXPECT_NE(result.out.find("2 passed, 0 failed, 0 skipped"), std::string::npos) << result.out;
}

TEST_F(CommandLine, AMissingScriptOrRecordingIsNamed) {
  const Outcome script = run({"apdu", "--reader", "pcsc:", "/nonexistent/select.apdu"});
  EXPECT_EQ(script.code, ExitCode::Environment);
  EXPECT_NE(script.err.find("/nonexistent/select.apdu"), std::string::npos);
  const Outcome recording = run({"apdu", "--reader", "replay:/nonexistent/card", "00A40000"});
  EXPECT_EQ(recording.code, ExitCode::Environment);
  EXPECT_NE(recording.err.find("/nonexistent/card"), std::string::npos);
}

}  // namespace
}  // namespace sixline::tools
