#include "servers/flow/es8_data.hpp"

#include "card/wire/tags.hpp"

namespace sixline::servers::flow {

namespace {

namespace tag = wire::tag;

ByteString lv(Bytes value) {
  ByteString out{static_cast<std::uint8_t>(value.size())};
  host::append(out, value);
  return out;
}

ByteString c_apdu(std::initializer_list<std::uint8_t> header, Bytes data, bool answered) {
  ByteString apdu(header);
  host::append(apdu, lv(data));
  if (answered) apdu.push_back(0x00);
  ByteString out(apdu.size() + 6);
  wire::Writer writer(out);
  wire::put_tlv(writer, tag::script::c_apdu, apdu);
  out.resize(writer.size());
  return out;
}

}  // namespace

ByteString es8_script(Bytes isd_p_aid, Bytes data) {
  const ByteString target =
      host::concat({ByteString{0x00, 0x00}, lv(isd_p_aid), ByteString{0x00, 0x00, 0x00}});
  ByteString script = c_apdu({0x80, 0xE6, 0x20, 0x00}, target, false);
  constexpr std::size_t largest = 255;
  std::uint8_t block = 0;
  while (!data.empty()) {
    const Bytes piece = data.first(std::min(data.size(), largest));
    data = data.subspan(piece.size());
    const bool last = data.empty();
    const auto p1 = static_cast<std::uint8_t>(last ? 0x89 : 0x09);
    host::append(script, c_apdu({0x80, 0xE2, p1, block++}, piece, last));
  }
  return script;
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

InstallReport read_report(Bytes plain) {
  // [TCA-PP §9.8] SEQUENCE { [0] peStatus list, [1] profileInstallationAborted, [2] statusMessage }
  constexpr wire::Tag sequence = 0x30, list = 0xA0, aborted = 0x81, status = 0x80, identification = 0x81;
  InstallReport report;
  if (plain.empty()) return report;
  report.present = true;
  auto reader = wire::TlvReader::der(plain);
  const auto response = reader.expect(sequence);
  if (!response) return {true, true, "unreadable installation report"};
  auto fields = reader.children(*response);
  report.aborted = fields.find(aborted).has_value();
  const auto statuses = fields.find(list);
  if (!statuses) return {true, true, "installation report without status"};
  auto entries = wire::TlvReader::der(statuses->value);
  while (!entries.at_end()) {
    const auto entry = entries.next();
    if (!entry) return {true, true, "unreadable installation report"};
    auto inner = entries.children(*entry);
    const auto code = inner.find(status), element = inner.find(identification);
    const auto value = code ? wire::read_unsigned(code->value) : wire::Result<std::uint32_t, wire::Error>(0u);
    if (!value || *value == 0) continue;
    report.text += (report.text.empty() ? "installation status " : ", ") + std::to_string(*value);
    if (element) report.text += " at element " + host::to_hex(element->value);
  }
  return report;
}

}  // namespace sixline::servers::flow
