#include "host/smpp/link.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace sixline::host::smpp {
namespace {

Command response_to_command(Command command) {
  return static_cast<Command>(static_cast<std::uint32_t>(command) | response_bit);
}

}  // namespace

Link::Link(tcp::socket socket, LinkTimes times, Events events)
    : socket_(std::move(socket)), times_(times), events_(std::move(events)), timer_(socket_.get_executor()) {}

void Link::start() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  heard_ = Clock::now();
  arm();
  read();
}

void Link::request(Command command, Body body, Answered answered) {
  if (closed_) return answered(fail(ErrorCode::Transport, "the SMPP connection is closed"));
  const std::uint32_t sequence = next_sequence();
  const auto bytes = encode({command, Status::Ok, sequence, std::move(body)});
  if (!bytes) return answered(wire::fail(bytes.error()));
  const auto until = Clock::now() + times_.response;
  waiting_.emplace(sequence, Waiting{command, until, std::move(answered)});
  if (until < armed_until_) arm();
  append(unsent_, *bytes);
  write();
}

void Link::send(const Pdu& pdu) {
  if (closed_) return;
  const auto bytes = encode(pdu);
  if (!bytes) return close(bytes.error().describe());
  append(unsent_, *bytes);
  write();
}

void Link::close(const std::string& why) {
  if (std::exchange(closed_, true)) return;
  const auto self = shared_from_this();
  error_code ignored;
  socket_.close(ignored);
  timer_.cancel();
  for (auto& [sequence, waiting] : std::exchange(waiting_, {}))
    waiting.answered(fail(ErrorCode::Transport, "the SMPP connection was lost: " + why));
  events_.closed(why);
}

void Link::read() {
  if (reading_ || closed_ || unsent_.size() > max_unsent || !last_word_.empty()) return;
  reading_ = true;
  socket_.async_read_some(asio::buffer(piece_),
                          [self = shared_from_this()](error_code error, std::size_t size) {
                            self->reading_ = false;
                            if (self->closed_) return;
                            if (error) return self->close(error.message());
                            self->reader_.add(Bytes(self->piece_).first(size));
                            self->take_frames();
                            self->read();
                          });
}

void Link::take_frames() {
  while (!closed_ && last_word_.empty()) {
    auto frame = reader_.next();
    if (!frame) return close(frame.error().describe());
    if (!*frame) return;
    heard_ = Clock::now();
    on_frame(**frame);
  }
}

void Link::on_frame(const Frame& frame) {
  if (is_response(frame.command))
    on_response(frame);
  else
    on_request(frame);
}

void Link::on_response(const Frame& frame) {
  const auto found = waiting_.find(frame.sequence);
  if (found == waiting_.end()) return;  // too late, or never asked for
  const Waiting waiting = std::move(found->second);
  waiting_.erase(found);
  auto pdu = decode(frame);
  if (!pdu)
    return waiting.answered(fail(ErrorCode::BadFormat, "a malformed response: " + name_of(pdu.error())));
  if (pdu->command == Command::GenericNack) {
    if (pdu->status == Status::Ok) pdu->status = Status::UnknownError;
  } else if (pdu->command != response_to_command(waiting.command)) {
    return waiting.answered(fail(ErrorCode::BadFormat, "a response to another command"));
  }
  waiting.answered(std::move(*pdu));
}

void Link::on_request(const Frame& frame) {
  const auto pdu = decode(frame);
  if (!pdu) return send(refusal(frame, pdu.error()));
  if (pdu->command == Command::EnquireLink) return send(response_to(*pdu, Status::Ok));
  if (pdu->command != Command::Unbind) return events_.requested(*pdu);
  last_word_ = "the other side has unbound";
  send(response_to(*pdu, Status::Ok));
}

void Link::write() {
  if (closed_ || !writing_.empty()) return;
  if (unsent_.empty()) {
    if (!last_word_.empty()) close(last_word_);
    return;
  }
  std::swap(writing_, unsent_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      self->writing_.clear();
                      if (self->closed_) return;
                      if (error) return self->close(error.message());
                      self->write();
                      self->read();
                    });
}

void Link::arm() {
  auto next = enquiring_ ? Clock::time_point::max() : heard_ + times_.enquire;
  for (const auto& [sequence, waiting] : waiting_) next = std::min(next, waiting.until);
  armed_until_ = next;
  timer_.expires_at(next);
  timer_.async_wait([weak = weak_from_this()](error_code cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled && !self->closed_) self->on_time();
  });
}

void Link::on_time() {
  const auto now = Clock::now();
  std::vector<Waiting> late;
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    if (entry->second.until > now) {
      ++entry;
      continue;
    }
    late.push_back(std::move(entry->second));
    entry = waiting_.erase(entry);
  }
  for (Waiting& waiting : late) waiting.answered(fail(ErrorCode::Timeout, "no SMPP response in time"));
  if (closed_) return;
  if (!enquiring_ && heard_ + times_.enquire <= now) enquire();
  if (!closed_) arm();
}

void Link::enquire() {
  enquiring_ = true;
  request(Command::EnquireLink, {}, [this](const Result<Pdu>& answer) {
    enquiring_ = false;
    if (!answer && answer.error().code == ErrorCode::Timeout) close("enquire_link was not answered");
    if (!closed_) arm();
  });
}

std::uint32_t Link::next_sequence() {
  do sequence_ = sequence_ == max_sequence ? 1 : sequence_ + 1;
  while (waiting_.contains(sequence_));
  return sequence_;
}

}  // namespace sixline::host::smpp
