// links: host_es host_es_soap host_es_xml
// An envelope reaches a server from anybody who can connect. What is read is written and read again: it must
// be the same.
#include <cstdlib>

#include "host/es/soap/envelope.hpp"

namespace {

using namespace sixline::host::es;

/// Whatever a message was written with, our own form of it reads back as it is.
void check_message(const soap::Envelope& envelope, const Decoded& decoded) {
  if (decoded.refusal) return;
  const soap::Header& header = envelope.header;
  const auto again = soap::read_envelope(soap::write_envelope(header, decoded.message));
  if (!again || !again->message()) std::abort();
  if (!(again->message()->message == decoded.message)) std::abort();
  if (again->header.message_id != header.message_id || again->header.relates_to != header.relates_to)
    std::abort();
}

/// A token travels beside every message, whatever its password is made of.
void check_token(const soap::Envelope& envelope, const Decoded& decoded) {
  if (!envelope.token) return;
  const auto again = soap::read_envelope(
      soap::with_token(soap::write_envelope(envelope.header, decoded.message), *envelope.token));
  if (!again || again->token != envelope.token) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto envelope = soap::read_envelope(text);
  if (!envelope) {
    if (envelope.error().reason.empty()) std::abort();
    return 0;
  }
  if (const Decoded* decoded = envelope->message()) {
    check_message(*envelope, *decoded);
    if (!decoded->refusal) check_token(*envelope, *decoded);
  }
  return 0;
}
