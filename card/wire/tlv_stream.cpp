#include "card/wire/tlv_stream.hpp"

namespace sixline::wire {

TlvEvent TlvStream::next() {
  if (failed_) return failed(error_);
  if (depth_ == 0) return read_header();
  const Level& level = levels_[depth_ - 1u];
  if (level.left == 0) return leave();
  return level.is_value ? piece() : read_header();
}

void TlvStream::take_as_value() {
  if (depth_ > 0) levels_[depth_ - 1u].is_value = true;
}

TlvEvent TlvStream::failed(Error error) {
  failed_ = true;
  error_ = error;
  rest_ = {};
  return {.kind = TlvEvent::Kind::Failed};
}

void TlvStream::consume(std::size_t count) {
  rest_ = rest_.subspan(count);
  const auto bytes = static_cast<std::uint32_t>(count);
  position_ += bytes;
  if (depth_ > 0) levels_[depth_ - 1u].left -= bytes;
}

// A header is gathered byte by byte: it is the only part of the stream that is ever copied.
TlvEvent TlvStream::read_header() {
  while (!rest_.empty()) {
    if (header_size_ == 0) start_of_latest_ = position_;
    header_[header_size_++] = rest_.front();
    consume(1);
    const auto header = TlvHeader::parse(Bytes(header_).first(header_size_), der_);
    if (header) return enter(*header);
    // More bytes would help, unless the parent has none left.
    const bool parent_ends = depth_ > 0 && levels_[depth_ - 1u].left == 0;
    if (parent_ends || header.error() != Error::Truncated) return failed(header.error());
  }
  return {.kind = TlvEvent::Kind::More};
}

TlvEvent TlvStream::enter(const TlvHeader& header) {
  header_size_ = 0;
  if (depth_ == max_depth) return failed(Error::TooDeep);
  if (depth_ == 0) {
    position_ = 0;
    start_of_latest_ = 0;
  } else {
    // The parent hands its share over; what is left there are the bytes after this TLV.
    Level& parent = levels_[depth_ - 1u];
    if (header.length > parent.left) return failed(Error::Truncated);
    parent.left -= header.length;
  }
  levels_[depth_++] = {header.tag, header.length, !is_constructed(header.tag)};
  return {.kind = TlvEvent::Kind::Enter, .tag = header.tag, .length = header.length, .depth = depth_};
}

TlvEvent TlvStream::leave() {
  const TlvEvent event{.kind = TlvEvent::Kind::Leave, .tag = levels_[depth_ - 1u].tag, .depth = depth_};
  --depth_;
  return event;
}

TlvEvent TlvStream::piece() {
  if (rest_.empty()) return {.kind = TlvEvent::Kind::More};
  const Level& level = levels_[depth_ - 1u];
  const Bytes bytes = rest_.first(std::min<std::size_t>(rest_.size(), level.left));
  const TlvEvent event{.kind = TlvEvent::Kind::Piece, .tag = level.tag, .depth = depth_, .piece = bytes};
  consume(bytes.size());
  return event;
}

}  // namespace sixline::wire
