#include "card/runtime/t0_link.hpp"

namespace sixline::card::runtime {
namespace {

constexpr std::uint8_t ins_get_response = 0xC0;
constexpr std::uint32_t le_zero = 256;

bool is_warning(StatusWord status) {
  return status.sw1() == 0x62 || status.sw1() == 0x63;
}

std::array<std::uint8_t, 4> header_of(const CommandApdu& command) {
  return {command.cla, command.ins, command.p1, command.p2};
}

}  // namespace

void T0Link::reset() {
  held_ = Held::Nothing;
  size_ = 0;
}

StatusWord T0Link::final_status(StatusWord status) const {
  const std::size_t waiting = processor_.proactive_length();
  return status == wire::sw::ok && waiting > 0 ? wire::sw::proactive_pending(waiting) : status;
}

bool T0Link::repeats_held(const CommandApdu& command) const {
  return held_ == Held::ForRepeat && header_ == header_of(command) && command.data.empty() &&
         command.ne == size_;
}

StatusWord T0Link::run(const CommandApdu& command) {
  ResponseApdu response(data_);
  const StatusWord status = processor_.process(command, response);
  if (response.data().overflowed()) return wire::sw::no_precise_diagnosis;
  size_ = status.ok() ? response.size() : 0;
  return status;
}

StatusWord T0Link::get_response(const CommandApdu& command, wire::Writer& out) {
  if (command.p1p2() != 0) return wire::sw::wrong_p1p2;
  if (held_ != Held::ForGetResponse || command.channel() != channel_) {
    held_ = Held::Nothing;
    return wire::sw::conditions_not_satisfied;
  }
  const std::size_t available = size_ - taken_;
  const std::size_t wanted = command.ne;
  if (wanted != le_zero && wanted > available) return wire::sw::exact_length(available);
  if (wanted == le_zero && available < le_zero) return wire::sw::exact_length(available);
  out.put(Bytes(data_).subspan(taken_, wanted));
  taken_ += wanted;
  if (taken_ < size_) return wire::sw::data_available(size_ - taken_);
  held_ = Held::Nothing;
  return final_status(is_warning(status_) ? wire::sw::ok : status_);
}

StatusWord T0Link::deliver(const CommandApdu& command, Le le, wire::Writer& out) {
  if (size_ == 0) return final_status(status_);
  if (le == Le::Given && command.ne >= size_) {
    out.put(Bytes(data_).first(size_));
    return final_status(status_);
  }
  header_ = header_of(command);
  channel_ = command.channel();
  if (!command.data.empty()) {
    held_ = Held::ForGetResponse;
    taken_ = 0;
    return is_warning(status_) ? status_ : wire::sw::data_available(size_);
  }
  if (command.ne != size_) {
    held_ = Held::ForRepeat;
    return wire::sw::exact_length(size_);
  }
  out.put(Bytes(data_).first(size_));
  return final_status(status_);
}

std::size_t T0Link::transmit(Bytes tpdu, MutableBytes out) {
  return answer(tpdu, Le::Unknown, out);
}

std::size_t T0Link::exchange(Bytes apdu, MutableBytes out) {
  return answer(apdu, Le::Given, out);
}

std::size_t T0Link::answer(Bytes raw, Le le, MutableBytes buffer) {
  wire::Writer out(buffer.first(buffer.size() - 2));
  const auto command = CommandApdu::parse(raw);
  StatusWord status = wire::sw::wrong_length;
  if (!command || command->extended) {
    held_ = Held::Nothing;
  } else if (command->ins == ins_get_response && (command->cla & 0x80) == 0) {
    status = get_response(*command, out);
  } else if (repeats_held(*command)) {
    held_ = Held::Nothing;
    status = deliver(*command, le, out);
  } else {
    held_ = Held::Nothing;
    size_ = 0;
    status_ = run(*command);
    status = deliver(*command, le, out);
  }
  const std::size_t size = out.size();
  wire::write_be(status.value(), buffer.subspan(size, 2));
  return size + 2;
}

}  // namespace sixline::card::runtime
