// Builds command APDUs and reads answers.  [ISO 7816-4 §5.1]
#pragma once

#include "card/wire/apdu.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::session {

/// The four bytes every command begins with.
struct Header {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
};

/// Le = 00: as much as there is.
inline constexpr std::uint32_t all_data = 256;

/// The shortest encoding; `ne` is the number of bytes asked for, 0 for no Le field.
ByteString make_command(Header header, Bytes data = {}, std::uint32_t ne = 0);

/// The same class on another logical channel, 0 to 19. Secure messaging bits are kept.  [TS 102 221 §10.1.1]
/// Errors: BadInput for a channel above 19, or secure messaging that a further channel cannot express.
Result<std::uint8_t> class_on_channel(std::uint8_t cla, std::uint8_t channel);

/// What a card answered, with the protocol's bookkeeping taken out.
struct Reply {
  ByteString data;
  wire::StatusWord status;        ///< 9000 where the card said 91xx
  wire::StatusWord final_status;  ///< the last status word as it stood
  /// Length of the proactive command that waits for FETCH, 1 to 256; 0 when none does.
  std::size_t pending = 0;

  /// Splits data and status word; `answer` is at least two bytes long.
  static Reply from(Bytes answer);
};

}  // namespace sixline::host::session
