// links: host_smpp
// Whoever reaches the port of a message centre, or sits where the SM-SR looks for one, sends these bytes:
// the stream is cut, the PDUs are read, and what was read is written the same way again.
#include <cstdlib>

#include "host/smpp/tpdu.hpp"

namespace {

using namespace sixline::host;

void require(bool condition) {
  if (!condition) std::abort();
}

void read_back(const smpp::Pdu& pdu) {
  const auto bytes = smpp::encode(pdu);
  require(bytes.has_value());
  smpp::Reader reader;
  reader.add(*bytes);
  const auto frame = reader.next();
  require(frame && *frame);
  const auto again = smpp::decode(**frame);
  require(again && *again == pdu);
}

void look_into(const smpp::ShortMessage& message) {
  if (const auto receipt = smpp::read_receipt(message))
    require(!receipt->message_id.empty() && receipt->message_id.size() <= smpp::max_message_id);
  if (const auto tpdu = smpp::to_submit_tpdu(message)) require(smpp::to_deliver_sm("1", *tpdu).has_value());
  if (const auto tpdu = smpp::to_deliver_tpdu(message, {}))
    require(smpp::to_submit_sm("1", *tpdu).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  smpp::Reader reader;
  reader.add(Bytes(data, size / 2));
  for (int half = 0; half < 2; ++half) {
    auto frame = reader.next();
    for (; frame && *frame; frame = reader.next()) {
      const auto pdu = smpp::decode(**frame);
      if (!pdu) {
        read_back(smpp::refusal(**frame, pdu.error()));
        continue;
      }
      read_back(*pdu);
      if (const auto* message = std::get_if<smpp::ShortMessage>(&pdu->body)) look_into(*message);
    }
    if (!frame) break;
    reader.add(Bytes(data, size).subspan(size / 2));
  }
  return 0;
}
