// sixline eum personalise: the EUM makes an eUICC.
#include <nlohmann/json.hpp>
#include <ostream>

#include "host/profile/template_package.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/qemu_card.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {
namespace {

constexpr std::string_view bootstrap_imsi = "001010000000000";
constexpr std::string_view bootstrap_iccid = "899990100000000000";

}  // namespace

host::Result<host::ByteString> own_bootstrap_package() {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  values.iccid = std::string(bootstrap_iccid);
  values.imsi = std::string(bootstrap_imsi);
  values.profile_type = "Sixline bootstrap";
  if (auto done = host::profile::personalise(package, values); !done) return tl::unexpected(done.error());
  return package.encode();
}

namespace {

class EumCommand : public Command {
 public:
  void define(Options options) override {
    options.require_subcommand();
    Options make = options.subcommand("personalise", "make an eUICC: certificates, card, first profile, EIS");
    define_home(make, home_);
    make.add("--eid", eid_, "32 digits; a new one in the test range if absent");
    make.add("--curve", curve_, "P-256 or brainpoolP256r1").shows_default();
    make.add("--bootstrap", bootstrap_,
             "package of the first profile, which gets the Fall-Back Attribute: a file, \"own\" or \"none\"")
        .shows_default();
    make.add("--body", body_, "native (and QEMU), or stm32f405, which also gets its memory as card.bin")
        .shows_default();
  }

  ExitCode run(const Context& context) override {
    EuiccOrder order;
    order.eid = eid_;
    const auto curve = host::crypto::curve_named(curve_);
    if (!curve) return context.fail(curve.error());
    order.curve = *curve;
    if (bootstrap_ != "none") {
      auto package = bootstrap_ == "own" ? own_bootstrap_package() : read_file(bootstrap_);
      if (!package) return context.fail(package.error());
      order.bootstrap = std::move(*package);
    }
    if (body_ != native_body && body_ != board_body)
      return context.fail({host::ErrorCode::BadInput, "make an eUICC: no body \"" + body_ + "\"", {}});
    if (body_ == board_body) order.memory = netduinoplus2().geometry;
    const Workspace workspace = Workspace::at(home_);
    const auto eis = personalise_euicc(workspace, order);
    if (!eis) return context.fail(eis.error());
    if (body_ == board_body) {
      if (auto written = write_board_memory(workspace); !written) return context.fail(written.error());
    }
    if (context.options().json)
      context.out() << nlohmann::json{{"eid", eis->eid()}, {"home", workspace.folder().string()}}.dump(2)
                    << '\n';
    else
      context.out() << "EUM: eUICC " << eis->eid() << " in " << workspace.card().string() << '\n';
    return ExitCode::Ok;
  }

 private:
  static constexpr std::string_view native_body = "native";
  static constexpr std::string_view board_body = "stm32f405";

  /// The banks alone, as st-flash writes them to sectors 10 and 11.
  static host::Result<void> write_board_memory(const Workspace& workspace) {
    const auto memory = FlashImage::read(workspace.card());
    if (!memory) return wire::fail(memory.error());
    const auto file = workspace.folder() / "card.bin";
    if (auto written = write_file(file, memory->cells); !written) return written;
    // Keys in the clear.
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return {};
  }

  std::string home_;
  std::string body_{native_body};
  std::string eid_;
  std::string curve_ = "P-256";
  std::string bootstrap_ = "own";
};

}  // namespace

std::unique_ptr<Command> make_eum() {
  return std::make_unique<EumCommand>();
}

}  // namespace sixline::tools
