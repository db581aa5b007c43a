#include "card/ota/script_runner.hpp"

#include "card/ota/compact_script.hpp"
#include "card/runtime/limits.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::ota {
namespace {

namespace script = wire::tag::script;
namespace sw = wire::sw;
using wire::CommandApdu;
using wire::MutableBytes;
using wire::ResponseApdu;
using wire::Tlv;
using wire::TlvHeader;
using wire::TlvScope;

constexpr std::uint8_t indefinite_length = 0x80;
constexpr std::array<std::uint8_t, 2> end_marker{0x00, 0x00};

// [TS 102 226 §5.2.2] bad format TLV
constexpr std::uint8_t unknown_tag = 0x01;
constexpr std::uint8_t wrong_length_found = 0x02;
constexpr std::uint8_t length_not_found = 0x03;
// [TS 102 226 §5.2.2] script chaining response TLV
constexpr std::uint8_t chaining_not_supported = 0x02;

// Room kept free behind every answer: longer length fields of AB and 23, a closing error TLV, end marker.
constexpr std::size_t frame_reserve = 2 + 2 + 3 + 2;
constexpr std::size_t status_size = 2;
constexpr std::uint8_t max_executed = 0xFF;  // the count is one byte
constexpr std::size_t smallest_r_apdu = 2 + status_size;

std::uint8_t format_code(wire::Error error) {
  return error == wire::Error::BadTag ? unknown_tag : length_not_found;
}

/// [TS 102 226 §5.2.1] commands behind a failed one are not executed.
bool continues(StatusWord status) {
  return (status.ok() || status.sw1() == 0x63) && status != sw::more_data_block;
}

bool reports_error(Bytes answer) {
  return !answer.empty() && answer[0] == script::scp03t_error_first_byte;
}

}  // namespace

void ScriptRunner::run(Bytes bytes) {
  if (bytes.empty()) return;
  switch (bytes[0]) {
    case script::command_definite: return run_definite(bytes);
    case script::command_indefinite: return run_indefinite(bytes);
    default: return run_compact(bytes);
  }
}

void ScriptRunner::run_definite(Bytes bytes) {
  TlvScope frame(answer_, script::response_definite);
  answer_.put_all(script::executed_commands, 1);
  const MutableBytes count = answer_.take(1);
  if (count.empty()) return;
  const auto header = TlvHeader::parse(bytes, false);
  if (!header)
    refuse_format(length_not_found);
  else if (header->length != bytes.size() - header->header)
    refuse_format(wrong_length_found);
  else
    run_items(bytes.subspan(header->header), false);
  count[0] = executed_;
}

void ScriptRunner::run_indefinite(Bytes bytes) {
  answer_.put_all(script::response_indefinite, indefinite_length);
  if (bytes.size() < 2 || bytes[1] != indefinite_length)
    refuse_format(length_not_found);
  else
    run_items(bytes.subspan(2), true);
  answer_.put(end_marker);
}

void ScriptRunner::run_items(Bytes items, bool until_end_marker) {
  while (!stopped_) {
    if (until_end_marker && wire::starts_with(items, end_marker)) {
      if (items.size() > end_marker.size()) refuse_format(wrong_length_found);
      return;
    }
    if (items.empty()) {
      if (until_end_marker) refuse_format(length_not_found);
      return;
    }
    const auto header = TlvHeader::parse(items, false);
    if (!header) return refuse_format(format_code(header.error()));
    if (header->length > items.size() - header->header) return refuse_format(wrong_length_found);
    const std::size_t size = header->header + header->length;
    run_item({header->tag, items.subspan(header->header, header->length), items.first(size)});
    items = items.subspan(size);
  }
}

void ScriptRunner::run_item(const Tlv& item) {
  if (answer_.room() < frame_reserve + smallest_r_apdu) {
    stopped_ = true;
    return;
  }
  switch (item.tag) {
    case script::c_apdu: return run_c_apdu(item.value);
    case script::immediate_action:
    case script::error_action: return;
    case script::chaining: return refuse_chaining();
    default: return run_other(item);
  }
}

StatusWord ScriptRunner::execute(const CommandApdu& command, std::size_t reserve) {
  const std::size_t start = answer_.size();
  const std::size_t room = answer_.room() - std::min(answer_.room(), reserve);
  ResponseApdu response(answer_.take(std::min(room, limits::max_response_data)));
  StatusWord status = target_.run_command(command, response);
  if (response.data().overflowed() && status.ok()) status = sw::more_data_block;
  answer_.truncate(start + (status.ok() ? response.size() : 0));
  if (!continues(status)) stopped_ = true;
  count_command();
  return status;
}

void ScriptRunner::run_c_apdu(Bytes raw) {
  TlvScope r_apdu(answer_, script::r_apdu);
  const auto command = CommandApdu::parse(raw);
  if (!command) {
    count_command();
    stopped_ = true;
  }
  const StatusWord status = command ? execute(*command, frame_reserve + status_size) : sw::wrong_length;
  answer_.put_be(status.value(), status_size);
}

void ScriptRunner::run_other(const Tlv& item) {
  const std::size_t start = answer_.size();
  Writer writer(answer_.take(answer_.room() - frame_reserve));
  const bool known = target_.run_tlv(item, writer);
  const bool cut = writer.overflowed();
  answer_.truncate(start + (known && !cut ? writer.size() : 0));
  if (!known) return refuse_format(unknown_tag);
  if (cut || reports_error(writer.view())) stopped_ = true;
  count_command();
}

void ScriptRunner::count_command() {
  if (++executed_ == max_executed) stopped_ = true;
}

void ScriptRunner::refuse_format(std::uint8_t code) {
  stopped_ = true;
  wire::put_tlv(answer_, script::bad_format, std::array{code});
}

void ScriptRunner::refuse_chaining() {
  stopped_ = true;
  wire::put_tlv(answer_, script::chaining, std::array{chaining_not_supported});
}

void ScriptRunner::run_compact(Bytes bytes) {
  const MutableBytes head = answer_.take(1 + status_size);
  if (head.empty()) return;
  const std::size_t data = answer_.size();
  StatusWord status = sw::ok;
  while (!bytes.empty() && !stopped_) {
    const CompactCommand next = take_compact(bytes);
    bytes = next.rest;
    if (next.status != sw::ok || next.get_response) {
      // [TS 102 226 §5.1] GET RESPONSE only names the data that the command before it has left
      status = next.get_response ? status : next.status;
      stopped_ = next.status != sw::ok;
      count_command();
      if (next.status != sw::ok) answer_.truncate(data);
      continue;
    }
    answer_.truncate(data);
    status = execute(next.command, 0);
  }
  head[0] = executed_;
  wire::write_be(status.value(), head.subspan(1));
}

}  // namespace sixline::card::ota
