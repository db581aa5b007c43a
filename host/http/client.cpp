#include "host/http/client.hpp"

#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "host/http/stream.hpp"

namespace sixline::host::http {
namespace {

namespace bhttp = beast::http;
using boost::asio::ssl::host_name_verification;

struct Exchange {
  Url url;
  bhttp::verb method = bhttp::verb::post;
  std::string content_type;
  std::string body;
  std::string expected_entity_id;
  Delivered done;
};

/// What became of an exchange on one connection.
struct Outcome {
  Result<Response> response;
  bool reusable = false;   ///< the connection can take another one
  bool untouched = false;  ///< nothing of an answer came, on a connection that had been used before
};
using Finished = std::function<void(Outcome)>;

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void run(std::shared_ptr<Exchange> exchange, Finished finished) = 0;
  virtual void close() = 0;
};

ErrorCode code_of(const beast::error_code& error) {
  if (error == beast::error::timeout) return ErrorCode::Timeout;
  if (error.category() == make_error_code(bhttp::error::bad_version).category() &&
      error != bhttp::error::end_of_stream && error != bhttp::error::partial_message)
    return ErrorCode::BadFormat;
  return ErrorCode::Transport;
}

template <class Stream>
class ConnectionOf final : public Connection, public std::enable_shared_from_this<ConnectionOf<Stream>> {
 public:
  template <class... Arguments>
  explicit ConnectionOf(const ClientSettings& settings, asio::io_context& context, Arguments&&... arguments)
      : settings_(settings),
        executor_(asio::make_strand(context)),
        resolver_(executor_),
        stream_(PlainStream(executor_), std::forward<Arguments>(arguments)...) {}

  void run(std::shared_ptr<Exchange> exchange, Finished finished) override {
    asio::post(executor_, [self = this->shared_from_this(), exchange = std::move(exchange),
                           finished = std::move(finished)]() mutable {
      self->exchange_ = std::move(exchange);
      self->finished_ = std::move(finished);
      self->used_before_ = self->open_;
      if (self->open_)
        self->check_and_write();
      else
        self->resolve();
    });
  }
  void close() override {
    asio::post(executor_, [self = this->shared_from_this()] { lowest(self->stream_).close(); });
  }

 private:
  void resolve() {
    resolver_.async_resolve(
        exchange_->url.host, exchange_->url.port,
        [self = this->shared_from_this()](beast::error_code error, const tcp::resolver::results_type& found) {
          if (error) return self->fail_with("resolve", error);
          self->connect(found);
        });
  }
  void connect(const tcp::resolver::results_type& found) {
    lowest(stream_).expires_after(settings_.connect_time);
    lowest(stream_).async_connect(
        found, [self = this->shared_from_this()](beast::error_code error, const tcp::endpoint&) {
          if (error) return self->fail_with("connect to", error);
          beast::error_code ignored;
          lowest(self->stream_).socket().set_option(tcp::no_delay(true), ignored);
          self->handshake();
        });
  }
  void handshake() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      const std::string& host = exchange_->url.host;
      beast::error_code no_address;
      asio::ip::make_address(host, no_address);
      // The macro of OpenSSL for this holds a cast that we do not allow ourselves.
      if (no_address)
        SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(host.c_str()));
      stream_.set_verify_callback(host_name_verification(host));
      stream_.async_handshake(asio::ssl::stream_base::client,
                              [self = this->shared_from_this()](beast::error_code error) {
                                if (error) return self->fail_handshake(error);
                                self->meet_peer();
                              });
    } else {
      meet_peer();
    }
  }
  void fail_handshake(beast::error_code error) {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      const long verified = SSL_get_verify_result(stream_.native_handle());
      if (verified != X509_V_OK)
        return give({wire::fail(Error{ErrorCode::NotTrusted,
                                      text("talk to") + ": its certificate is not " +
                                          "trusted: " + X509_verify_cert_error_string(verified),
                                      std::nullopt})});
    }
    fail_with("open TLS to", error);
  }
  void meet_peer() {
    auto peer = peer_of(stream_);
    if (!peer) return give({wire::fail(peer.error())});
    entity_id_ = std::move(peer->entity_id);
    open_ = true;
    check_and_write();
  }
  void check_and_write() {
    const std::string& expected = exchange_->expected_entity_id;
    if (!expected.empty() && expected != entity_id_)
      return give({wire::fail(Error{ErrorCode::NotTrusted,
                                    text("talk to") + ": it is " +
                                        (entity_id_.empty() ? "nobody" : entity_id_) + ", not " + expected,
                                    std::nullopt}),
                   true});
    request_ = {exchange_->method, exchange_->url.target, 11};
    request_.set(bhttp::field::host, exchange_->url.host + ":" + exchange_->url.port);
    if (!exchange_->content_type.empty()) request_.set(bhttp::field::content_type, exchange_->content_type);
    request_.body() = exchange_->body;
    request_.prepare_payload();
    lowest(stream_).expires_after(settings_.answer_time);
    bhttp::async_write(stream_, request_,
                       [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                         if (error) return self->broken("write to", error);
                         self->read();
                       });
  }
  void read() {
    parser_.emplace();
    parser_->body_limit(settings_.max_body);
    if (exchange_->method == bhttp::verb::head) parser_->skip(true);
    bhttp::async_read(stream_, buffer_, *parser_,
                      [self = this->shared_from_this()](beast::error_code error, std::size_t) {
                        if (error) return self->broken("read the answer of", error);
                        self->finish();
                      });
  }
  void finish() {
    auto message = parser_->release();
    Response response{static_cast<int>(message.result_int()),
                      std::string(message[bhttp::field::content_type]), std::move(message.body())};
    // What an answer did not need would be taken for the next one.
    const bool reusable = message.keep_alive() && buffer_.size() == 0;
    lowest(stream_).expires_never();
    give({std::move(response), reusable});
  }

  /// Writing or reading failed. A server may close an idle connection at the moment of a post: if nothing of
  /// an answer came, the same message goes out once more on a fresh one; receivers know it by its MessageID.
  void broken(const char* what, beast::error_code error) {
    const bool nothing = !parser_ || !parser_->got_some();
    const bool closed = code_of(error) == ErrorCode::Transport;
    give({wire::fail(Error{code_of(error), text(what) + ": " + error.message(), std::nullopt}), false,
          used_before_ && nothing && closed});
  }
  void fail_with(const char* what, beast::error_code error) {
    give({wire::fail(Error{code_of(error), text(what) + ": " + error.message(), std::nullopt})});
  }
  std::string text(const char* what) const {
    return std::string(what) + " " + exchange_->url.host + ":" + exchange_->url.port;
  }
  void give(Outcome outcome) {
    if (!outcome.reusable) {
      open_ = false;
      lowest(stream_).close();
    }
    parser_.reset();
    exchange_.reset();
    const Finished finished = std::exchange(finished_, {});
    if (finished) finished(std::move(outcome));
  }

  const ClientSettings& settings_;
  asio::strand<asio::io_context::executor_type> executor_;
  tcp::resolver resolver_;
  Stream stream_;
  beast::flat_buffer buffer_;
  bhttp::request<bhttp::string_body> request_;
  std::optional<bhttp::response_parser<bhttp::string_body>> parser_;
  std::shared_ptr<Exchange> exchange_;
  Finished finished_;
  std::string entity_id_;
  bool open_ = false;
  bool used_before_ = false;
};

class AsioClient final : public Client {
 public:
  AsioClient(ClientSettings settings, std::unique_ptr<asio::ssl::context> tls)
      : settings_(std::move(settings)), tls_(std::move(tls)), work_(asio::make_work_guard(context_)) {
    for (unsigned i = 0; i < std::max(1u, settings_.threads); ++i)
      threads_.emplace_back([this] { context_.run(); });
    sweep();
  }
  ~AsioClient() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      pools_.clear();
    }
    work_.reset();
    context_.stop();
    for (std::thread& thread : threads_) thread.join();
  }

  void post(std::string url, std::string content_type, std::string body, std::string expected_entity_id,
            Delivered done) override {
    start(url, {{},
                bhttp::verb::post,
                std::move(content_type),
                std::move(body),
                std::move(expected_entity_id),
                std::move(done)});
  }
  void get(std::string url, Delivered done) override {
    start(url, {{}, bhttp::verb::get, {}, {}, {}, std::move(done)});
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Idle {
    std::shared_ptr<Connection> connection;
    Clock::time_point since;
  };
  struct Pool {
    std::deque<Idle> idle;
    std::deque<std::shared_ptr<Exchange>> waiting;
    std::size_t busy = 0;
  };

  void start(const std::string& text, Exchange exchange) {
    auto url = parse_url(text);
    if (url && url->secure && !tls_) url = fail(ErrorCode::BadInput, "no certificate of our own for " + text);
    if (!url) {
      asio::post(context_,
                 [done = std::move(exchange.done), error = url.error()] { done(wire::fail(error)); });
      return;
    }
    exchange.url = std::move(*url);
    auto shared = std::make_shared<Exchange>(std::move(exchange));
    const std::string key = key_of(shared->url);
    const std::lock_guard lock(mutex_);
    pools_[key].waiting.push_back(std::move(shared));
    serve(key);
  }
  static std::string key_of(const Url& url) { return (url.secure ? "s" : "p") + url.host + " " + url.port; }

  /// With the mutex held: gives what waits to connections, as many as there may be.
  void serve(const std::string& key) {
    Pool& pool = pools_[key];
    while (!stopping_ && !pool.waiting.empty() && pool.busy < settings_.max_connections_per_peer) {
      auto exchange = std::move(pool.waiting.front());
      pool.waiting.pop_front();
      std::shared_ptr<Connection> connection;
      if (!pool.idle.empty()) {  // the one used last: the others may age
        connection = std::move(pool.idle.back().connection);
        pool.idle.pop_back();
      } else {
        connection = fresh(exchange->url.secure);
      }
      ++pool.busy;
      run(key, std::move(connection), std::move(exchange));
    }
  }
  std::shared_ptr<Connection> fresh(bool secure) {
    if (secure) return std::make_shared<ConnectionOf<TlsStream>>(settings_, context_, *tls_);
    return std::make_shared<ConnectionOf<PlainStream>>(settings_, context_);
  }
  void run(const std::string& key, std::shared_ptr<Connection> connection,
           std::shared_ptr<Exchange> exchange) {
    // What it keeps must not keep it: it lives while something of it is under way.
    const std::weak_ptr<Connection> weak = connection;
    connection->run(exchange, [this, key, weak, exchange](Outcome outcome) mutable {
      if (outcome.untouched) {
        auto another = fresh(exchange->url.secure);
        return run(key, std::move(another), std::move(exchange));
      }
      {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        Pool& pool = pools_[key];
        --pool.busy;
        if (outcome.reusable) pool.idle.push_back({weak.lock(), Clock::now()});
        serve(key);
      }
      exchange->done(std::move(outcome.response));
    });
  }

  /// Connections that nobody needed for a while are closed.
  void sweep() {
    sweeper_.expires_after(std::chrono::seconds(1));
    sweeper_.async_wait([this](beast::error_code error) {
      if (error) return;
      {
        const std::lock_guard lock(mutex_);
        const auto oldest = Clock::now() - settings_.idle_time;
        for (auto& [key, pool] : pools_)
          while (!pool.idle.empty() && pool.idle.front().since < oldest) {
            pool.idle.front().connection->close();
            pool.idle.pop_front();
          }
      }
      sweep();
    });
  }

  const ClientSettings settings_;
  std::unique_ptr<asio::ssl::context> tls_;
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  asio::steady_timer sweeper_{context_};
  std::mutex mutex_;
  std::map<std::string, Pool> pools_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<Client>> Client::create(ClientSettings settings) {
  std::unique_ptr<asio::ssl::context> tls;
  if (settings.tls) {
    auto made = tls_context(*settings.tls);
    if (!made) return wire::fail(made.error());
    tls = std::move(*made);
  }
  return std::make_unique<AsioClient>(std::move(settings), std::move(tls));
}

Result<Response> Client::post_and_wait(std::string url, std::string content_type, std::string body,
                                       std::string expected_entity_id) {
  auto promise = std::make_shared<std::promise<Result<Response>>>();
  auto answer = promise->get_future();
  post(std::move(url), std::move(content_type), std::move(body), std::move(expected_entity_id),
       [promise](Result<Response> response) { promise->set_value(std::move(response)); });
  return answer.get();
}

}  // namespace sixline::host::http
