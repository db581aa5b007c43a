#include "hardware/uart/card_endpoint.hpp"

namespace sixline::hardware::uart {

using wire::Bytes;
using wire::MutableBytes;

Bytes CardEndpoint::receive(std::uint8_t byte) {
  switch (decoder_.push(byte)) {
    case FrameDecoder::Event::None: return {};
    case FrameDecoder::Event::Damaged: return send({FrameType::Damaged, 0, {}});
    case FrameDecoder::Event::Frame: return answer(decoder_.frame());
  }
  return {};
}

Bytes CardEndpoint::line_quiet() {
  if (!decoder_.is_waiting()) return {};
  decoder_.drop();
  return send({FrameType::Damaged, 0, {}});
}

Bytes CardEndpoint::log(std::string_view line) {
  return send({FrameType::Log, 0, wire::bytes_of(line)});
}

Bytes CardEndpoint::send(const Frame& frame) {
  return encode(frame, notice_);
}

Bytes CardEndpoint::answer(const Frame& request) {
  const auto crc = static_cast<std::uint16_t>(crc16(request.body) ^ static_cast<unsigned>(request.type));
  // A reset is executed however often it comes: the number may be that of a reader which is gone.
  const bool repeated = request.type == FrameType::Command && answer_size_ > 0 &&
                        answered_number_ == request.number && answered_crc_ == crc;
  if (!repeated) {
    answer_size_ = encode(execute(request), answer_).size();
    answered_number_ = request.number;
    answered_crc_ = crc;
  }
  return Bytes(answer_).first(answer_size_);
}

Frame CardEndpoint::execute(const Frame& request) {
  switch (request.type) {
    case FrameType::PowerOff: powered_ = false; return {FrameType::Done, request.number, {}};
    case FrameType::PowerOn:
    case FrameType::Reset: powered_ = true; return {FrameType::Atr, request.number, card_.reset()};
    case FrameType::Command: {
      if (!powered_) return {FrameType::NotPowered, request.number, {}};
      const std::size_t size = card_.transmit(request.body, body_);
      return {FrameType::Answer, request.number, Bytes(body_).first(size)};
    }
    case FrameType::Report:
      return {FrameType::Facts, request.number, Bytes(body_).first(card_.report(body_))};
    default: return {FrameType::Unknown, request.number, {}};
  }
}

}  // namespace sixline::hardware::uart
