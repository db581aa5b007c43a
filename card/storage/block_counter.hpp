// A counter that never repeats a value, at the price of one write every so many values.
#pragma once

#include "card/storage/store.hpp"

namespace sixline::card::storage {

/// Counts up from 1. On flash stands only the end of the block in use; values between it and the last one
/// handed out are skipped by a reset or a power cut.
///
/// Use it where a value must be new but not consecutive: challenges, sequence numbers of notifications and
/// of our own messages, when the receiver accepts any higher number. Do not use it where each step matters:
/// try counters, SQN of AKA, or the counter of a received secured packet, which is stored as it was received.
class BlockCounter {
 public:
  /// `key` belongs to this counter alone and `block` is at least 1.
  BlockCounter(Store& store, const Key& key, std::uint32_t block) : store_(store), key_(key), block_(block) {}

  /// The next value. It may join a write to the open transaction: commit before the value leaves the card.
  /// After a rollback the counter goes on and never goes back. Errors: those of Store::write, and Corrupted
  /// when the stored block is malformed.
  Result<std::uint64_t, Error> next();

 private:
  Result<std::uint64_t, Error> reserved_up_to() const;

  Store& store_;
  Key key_;
  std::uint32_t block_;
  std::uint64_t last_ = 0;  ///< handed out last; 0 before the first
};

}  // namespace sixline::card::storage
