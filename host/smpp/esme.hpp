// The SM-SR's end of SMPP: a transceiver that stays bound to a message centre.  [SMPP 3.4 §2.2.3]
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "host/smpp/tpdu.hpp"

namespace sixline::host::smpp {

struct EsmeSettings {
  std::string address = "127.0.0.1";  ///< or a name
  std::uint16_t port = 2775;
  std::string system_id, password, system_type;
  unsigned window = 32;                            ///< submit_sm without response at one time
  std::chrono::milliseconds enquire_time{30'000};  ///< nothing heard for so long: is the centre there?
  std::chrono::milliseconds response_time{10'000};
  std::chrono::milliseconds reconnect_time{1'000};  ///< between a loss or a refused bind and the next attempt
};

/// What the ESME is asked and told, on its own thread: all are there, none may call stop().
struct EsmeEvents {
  /// An SMS-SUBMIT of this number. False: it could not be kept, the centre is to send it again.
  std::function<bool(std::string msisdn, ByteString submit_tpdu)> received;
  /// A message that the centre had accepted did not reach the device. False as above.
  std::function<bool(std::string message_id, MessageState state)> undelivered;
  std::function<void(std::string line)> log;
};

class Esme {
 public:
  /// Accepted messages beyond the window; one more is refused at once.
  static constexpr std::size_t max_queued = 10'000;

  /// Returns at once, binds in the background and again after every loss. Errors: BadInput (a name or
  /// password longer than SMPP allows, no window).
  static Result<std::unique_ptr<Esme>> start(EsmeSettings settings, EsmeEvents events);
  virtual ~Esme() = default;

  /// The message id that the centre gave. Errors: Transport (not bound, queue full, or the centre cannot take
  /// it now: may be tried again), Timeout (no response, or the connection was lost before it: may have been
  /// accepted), BadFormat (a response that is none: may have been accepted), CardRefused (refused for good;
  /// the command_status is named), BadInput and Unsupported (see to_submit_sm).
  using Accepted = std::function<void(Result<std::string>)>;
  /// Hands an SMS-DELIVER to the centre. `accepted` is called once, on the ESME's thread, or within this
  /// call when the message is refused here.
  virtual void submit(const std::string& msisdn, Bytes deliver_tpdu, Accepted accepted) = 0;
  virtual bool bound() const = 0;
  /// Takes nothing new, waits so long for what was submitted, unbinds and closes. Whatever is left then
  /// gets Transport or, if it was sent, Timeout.
  virtual void stop(std::chrono::milliseconds grace) = 0;

 protected:
  Esme() = default;
};

}  // namespace sixline::host::smpp
