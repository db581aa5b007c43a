// sixline lab: the folder from which all roles can be started.
#include <nlohmann/json.hpp>
#include <ostream>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/lab/lab.hpp"

namespace sixline::tools {
namespace {

class LabCommand final : public Command {
 public:
  void define(Options options) override {
    options.add("folder", folder_, "made if it is not there").required();
    options.add("--curve", curve_, "P-256 or brainpoolP256r1").shows_default();
    options.add("--store", store_,
                "where the servers keep what they know: a URL to which smsr or smdp is added; SQLite in the "
                "folder if absent");
    options.footer(
        "Then, each in a terminal of its own:\n"
        "  sixline eum personalise --home FOLDER\n"
        "  sixline sms-centre --home FOLDER --port PORT --password-file FOLDER/smpp.TEST-ONLY.password\n"
        "  sixline-smsr --config FOLDER/smsr.toml\n"
        "  sixline-smdp --config FOLDER/smdp.toml\n"
        "  sixline listen --config FOLDER/operator.toml\n"
        "and call functions:\n"
        "  sixline es1 register-eis --config FOLDER/eum.toml --eis FOLDER/eis.json");
  }

  ExitCode run(const Context& context) override {
    const auto curve = host::crypto::curve_named(curve_);
    if (!curve) return context.fail(curve.error());
    const auto lab = make_lab({folder_, *curve, store_, "info"});
    if (!lab) return context.fail(lab.error());
    if (context.options().json) {
      context.out() << nlohmann::json{{"folder", folder_}, {"ports", lab->ports}}.dump(2) << '\n';
      return ExitCode::Ok;
    }
    for (const LabRole& role : lab_roles())
      context.out() << role.role << ' ' << role.id << ": " << lab->configuration(role.name).string() << '\n';
    context.out() << "SMPP port " << lab->ports.find("smpp")->second << '\n';
    return ExitCode::Ok;
  }

 private:
  std::string folder_, store_;
  std::string curve_ = "P-256";
};

}  // namespace

std::unique_ptr<Command> make_lab_command() {
  return std::make_unique<LabCommand>();
}

}  // namespace sixline::tools
