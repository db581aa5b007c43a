// What the card of the bench says in short messages: notifications and proofs of receipt.  [SGP.02 §4.1.1.11]
#pragma once

#include "servers/flow/event.hpp"
#include "tests/servers/smsr/bench.hpp"

namespace sixline::tests::smsr {

class CardMessages {
 public:
  explicit CardMessages(Bench& bench) : bench_(bench) {}

  /// From now on by way of this number.
  void from(const std::string& msisdn) { msisdn_ = msisdn; }
  /// From now on with keys that are not the card's.
  void with_key(std::uint8_t first) { first_key_ = first; }
  /// ES5.HandleDefaultNotification. `said`: the EID in it.
  void notify(servers::flow::NotificationType type, std::uint8_t number, const std::string& iccid,
              const std::string& said = eid);
  /// The proof of receipt of this packet, with a response script (hexadecimal) or none.  [TS 102 225 §5.2]
  void prove(const OutstandingPacket& packet, wire::PacketStatus status, const std::string& script = {});

 private:
  void send(const host::ByteString& user_data);

  Bench& bench_;
  std::string msisdn_{};
  std::uint8_t first_key_ = 0xC1;  ///< as the bench registers them
};

}  // namespace sixline::tests::smsr
