#include "card/storage/block_counter.hpp"

namespace sixline::card::storage {
namespace {

constexpr std::size_t stored_size = 8;

}  // namespace

Result<std::uint64_t, Error> BlockCounter::reserved_up_to() const {
  const auto stored = store_.read(key_);
  if (!stored) return 0;
  if (stored->size() != stored_size) return wire::fail(Error::Corrupted);
  return wire::read_be(*stored);
}

// The stored end is read each time, because a rollback may have taken a reservation back.
Result<std::uint64_t, Error> BlockCounter::next() {
  const auto reserved = reserved_up_to();
  if (!reserved) return reserved;
  if (last_ == 0) last_ = *reserved;
  if (last_ >= *reserved) {
    std::array<std::uint8_t, stored_size> end;
    wire::write_be(last_ + block_, end);
    if (auto written = store_.write(key_, end); !written) return wire::fail(written.error());
  }
  return ++last_;
}

}  // namespace sixline::card::storage
