#include "tests/support/lab/running_lab.hpp"

#include "host/es/content.hpp"
#include "host/es/request_content.hpp"
#include "tools/sixline/es/peer_settings.hpp"

namespace sixline::tests::support {

using host::ErrorCode;

namespace {

/// The answer that a time is over takes its time, too.
constexpr std::chrono::seconds beyond_validity{30};

}  // namespace

Result<std::unique_ptr<RunningLab>> RunningLab::prepare(const RunningLabPlan& plan) {
  tools::LabPlan files;
  files.folder = plan.folder;
  files.log_level = plan.log_level;
  auto lab = tools::make_lab(files);
  if (!lab) return tl::unexpected(lab.error());
  std::unique_ptr<RunningLab> prepared(new RunningLab(std::move(*lab), plan.validity));
  auto done = prepared->fill(plan);
  if (done) done = prepared->open_links(plan.peers);
  if (!done) return tl::unexpected(done.error());
  return prepared;
}

Result<std::unique_ptr<RunningLab>> RunningLab::start(const RunningLabPlan& plan) {
  auto running = prepare(plan);
  if (!running) return running;
  std::vector<LabServer> servers;
  for (const std::string name : {"smsr", "smdp"})
    servers.push_back(
        {name, plan.programs / ("sixline-" + name), (*running)->lab_.ports.at("admin-" + name)});
  auto done = (*running)->servers_.start(servers);
  if (done) done = (*running)->register_cards();
  if (!done) return tl::unexpected(done.error());
  return running;
}

RunningLab::~RunningLab() {
  static_cast<void>(servers_.stop());
  if (network_) network_->stop();
  links_.clear();
}

Result<void> RunningLab::fill(const RunningLabPlan& plan) {
  auto network = start_network(lab_, plan.devices_at_once);
  if (!network) return tl::unexpected(network.error());
  network_ = std::move(*network);
  auto delivered = make_cards(lab_, *network_, plan.cards);
  if (!delivered) return tl::unexpected(delivered.error());
  delivered_ = std::move(*delivered);
  const auto iccids = fill_stock(lab_, plan.cards, std::string(plan.stock_owner));
  if (!iccids) return tl::unexpected(iccids.error());
  for (std::size_t i = 0; i < plan.cards; ++i)
    cards_.push_back({delivered_[i].eid(), delivered_[i].profiles.front().iccid, (*iccids)[i]});
  return {};
}

Result<void> RunningLab::open_links(const std::vector<std::string>& peers) {
  for (const std::string& role : peers) {
    auto settings = tools::read_peer_settings(lab_.configuration(role).string());
    if (!settings) return tl::unexpected(settings.error());
    auto link = EsLink::open(std::move(*settings), [this](const tools::Incoming& incoming) {
      ++(incoming.message.kind == es::Kind::Response ? needless_answers_ : notifications_);
    });
    if (!link) return tl::unexpected(link.error());
    links_.emplace(role, std::move(*link));
  }
  return {};
}

Result<void> RunningLab::register_cards() {
  for (const es::Eis& eis : delivered_) {
    auto answer = ask("eum", es::message_of(es::RegisterEis{new_call(), eis}));
    if (!answer) return tl::unexpected(answer.error());
    if (const auto status = es::status_of(*answer); !status.ok())
      return host::fail(ErrorCode::BadInput, "ES1.RegisterEIS: " + status.describe());
  }
  return {};
}

std::string RunningLab::url(std::string_view role, const es::Function& function, es::Kind kind) const {
  return "https://127.0.0.1:" + std::to_string(lab_.ports.find(role)->second) +
         es::soap::path_of(es::soap::service_of(function, kind));
}

es::Caller RunningLab::new_call() {
  es::Caller caller;
  caller.message_id = "lab-" + std::to_string(++calls_);
  caller.validity_seconds = validity_;
  return caller;
}

es::Message RunningLab::request(es::Interface interface, std::string_view name, const Fields& fields) {
  const es::Function& function = es::function_named(interface, name);
  es::Message message(function, es::Kind::Request);
  es::write_call(message, new_call());
  for (const auto& [field, value] : fields) message.content.add_text(field, value);
  return message;
}

Result<es::Message> RunningLab::ask(std::string_view role, es::Message request, AnswerBy by) {
  tools::EsOrder order{std::move(request)};
  order.by = by;
  order.patience = std::chrono::seconds(validity_) + beyond_validity;
  const bool to_smdp = order.message.function->interface == es::Interface::Es2;
  order.recipient = to_smdp ? tools::sm_dp_id : tools::sm_sr_id;
  auto answer = link(role).call(order);
  if (!answer) return tl::unexpected(answer.error());
  if (!*answer) return host::fail(ErrorCode::BadFormat, "no answer");
  return std::move(**answer);
}

}  // namespace sixline::tests::support
