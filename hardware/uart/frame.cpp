#include "hardware/uart/frame.hpp"

#include <algorithm>

namespace sixline::hardware::uart {
namespace {

using wire::Bytes;
using wire::MutableBytes;

constexpr std::size_t header_size = 5;
constexpr std::size_t crc_size = 2;

}  // namespace

std::uint16_t crc16(Bytes bytes) {
  constexpr unsigned polynomial = 0x1021;
  unsigned crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<unsigned>(byte) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000U) != 0 ? (crc << 1) ^ polynomial : crc << 1;
  }
  return static_cast<std::uint16_t>(crc);
}

Bytes encode(const Frame& frame, std::span<std::uint8_t, max_frame> out) {
  const std::size_t size = std::min(frame.body.size(), max_frame_body);
  out[0] = start_of_frame;
  out[1] = static_cast<std::uint8_t>(frame.type);
  out[2] = frame.number;
  wire::write_be(size, MutableBytes(out).subspan(3, 2));
  std::copy_n(frame.body.begin(), size, out.begin() + header_size);
  wire::write_be(crc16(Bytes(out).subspan(1, header_size - 1 + size)),
                 MutableBytes(out).subspan(header_size + size, crc_size));
  return Bytes(out).first(frame_overhead + size);
}

FrameDecoder::Event FrameDecoder::push(std::uint8_t byte) {
  if (size_ == 0 && byte != start_of_frame) return Event::None;
  bytes_[size_++] = byte;
  if (size_ < header_size) return Event::None;
  if (size_ == header_size) {
    const auto length = static_cast<std::size_t>(wire::read_be(Bytes(bytes_).subspan(3, 2)));
    expected_ = frame_overhead + length;
    if (length <= max_frame_body) return Event::None;
    size_ = 0;
    return Event::Damaged;
  }
  return size_ < expected_ ? Event::None : finish();
}

FrameDecoder::Event FrameDecoder::finish() {
  const std::size_t body_size = size_ - frame_overhead;
  size_ = 0;
  const Bytes checked = Bytes(bytes_).subspan(1, header_size - 1 + body_size);
  if (wire::read_be(Bytes(bytes_).subspan(header_size + body_size, crc_size)) != crc16(checked))
    return Event::Damaged;
  frame_ = {static_cast<FrameType>(bytes_[1]), bytes_[2], Bytes(bytes_).subspan(header_size, body_size)};
  return Event::Frame;
}

}  // namespace sixline::hardware::uart
