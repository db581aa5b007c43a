// Command chaining: one long command in several APDUs, each but the last with bit 5 of CLA.
// [ISO 7816-4 §5.3.3]
#pragma once

#include "card/crypto/secret.hpp"
#include "card/runtime/limits.hpp"
#include "card/wire/apdu.hpp"

namespace sixline::card::gp {

class CommandChain {
 public:
  /// The command is part of a longer one.
  static bool is_part(const wire::CommandApdu& command);

  /// Takes a part. not_enough_memory: longer than limits::max_chained_command; chaining_broken: another
  /// command than that of the parts before. Both drop everything.
  wire::StatusWord add(const wire::CommandApdu& part);
  bool pending() const { return size_ != 0; }
  /// The whole command, now that its last APDU has come; a view of this object until clear(). Errors as for
  /// add().
  wire::Result<wire::CommandApdu, wire::StatusWord> finish(const wire::CommandApdu& last);
  /// Where the data of the whole command stand, for taking a protection off in place.
  wire::MutableBytes data() { return wire::MutableBytes(buffer_).first(size_); }
  void clear();

 private:
  std::array<std::uint8_t, limits::max_chained_command> buffer_{};
  std::size_t size_ = 0;
  std::array<std::uint8_t, 4> header_{};
};

}  // namespace sixline::card::gp
