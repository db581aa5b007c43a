#include "hardware/bridge/firmware_card.hpp"

#include "hardware/native/system_random.hpp"

namespace sixline::hardware::bridge {
namespace {

using std::chrono::steady_clock;
using uart::Frame;
using uart::FrameDecoder;
using uart::FrameType;
using wire::Bytes;

/// Not the number with which the reader before us stopped, most probably.
std::uint8_t first_number() {
  std::uint8_t number = 0;
  native::SystemRandom().fill({&number, 1});
  return number;
}

}  // namespace

FirmwareCard::FirmwareCard(SerialLine line, LogSink log)
    : FirmwareCard(std::move(line), std::move(log), Patience{}) {}

FirmwareCard::FirmwareCard(SerialLine line, LogSink log, Patience patience)
    : line_(std::move(line)), log_(std::move(log)), patience_(patience), number_(first_number()) {}

Frame FirmwareCard::ask(FrameType type, Bytes body) {
  std::array<std::uint8_t, uart::max_frame> room;
  const Bytes request = uart::encode({type, ++number_, body}, room);
  const auto end = steady_clock::now() + patience_.altogether;
  while (line_.is_open() && steady_clock::now() < end) {
    if (!line_.write(request)) break;
    if (await(number_, std::min(end, steady_clock::now() + patience_.again))) return decoder_.frame();
  }
  return {type, number_, {}};
}

bool FirmwareCard::await(std::uint8_t number, steady_clock::time_point deadline) {
  while (line_.is_open()) {
    if (pending_.empty()) {
      const auto rest = deadline - steady_clock::now();
      if (rest <= steady_clock::duration::zero()) break;
      pending_ = line_.read(std::chrono::ceil<Milliseconds>(rest), input_);
    }
    while (!pending_.empty()) {
      const std::uint8_t byte = pending_.front();
      pending_ = pending_.subspan(1);
      const FrameDecoder::Event event = decoder_.push(byte);
      if (event == FrameDecoder::Event::Damaged) return false;
      if (event != FrameDecoder::Event::Frame) continue;
      const Frame& frame = decoder_.frame();
      if (frame.type == FrameType::Log && log_)
        log_({reinterpret_cast<const char*>(frame.body.data()), frame.body.size()});
      if (frame.type == FrameType::Damaged) return false;
      if (frame.type != FrameType::Log && frame.number == number) return true;
    }
  }
  // The rest of a frame that stopped in the middle will not come.
  decoder_.drop();
  return false;
}

Bytes FirmwareCard::power_on() {
  const Frame answer = ask(FrameType::PowerOn);
  return answer.type == FrameType::Atr ? answer.body : Bytes{};
}

Bytes FirmwareCard::reset() {
  const Frame answer = ask(FrameType::Reset);
  return answer.type == FrameType::Atr ? answer.body : Bytes{};
}

void FirmwareCard::power_off() {
  ask(FrameType::PowerOff);
}

void FirmwareCard::transmit(Bytes command, wire::Writer& response) {
  const Frame answer = ask(FrameType::Command, command);
  if (answer.type == FrameType::Answer) response.put(answer.body);
}

std::string FirmwareCard::report() {
  const Frame answer = ask(FrameType::Report);
  if (answer.type != FrameType::Facts) return {};
  return {answer.body.begin(), answer.body.end()};
}

}  // namespace sixline::hardware::bridge
