// A SOAP fault: the envelope was not understood. How a function ended is never said this way.
// [SGP.02 Annex B]
#pragma once

#include <optional>
#include <string>

#include "host/es/xml/document.hpp"
#include "host/es/xml/writer.hpp"

namespace sixline::host::es::soap {

enum class FaultCode : std::uint8_t { VersionMismatch, MustUnderstand, Sender, Receiver };
std::string_view name_of(FaultCode code);

struct Fault {
  FaultCode code = FaultCode::Sender;
  std::string reason{};
  std::string subcode{};  ///< of WS-Addressing: "MessageAddressingHeaderRequired"; may be empty
  /// MessageID of the message at fault, for RelatesTo, if it could be read; not part of the element.
  std::string message_id{};
  bool operator==(const Fault&) const = default;
};

inline Fault sender_fault(std::string reason, std::string subcode = {}) {
  return {FaultCode::Sender, std::move(reason), std::move(subcode), {}};
}

/// Writes soap:Fault; `s` and `wsa` must be bound.
void write(const Fault& fault, xml::Writer& out);
/// Reads soap:Fault; what cannot be understood reads as Receiver.
Fault read_fault(const xml::Element& element);

}  // namespace sixline::host::es::soap
