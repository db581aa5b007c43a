#include "host/transport/recording.hpp"

#include <ostream>

namespace sixline::host::transport {

RecordingChannel::RecordingChannel(CardChannel& channel, std::ostream& out) : channel_(channel), out_(out) {
  out_ << "# " << channel.name() << '\n';
}

Result<ByteString> RecordingChannel::write_down(Result<ByteString> answer) {
  if (answer) {
    out_ << "< " << to_hex(*answer) << '\n';
  } else {
    out_ << "! " << answer.error().describe() << '\n';
  }
  return answer;
}

Result<ByteString> RecordingChannel::reset() {
  out_ << "reset\n";
  return write_down(channel_.reset());
}

Result<ByteString> RecordingChannel::transmit(Bytes command) {
  out_ << "> " << to_hex(command) << '\n';
  return write_down(channel_.transmit(command));
}

Result<ReplayChannel> ReplayChannel::parse(std::string_view recording) {
  ReplayChannel channel;
  unsigned number = 0;
  while (!recording.empty()) {
    const std::size_t end = std::min(recording.find('\n'), recording.size());
    if (auto read = channel.read_line(recording.substr(0, end), ++number); !read)
      return wire::fail(read.error());
    recording.remove_prefix(std::min(end + 1, recording.size()));
  }
  if (!channel.exchanges_.empty() && !channel.exchanges_.back().answered)
    return fail(ErrorCode::BadFormat, "read a recording: it ends without the last answer");
  return channel;
}

Result<void> ReplayChannel::read_line(std::string_view line, unsigned number) {
  line = line.substr(0, line.find('#'));
  while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) line.remove_suffix(1);
  if (line.empty()) return {};
  const std::string where = "read a recording, line " + std::to_string(number) + ": ";

  if (line.front() == '!') {
    if (exchanges_.empty() || exchanges_.back().answered)
      return fail(ErrorCode::BadFormat, where + "an error without a command");
    exchanges_.back().transport_error = std::string(line.substr(1));
    exchanges_.back().answered = true;
    return {};
  }
  const bool is_reset = line == "reset";
  if (!is_reset && line.front() != '>' && line.front() != '<')
    return fail(ErrorCode::BadFormat, where + "begins with neither reset, >, < nor !");
  auto bytes = from_hex(is_reset ? std::string_view{} : line.substr(1));
  if (!bytes) return fail(ErrorCode::BadFormat, where + "not hexadecimal");
  const bool open = !exchanges_.empty() && !exchanges_.back().answered;
  if (line.front() == '<') {
    if (!open) return fail(ErrorCode::BadFormat, where + "an answer without a command");
    exchanges_.back().answer = std::move(*bytes);
    exchanges_.back().answered = true;
    return {};
  }
  if (open) return fail(ErrorCode::BadFormat, where + "the command before it has no answer");
  exchanges_.push_back({number, is_reset, std::move(*bytes), {}, {}, false});
  return {};
}

Result<ByteString> ReplayChannel::play(bool is_reset, Bytes command) {
  const std::string asked = is_reset ? "reset" : to_hex(command);
  if (exchanges_.empty()) return fail(ErrorCode::BadInput, "replay " + asked + ": the recording has ended");
  Exchange& next = exchanges_.front();
  if (next.is_reset != is_reset || !wire::equal(next.command, command))
    return fail(ErrorCode::BadInput, "replay " + asked + ": line " + std::to_string(next.line) + " has " +
                                         (next.is_reset ? "reset" : to_hex(next.command)));
  Exchange exchange = std::move(next);
  exchanges_.pop_front();
  if (!exchange.transport_error.empty()) return fail(ErrorCode::Transport, exchange.transport_error);
  return std::move(exchange.answer);
}

Result<ByteString> ReplayChannel::reset() {
  return play(true, {});
}

Result<ByteString> ReplayChannel::transmit(Bytes command) {
  return play(false, command);
}

}  // namespace sixline::host::transport
