// sixline schema: the XSD and WSDL that Sixline publishes, written from its table of functions.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "host/es/schema/schema_files.hpp"
#include "tools/sixline/commands.hpp"

namespace sixline::tools {
namespace {

class Schema : public Command {
 public:
  void define(Options options) override {
    options.add("--out", folder_, "folder for the files; made if it is not there").required();
  }

  ExitCode run(const Context& context) override {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    nlohmann::json written = nlohmann::json::array();
    for (const auto& file : host::es::schema::schema_files()) {
      const std::filesystem::path path = std::filesystem::path(folder_) / file.name;
      std::ofstream out(path, std::ios::binary);
      out << file.content;
      if (!out.flush())
        return context.fail({host::ErrorCode::Storage, "cannot write " + path.string(), std::nullopt});
      written.push_back(path.string());
      if (!context.options().json) context.out() << path.string() << '\n';
    }
    if (context.options().json) context.out() << written.dump(2) << '\n';
    return ExitCode::Ok;
  }

 private:
  std::string folder_;
};

}  // namespace

std::unique_ptr<Command> make_schema() {
  return std::make_unique<Schema>();
}

}  // namespace sixline::tools
