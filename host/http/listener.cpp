#include "host/http/listener.hpp"

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "host/http/stream.hpp"

namespace sixline::host::http {
namespace {

namespace bhttp = beast::http;

struct Counters {
  std::atomic<std::uint64_t> connections{0}, requests{0}, refused_handshakes{0}, timeouts{0}, too_large{0},
      open{0};
};

/// A connection as the listener knows it.
class AnySession {
 public:
  virtual ~AnySession() = default;
  /// Nothing more after the answer that is due.
  virtual void wind_down() = 0;
  virtual void abort() = 0;
};

/// What all sessions of a listener share; outlives the listener while a handler still holds a Respond.
struct Common {
  Common(ListenerSettings listener_settings, Handler request_handler)
      : settings(std::move(listener_settings)), handler(std::move(request_handler)) {}
  const ListenerSettings settings;
  const Handler handler;
  Counters counters;
  std::unique_ptr<asio::ssl::context> tls;
  /// A session must not outlive it.
  const std::shared_ptr<asio::io_context> context = std::make_shared<asio::io_context>();
  std::mutex mutex;
  std::condition_variable none_left;
  std::set<AnySession*> sessions;
  std::atomic<bool> stopping{false};
  bool gone = false;  ///< the listener with its threads; under `mutex`
};

template <class Stream>
class Session final : public AnySession, public std::enable_shared_from_this<Session<Stream>> {
 public:
  template <class... Arguments>
  explicit Session(std::shared_ptr<Common> common, Arguments&&... arguments)
      : common_(std::move(common)), stream_(std::forward<Arguments>(arguments)...) {
    const std::lock_guard lock(common_->mutex);
    common_->sessions.insert(this);
    common_->counters.open = common_->sessions.size();
  }
  ~Session() override {
    const std::lock_guard lock(common_->mutex);
    common_->sessions.erase(this);
    common_->counters.open = common_->sessions.size();
    common_->none_left.notify_all();
  }

  void start() {
    asio::dispatch(stream_.get_executor(), [self = this->shared_from_this()] { self->handshake(); });
  }
  void wind_down() override {
    asio::post(stream_.get_executor(), [weak = this->weak_from_this()] {
      const auto self = weak.lock();
      if (self && !self->answering_) self->close();
    });
  }
  void abort() override {
    asio::post(stream_.get_executor(), [weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->close();
    });
  }

 private:
  void handshake() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      lowest(stream_).expires_after(common_->settings.handshake_time);
      stream_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](beast::error_code error) {
                                if (error) {
                                  ++self->common_->counters.refused_handshakes;
                                  return self->close();
                                }
                                self->meet_peer();
                              });
    } else {
      meet_peer();
    }
  }
  void meet_peer() {
    auto peer = peer_of(stream_);
    if (!peer) {
      ++common_->counters.refused_handshakes;
      return close();
    }
    peer_ = std::move(*peer);
    wait();
  }

  /// For the first byte of a request: that may take as long as a connection may idle.
  void wait() {
    if (common_->stopping) return close();
    if (buffer_.size() != 0) return read_header();
    lowest(stream_).expires_after(common_->settings.idle_time);
    constexpr std::size_t piece = 4096;
    stream_.async_read_some(buffer_.prepare(piece),
                            [self = this->shared_from_this()](beast::error_code error, std::size_t size) {
                              if (error) return self->close();
                              self->buffer_.commit(size);
                              self->read_header();
                            });
  }
  void read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(common_->settings.max_header));
    parser_->body_limit(common_->settings.max_body);
    lowest(stream_).expires_after(common_->settings.request_time);
    bhttp::async_read_header(stream_, buffer_, *parser_,
                             [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                               if (error) return self->refuse(error);
                               self->read_body();
                             });
  }
  void read_body() {
    // A length that is too large is refused before the body is asked for.
    const auto length = parser_->content_length();
    if (length && *length > common_->settings.max_body) return refuse(bhttp::error::body_limit);
    if (beast::iequals(parser_->get()[bhttp::field::expect], "100-continue")) {
      auto go_on = std::make_shared<bhttp::response<bhttp::empty_body>>(bhttp::status::continue_, 11);
      bhttp::async_write(stream_, *go_on,
                         [self = this->shared_from_this(), go_on](beast::error_code error, std::size_t) {
                           if (error) return self->close();
                           self->read_rest();
                         });
      return;
    }
    read_rest();
  }
  void read_rest() {
    bhttp::async_read(stream_, buffer_, *parser_,
                      [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->refuse(error);
                        self->hand_over();
                      });
  }

  void hand_over() {
    ++common_->counters.requests;
    auto message = parser_->release();
    keep_alive_ = message.keep_alive();
    version_ = message.version();
    Request request{std::string(message.method_string()), std::string(message.target()),
                    std::string(message[bhttp::field::content_type]), std::move(message.body()), peer_};
    answering_ = true;
    lowest(stream_).expires_never();
    timer_.expires_after(common_->settings.answer_time);
    timer_.async_wait([self = this->shared_from_this()](beast::error_code error) {
      if (error || !self->answering_) return;
      ++self->common_->counters.timeouts;
      self->close();
    });
    Respond respond = once();
    try {
      common_->handler(std::move(request), std::move(respond));
    } catch (const std::exception&) {
      // The Respond is gone with the handler; its end gives the answer.
    }
  }

  /// Calls answer() with the first response, or 500 when everybody who could give one has forgotten it.
  Respond once() {
    struct Chance {
      explicit Chance(std::shared_ptr<Session> session_to_answer) : session(std::move(session_to_answer)) {}
      Chance(const Chance&) = delete;
      ~Chance() { give({500, {}, {}}); }
      void give(Response response) {
        if (used.exchange(true)) return;
        const std::lock_guard lock(session->common_->mutex);
        // Nobody would run it any more, and what waits to be run holds its session.
        if (session->common_->gone) return;
        asio::post(session->stream_.get_executor(),
                   [self = session, response = std::move(response)]() mutable {
                     self->answer(std::move(response));
                   });
      }
      std::shared_ptr<Session> session;
      std::atomic<bool> used{false};
    };
    return [chance = std::make_shared<Chance>(this->shared_from_this())](Response response) {
      chance->give(std::move(response));
    };
  }

  void answer(Response response) {
    if (!answering_) return;  // it came too late
    answering_ = false;
    timer_.cancel();
    if (common_->stopping) keep_alive_ = false;
    write(std::move(response));
  }
  void write(Response response) {
    response_ = {};
    response_.version(version_);
    response_.result(static_cast<unsigned>(response.status));
    if (!response.content_type.empty()) response_.set(bhttp::field::content_type, response.content_type);
    response_.body() = std::move(response.body);
    response_.keep_alive(keep_alive_);
    response_.prepare_payload();
    lowest(stream_).expires_after(common_->settings.request_time);
    bhttp::async_write(stream_, response_,
                       [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                         if (error || !self->keep_alive_) return self->shut_down();
                         self->wait();
                       });
  }
  void refuse(beast::error_code error) {
    const bool body = error == bhttp::error::body_limit, header = error == bhttp::error::header_limit;
    if (error == beast::error::timeout) ++common_->counters.timeouts;
    if (body || header) ++common_->counters.too_large;
    // Whatever is no HTTP gets a word of HTTP; a connection that broke gets nothing.
    const bool malformed = error.category() == make_error_code(bhttp::error::bad_version).category() &&
                           error != bhttp::error::end_of_stream && error != bhttp::error::partial_message;
    if (!malformed) return close();
    keep_alive_ = false;
    version_ = 11;
    write({body ? 413 : header ? 431 : 400, {}, {}});
  }

  void shut_down() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      lowest(stream_).expires_after(std::chrono::seconds(2));
      stream_.async_shutdown([self = this->shared_from_this()](beast::error_code) { self->close(); });
    } else {
      close();
    }
  }
  void close() {
    answering_ = false;
    timer_.cancel();
    beast::error_code ignored;
    lowest(stream_).socket().shutdown(tcp::socket::shutdown_both, ignored);
    lowest(stream_).close();
  }

  std::shared_ptr<Common> common_;
  Stream stream_;
  asio::steady_timer timer_{stream_.get_executor()};
  beast::flat_buffer buffer_;
  std::optional<bhttp::request_parser<bhttp::string_body>> parser_;
  bhttp::response<bhttp::string_body> response_;
  Peer peer_;
  bool answering_ = false;
  bool keep_alive_ = false;
  unsigned version_ = 11;
};

class AsioListener final : public Listener {
 public:
  AsioListener(std::shared_ptr<Common> common, tcp::acceptor acceptor)
      : common_(std::move(common)), context_(common_->context), acceptor_(std::move(acceptor)) {
    port_ = acceptor_.local_endpoint().port();
    accept();
    for (unsigned i = 0; i < std::max(1u, common_->settings.threads); ++i)
      threads_.emplace_back([context = context_] { context->run(); });
  }
  ~AsioListener() override {
    stop(std::chrono::milliseconds(0));
    context_->stop();
    for (std::thread& thread : threads_) thread.join();
    {
      const std::lock_guard lock(common_->mutex);
      common_->gone = true;
    }
    // What was cancelled still holds its session.
    context_->restart();
    context_->poll();
  }

  std::uint16_t port() const override { return port_; }
  ListenerCounts counts() const override {
    const Counters& c = common_->counters;
    return {c.connections, c.requests, c.refused_handshakes, c.timeouts, c.too_large, c.open};
  }

  void stop(std::chrono::milliseconds grace) override {
    common_->stopping = true;
    asio::post(acceptor_.get_executor(), [this] {
      beast::error_code ignored;
      acceptor_.close(ignored);
    });
    std::unique_lock lock(common_->mutex);
    for (AnySession* session : common_->sessions) session->wind_down();
    const auto empty = [this] { return common_->sessions.empty(); };
    if (common_->none_left.wait_for(lock, grace, empty)) return;
    for (AnySession* session : common_->sessions) session->abort();
    common_->none_left.wait_for(lock, std::chrono::milliseconds(200), empty);
  }

 private:
  void accept() {
    acceptor_.async_accept(asio::make_strand(*context_), [this](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || common_->stopping) return;
      if (!error) take(std::move(socket));
      if (error == asio::error::no_descriptors) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      accept();
    });
  }
  void take(tcp::socket socket) {
    ++common_->counters.connections;
    if (common_->counters.open >= common_->settings.max_connections) return;
    beast::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (common_->tls)
      std::make_shared<Session<TlsStream>>(common_, PlainStream(std::move(socket)), *common_->tls)->start();
    else
      std::make_shared<Session<PlainStream>>(common_, std::move(socket))->start();
  }

  std::shared_ptr<Common> common_;
  std::shared_ptr<asio::io_context> context_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<Listener>> Listener::start(ListenerSettings settings, Handler handler) {
  auto common = std::make_shared<Common>(std::move(settings), std::move(handler));
  if (common->settings.tls) {
    auto tls = tls_context(*common->settings.tls);
    if (!tls) return wire::fail(tls.error());
    common->tls = std::move(*tls);
  }
  beast::error_code error;
  const auto address = asio::ip::make_address(common->settings.address, error);
  if (error) return fail(ErrorCode::BadInput, "not an address to listen on: " + common->settings.address);
  tcp::acceptor acceptor(asio::make_strand(*common->context));
  const tcp::endpoint endpoint(address, common->settings.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return fail(ErrorCode::Transport, "listen on " + common->settings.address + ":" +
                                          std::to_string(common->settings.port) + ": " + error.message());
  return std::make_unique<AsioListener>(std::move(common), std::move(acceptor));
}

}  // namespace sixline::host::http
