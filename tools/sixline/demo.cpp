// sixline demo: the main job in one run, every role a process of its own. A profile goes from the SM-DP
// through the SM-SR into an eUICC, is enabled, and authenticates a subscriber; its Operator then switches it
// off and on.
#include <csignal>
#include <ostream>
#include <unistd.h>

#include "host/crypto/random.hpp"
#include "host/profile/template_package.hpp"
#include "tools/sixline/child_process.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/lab/lab.hpp"
#include "tools/sixline/lab/narrator.hpp"
#include "tools/sixline/network/sms_network.hpp"
#include "tools/sixline/subscriber.hpp"
#include "tools/sixline/temporary_folder.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr std::string_view profile_type = "demo";
constexpr const char* device = "device";

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

/// Programs stand beside each other.
std::string program(const std::string& name) {
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  return (own.parent_path() / name).string();
}

/// All roles but the device, as processes.
class Cast {
 public:
  Cast(Lab lab, Narrator& narrator) : lab_(std::move(lab)), narrator_(narrator) {}

  Result<void> start() {
    if (auto begun = serve("SM-SR", "sixline-smsr", "smsr"); !begun) return begun;
    if (auto begun = serve("SM-DP", "sixline-smdp", "smdp"); !begun) return begun;
    if (auto begun = listen("Operator", "operator"); !begun) return begun;
    return listen("M2M SP", "m2m-sp");
  }

  /// Runs a program to its end and tells what it said. Errors: CardRefused (it did not end well), Timeout.
  Result<void> run(const std::string& who, const std::string& name, std::vector<std::string> arguments) {
    std::string shown = fs::path(name).filename().string();
    for (const std::string& argument : arguments) shown += " " + argument;
    narrator_.say(who, "$ " + shown);
    const fs::path log = lab_.folder / ("call-" + std::to_string(++calls_) + ".log");
    arguments.insert(arguments.begin(), program(name));
    auto child = ChildProcess::start(arguments, log.string());
    if (!child) return tl::unexpected(child.error());
    narrator_.follow(who, log, [](const std::string& line) { return line; });
    const auto code = child->wait(120s);
    narrator_.say(who, code == 0 ? "done" : "failed");
    if (!code) return host::fail(ErrorCode::Timeout, shown + ": takes too long");
    if (*code != 0) return host::fail(ErrorCode::CardRefused, shown + ": exit code " + std::to_string(*code));
    return {};
  }
  Result<void> call(const std::string& who, const std::string& role, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--config", lab_.configuration(role).string()});
    return run(who, "sixline", std::move(arguments));
  }
  const Lab& lab() const { return lab_; }

 private:
  Result<void> serve(const std::string& who, const std::string& name, const std::string& role) {
    return begin(who, {program(name), "--config", lab_.configuration(role).string()}, role, " listens on ",
                 interface_line);
  }
  Result<void> listen(const std::string& who, const std::string& role) {
    return begin(who, {program("sixline"), "listen", "--config", lab_.configuration(role).string()}, role,
                 " listens at ", [](const std::string& line) { return line; });
  }

  /// Returns when its log has the words that say that it can be reached.
  Result<void> begin(const std::string& who, const std::vector<std::string>& arguments,
                     const std::string& role, const std::string& ready, Narrator::Shown shown) {
    const fs::path log = lab_.folder / (role + ".log");
    fs::remove(log);
    auto child = ChildProcess::start(arguments, log.string());
    if (!child) return tl::unexpected(child.error());
    running_.push_back(std::move(*child));
    narrator_.follow(who, log, std::move(shown));
    for (auto waited = 0ms; waited < 10s; waited += 20ms) {
      const auto said = read_file(log);
      const std::string text = said ? std::string(said->begin(), said->end()) : std::string();
      if (text.find(ready) != std::string::npos) {
        narrator_.say(who, "process " + std::to_string(running_.back().id()) + ", log " + log.string());
        return {};
      }
      if (!running_.back().running()) return host::fail(ErrorCode::Transport, arguments[0] + ": " + text);
      std::this_thread::sleep_for(20ms);
    }
    return host::fail(ErrorCode::Timeout, arguments[0] + " does not start");
  }

  Lab lab_;
  Narrator& narrator_;
  std::vector<ChildProcess> running_{};
  unsigned calls_ = 0;
};

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
    const auto curve = host::crypto::curve_named(curve_);
    if (!curve) return tl::unexpected(curve.error());
    auto lab = make_lab({home_, *curve, {}, "info"});
    if (!lab) return tl::unexpected(lab.error());
    if (auto written = write_file(fs::path(home_) / "order.der", *package); !written) return written;
    Narrator narrator(context.out());
    auto eid = personalise(narrator, Workspace(home_), *curve);
    if (!eid) return tl::unexpected(eid.error());
    auto network = switch_on(context, narrator, *lab);
    if (!network) return tl::unexpected(network.error());
    const auto played = play(narrator, std::move(*lab), **network, *facts, *eid);
    (*network)->stop();
    narrator.stop();
    if (played)
      context.out() << "OK profile " << facts->iccid << " enabled on " << *eid << ", AKA verified\n"
                    << std::flush;
    return played;
  }

  static Result<std::string> personalise(Narrator& narrator, const Workspace& workspace,
                                         host::crypto::Curve curve) {
    if (fs::exists(workspace.eis())) {
      const auto eis = workspace.read_eis();
      if (!eis) return tl::unexpected(eis.error());
      return eis->eid();
    }
    auto bootstrap = own_bootstrap_package();
    if (!bootstrap) return tl::unexpected(bootstrap.error());
    EuiccOrder order;
    order.curve = curve;
    order.bootstrap = std::move(*bootstrap);
    const auto eis = personalise_euicc(workspace, order);
    if (!eis) return tl::unexpected(eis.error());
    narrator.say("EUM", "eUICC " + eis->eid() + " personalised, bootstrap profile enabled");
    return eis->eid();
  }

  static Result<std::unique_ptr<CardConnection>> open_card(const Context& context, Narrator& narrator,
                                                           const fs::path& state) {
    GlobalOptions options = context.options();
    if (options.state.empty()) options.state = state.string();
    auto card = Context(options, context.out(), context.err()).connect();
    if (card || options.reader != "vpcd" || card.error().code != ErrorCode::Unsupported) return card;
    narrator.say("Device",
                 "no virtual PC/SC reader here: " + card.error().describe() + "; using --reader native");
    options.reader = "native";
    return Context(options, context.out(), context.err()).connect();
  }

  static Result<std::unique_ptr<SmsNetwork>> switch_on(const Context& context, Narrator& narrator,
                                                       const Lab& lab) {
    auto card = open_card(context, narrator, Workspace(lab.folder).card());
    if (!card) return tl::unexpected(card.error());
    narrator.say("Device", "card in " + (*card)->channel().name());
    host::smpp::CentreSettings settings;
    settings.port = lab.ports.find("smpp")->second;
    settings.system_id = "sm-sr";
    settings.password = std::string(lab_smpp_password);
    auto network =
        SmsNetwork::start(settings, 1, [&](const std::string&, const host::device::TerminalEvent& event) {
          if (event.kind == host::device::EventKind::Refresh) narrator.say("Device", "REFRESH " + event.text);
        });
    if (!network) return network;
    if (auto added = (*network)->add(device, std::move(*card)); !added) return tl::unexpected(added.error());
    return network;
  }

  /// ES1, ES4A, then both ways to a card: ES2, ES3, ES5 and ES4, ES5.
  static Result<void> play(Narrator& narrator, Lab lab, SmsNetwork& network,
                           const host::profile::ProfileFacts& facts, const std::string& eid) {
    Cast cast(std::move(lab), narrator);
    if (auto started = cast.start(); !started) return started;
    const std::string folder = cast.lab().folder.string();
    const std::string smdp = cast.lab().configuration("smdp").string();
    auto done = cast.call("EUM", "eum", {"es1", "register-eis", "--eis", folder + "/eis.json"});
    if (done)
      done = cast.run("SM-DP", "sixline-smdp",
                      {"--config", smdp, "--add-profile", folder + "/order.der", "--profile-type",
                       std::string(profile_type), "--operator", std::string(operator_id), "--msisdn",
                       lab_number(facts.iccid)});
    if (done) done = authorise(cast);
    if (done)
      done = cast.call("Operator", "operator",
                       {"es2", "download-profile", "--eid", eid, "--smsr-id", std::string(sm_sr_id),
                        "--profile-type", std::string(profile_type), "--enable-profile", "true"});
    for (const char* function : {"disable-profile", "enable-profile"})
      if (done)
        done = cast.call("Operator", "operator", {"es4", function, "--eid", eid, "--iccid", facts.iccid});
    if (!done) return done;
    return network.with_card(
        device, [&](host::session::CardSession& session) { return check(narrator, session, facts); });
  }

  /// What the M2M SP may do and hear.
  static Result<void> authorise(Cast& cast) {
    std::vector<std::string> call{"es4a",
                                  "set-plma",
                                  "--plma.mno-id",
                                  std::string(operator_id),
                                  "--plma.profile-type",
                                  std::string(profile_type),
                                  "--plma.m2m-sp-id",
                                  std::string(m2m_sp_id)};
    for (const char* operation : {"GetEIS", "HandleProfileDownloadedNotification",
                                  "HandleProfileEnabledNotification", "HandleProfileDisabledNotification"})
      call.insert(call.end(), {"--plma.authorised-operation", operation});
    return cast.call("Operator", "operator", std::move(call));
  }

  static Result<void> check(Narrator& narrator, host::session::CardSession& session,
                            const host::profile::ProfileFacts& facts) {
    const auto iccid = read_iccid(session);
    if (!iccid) return tl::unexpected(iccid.error());
    const auto imsi = read_imsi(session, facts);
    if (!imsi) return tl::unexpected(imsi.error());
    narrator.say("Device", "EF.ICCID " + *iccid + ", EF.IMSI " + *imsi);
    if (*iccid != facts.iccid || *imsi != facts.imsi)
      return host::fail(ErrorCode::NotAuthentic, "the card shows other numbers than the package");
    if (auto verified = verify_aka(session, facts); !verified) return verified;
    narrator.say("Device", "AUTHENTICATE with " + std::string(host::profile::name_of(facts.aka->algorithm)) +
                               ": RES, CK and IK are right");
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
