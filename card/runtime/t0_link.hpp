// The T=0 face of the card: what arrives is a TPDU, what the modules see is an APDU.  [ISO 7816-3 §10, §12]
#pragma once

#include "card/runtime/limits.hpp"
#include "card/wire/apdu.hpp"

namespace sixline::card::runtime {

using wire::Bytes;
using wire::CommandApdu;
using wire::MutableBytes;
using wire::ResponseApdu;
using wire::StatusWord;

/// What stands behind the link.
class ApduProcessor {
 public:
  virtual StatusWord process(const CommandApdu& command, ResponseApdu& response) = 0;
  /// Length of the proactive command that waits for FETCH; 0 when there is none.
  virtual std::size_t proactive_length() const = 0;

 protected:
  ~ApduProcessor() = default;
};

/// Holds the answer of a case 4 command until GET RESPONSE takes it, corrects Le with 6Cxx and announces a
/// waiting proactive command with 91xx.
///
/// A command repeated after 6Cxx is answered from the held answer and not run again, so that commands with
/// an effect (MANAGE CHANNEL, GET CHALLENGE) have it once.
class T0Link {
 public:
  explicit T0Link(ApduProcessor& processor) : processor_(processor) {}

  void reset();
  /// One command TPDU; writes data and status word to `out` (at least 258 bytes) and returns their length.
  std::size_t transmit(Bytes tpdu, MutableBytes out);
  /// The same for a protocol whose commands carry Le: an answer that it has room for leaves at once. What is
  /// longer is still fetched with GET RESPONSE.
  std::size_t exchange(Bytes apdu, MutableBytes out);

 private:
  enum class Held : std::uint8_t { Nothing, ForGetResponse, ForRepeat };

  enum class Le : std::uint8_t { Unknown, Given };

  std::size_t answer(Bytes raw, Le le, MutableBytes out);
  StatusWord run(const CommandApdu& command);
  StatusWord get_response(const CommandApdu& command, wire::Writer& out);
  /// Decides how the data of a finished command leaves; writes what leaves now.
  StatusWord deliver(const CommandApdu& command, Le le, wire::Writer& out);
  bool repeats_held(const CommandApdu& command) const;
  StatusWord final_status(StatusWord status) const;

  ApduProcessor& processor_;
  std::array<std::uint8_t, limits::max_response_data> data_{};
  std::size_t size_ = 0;
  std::size_t taken_ = 0;
  StatusWord status_{};
  Held held_ = Held::Nothing;
  std::array<std::uint8_t, 4> header_{};
  std::uint8_t channel_ = 0;
};

}  // namespace sixline::card::runtime
