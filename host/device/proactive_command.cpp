#include "host/device/proactive_command.hpp"

#include "card/wire/comprehension_tlv.hpp"
#include "card/wire/tags.hpp"
#include "host/device/envelopes.hpp"

namespace sixline::host::device {

namespace ctlv = wire::tag::ctlv;

Result<ProactiveCommand> ProactiveCommand::parse(Bytes fetched) {
  const auto malformed = [&] {
    return fail(ErrorCode::BadFormat, "read a proactive command: malformed: " + to_hex(fetched));
  };
  auto outer = wire::TlvReader::ber(fetched);
  auto proactive = outer.expect(wire::tag::toolkit::proactive_command);
  if (!proactive || !outer.at_end()) return malformed();
  wire::ComprehensionTlvReader reader(proactive->value);
  auto details = reader.expect(ctlv::command_details);
  auto devices = reader.expect(ctlv::device_identities);
  if (!details || details->value.size() != 3 || !devices || devices->value.size() != 2) return malformed();

  ProactiveCommand command;
  command.number = details->value[0];
  command.type = static_cast<CommandType>(details->value[1]);
  command.qualifier = details->value[2];
  command.destination = devices->value[1];
  while (!reader.at_end()) {
    auto tlv = reader.next();
    if (!tlv) return malformed();
    append(command.body, comprehension_tlv(tlv->tag, tlv->value));
  }
  return command;
}

std::optional<Bytes> ProactiveCommand::find(std::uint8_t tag) const {
  auto tlv = wire::ComprehensionTlvReader(body).find(tag);
  if (!tlv) return std::nullopt;
  return tlv->value;
}

ByteString terminal_response(const ProactiveCommand& command, const Answer& answer) {
  const ByteString details{command.number, static_cast<std::uint8_t>(command.type), command.qualifier};
  return concat({required_tlv(ctlv::command_details, details),
                 required_tlv(ctlv::device_identities, ByteString{terminal_device, uicc_device}),
                 required_tlv(ctlv::result, answer.result), answer.objects});
}

}  // namespace sixline::host::device
