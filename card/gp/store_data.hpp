// STORE DATA arrives in blocks; a function sees them as one.  [GPCS §11.11]
#pragma once

#include "card/runtime/limits.hpp"
#include "card/wire/apdu.hpp"
#include "card/wire/dgi.hpp"

namespace sixline::card::gp {

using wire::Bytes;
using wire::CommandApdu;
using wire::Result;
using wire::StatusWord;

/// Gathers the blocks of one STORE DATA sequence.
class StoreDataChain {
 public:
  /// Takes a block. True: it was the last one and data() is complete. wrong_p1p2: out of sequence, or a
  /// format other than plain DGIs. not_enough_memory: longer than limits::max_dgi. An error drops
  /// everything gathered so far.
  Result<bool, StatusWord> accept(const CommandApdu& command);
  /// All blocks, one after another; stays until the next accept() or reset().
  Bytes data() const { return Bytes(buffer_).first(size_); }
  bool gathering() const { return gathering_; }
  void reset();

 private:
  std::array<std::uint8_t, limits::max_dgi> buffer_{};
  std::size_t size_ = 0;
  std::uint8_t next_block_ = 0;
  bool gathering_ = false;
};

}  // namespace sixline::card::gp
