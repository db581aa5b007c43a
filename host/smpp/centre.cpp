#include "host/smpp/centre.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <thread>

#include "host/smpp/link.hpp"

namespace sixline::host::smpp {
namespace {

constexpr std::string_view own_name = "sixline";

class AsioCentre final : public Centre {
 public:
  AsioCentre(CentreSettings settings, Submitted submitted, std::unique_ptr<asio::io_context> context,
             tcp::acceptor acceptor)
      : settings_(std::move(settings)),
        submitted_(std::move(submitted)),
        context_(std::move(context)),
        acceptor_(std::move(acceptor)),
        repeat_timer_(*context_) {
    error_code ignored;
    port_ = acceptor_.local_endpoint(ignored).port();
    accept();
    thread_ = std::thread([this] { context_->run(); });
  }
  ~AsioCentre() override { AsioCentre::stop(); }

  std::uint16_t port() const override { return port_; }
  std::size_t bound() const override { return bound_; }
  std::size_t waiting() const override { return waiting_; }

  Result<void> deliver(const std::string& source_msisdn, Bytes submit_tpdu) override {
    auto message = to_deliver_sm(source_msisdn, submit_tpdu);
    if (!message) return wire::fail(message.error());
    if (++waiting_ > settings_.max_waiting) {
      --waiting_;
      return fail(ErrorCode::Transport, "too many short messages wait for an ESME");
    }
    asio::post(*context_, [this, message = std::move(*message)]() mutable { put(std::move(message)); });
    return {};
  }
  void failed(const std::string& message_id) override {
    asio::post(*context_, [this, message_id] { send_receipt(message_id); });
  }
  void stop() override {
    if (!thread_.joinable()) return;
    asio::post(*context_, [this] { shut(); });
    thread_.join();
  }

 private:
  struct Session {
    explicit Session(asio::io_context& context) : bind_timer(context) {}
    std::shared_ptr<Link> link;
    asio::steady_timer bind_timer;
    bool bound = false;
  };
  using SessionPointer = std::shared_ptr<Session>;
  struct Sent {
    std::string message_id;
    Address source, destination;
  };

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (!acceptor_.is_open()) return;
      if (!error && sessions_.size() < settings_.max_connections) open(std::move(socket));
      if (error) return accept_later();
      accept();
    });
  }
  /// No file descriptor was left, for example.
  void accept_later() {
    auto pause = std::make_shared<asio::steady_timer>(*context_, settings_.repeat_time);
    pause->async_wait([this, pause](error_code) {
      if (acceptor_.is_open()) accept();
    });
  }
  void open(tcp::socket socket) {
    auto session = std::make_shared<Session>(*context_);
    const std::weak_ptr<Session> weak = session;
    session->link =
        std::make_shared<Link>(std::move(socket), LinkTimes{settings_.enquire_time, settings_.response_time},
                               Link::Events{[this, weak](const Pdu& pdu) {
                                              if (const auto known = weak.lock()) on_request(known, pdu);
                                            },
                                            [this, weak](const std::string&) {
                                              if (const auto known = weak.lock()) on_closed(known);
                                            }});
    sessions_.push_back(session);
    session->link->start();
    session->bind_timer.expires_after(settings_.bind_time);
    session->bind_timer.async_wait([weak](error_code cancelled) {
      const auto known = weak.lock();
      if (known && !cancelled && !known->bound) known->link->close("no bind in time");
    });
  }
  void on_closed(const SessionPointer& session) {
    session->bind_timer.cancel();
    std::erase(sessions_, session);
    if (session->bound) --bound_;
    session->bound = false;
    pump();
  }

  void on_request(const SessionPointer& session, const Pdu& pdu) {
    if (pdu.command == Command::BindTransceiver) return on_bind(session, pdu);
    if (!session->bound) return session->link->send(response_to(pdu, Status::WrongBindStatus));
    if (pdu.command != Command::SubmitSm) return session->link->send(response_to(pdu, Status::BadCommand));
    const Submission submission = take(std::get<ShortMessage>(pdu.body));
    if (submission.status != Status::Ok) return session->link->send(response_to(pdu, submission.status));
    session->link->send(response_to(pdu, Status::Ok, MessageResp{submission.message_id}));
  }
  void on_bind(const SessionPointer& session, const Pdu& pdu) {
    const auto& bind = std::get<Bind>(pdu.body);
    Status status = Status::Ok;
    if (session->bound)
      status = Status::AlreadyBound;
    else if (bind.system_id != settings_.system_id)
      status = Status::BadSystemId;
    else if (bind.password != settings_.password)
      status = Status::BadPassword;
    if (status != Status::Ok) return session->link->send(response_to(pdu, status));
    session->bind_timer.cancel();
    session->bound = true;
    ++bound_;
    session->link->send(response_to(pdu, Status::Ok, BindResp{std::string(own_name), interface_version}));
    pump();
  }
  Submission take(const ShortMessage& message) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto tpdu = to_deliver_tpdu(message, service_centre_time(now));
    if (!tpdu) return {Status::SubmitFailed, {}};
    Submission submission = submitted_(message.destination.digits, std::move(*tpdu));
    if (submission.message_id.size() > max_message_id) return {Status::SystemError, {}};
    const bool wants_receipt = (message.registered_delivery & 0x03) != 0;
    if (submission.status == Status::Ok && wants_receipt) {
      if (sent_.size() == max_remembered) sent_.pop_front();
      sent_.push_back({submission.message_id, message.source, message.destination});
    }
    return submission;
  }

  void send_receipt(const std::string& message_id) {
    const auto found = std::find_if(sent_.begin(), sent_.end(), [&message_id](const Sent& sent) {
      return sent.message_id == message_id;
    });
    if (found == sent_.end()) return;
    // It comes from where the message was to go.
    ShortMessage receipt =
        write_receipt({message_id, MessageState::Undeliverable}, found->destination, found->source);
    sent_.erase(found);
    ++waiting_;
    put(std::move(receipt));
  }

  void put(ShortMessage message) {
    queue_.push_back(std::move(message));
    pump();
  }
  /// The bound one whose turn it is and that has room; null: none.
  SessionPointer next_session() {
    for (std::size_t tried = 0; tried < sessions_.size(); ++tried) {
      turn_ = (turn_ + 1) % sessions_.size();
      const SessionPointer& session = sessions_[turn_];
      if (session->bound && !session->link->closed() && session->link->outstanding() < settings_.window)
        return session;
    }
    return nullptr;
  }
  void pump() {
    while (!queue_.empty()) {
      const SessionPointer session = next_session();
      if (!session) return;
      ShortMessage message = std::move(queue_.front());
      queue_.pop_front();
      session->link->request(Command::DeliverSm, message,
                             [this, message](const Result<Pdu>& answer) { on_answer(message, answer); });
    }
  }
  void on_answer(const ShortMessage& message, const Result<Pdu>& answer) {
    const bool lost = !answer && answer.error().code == ErrorCode::Transport;
    const bool repeat = !answer || is_temporary(answer->status);
    if (lost) {
      queue_.push_front(message);  // on_closed() gives it to another
    } else if (repeat) {
      repeated_.push_back(message);
      if (repeated_.size() == 1) arm_repeat();
    } else {
      --waiting_;
    }
    pump();
  }
  void arm_repeat() {
    repeat_timer_.expires_after(settings_.repeat_time);
    repeat_timer_.async_wait([this](error_code cancelled) {
      if (cancelled) return;
      for (ShortMessage& message : std::exchange(repeated_, {})) queue_.push_back(std::move(message));
      pump();
    });
  }

  void shut() {
    error_code ignored;
    acceptor_.close(ignored);
    repeat_timer_.cancel();
    while (!sessions_.empty()) {
      const SessionPointer session = sessions_.back();
      session->link->close("the centre stops");
    }
    context_->stop();
  }

  const CentreSettings settings_;
  const Submitted submitted_;
  const std::unique_ptr<asio::io_context> context_;  ///< outlives the sockets
  tcp::acceptor acceptor_;
  asio::steady_timer repeat_timer_;
  std::uint16_t port_ = 0;
  std::vector<SessionPointer> sessions_;
  std::size_t turn_ = 0;
  std::deque<ShortMessage> queue_;
  std::vector<ShortMessage> repeated_;  ///< wait for the timer
  std::deque<Sent> sent_;
  std::atomic<std::size_t> bound_{0};
  std::atomic<std::size_t> waiting_{0};  ///< queued, to be repeated, or without answer
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Centre>> Centre::start(CentreSettings settings, Submitted submitted) {
  error_code error;
  const auto address = asio::ip::make_address(settings.address, error);
  if (error) return fail(ErrorCode::BadInput, "not an address to listen on: " + settings.address);
  auto context = std::make_unique<asio::io_context>(1);
  tcp::acceptor acceptor(*context);
  const tcp::endpoint endpoint(address, settings.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(ErrorCode::Transport, "listen on " + settings.address + ":" + std::to_string(settings.port) +
                                          ": " + error.message());
  return std::make_unique<AsioCentre>(std::move(settings), std::move(submitted), std::move(context),
                                      std::move(acceptor));
}

}  // namespace sixline::host::smpp
