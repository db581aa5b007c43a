#include "card/ota/reassembly.hpp"

#include <cstring>

namespace sixline::card::ota {
namespace {

static_assert(limits::max_segments < 32, "one bit a part in Message::present");

bool same_reference(const wire::SmsConcatenation& a, const wire::SmsConcatenation& b) {
  return a.reference == b.reference && a.wide == b.wide;
}

}  // namespace

bool Reassembly::Message::is_of(const MessagePart& part) const {
  return originator == part.originator && same_reference(place, part.place) &&
         place.total == part.place.total;
}

std::size_t Reassembly::Message::size_before(std::size_t number) const {
  std::size_t size = 0;
  for (std::size_t i = 0; i + 1 < number; ++i) size += sizes[i];
  return size;
}

void Reassembly::reset() {
  count_ = 0;
  finished_ = none;
  used_ = 0;
}

std::size_t Reassembly::offset(std::size_t message) const {
  std::size_t size = 0;
  for (std::size_t i = 0; i < message; ++i) size += messages_[i].size();
  return size;
}

void Reassembly::drop(std::size_t message) {
  const std::size_t begin = offset(message);
  const std::size_t size = messages_[message].size();
  std::memmove(bytes_.data() + begin, bytes_.data() + begin + size, used_ - begin - size);
  used_ -= size;
  for (std::size_t i = message; i + 1 < count_; ++i) messages_[i] = messages_[i + 1];
  --count_;
}

std::size_t Reassembly::find_or_begin(const MessagePart& part) {
  for (std::size_t i = 0; i < count_; ++i) {
    if (messages_[i].is_of(part)) return i;
  }
  if (count_ == messages_.size()) drop(0);
  messages_[count_] = {.originator = part.originator, .place = part.place};
  return count_++;
}

void Reassembly::insert(Message& message, std::size_t at, const MessagePart& part) {
  const std::size_t size = part.payload.size();
  std::memmove(bytes_.data() + at + size, bytes_.data() + at, used_ - at);
  std::copy(part.payload.begin(), part.payload.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
  used_ += size;
  message.sizes[part.place.number - 1u] = static_cast<std::uint8_t>(size);
  message.present |= 1u << (part.place.number - 1u);
  if (part.place.number == 1) message.command_packet = part.command_packet;
}

MutableBytes Reassembly::add(const MessagePart& part) {
  if (finished_ != none) drop(finished_);
  finished_ = none;
  if (part.place.total > limits::max_segments || part.payload.size() > wire::max_user_data) return {};

  std::size_t index = find_or_begin(part);
  if ((messages_[index].present >> (part.place.number - 1u) & 1u) != 0) return {};
  while (part.payload.size() > bytes_.size() - used_) {
    const bool oldest = index == 0;
    drop(0);
    if (oldest) return {};
    --index;
  }
  Message& message = messages_[index];
  const std::size_t begin = offset(index);
  insert(message, begin + message.size_before(part.place.number), part);
  if (!message.complete()) return {};
  finished_ = index;
  return message.command_packet ? MutableBytes(bytes_).subspan(begin, message.size()) : MutableBytes{};
}

}  // namespace sixline::card::ota
