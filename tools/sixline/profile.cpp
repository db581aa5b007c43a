// sixline profile show|personalise: look into a profile package, or put a subscription into one.
#include <optional>
#include <ostream>

#include "host/profile/facts.hpp"
#include "host/profile/template_package.hpp"
#include "tools/sixline/commands.hpp"
#include "tools/sixline/workspace.hpp"

namespace sixline::tools {
namespace {

using host::ErrorCode;
using host::Result;
using host::profile::AkaAlgorithm;
using host::profile::Package;

/// A file, or one of our own templates by the name of its algorithm.
Result<Package> open_package(const std::string& source) {
  if (source == "milenage") return host::profile::template_package({AkaAlgorithm::Milenage});
  if (source == "tuak") return host::profile::template_package({AkaAlgorithm::Tuak});
  if (source == "xor") return host::profile::template_package({AkaAlgorithm::XorTest});
  auto content = read_file(source);
  if (!content) return tl::unexpected(content.error());
  return Package::read(*content);
}

class ProfileCommand : public Command {
 public:
  void define(Options options) override {
    options.require_subcommand();
    show_ = options.subcommand("show", "elements and contents of a package; no keys, no PINs");
    show_->add("package", source_, source_help).required();
    change_ = options.subcommand("personalise", "put a subscription into a package");
    change_->add("package", source_, source_help).required();
    change_->add("--out", out_, "file for the result").required();
    change_->add("--iccid", iccid_, "18 digits get their check digit");
    change_->add("--imsi", imsi_);
    change_->add("--ki", ki_, "K in hex");
    change_->add("--opc", opc_, "OPc or TOPc in hex");
    change_->add("--pin1", pin1_);
    change_->add("--puk1", puk1_);
    change_->add("--adm1", adm1_);
    change_->add("--smsc", smsc_, "service centre, + for international");
    change_->add("--msisdn", msisdn_);
    change_->add("--name", name_, "profile type");
  }

  ExitCode run(const Context& context) override {
    auto package = open_package(source_);
    if (!package) return context.fail(package.error());
    if (change_->given()) {
      if (auto changed = change(*package); !changed) return context.fail(changed.error());
      if (auto written = write_file(out_, package->encode()); !written) return context.fail(written.error());
    }
    const auto facts = host::profile::facts_of(*package);
    if (!facts) return context.fail(facts.error());
    if (context.options().json)
      context.out() << host::profile::describe_json(*package, *facts) << '\n';
    else if (show_->given())
      context.out() << host::profile::describe(*package, *facts);
    else
      context.out() << "profile " << facts->iccid << " in " << out_ << '\n';
    return ExitCode::Ok;
  }

 private:
  static constexpr const char* source_help = "DER file, or one of our own templates: milenage, tuak, xor";

  Result<void> change(Package& package) const {
    host::profile::Personalisation values;
    const auto text = [](const std::string& from, std::optional<std::string>& to) {
      if (!from.empty()) to = from;
    };
    text(iccid_, values.iccid);
    text(imsi_, values.imsi);
    text(smsc_, values.smsc);
    text(msisdn_, values.msisdn);
    text(name_, values.profile_type);
    if (!pin1_.empty()) values.pins[0x01] = pin1_;
    if (!adm1_.empty()) values.pins[0x0A] = adm1_;
    if (!puk1_.empty()) values.puks[0x01] = puk1_;
    for (const auto& [from, to] : {std::pair{&ki_, &values.ki}, std::pair{&opc_, &values.opc}}) {
      if (from->empty()) continue;
      auto bytes = host::from_hex(*from);
      if (!bytes) return host::fail(ErrorCode::BadInput, "a key is not hexadecimal");
      *to = std::move(*bytes);
    }
    return host::profile::personalise(package, values);
  }

  std::optional<Options> show_{};
  std::optional<Options> change_{};
  std::string source_, out_, iccid_, imsi_, ki_, opc_, pin1_, puk1_, adm1_, smsc_, msisdn_, name_;
};

}  // namespace

std::unique_ptr<Command> make_profile() {
  return std::make_unique<ProfileCommand>();
}

}  // namespace sixline::tools
