#include "tests/ha/lab_at_work.hpp"

#include <thread>

#include "card/wire/tlv.hpp"
#include "host/es/content.hpp"
#include "host/es/request_content.hpp"

namespace sixline::tests::ha {

namespace fs = std::filesystem;
using host::ErrorCode;

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t validity = 300;
constexpr auto patience = 320s;
/// Roles that nobody plays here lend their ports.
constexpr std::array<const char*, LabAtWork::sm_srs> own_port{"other-smsr", "m2m-sp"};
constexpr std::array<const char*, LabAtWork::sm_srs> admin_port{"admin-smsr", "other-operator"};

Result<std::string> text_of(const fs::path& path) {
  auto content = tools::read_file(path);
  if (!content) return tl::unexpected(content.error());
  return std::string(content->begin(), content->end());
}

/// The first `from` behind `section` becomes `to`.
void change(std::string& text, const std::string& section, const std::string& from, const std::string& to) {
  text.replace(text.find(from, text.find(section)), from.size(), to);
}

}  // namespace

Result<std::unique_ptr<LabAtWork>> LabAtWork::make(std::size_t cards, const std::string& smsr_store) {
  auto folder = tools::TemporaryFolder::make("ha");
  if (!folder) return tl::unexpected(folder.error());
  std::unique_ptr<LabAtWork> made(new LabAtWork(std::move(*folder), smsr_store));
  if (auto done = made->prepare(cards); !done) return tl::unexpected(done.error());
  return made;
}

Result<void> LabAtWork::prepare(std::size_t cards) {
  support::RunningLabPlan plan;
  plan.folder = folder_.path();
  plan.cards = cards;
  plan.peers = {"eum", "operator"};
  plan.stock_owner = tools::operator_id;
  plan.validity = validity;
  auto lab = support::RunningLab::prepare(plan);
  if (!lab) return tl::unexpected(lab.error());
  lab_ = std::move(*lab);
  for (const support::LabCard& card : lab_->cards())
    orders_.push_back({card.eid, card.bootstrap_iccid, orders_.size() % 2 == 0, {}, {}});
  const auto& ports = lab_->lab().ports;
  auto relay = Relay::start(ports.at("smsr"), {ports.at(own_port[0]), ports.at(own_port[1])});
  if (!relay) return tl::unexpected(relay.error());
  relay_ = std::move(*relay);
  return configure();
}

/// The SM-SRs differ in what they listen on; what their peers know is the relay.
Result<void> LabAtWork::configure() {
  const tools::Lab& lab = lab_->lab();
  auto text = text_of(lab.configuration("smsr"));
  if (!text) return tl::unexpected(text.error());
  change(*text, "[smsr]", "[smsr]", "[smsr]\npacket_repeat_seconds = 3");
  change(*text, "[store]", "sqlite:smsr.db", smsr_store_);
  for (std::size_t i = 0; i < sm_srs; ++i) {
    std::string own = *text;
    change(own, "[listen]", std::to_string(lab.ports.at("smsr")), std::to_string(lab.ports.at(own_port[i])));
    change(own, "[admin]", std::to_string(lab.ports.at("admin-smsr")),
           std::to_string(lab.ports.at(admin_port[i])));
    const fs::path file = lab.configuration(name_of(i));
    if (auto written = tools::write_file(file, wire::bytes_of(own)); !written) return written;
  }
  auto smdp = text_of(lab.configuration("smdp"));
  if (!smdp) return tl::unexpected(smdp.error());
  change(*smdp, "[smdp]", "[smdp]", "[smdp]\ncard_validity_seconds = 60");
  return tools::write_file(lab.configuration("smdp"), wire::bytes_of(*smdp));
}

Result<void> LabAtWork::start_sm_sr(std::size_t number) {
  return lab_->servers().start(
      {{name_of(number), SIXLINE_SMSR, lab_->lab().ports.at(admin_port.at(number))}});
}

Result<void> LabAtWork::start_sm_dp() {
  return lab_->servers().start({{"smdp", SIXLINE_SMDP, lab_->lab().ports.at("admin-smdp")}});
}

void LabAtWork::download_all(std::size_t at_once, const std::function<void(std::size_t)>& done) {
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> answered = 0;
  std::vector<std::jthread> callers;
  for (std::size_t i = 0; i < at_once; ++i)
    callers.emplace_back([&] {
      for (std::size_t mine = next++; mine < orders_.size(); mine = next++) {
        download(orders_[mine]);
        done(++answered);
      }
    });
}

void LabAtWork::download(Order& order) {
  es::DownloadProfile request;
  request.caller.message_id = "download-" + order.eid;
  request.caller.validity_seconds = validity;
  request.eid = order.eid;
  request.smsr_id = tools::sm_sr_id;
  request.profile_type = support::lab_profile_type;
  request.enable_profile = order.enable;
  tools::EsOrder call{es::message_of(request)};
  call.recipient = tools::sm_dp_id;
  call.patience = patience;
  call.message_id = "urn:ha:" + order.eid;
  tools::EsLink& link = lab_->link("operator");
  auto answer = link.call(call);
  // Whoever has no acknowledgement repeats the message.
  for (int tries = 0; !answer && answer.error().code == ErrorCode::Transport && tries < 20; ++tries) {
    std::this_thread::sleep_for(500ms);
    answer = link.call(call);
  }
  if (!answer || !*answer) {
    order.wrong = answer ? "no answer" : answer.error().describe();
    return;
  }
  const es::EsStatus status = es::status_of(**answer);
  order.iccid = (*answer)->content.text("Iccid");
  if (!status.ok()) order.wrong = status.describe();
}

Result<es::Eis> LabAtWork::ask_for_eis(const std::string& function, const std::string& eid) {
  const auto message = lab_->ask("operator", lab_->request(es::Interface::Es4, function, {{"Eid", eid}}));
  if (!message) return tl::unexpected(message.error());
  auto answer = es::answer_of(*message);
  if (!answer) return host::fail(ErrorCode::BadFormat, function + ": " + answer.error().describe());
  if (!answer->status.ok() || !answer->eis)
    return host::fail(ErrorCode::CardRefused, function + ": " + answer->status.describe());
  return std::move(*answer->eis);
}

Result<std::map<std::string, unsigned>> LabAtWork::card_status(const std::string& eid) {
  std::map<std::string, unsigned> found;
  const auto asked = lab_->network().with_card(eid, [&](host::session::CardSession& card) -> Result<void> {
    if (auto selected = card.select(wire::aid::isd_r()); !selected) return tl::unexpected(selected.error());
    const auto all = std::to_array<std::uint8_t>({0x80, 0xF2, 0x40, 0x02, 0x02, 0x4F, 0x00, 0x00});
    auto reply = card.expect("GET STATUS of all ISD-Ps", all);
    if (!reply) return tl::unexpected(reply.error());
    auto entries = wire::TlvReader::ber(reply->data);
    while (!entries.at_end()) {
      const auto entry = entries.expect(0xE3);
      if (!entry) return tl::unexpected(host::Error{ErrorCode::BadFormat, "GET STATUS: no entry", {}});
      const auto fields = entries.children(*entry);
      const auto isd_p = fields.find(0x4F);
      const auto state = fields.find(0x9F70);
      if (!isd_p || !state || state->value.empty())
        return host::fail(ErrorCode::BadFormat, "GET STATUS: no AID or no state");
      found[host::to_hex(isd_p->value)] = state->value[0];
    }
    return {};
  });
  if (!asked) return tl::unexpected(asked.error());
  return found;
}

Result<std::unique_ptr<servers::store::Store>> LabAtWork::open_store(const std::string& role) const {
  return support::open_store(lab_->lab(), role == "smsr" ? smsr_store_ : std::string());
}

}  // namespace sixline::tests::ha
