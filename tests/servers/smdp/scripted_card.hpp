// The ISD-P end of ES8 as far as a download needs it: scenario #3 and SCP03t with real keys, so that the
// SM-DP under test has something to verify. It takes any package and reports what the test wants.
#pragma once

#include <optional>

#include "host/crypto/ec.hpp"
#include "host/scp/scp03_channel.hpp"

namespace sixline::tests::smdp {

using host::Bytes;
using host::ByteString;

class ScriptedCard {
 public:
  explicit ScriptedCard(host::crypto::PrivateKey ecasd) : ecasd_(std::move(ecasd)) {}

  /// The answers to the data of one ES3.SendData, one TLV each.
  ByteString answer(Bytes data, Bytes isd_p_aid);

  /// All that was installed, deciphered.
  const ByteString& installed() const { return installed_; }
  unsigned sessions() const { return sequence_; }

  std::size_t package_size = 0;  ///< the report comes with its last byte
  bool abort_installation = false;
  std::uint8_t abort_status = 2;  ///< of the element: memory-failure
  bool wrong_receipt = false;
  bool silent_at_the_end = false;   ///< no report
  unsigned forgotten_sessions = 0;  ///< how often the sequence counter has moved without the SM-DP

 private:
  ByteString store_data(Bytes apdu);
  ByteString establish();
  ByteString initialize_update(Bytes value, Bytes isd_p_aid);
  ByteString segment(Bytes tlv, Bytes value);

  host::crypto::PrivateKey ecasd_;
  ByteString personalisation_{};  // data of the STORE DATA chain so far
  std::optional<host::scp::Scp03Keys> keys_{};
  std::optional<host::scp::Scp03SessionKeys> session_{};
  host::crypto::Block chaining_{};
  std::uint64_t counter_ = 0;
  std::uint32_t sequence_ = 0;
  ByteString installed_{};
};

}  // namespace sixline::tests::smdp
