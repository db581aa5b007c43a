#include "host/smpp/esme.hpp"

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>
#include <mutex>
#include <thread>

#include "host/smpp/link.hpp"

namespace sixline::host::smpp {
namespace {

bool says_undelivered(MessageState state) {
  return state == MessageState::Expired || state == MessageState::Deleted ||
         state == MessageState::Undeliverable || state == MessageState::Rejected;
}

class AsioEsme final : public Esme {
 public:
  AsioEsme(EsmeSettings settings, EsmeEvents events)
      : settings_(std::move(settings)), events_(std::move(events)), work_(asio::make_work_guard(context_)) {
    asio::post(context_, [this] { connect(); });
    thread_ = std::thread([this] { context_.run(); });
  }
  ~AsioEsme() override { AsioEsme::stop(std::chrono::milliseconds(0)); }

  void submit(const std::string& msisdn, Bytes deliver_tpdu, Accepted accepted) override {
    auto message = to_submit_sm(msisdn, deliver_tpdu);
    if (!message) return accepted(wire::fail(message.error()));
    std::unique_lock lock(mutex_);
    if (stopping_ || unfinished_ >= max_queued + settings_.window) {
      const char* why = stopping_ ? "the ESME is stopping" : "too many short messages wait for the centre";
      lock.unlock();
      return accepted(fail(ErrorCode::Transport, why));
    }
    ++unfinished_;
    // Under the lock: what was admitted is before stop() in the thread's queue.
    asio::post(context_, [this, message = std::move(*message), accepted = std::move(accepted)]() mutable {
      queue_.push_back({std::move(message), std::move(accepted)});
      pump();
    });
  }

  bool bound() const override { return bound_; }

  void stop(std::chrono::milliseconds grace) override {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      stopping_ = true;
      asio::post(context_, [this, grace] { wind_down(grace); });
    }
    thread_.join();
  }

 private:
  struct Queued {
    ShortMessage message;
    Accepted accepted;
  };

  void connect() {
    timer_.expires_after(settings_.response_time);
    timer_.async_wait([this](error_code cancelled) {
      if (cancelled || link_ || winding_down_) return;
      resolver_.cancel();
      error_code ignored;
      socket_.close(ignored);
    });
    resolver_.async_resolve(settings_.address, std::to_string(settings_.port),
                            [this](error_code error, const tcp::resolver::results_type& found) {
                              if (winding_down_) return;
                              if (error) return later("find the message centre: " + error.message());
                              open(found);
                            });
  }
  void open(const tcp::resolver::results_type& found) {
    socket_ = tcp::socket(context_);
    asio::async_connect(socket_, found, [this](error_code error, const tcp::endpoint&) {
      if (winding_down_) return;
      if (error || !socket_.is_open())
        return later("connect to the message centre: " + (error ? error.message() : "too late"));
      bind();
    });
  }
  void bind() {
    timer_.cancel();
    link_ =
        std::make_shared<Link>(std::move(socket_), LinkTimes{settings_.enquire_time, settings_.response_time},
                               Link::Events{[this](const Pdu& pdu) { on_request(pdu); },
                                            [this](const std::string& why) { on_closed(why); }});
    link_->start();
    Bind body{settings_.system_id, settings_.password, settings_.system_type};
    link_->request(Command::BindTransceiver, std::move(body), [this](const Result<Pdu>& answer) {
      if (!answer) return link_->close(answer.error().describe());
      if (answer->status != Status::Ok)
        return link_->close("the bind was refused: " + name_of(answer->status));
      bound_ = true;
      say("bound to the message centre");
    });
  }
  void on_closed(const std::string& why) {
    bound_ = false;
    link_.reset();
    give_up_queue("the connection to the message centre was lost: " + why);
    if (!winding_down_) return later("the connection to the message centre: " + why);
    finish();
  }
  void later(const std::string& why) {
    say(why);
    timer_.expires_after(settings_.reconnect_time);
    timer_.async_wait([this](error_code cancelled) {
      if (!cancelled && !winding_down_) connect();
    });
  }

  void on_request(const Pdu& pdu) {
    if (pdu.command != Command::DeliverSm) return link_->send(response_to(pdu, Status::BadCommand));
    const auto status = bound_ ? take(std::get<ShortMessage>(pdu.body)) : Status::WrongBindStatus;
    if (link_) link_->send(response_to(pdu, status, MessageResp{}));
  }
  Status take(const ShortMessage& message) {
    if (is_receipt(message)) {
      const auto receipt = read_receipt(message);
      if (!receipt) return refuse(receipt.error());
      if (!says_undelivered(receipt->state)) return Status::Ok;
      return events_.undelivered(receipt->message_id, receipt->state) ? Status::Ok
                                                                      : Status::TemporaryAtReceiver;
    }
    auto submit = to_submit_tpdu(message);
    if (!submit) return refuse(submit.error());
    return events_.received(message.source.digits, std::move(*submit)) ? Status::Ok
                                                                       : Status::TemporaryAtReceiver;
  }
  Status refuse(const Error& error) {
    say("refused a deliver_sm: " + error.describe());
    return Status::PermanentAtReceiver;
  }

  /// As much of the queue as the window lets through; none of it while nobody would take it.
  void pump() {
    if (!bound_) return give_up_queue("not bound to the message centre");
    while (!link_->closed() && in_flight_ < settings_.window && !queue_.empty()) {
      Queued next = std::move(queue_.front());
      queue_.pop_front();
      ++in_flight_;
      link_->request(Command::SubmitSm, std::move(next.message),
                     [this, accepted = std::move(next.accepted)](const Result<Pdu>& answer) {
                       --in_flight_;
                       give(accepted, outcome_of(answer));
                       if (!link_->closed()) pump();
                     });
    }
    unbind_when_done();
  }
  /// A message that was on a lost connection is in doubt, as one that was not answered.
  static Result<std::string> outcome_of(const Result<Pdu>& answer) {
    if (!answer && answer.error().code == ErrorCode::Transport)
      return fail(ErrorCode::Timeout, answer.error().what);
    if (!answer) return wire::fail(answer.error());
    if (answer->status != Status::Ok)
      return fail(is_temporary(answer->status) ? ErrorCode::Transport : ErrorCode::CardRefused,
                  "the message centre refused a short message: " + name_of(answer->status));
    const auto* body = std::get_if<MessageResp>(&answer->body);
    return body ? body->message_id : std::string();
  }
  void give(const Accepted& accepted, Result<std::string> outcome) {
    {
      const std::lock_guard lock(mutex_);
      --unfinished_;
    }
    accepted(std::move(outcome));
  }
  void give_up_queue(const std::string& why) {
    for (const Queued& queued : std::exchange(queue_, {}))
      give(queued.accepted, fail(ErrorCode::Transport, why));
  }

  void wind_down(std::chrono::milliseconds grace) {
    winding_down_ = true;
    timer_.expires_after(grace);
    timer_.async_wait([this](error_code cancelled) {
      if (!cancelled) finish();
    });
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
    if (!link_) return finish();
    unbind_when_done();
  }
  void unbind_when_done() {
    if (!winding_down_ || unbinding_ || link_->closed() || in_flight_ != 0 || !queue_.empty()) return;
    unbinding_ = true;
    if (!bound_) return link_->close("stopped before the bind");
    link_->request(Command::Unbind, {}, [this](const Result<Pdu>&) {
      if (link_) link_->close("unbound");
    });
  }
  /// Nothing is left on the thread afterwards, so that it ends.
  void finish() {
    if (link_) return link_->close("stopped");  // comes back here
    timer_.cancel();
    work_.reset();
    context_.stop();
  }
  /// What goes on for long is said once.
  void say(const std::string& line) {
    if (line != last_line_) events_.log(line);
    last_line_ = line;
  }

  const EsmeSettings settings_;
  const EsmeEvents events_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  tcp::resolver resolver_{context_};
  tcp::socket socket_{context_};
  asio::steady_timer timer_{context_};  ///< connecting, waiting to connect, or winding down
  std::shared_ptr<Link> link_;
  std::atomic<bool> bound_{false};
  std::deque<Queued> queue_;
  unsigned in_flight_ = 0;
  bool winding_down_ = false;
  bool unbinding_ = false;
  std::string last_line_;
  std::mutex mutex_;  ///< for the next two
  bool stopping_ = false;
  std::size_t unfinished_ = 0;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Esme>> Esme::start(EsmeSettings settings, EsmeEvents events) {
  const Bind bind{settings.system_id, settings.password, settings.system_type};
  if (!encode({Command::BindTransceiver, Status::Ok, 1, bind}))
    return fail(ErrorCode::BadInput, "an SMPP system_id, password or system_type is too long");
  if (settings.window == 0) return fail(ErrorCode::BadInput, "an SMPP window of no message");
  return std::make_unique<AsioEsme>(std::move(settings), std::move(events));
}

}  // namespace sixline::host::smpp
