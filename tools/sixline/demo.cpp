// sixline demo: the main job in one run. A profile goes from the SM-DP through the SM-SR into an eUICC, is
// enabled, and authenticates a subscriber.
#include <ostream>

#include "host/profile/template_package.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/ecosystem.hpp"
#include "tools/sixline/subscriber.hpp"
#include "tools/sixline/temporary_folder.hpp"
#include "tools/sixline/virtual_reader.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
namespace fs = std::filesystem;

Result<host::ByteString> own_package() {
  auto package = host::profile::template_package();
  host::profile::Personalisation values;
  values.ki = host::to_byte_string(host::crypto::random_bytes<16>(host::crypto::system_random()));
  values.opc = host::to_byte_string(host::crypto::random_bytes<16>(host::crypto::system_random()));
  values.smsc = "+491710000000";
  values.msisdn = "+491711234567";
  if (auto done = host::profile::personalise(package, values); !done) return tl::unexpected(done.error());
  return package.encode();
}

class DemoCommand : public Command {
 public:
  void define(Options options) override {
    define_home(options, home_);
    options.add("--profile", profile_, "package to install; our own template if absent");
    options.add("--curve", curve_, "P-256 or brainpoolP256r1").shows_default();
  }

  ExitCode run(const Context& context) override {
    if (auto done = demonstrate(context); !done) return context.fail(done.error());
    return ExitCode::Ok;
  }

 private:
  Result<void> demonstrate(const Context& context) {
    auto package = profile_.empty() ? own_package() : read_file(profile_);
    if (!package) return tl::unexpected(package.error());
    auto read = host::profile::Package::read(*package);
    if (!read) return tl::unexpected(read.error());
    auto facts = host::profile::facts_of(*read);
    if (!facts) return tl::unexpected(facts.error());
    std::optional<TemporaryFolder> temporary;
    if (home_.empty()) {
      auto made = TemporaryFolder::make("demo");
      if (!made) return tl::unexpected(made.error());
      temporary.emplace(std::move(*made));
      home_ = temporary->path().string();
    }
    const Workspace workspace(home_);
    if (auto made = personalise(context, workspace); !made) return made;
    GlobalOptions options = context.options();
    auto opened = Ecosystem::open(context, workspace, false);
    if (!opened && options.reader == "vpcd" && opened.error().code == ErrorCode::Unsupported) {
      context.out() << "no virtual PC/SC reader here: " << opened.error().describe()
                    << "; using --reader native\n";
      options.reader = "native";
      const Context native(options, context.out(), context.err());
      return install(native, workspace, Ecosystem::open(native, workspace, false), std::move(*package),
                     *facts);
    }
    return install(context, workspace, std::move(opened), std::move(*package), *facts);
  }

  Result<void> personalise(const Context& context, const Workspace& workspace) const {
    if (fs::exists(workspace.eis())) return {};
    const auto curve = host::crypto::curve_named(curve_);
    if (!curve) return tl::unexpected(curve.error());
    auto bootstrap = own_bootstrap_package();
    if (!bootstrap) return tl::unexpected(bootstrap.error());
    const auto eis = personalise_euicc(workspace, {{}, *curve, std::move(*bootstrap)});
    if (!eis) return tl::unexpected(eis.error());
    context.out() << "EUM: eUICC " << eis->eid() << " personalised, bootstrap profile enabled\n"
                  << std::flush;
    return {};
  }

  static Result<void> install(const Context& context, const Workspace&,
                              Result<std::unique_ptr<Ecosystem>> opened, host::ByteString package,
                              const host::profile::ProfileFacts& facts) {
    if (!opened) return tl::unexpected(opened.error());
    Ecosystem& ecosystem = **opened;
    auto iccid = ecosystem.stock(std::move(package));
    if (!iccid) return tl::unexpected(iccid.error());
    const auto answer = ecosystem.download(*iccid, true);
    if (!answer) return tl::unexpected(answer.error());
    context.out() << "ES2.DownloadProfile answered: " << answer->status.describe() << '\n';
    if (answer->status.execution != host::es::Execution::Success)
      return host::fail(ErrorCode::CardRefused, "the download did not succeed: " + answer->status.describe());
    return check(context, ecosystem, facts);
  }

  static Result<void> check(const Context& context, Ecosystem& ecosystem,
                            const host::profile::ProfileFacts& facts) {
    const auto iccid = read_iccid(ecosystem.session());
    if (!iccid) return tl::unexpected(iccid.error());
    const auto imsi = read_imsi(ecosystem.session(), facts);
    if (!imsi) return tl::unexpected(imsi.error());
    context.out() << "EF.ICCID " << *iccid << ", EF.IMSI " << *imsi << '\n';
    if (*iccid != facts.iccid || *imsi != facts.imsi)
      return host::fail(ErrorCode::NotAuthentic, "the card shows other numbers than the package");
    if (auto verified = verify_aka(ecosystem.session(), facts); !verified) return verified;
    context.out() << "AUTHENTICATE with " << host::profile::name_of(facts.aka->algorithm)
                  << ": RES, CK and IK are right\n";
    context.out() << "OK profile " << *iccid << " enabled on " << ecosystem.eid() << ", AKA verified\n";
    return {};
  }

  std::string home_, profile_;
  std::string curve_ = "P-256";
};

}  // namespace

std::unique_ptr<Command> make_demo() {
  return std::make_unique<DemoCommand>();
}

}  // namespace sixline::tools
