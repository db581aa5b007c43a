// What `sixline schema` writes, judged by xmllint: our messages fit, damaged ones do not.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "host/es/schema/schema_files.hpp"
#include "host/es/soap/service.hpp"
#include "host/es/types.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::host::es {
namespace {

namespace fs = std::filesystem;
using test::Fill;

struct Verdict {
  int exit_status = -1;
  std::string output;
};

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

/// The schema in a folder of its own, gone after the test.
class Schema : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(fs::exists(SIXLINE_XMLLINT))
        << "xmllint is not installed (libxml2-utils; tools/dev/packages test)";
    std::string name = (fs::temp_directory_path() / "sixline-schema-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    for (const auto& file : schema::schema_files()) write(file.name, file.content);
  }
  void TearDown() override { fs::remove_all(folder); }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(folder / name, std::ios::binary) << content;
  }

  Verdict xmllint(const std::string& arguments) const {
    const std::string command =
        "cd '" + folder.string() + "' && " + SIXLINE_XMLLINT + " --nonet --noout " + arguments + " 2>&1";
    Verdict verdict;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) return verdict;
    char buffer[4096];
    while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe))
      verdict.output.append(buffer, size);
    verdict.exit_status = ::pclose(pipe);
    return verdict;
  }

  /// Writes every message into a file of its own, `prefix` in front of its number.
  std::size_t write_messages(const std::string& prefix, const std::vector<Message>& messages) const {
    for (std::size_t i = 0; i < messages.size(); ++i)
      write(prefix + std::to_string(i) + ".xml", to_xml(messages[i]));
    return messages.size();
  }

  fs::path folder;
};

TEST_F(Schema, EveryGoldenMessageIsValid) {
  const std::size_t count = write_messages("full", test::golden_messages(Fill::Everything)) +
                            write_messages("bare", test::golden_messages(Fill::Mandatory));
  const Verdict verdict = xmllint("--schema messages.xsd full*.xml bare*.xml");
  EXPECT_EQ(verdict.exit_status, 0) << verdict.output;
  EXPECT_EQ(count_of(verdict.output, " validates\n"), count);
}

TEST_F(Schema, ReordersAndWrongValuesAreNotValid) {
  std::vector<Message> wrong;
  for (const Message& message : test::golden_messages(Fill::Mandatory)) {
    // Without its last field; responses and requests always have one.
    Message cut = message;
    cut.content.remove(message.content.children().back().field()->name);
    wrong.push_back(cut);
    // With a value that is none of its type.
    for (const Value& field : message.content.children()) {
      const std::string text = test::wrong_text(field.field()->type);
      const Base base = row_of(field.field()->type).base;
      if (text.empty() || base == Base::Fields || base == Base::Foreign) continue;
      Message bad = message;
      bad.content.set(field.field()->name, text);
      // What we read more liberally than we write: the schema says how it is written.
      wrong.push_back(bad);
      break;
    }
  }
  const std::size_t count = write_messages("wrong", wrong);
  const Verdict verdict = xmllint("--schema messages.xsd wrong*.xml");
  EXPECT_NE(verdict.exit_status, 0);
  EXPECT_EQ(count_of(verdict.output, " fails to validate\n"), count) << verdict.output;
}

TEST_F(Schema, EveryInterfaceStandsAlone) {
  for (Interface interface : schema::interfaces) {
    write("one.xml",
          to_xml(test::golden(*schema::functions_of(interface).front(), Kind::Request, Fill::Everything)));
    const Verdict verdict = xmllint("--schema " + schema::xsd_name(interface) + " one.xml");
    EXPECT_EQ(verdict.exit_status, 0) << verdict.output;
  }
}

TEST_F(Schema, EveryServiceHasAWsdlWithItsOperations) {
  const auto files = schema::wsdl_files();
  ASSERT_EQ(files.size(), soap::services().size());
  std::size_t inputs = 0, outputs = 0;
  for (const auto& file : files) {
    EXPECT_EQ(xmllint(file.name).exit_status, 0) << file.name;
    EXPECT_NE(file.content.find("soapAction"), std::string::npos) << file.name << " has no operation";
    inputs += count_of(file.content, "<wsdl:input message=");
    outputs += count_of(file.content, "<wsdl:output message=");
  }
  std::size_t synchronous = 0, asynchronous = 0;
  for (const Function& function : functions()) {
    synchronous += function.style == Style::Synchronous;
    asynchronous += function.style == Style::Asynchronous;
  }
  EXPECT_EQ(outputs, synchronous);
  EXPECT_EQ(inputs, functions().size() + asynchronous + 1) << "callbacks, and the notification accepted only";
}

TEST_F(Schema, ThePageNamesEveryFunctionAndMessage) {
  const std::string page = schema::functions_page().content;
  for (const Message& message : test::golden_messages(Fill::Mandatory))
    EXPECT_NE(page.find("`" + element_name(*message.function, message.kind) + "`"), std::string::npos);
  EXPECT_EQ(count_of(page, "\n## "), functions().size() + 1);
  EXPECT_NE(page.find("\nFails with 8.1.1/3.9 the eUICC is not registered here; 8.6/1.2 "),
            std::string::npos);
}

}  // namespace
}  // namespace sixline::host::es
