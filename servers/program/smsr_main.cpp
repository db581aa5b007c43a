// sixline-smsr: the SM-SR as a program.
#include "servers/program/program.hpp"
#include "servers/program/sms_bearer.hpp"
#include "servers/smsr/desk.hpp"

namespace sixline::servers::program {
namespace {

constexpr Section::Range seconds{1, 10'000'000};

class SmSrProgram final : public Program {
 public:
  std::string name() const override { return "sixline-smsr"; }
  std::string purpose() const override {
    return "The SM-SR of SGP.02: ES1, ES3, ES4, ES4A, ES7 and the cards";
  }
  lines::soap::Role role() const override { return lines::soap::Role::SmSr; }

  void read(ConfigurationFile& file, const ServerSettings&) override {
    const Section smsr = file.root().section("smsr");
    ci_ = read_certificate(smsr, "ci_certificate");
    settings_.number = smsr.text("number");
    settings_.default_validity = smsr.number("default_validity_seconds", seconds, settings_.default_validity);
    settings_.shortest_validity =
        smsr.number("shortest_validity_seconds", seconds, settings_.shortest_validity);
    settings_.proof_timeout = smsr.number("proof_timeout_seconds", seconds, settings_.proof_timeout);
    settings_.packet_repeat = smsr.number("packet_repeat_seconds", seconds, settings_.packet_repeat);
    settings_.disable_before_delete = smsr.flag("disable_before_delete", settings_.disable_before_delete);
    supports_onc_ = smsr.flag("supports_onc", true);
    if (const auto smpp = file.root().maybe_section("smpp")) esme_ = read_esme(*smpp);
  }

  std::unique_ptr<lines::Desk> make_desk(const ServerSettings& settings, Journal&) override {
    smsr::SmSrOffice office{settings_, settings.self, *ci_, settings.peers};
    office.supports_onc = supports_onc_;
    auto desk = std::make_unique<smsr::SmSrDesk>(std::move(office), [] {
      return std::chrono::duration_cast<std::chrono::seconds>(
                 std::chrono::system_clock::now().time_since_epoch())
          .count();
    });
    desk_ = desk.get();
    return desk;
  }

  Result<void> connect(Server& server, Journal& journal, Metrics& metrics) override {
    if (!esme_) {
      journal.say(Journal::Level::Warning, "no [smpp]: no card can be reached");
      return {};
    }
    auto bearer = SmsBearer::start(*esme_, server, *desk_, journal, metrics);
    if (!bearer) return tl::unexpected(bearer.error());
    bearer_ = std::move(*bearer);
    server.use_bearer(*bearer_, [this](store::Unit& unit, lines::Effects& effects,
                                       const lines::ShortMessage& message, const std::string& reason) {
      return desk_->on_short_message_undelivered(unit, message.eid, message.packet_id, reason, effects);
    });
    return {};
  }

 private:
  smsr::SmSrSettings settings_{};
  std::optional<host::pki::X509Certificate> ci_{};
  bool supports_onc_ = true;
  std::optional<host::smpp::EsmeSettings> esme_{};
  smsr::SmSrDesk* desk_ = nullptr;
  std::unique_ptr<Bearer> bearer_{};
};

}  // namespace
}  // namespace sixline::servers::program

int main(int argc, char** argv) {
  sixline::servers::program::SmSrProgram program;
  return sixline::servers::program::run(program, argc, argv);
}
