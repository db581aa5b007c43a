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

/// Whether gathered bytes make a message that can be answered although the sequence goes on.
using MessageComplete = bool (*)(Bytes data);
/// The first data grouping is there as a whole.
bool first_dgi_complete(Bytes data);

/// What the blocks of a sequence are made of.  [GPCS Table 11-89]
enum class StoreDataFormat : std::uint8_t { Dgis = 0x08, Tlvs = 0x10 };
enum class StoreDataFormats : std::uint8_t { DgisOnly, DgisOrTlvs };

/// Gathers the blocks of one STORE DATA sequence.
class StoreDataChain {
 public:
  /// Takes a block. True: data() is complete, because it was the last block, or because it is `complete`
  /// and the host asks for an answer before the sequence goes on (P1 = 09).  [SGP.02 §4.1.3.1] wrong_p1p2:
  /// out of sequence, or a format that is not among `formats`. not_enough_memory: longer than
  /// limits::max_dgi. An error drops everything gathered so far. P2 = 00 begins anew once data was complete.
  Result<bool, StatusWord> accept(const CommandApdu& command, MessageComplete complete = first_dgi_complete,
                                  StoreDataFormats formats = StoreDataFormats::DgisOnly);
  /// All blocks, one after another; stays until the next accept() or reset().
  Bytes data() const { return Bytes(buffer_).first(size_); }
  bool gathering() const { return gathering_; }
  StoreDataFormat format() const { return format_; }
  void reset();
  /// A script is over: the numbering of an answered sequence goes on in the next one, a half-sent block
  /// does not.
  void end_script();

 private:
  void drop_data();

  std::array<std::uint8_t, limits::max_dgi> buffer_{};
  std::size_t size_ = 0;
  std::uint8_t next_block_ = 0;
  StoreDataFormat format_ = StoreDataFormat::Dgis;
  bool gathering_ = false;
  bool handed_over_ = false;  ///< data() was complete at the last block
};

}  // namespace sixline::card::gp
