// One connection between an ESME and a centre, whichever side opened it. Boost is seen by the units of this
// folder only.  [SMPP 3.4 §2.7, §2.8, §7.2]
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include "host/smpp/pdu.hpp"

namespace sixline::host::smpp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct LinkTimes {
  std::chrono::milliseconds enquire{30'000};   ///< nothing heard for so long: enquire_link
  std::chrono::milliseconds response{10'000};  ///< for every request
};

/// Writes PDUs, reads PDUs, gives responses to those who wait for them. It answers enquire_link and unbind
/// itself and closes when its own enquire_link stays unanswered. Everything happens on the one thread that
/// runs the socket's context, callbacks too; they may call any function of the link.
class Link : public std::enable_shared_from_this<Link> {
 public:
  /// Errors: Transport (closed before), Timeout, BadFormat (no response to this request).
  using Answered = std::function<void(Result<Pdu>)>;
  struct Events {
    std::function<void(const Pdu&)> requested;           ///< to be answered with send()
    std::function<void(const std::string& why)> closed;  ///< once, after every Answered
  };
  /// While so many bytes wait to be taken by the other side, nothing more of it is read.
  static constexpr std::size_t max_unsent = 256 * 1024;

  Link(tcp::socket socket, LinkTimes times, Events events);
  void start();
  /// A request under the next sequence number.
  void request(Command command, Body body, Answered answered);
  void send(const Pdu& pdu);
  void close(const std::string& why);
  bool closed() const { return closed_; }
  /// Requests without response.
  std::size_t outstanding() const { return waiting_.size(); }

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Command command;
    Clock::time_point until;
    Answered answered;
  };

  void read();
  void take_frames();
  void on_frame(const Frame& frame);
  void on_response(const Frame& frame);
  void on_request(const Frame& frame);
  void write();
  void arm();
  void on_time();
  void enquire();
  std::uint32_t next_sequence();

  tcp::socket socket_;
  const LinkTimes times_;
  const Events events_;
  asio::steady_timer timer_;
  Clock::time_point armed_until_ = Clock::time_point::max();
  Clock::time_point heard_ = Clock::now();
  bool enquiring_ = false;
  std::array<std::uint8_t, 4096> piece_;
  Reader reader_;
  bool reading_ = false;
  ByteString unsent_, writing_;
  std::uint32_t sequence_ = 0;
  std::map<std::uint32_t, Waiting> waiting_;
  bool closed_ = false;
  std::string last_word_;  ///< why to close once everything is written
};

}  // namespace sixline::host::smpp
