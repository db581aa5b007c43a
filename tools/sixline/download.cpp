// sixline download: ES2.DownloadProfile, from the SM-DP's stock to the card.

#include "tools/sixline/commands.hpp"
#include "tools/sixline/ecosystem.hpp"

namespace sixline::tools {
namespace {

class DownloadCommand : public Command {
 public:
  void define(Options options) override {
    define_home(options, home_);
    const Option file = options.add("--profile", profile_, "package to put into the stock and download");
    options.add("--iccid", iccid_, "a profile that is in the stock already").excludes(file);
    options.flag("--enable", enable_, "enable it afterwards");
  }

  ExitCode run(const Context& context) override {
    auto ecosystem = Ecosystem::open(context, Workspace::at(home_), context.options().json);
    if (!ecosystem) return context.fail(ecosystem.error());
    std::string iccid = iccid_;
    if (!profile_.empty()) {
      auto package = read_file(profile_);
      auto stocked = package ? (*ecosystem)->stock(std::move(*package))
                             : host::Result<std::string>(tl::unexpected(package.error()));
      if (!stocked) return context.fail(stocked.error());
      iccid = *stocked;
    }
    return report(context, (*ecosystem)->download(iccid, enable_));
  }

 private:
  std::string home_, profile_, iccid_;
  bool enable_ = false;
};

}  // namespace

std::unique_ptr<Command> make_download() {
  return std::make_unique<DownloadCommand>();
}

}  // namespace sixline::tools
