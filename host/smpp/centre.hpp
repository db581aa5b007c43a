// A message centre for tests and labs: ESMEs bind to it, it takes their messages and gives them those of the
// devices.  [SMPP 3.4 §2.2]
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "host/smpp/tpdu.hpp"

namespace sixline::host::smpp {

struct CentreSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;            ///< 0: any that is free
  std::string system_id, password;   ///< of the ESMEs that may bind
  std::size_t max_connections = 64;  ///< one more is closed at once
  std::size_t max_waiting = 10'000;  ///< messages of devices that no ESME has taken
  unsigned window = 32;              ///< deliver_sm without response on one connection
  std::chrono::milliseconds bind_time{10'000};
  std::chrono::milliseconds enquire_time{30'000};
  std::chrono::milliseconds response_time{10'000};
  std::chrono::milliseconds repeat_time{500};  ///< after an ESME could not take a message
};

/// What becomes of a submit_sm.
struct Submission {
  Status status = Status::Ok;
  std::string message_id;  ///< at most 64 characters
};
/// On the centre's thread; may call deliver() and failed(), not stop().
using Submitted = std::function<Submission(std::string destination, ByteString deliver_tpdu)>;

class Centre {
 public:
  /// Messages of which a receipt can still be sent.
  static constexpr std::size_t max_remembered = 10'000;

  /// Listens when this returns. Errors: BadInput (address), Transport (port in use).
  static Result<std::unique_ptr<Centre>> start(CentreSettings settings, Submitted submitted);
  virtual ~Centre() = default;

  virtual std::uint16_t port() const = 0;
  /// Hands an SMS-SUBMIT of this number to one of those bound, in turn; kept while nobody is. Repeated, with
  /// another or later, until one has taken it or refused it for good. Errors: BadInput, Unsupported (see
  /// to_deliver_sm), Transport (max_waiting).
  virtual Result<void> deliver(const std::string& source_msisdn, Bytes submit_tpdu) = 0;
  /// Sends the receipt that this message did not reach its device, if its sender asked for one.
  virtual void failed(const std::string& message_id) = 0;
  virtual std::size_t bound() const = 0;    ///< ESMEs at this moment
  virtual std::size_t waiting() const = 0;  ///< messages that no ESME has answered for
  virtual void stop() = 0;

 protected:
  Centre() = default;
};

}  // namespace sixline::host::smpp
