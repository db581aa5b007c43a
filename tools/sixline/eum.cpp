// sixline eum personalise: the EUM makes an eUICC.
#include <nlohmann/json.hpp>
#include <ostream>

#include "host/crypto/random.hpp"
#include "host/profile/template_package.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/qemu_card.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {
namespace {

// TEST ONLY ranges; nine digits of chance follow.
constexpr std::string_view bootstrap_imsi = "001010";
constexpr std::string_view bootstrap_iccid = "899990100";

std::string nine_digits() {
  std::string out;
  for (const std::uint8_t byte : host::crypto::random_bytes<9>(host::crypto::system_random()))
    out.push_back(static_cast<char>('0' + byte % 10));
  return out;
}

}  // namespace

host::Result<host::ByteString> own_bootstrap_package() {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  const std::string digits = nine_digits();
  values.iccid = std::string(bootstrap_iccid) + digits;
  values.imsi = std::string(bootstrap_imsi) + digits;
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
    make.add("--count", count_, "so many, in the folder `cards` of the home, each with its EIS beside it");
    make.add("--body", body_, "native (and QEMU), or stm32f405, which also gets its memory as card.bin")
        .shows_default();
  }

  ExitCode run(const Context& context) override {
    EuiccOrder order;
    order.eid = eid_;
    const auto curve = host::crypto::curve_named(curve_);
    if (!curve) return context.fail(curve.error());
    order.curve = *curve;
    if (body_ != native_body && body_ != board_body)
      return context.fail({host::ErrorCode::BadInput, "make an eUICC: no body \"" + body_ + "\"", {}});
    if (body_ == board_body) order.memory = netduinoplus2().geometry;
    const Workspace workspace = Workspace::at(home_);
    if (count_ > 0) return make_many(context, workspace, order);
    const auto eis = make_one(workspace, order);
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

  host::Result<host::es::Eis> make_one(const Workspace& workspace, EuiccOrder order) const {
    if (bootstrap_ != "none") {
      auto package = bootstrap_ == "own" ? own_bootstrap_package() : read_file(bootstrap_);
      if (!package) return tl::unexpected(package.error());
      order.bootstrap = std::move(*package);
    }
    return personalise_euicc(workspace, order);
  }

  ExitCode make_many(const Context& context, const Workspace& workspace, EuiccOrder order) const {
    if (!order.eid.empty())
      return context.fail({host::ErrorCode::BadInput, "--eid is the name of one, --count makes many", {}});
    order.one_of_many = true;
    auto eids = nlohmann::json::array();
    for (std::int64_t i = 0; i < count_; ++i) {
      const auto eis = make_one(workspace, order);
      if (!eis) return context.fail(eis.error());
      eids.push_back(eis->eid());
    }
    if (context.options().json)
      context.out() << eids.dump(2) << '\n';
    else
      context.out() << "EUM: " << count_ << " eUICCs in " << workspace.cards().string() << '\n';
    return ExitCode::Ok;
  }

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
  std::int64_t count_ = 0;
  std::string bootstrap_ = "own";
};

}  // namespace

std::unique_ptr<Command> make_eum() {
  return std::make_unique<EumCommand>();
}

}  // namespace sixline::tools
