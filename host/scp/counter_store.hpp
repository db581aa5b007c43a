// Where the counter of a key set lives. The rule: a counter is stored before the packet that uses it is
// sent, so that no crash makes two packets with one counter.  [TS 102 225 §5.1.4]
#pragma once

#include <filesystem>

#include "host/error.hpp"

namespace sixline::host::scp {

/// The counter of one SCP80 key set of one card.
class CounterStore {
 public:
  /// The counter for the next packet: higher than every one before, and durable when this returns.
  /// Errors: CounterExhausted (FFFFFFFFFF has been used), Storage.
  virtual Result<std::uint64_t> take_next() = 0;

 protected:
  ~CounterStore() = default;
};

/// For tests and for runs in which the card lives no longer than the process.
class MemoryCounterStore final : public CounterStore {
 public:
  /// `last` is the highest counter already used.
  explicit MemoryCounterStore(std::uint64_t last = 0) : last_(last) {}
  Result<std::uint64_t> take_next() override;

 private:
  std::uint64_t last_;
};

/// One decimal number in a file that is replaced, never rewritten. A missing file means "none used yet"; an
/// unreadable one is an error, never a fresh start.
class FileCounterStore final : public CounterStore {
 public:
  explicit FileCounterStore(std::filesystem::path file) : file_(std::move(file)) {}
  Result<std::uint64_t> take_next() override;

 private:
  Result<std::uint64_t> load() const;
  Result<void> save(std::uint64_t counter) const;

  std::filesystem::path file_;
};

}  // namespace sixline::host::scp
