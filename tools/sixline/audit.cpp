// sixline audit: ES4.AuditEIS, the card is asked and the EIS put right.
#include <ostream>

#include "tools/sixline/commands.hpp"
#include "tools/sixline/ecosystem.hpp"

namespace sixline::tools {
namespace {

class AuditCommand : public Command {
 public:
  void define(Options options) override { define_home(options, home_); }

  ExitCode run(const Context& context) override {
    auto ecosystem = Ecosystem::open(context, Workspace::at(home_), context.options().json);
    if (!ecosystem) return context.fail(ecosystem.error());
    host::es::AuditEis request;
    request.caller = (*ecosystem)->caller();
    request.eid = (*ecosystem)->eid();
    const auto answer = (*ecosystem)->request(request);
    if (answer && answer->eis && !context.options().json) print(context.out(), *answer->eis);
    return report(context, answer);
  }

 private:
  static void print(std::ostream& out, const host::es::Eis& eis) {
    out << "EID " << eis.eid() << ", " << eis.remaining_memory << " bytes free\n";
    for (const host::es::EisProfile& profile : eis.profiles)
      out << "  " << profile.iccid << "  " << host::es::name_of(profile.state)
          << (profile.fall_back ? "  fall-back" : "") << "  " << host::to_hex(profile.isd_p_aid) << "  "
          << profile.profile_type << '\n';
  }

  std::string home_;
};

}  // namespace

std::unique_ptr<Command> make_audit() {
  return std::make_unique<AuditCommand>();
}

}  // namespace sixline::tools
