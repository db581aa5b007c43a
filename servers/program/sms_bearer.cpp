#include "servers/program/sms_bearer.hpp"

#include <atomic>
#include <fstream>

namespace sixline::servers::program {

namespace smpp = host::smpp;

namespace {

using Level = lines::LogLine::Level;

/// The centre may have taken it all the same. If it has not, the SM-SR sends the packet again, which the card
/// can tell from a new one (PROC-TIM-06).
bool in_doubt(const host::Error& error) {
  return error.code == host::ErrorCode::Timeout || error.code == host::ErrorCode::BadFormat;
}

/// The parts of one packet on their way to the centre. One that is refused makes the card wait for ever, so
/// the packet as a whole is not delivered.
struct Parts {
  explicit Parts(std::size_t count, Bearer::Taken done) : left(count), taken(std::move(done)) {}

  void ended(const Result<std::string>& accepted) {
    const bool refused = !accepted && !in_doubt(accepted.error());
    if (refused && !failed.exchange(true)) taken(tl::unexpected(accepted.error()));
    if (--left == 0 && !failed) taken({});
  }

  std::atomic<std::size_t> left;
  std::atomic<bool> failed = false;
  Bearer::Taken taken;
};

}  // namespace

smpp::EsmeSettings read_esme(const Section& section) {
  constexpr Section::Range ports{1, 65535};
  constexpr Section::Range milliseconds{10, 3'600'000};
  smpp::EsmeSettings out;
  out.address = section.text("address", out.address);
  out.port = static_cast<std::uint16_t>(section.number("port", ports, out.port));
  out.system_id = section.text("system_id");
  if (const auto path = section.maybe_file("password_file"); !path.empty()) {
    std::ifstream file(path);
    std::getline(file, out.password);
  }
  out.system_type = section.text("system_type", {});
  out.window = static_cast<unsigned>(section.number("window", {1, 10'000}, 64));
  out.enquire_time = std::chrono::milliseconds(section.number("enquire_milliseconds", milliseconds, 30'000));
  out.response_time =
      std::chrono::milliseconds(section.number("response_milliseconds", milliseconds, 10'000));
  out.reconnect_time =
      std::chrono::milliseconds(section.number("reconnect_milliseconds", milliseconds, 1'000));
  return out;
}

Result<std::unique_ptr<Bearer>> SmsBearer::start(const smpp::EsmeSettings& settings, Server& server,
                                                 smsr::SmSrDesk& desk, Journal& journal, Metrics& metrics) {
  smpp::EsmeEvents events;
  events.log = [&journal](const std::string& text) { journal.say(Level::Info, text); };
  events.undelivered = [&journal](const std::string& id, smpp::MessageState) {
    // The deadline of the packet finds out what the card did (PROC-TIM).
    journal.say(Level::Warning, "SMPP: the centre could not deliver message " + id);
    return true;
  };
  events.received = [&server, &desk, &metrics](const std::string& msisdn, const host::ByteString& tpdu) {
    const auto done = server.perform([&](store::Unit& unit, lines::Effects& effects) {
      return desk.on_short_message(unit, msisdn, tpdu, effects);
    });
    metrics.short_message(false, done.has_value());
    return done.has_value();
  };
  auto esme = smpp::Esme::start(settings, std::move(events));
  if (!esme) return tl::unexpected(esme.error());
  return std::make_unique<SmsBearer>(std::move(*esme));
}

void SmsBearer::submit(const lines::ShortMessage& message, Taken taken) {
  if (message.delivers.empty()) return taken({});
  const auto parts = std::make_shared<Parts>(message.delivers.size(), std::move(taken));
  for (const host::ByteString& tpdu : message.delivers)
    esme_->submit(message.msisdn, tpdu,
                  [parts](const Result<std::string>& accepted) { parts->ended(accepted); });
}

}  // namespace sixline::servers::program
