#include "tools/sixline/es/link.hpp"

#include <algorithm>

namespace sixline::tools {

namespace http = host::http;
namespace soap = lines::soap;
using host::ErrorCode;

namespace {

constexpr auto between_polls = std::chrono::milliseconds(200);

es::Time now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The service of ours that this function's answers come to.
std::string reply_address(const lines::Self& self, const es::Function& function) {
  return self.base_url + soap::path_of(soap::service_of(function, es::Kind::Response));
}

http::Response response_of(const soap::Reply& reply) {
  return {reply.status, reply.content_type, reply.body};
}

}  // namespace

Result<std::unique_ptr<EsLink>> EsLink::open(EsLinkSettings settings, Observer observer) {
  std::unique_ptr<EsLink> link(new EsLink(std::move(settings), std::move(observer)));
  http::ClientSettings client;
  client.tls = link->settings_.tls;
  client.max_connections_per_peer = 64;
  auto made = http::Client::create(client);
  if (!made) return tl::unexpected(made.error());
  link->client_ = std::move(*made);
  http::ListenerSettings listen = link->settings_.listen;
  const bool any_port = listen.port == 0;
  listen.tls = link->settings_.tls;
  auto listening = http::Listener::start(
      listen, [end = link.get()](const auto& request, const auto& respond) { respond(end->take(request)); });
  if (!listening) return tl::unexpected(listening.error());
  link->listener_ = std::move(*listening);
  if (any_port)
    link->settings_.self.base_url =
        "https://" + listen.address + ":" + std::to_string(link->listener_->port());
  return link;
}

EsLink::~EsLink() {
  if (listener_) listener_->stop(std::chrono::milliseconds(200));
}

Result<EsLink::Letter> EsLink::letter_of(const EsOrder& order) const {
  const es::Function& function = *order.message.function;
  std::string url = order.url;
  if (url.empty()) {
    const auto known = settings_.peers.url_of(order.recipient, function, order.message.kind);
    if (!known)
      return host::fail(ErrorCode::NotFound,
                        "no address of " + order.recipient + " is known for " + es::qualified_name(function));
    url = *known;
  }
  Letter letter;
  letter.url = url;
  soap::Header& header = letter.header;
  header.from = {reply_address(settings_.self, function), settings_.self.id, settings_.self.name, {}};
  header.to = {url, order.recipient, {}, {}};
  header.message_id = order.message_id.empty() ? lines::new_message_id(settings_.self) : order.message_id;
  header.context_id = order.context_id;
  header.message_date = now();
  header.action = soap::action_of(function, order.message.kind);
  if (function.style == es::Style::Asynchronous && order.message.kind == es::Kind::Request) {
    header.reply_to = header.from;
    if (order.by == AnswerBy::Poll)
      header.reply_to = soap::Endpoint{std::string(soap::poll_address) + header.message_id, {}, {}, {}};
  }
  const soap::Post post = soap::post_of(header, order.message);
  letter.content_type = post.content_type;
  letter.body = settings_.peers.addressed(order.recipient, post.body);
  return letter;
}

Result<http::Response> EsLink::post(const Letter& letter) const {
  return client_->post_and_wait(letter.url, letter.content_type, letter.body, letter.header.to.entity_id);
}

Result<std::optional<es::Message>> EsLink::call(const EsOrder& order) {
  auto letter = letter_of(order);
  if (!letter) return tl::unexpected(letter.error());
  const bool asynchronous = letter->header.reply_to.has_value();
  if (asynchronous && order.by == AnswerBy::Callback) {
    const std::lock_guard lock(mutex_);
    awaited_[letter->header.message_id] = {order.recipient, {}};
  }
  const auto response = post(*letter);
  auto delivered = response ? soap::delivered(letter->header, order.message, response->status, response->body)
                            : Result<soap::Delivered>(tl::unexpected(response.error()));
  if (!delivered || delivered->response || !asynchronous || order.by == AnswerBy::Nobody) {
    const std::lock_guard lock(mutex_);
    awaited_.erase(letter->header.message_id);
    if (!delivered) return tl::unexpected(delivered.error());
    return std::move(delivered->response);
  }
  return order.by == AnswerBy::Poll ? fetch(order, *letter) : await_callback(order, *letter);
}

Result<std::optional<es::Message>> EsLink::await_callback(const EsOrder& order, const Letter& letter) {
  std::unique_lock lock(mutex_);
  auto& awaited = awaited_[letter.header.message_id];
  changed_.wait_for(lock, order.patience, [&] { return awaited.answer.has_value(); });
  std::optional<es::Message> answer = std::move(awaited.answer);
  awaited_.erase(letter.header.message_id);
  if (answer) return answer;
  return host::fail(ErrorCode::Timeout,
                    es::qualified_name(*order.message.function) + ": accepted, but no answer came in time");
}

Result<std::optional<es::Message>> EsLink::fetch(const EsOrder& order, const Letter& letter) {
  Letter poll = letter;
  poll.header.message_id = lines::new_message_id(settings_.self);
  poll.header.reply_to.reset();
  poll.header.action = soap::make_connection_action;
  poll.content_type = soap::content_type(poll.header.action);
  const auto end = std::chrono::steady_clock::now() + order.patience;
  while (std::chrono::steady_clock::now() < end) {
    poll.body = settings_.peers.addressed(
        order.recipient,
        soap::write_envelope(poll.header, soap::MakeConnection{letter.header.reply_to->address}));
    const auto response = post(poll);
    if (!response) return tl::unexpected(response.error());
    if (response->body.empty()) {
      std::this_thread::sleep_for(between_polls);
      continue;
    }
    soap::ReadOptions options;
    options.polled = true;
    auto envelope = soap::read_envelope(response->body, options);
    if (!envelope) return host::fail(ErrorCode::BadFormat, envelope.error().reason);
    if (const es::Decoded* decoded = envelope->message()) return decoded->message;
    return host::fail(ErrorCode::BadFormat, "the answer of the poll is no message");
  }
  return host::fail(ErrorCode::Timeout,
                    es::qualified_name(*order.message.function) + ": accepted, but no answer came in time");
}

http::Response EsLink::take(const http::Request& request) {
  auto envelope = soap::read_envelope(request.body);
  if (!envelope) {
    soap::Header header;
    header.from = {settings_.self.base_url, settings_.self.id, {}, {}};
    header.message_id = lines::new_message_id(settings_.self);
    return response_of(soap::reply_of(header, envelope.error()));
  }
  const es::Decoded* decoded = envelope->message();
  if (decoded == nullptr || decoded->message.kind == es::Kind::Request)
    return response_of(soap::reply_of(soap::Outcome::NoSuchService));
  const lines::Peer* sender = settings_.peers.find(request.peer.entity_id);
  if (sender == nullptr || !lines::token_fits(*sender, envelope->token))
    return response_of(soap::reply_of(soap::Outcome::NotAuthenticated));
  if (decoded->message.kind == es::Kind::Response) {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(awaited_.begin(), awaited_.end(), [&](const auto& call) {
      return soap::relates(envelope->header.relates_to, call.first) &&
             call.second.sender == request.peer.entity_id;
    });
    if (found != awaited_.end()) {
      found->second.answer = decoded->message;
      changed_.notify_all();
      return response_of(soap::reply_of(soap::Outcome::CallbackAccepted));
    }
  }
  if (decoded->message.kind == es::Kind::Notification && decoded->refusal)
    return response_of(soap::reply_of(soap::Outcome::NotificationRefused));
  if (observer_) observer_({request.peer.entity_id, envelope->header, decoded->message, request.body});
  return response_of(soap::reply_of(decoded->message.kind == es::Kind::Response
                                        ? soap::Outcome::CallbackAccepted
                                        : soap::Outcome::NotificationAccepted));
}

}  // namespace sixline::tools
