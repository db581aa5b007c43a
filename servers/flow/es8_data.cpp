#include "servers/flow/es8_data.hpp"

#include "card/wire/tags.hpp"

namespace sixline::servers::flow {

namespace tag = wire::tag;

ByteString c_apdu_run(const std::vector<ByteString>& commands) {
  ByteString run;
  for (const ByteString& command : commands) {
    ByteString tlv(command.size() + 8);
    wire::Writer writer(tlv);
    wire::put_tlv(writer, tag::script::c_apdu, command);
    host::append(run, writer.view());
  }
  return run;
}

host::Result<ByteString> last_answer(Bytes responses) {
  const auto answers = top_level(responses);
  if (answers.empty())
    return host::fail(host::ErrorCode::BadFormat, "the card's answer is empty or malformed");
  auto reader = wire::TlvReader::ber(answers.back());
  const auto last = reader.expect(tag::script::r_apdu);
  if (!last || last->value.size() < 2)
    return host::fail(host::ErrorCode::BadFormat, "the card's last answer is no R-APDU");
  const wire::StatusWord status{static_cast<std::uint16_t>(wire::read_be(last->value.last(2)))};
  if (!status.ok()) return host::fail(host::ErrorCode::CardRefused, "ES8 command", status);
  return host::to_byte_string(last->value.first(last->value.size() - 2));
}

std::vector<ByteString> top_level(Bytes run) {
  std::vector<ByteString> out;
  auto reader = wire::TlvReader::ber(run);
  while (!reader.at_end()) {
    const auto tlv = reader.next();
    if (!tlv) return {};
    out.push_back(host::to_byte_string(tlv->whole));
  }
  return out;
}

}  // namespace sixline::servers::flow
