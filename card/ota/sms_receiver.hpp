// SMS-PP data download: from the content of an ENVELOPE to a whole command packet.  [TS 31.111 §7.1.1]
#pragma once

#include "card/ota/reassembly.hpp"
#include "card/wire/sms.hpp"

namespace sixline::card::ota {

enum class Arrival : std::uint8_t {
  Malformed,  ///< not an SMS-PP download
  Nothing,    ///< a part of more, a repetition, or not a command packet
  Packet,     ///< packet() is complete
};

class SmsReceiver {
 public:
  /// `tlvs`: the content of the envelope D1.
  Arrival receive(Bytes tlvs);
  /// The packet after Arrival::Packet, until the next receive() or reset(); may be changed in place.
  MutableBytes packet() const { return packet_; }
  /// Who sent it.
  const wire::SmsAddress& originator() const { return originator_; }
  void reset();

 private:
  Reassembly reassembly_;
  MutableBytes packet_{};
  wire::SmsAddress originator_{};
};

}  // namespace sixline::card::ota
