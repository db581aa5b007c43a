#include "host/session/command.hpp"

namespace sixline::host::session {

ByteString make_command(Header header, Bytes data, std::uint32_t ne) {
  const wire::CommandApdu command{
      header.cla, header.ins, header.p1, header.p2, data, ne, data.size() > 255 || ne > all_data};
  // Header, extended length fields on both sides.
  ByteString buffer(4 + 3 + data.size() + 3);
  wire::Writer out(buffer);
  command.encode(out);
  buffer.resize(out.size());
  return buffer;
}

Result<std::uint8_t> class_on_channel(std::uint8_t cla, std::uint8_t channel) {
  constexpr std::uint8_t first_further = 4;  // 0-3 are coded in two bits, 4-19 in four
  const bool further_form = (cla & 0x40) != 0;
  const bool secured = further_form ? (cla & 0x20) != 0 : (cla & 0x0C) != 0;
  if (channel < first_further) {
    if (further_form) return static_cast<std::uint8_t>((cla & 0x80) | (secured ? 0x04 : 0x00) | channel);
    return static_cast<std::uint8_t>((cla & 0xFC) | channel);
  }
  if (channel > 19) return fail(ErrorCode::BadInput, "use a logical channel: there are 0 to 19");
  const unsigned keep = further_form ? cla & 0xF0u : (cla & 0x80u) | 0x40u | (secured ? 0x20u : 0x00u);
  return static_cast<std::uint8_t>(keep | static_cast<unsigned>(channel - first_further));
}

Reply Reply::from(Bytes answer) {
  Reply reply;
  const Bytes trailer = answer.last(2);
  reply.data = to_byte_string(answer.first(answer.size() - 2));
  reply.final_status = wire::StatusWord(static_cast<std::uint16_t>(wire::read_be(trailer)));
  reply.status = reply.final_status;
  if (reply.final_status.sw1() == 0x91) {
    reply.status = wire::sw::ok;
    reply.pending = reply.final_status.sw2() == 0 ? 256 : reply.final_status.sw2();
  }
  return reply;
}

}  // namespace sixline::host::session
