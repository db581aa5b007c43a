#include "host/session/card_session.hpp"

#include <algorithm>

#include "card/wire/tlv.hpp"

namespace sixline::host::session {
namespace {

constexpr std::uint8_t more_data = 0x61;
constexpr std::uint8_t exact_length = 0x6C;
/// A card that never stops offering data is cut off here: 64 KiB in full answers.
constexpr std::size_t max_rounds = 256;

constexpr Header select_by_aid{0x00, 0xA4, 0x04, 0x04};
constexpr Header select_by_file{0x00, 0xA4, 0x00, 0x04};
constexpr Header select_by_path{0x00, 0xA4, 0x08, 0x04};

Bytes file_bytes(std::array<std::uint8_t, 2>& out, std::uint16_t file) {
  wire::write_be(file, out);
  return out;
}

/// A command that asked for data got 62xx or 63xx and none; 63Cx never has any.
bool is_bare_warning(Bytes command, const Reply& reply) {
  const std::uint8_t sw1 = reply.status.sw1();
  if ((sw1 != 0x62 && sw1 != 0x63) || !reply.status.ok() || !reply.data.empty()) return false;
  auto parsed = wire::CommandApdu::parse(command);
  return parsed && parsed->iso_case() == wire::IsoCase::LcLe;
}

}  // namespace

Result<ByteString> CardSession::reset() {
  logical_channel_ = 0;
  auto atr = channel_.reset();
  if (trace_ && atr) trace_.reset(*atr);
  return atr;
}

Result<Reply> CardSession::exchange(Bytes command) {
  auto answer = channel_.transmit(command);
  if (!answer) return wire::fail(answer.error());
  if (trace_) trace_.exchange(command, *answer);
  return Reply::from(*answer);
}

Result<Reply> CardSession::transmit_raw(Bytes command) {
  return exchange(command);
}

Result<Reply> CardSession::transmit(Bytes command) {
  if (command.size() < 4) return fail(ErrorCode::BadInput, "send a command: shorter than its header");
  auto cla = class_on_channel(command[0], logical_channel_);
  // A class that already names a channel means that channel.
  if ((command[0] & 0x40) != 0 || (command[0] & 0x03) != 0) cla = command[0];
  if (!cla) return wire::fail(cla.error());
  ByteString on_channel = to_byte_string(command);
  on_channel[0] = *cla;

  auto reply = exchange(on_channel);
  if (reply && reply->final_status.sw1() == exact_length && reply->data.empty()) {
    auto parsed = wire::CommandApdu::parse(on_channel);
    if (!parsed) return reply;
    parsed->ne = reply->final_status.sw2() == 0 ? all_data : reply->final_status.sw2();
    reply =
        exchange(make_command({parsed->cla, parsed->ins, parsed->p1, parsed->p2}, parsed->data, parsed->ne));
  }
  if (!reply) return reply;
  auto collected = collect(*cla, std::move(*reply));
  if (!collected || !is_bare_warning(on_channel, *collected)) return collected;
  return collect_behind_warning(*cla, std::move(*collected));
}

/// On T=0 a warning comes before the data of its command.  [TS 102 221 §7.3.1.1.4]
Result<Reply> CardSession::collect_behind_warning(std::uint8_t cla, Reply warning) {
  Reply announced;
  announced.final_status = wire::StatusWord(static_cast<std::uint16_t>(more_data << 8));
  auto behind = collect(cla, std::move(announced));
  if (!behind) return behind;
  if (!behind->status.ok()) return warning;
  warning.data = std::move(behind->data);
  warning.pending = behind->pending;
  return warning;
}

Result<Reply> CardSession::collect(std::uint8_t cla, Reply reply) {
  // GET RESPONSE is an interindustry command on the same channel.  [TS 102 221 §11.1.2]
  const bool further = (cla & 0x40) != 0;
  const auto get_response_cla = static_cast<std::uint8_t>(further ? 0x40 | (cla & 0x0F) : cla & 0x03);
  ByteString collected = std::move(reply.data);
  for (std::size_t round = 0; reply.final_status.sw1() == more_data; ++round) {
    if (round == max_rounds)
      return fail(ErrorCode::BadFormat, "collect an answer: the card offers data without end");
    const Header get_response{get_response_cla, 0xC0, 0x00, 0x00};
    const std::uint32_t length = reply.final_status.sw2();
    auto next = exchange(make_command(get_response, {}, length == 0 ? all_data : length));
    if (!next) return next;
    reply = std::move(*next);
    append(collected, reply.data);
    if (reply.final_status.sw1() == exact_length && reply.data.empty())
      reply.final_status =
          wire::StatusWord(static_cast<std::uint16_t>(more_data << 8 | reply.final_status.sw2()));
  }
  reply.data = std::move(collected);
  return reply;
}

Result<Reply> CardSession::transmit(Header header, Bytes data, std::uint32_t ne) {
  return transmit(make_command(header, data, ne));
}

Result<Reply> CardSession::expect(std::string_view intent, Bytes command,
                                  std::initializer_list<wire::StatusWord> accepted) {
  auto reply = transmit(command);
  if (!reply) {
    Error error = reply.error();
    error.what = std::string(intent) + ": " + error.what;
    return wire::fail(std::move(error));
  }
  if (std::find(accepted.begin(), accepted.end(), reply->status) != accepted.end()) return reply;
  return fail(ErrorCode::CardRefused, std::string(intent), reply->status);
}

Result<Reply> CardSession::expect(std::string_view intent, Header header, Bytes data, std::uint32_t ne,
                                  std::initializer_list<wire::StatusWord> accepted) {
  return expect(intent, make_command(header, data, ne), accepted);
}

Result<ByteString> CardSession::select(const wire::Aid& aid) {
  // A deactivated application is selected all the same.
  return expect("select application " + to_hex(aid.view()), select_by_aid, aid.view(), all_data,
                {wire::sw::ok, wire::sw::file_deactivated})
      .map([](Reply reply) { return std::move(reply.data); });
}

Result<ByteString> CardSession::select(std::uint16_t file) {
  std::array<std::uint8_t, 2> id{};
  const Bytes data = file_bytes(id, file);
  return expect("select file " + to_hex(data), select_by_file, data, all_data,
                {wire::sw::ok, wire::sw::file_deactivated})
      .map([](Reply reply) { return std::move(reply.data); });
}

Result<ByteString> CardSession::select_path(std::initializer_list<std::uint16_t> files) {
  constexpr std::uint16_t master_file = 0x3F00;
  if (files.size() == 0) return select(master_file);
  ByteString path;
  std::array<std::uint8_t, 2> id{};
  for (std::uint16_t file : files) append(path, file_bytes(id, file));
  return expect("select path " + to_hex(path), select_by_path, path, all_data,
                {wire::sw::ok, wire::sw::file_deactivated})
      .map([](Reply reply) { return std::move(reply.data); });
}

Result<ByteString> CardSession::read_binary(std::size_t size) {
  constexpr std::size_t one_read = 255;
  ByteString content;
  while (content.size() < size) {
    const auto offset = static_cast<std::uint16_t>(content.size());
    const auto ne = static_cast<std::uint32_t>(std::min(one_read, size - content.size()));
    const Header header{0x00, 0xB0, static_cast<std::uint8_t>(offset >> 8),
                        static_cast<std::uint8_t>(offset)};
    auto reply = expect("read the file at offset " + std::to_string(offset), header, {}, ne);
    if (!reply) return wire::fail(reply.error());
    if (reply->data.empty()) return fail(ErrorCode::BadFormat, "read the file: an answer without data");
    append(content, reply->data);
  }
  return content;
}

Result<ByteString> CardSession::read_record(std::uint8_t number) {
  return expect("read record " + std::to_string(number), Header{0x00, 0xB2, number, 0x04}, {}, all_data)
      .map([](Reply reply) { return std::move(reply.data); });
}

Result<std::uint8_t> CardSession::open_channel() {
  auto reply = expect("open a logical channel", Header{0x00, 0x70, 0x00, 0x00}, {}, 1);
  if (!reply) return wire::fail(reply.error());
  if (reply->data.size() != 1)
    return fail(ErrorCode::BadFormat, "open a logical channel: no number came back");
  return reply->data[0];
}

Result<void> CardSession::close_channel(std::uint8_t number) {
  auto reply = expect("close logical channel " + std::to_string(number), Header{0x00, 0x70, 0x80, number});
  if (!reply) return wire::fail(reply.error());
  if (logical_channel_ == number) logical_channel_ = 0;
  return {};
}

Result<void> CardSession::use_channel(std::uint8_t number) {
  if (auto possible = class_on_channel(0x00, number); !possible) return wire::fail(possible.error());
  logical_channel_ = number;
  return {};
}

Result<std::size_t> file_size(Bytes fcp) {
  auto outer = wire::TlvReader::ber(fcp).expect(0x62);
  if (outer) {
    if (auto size = wire::TlvReader::ber(outer->value).find(0x80); size && size->value.size() <= 4)
      return static_cast<std::size_t>(wire::read_be(size->value));
  }
  return fail(ErrorCode::BadFormat, "read the size of a file: not in its FCP " + to_hex(fcp));
}

}  // namespace sixline::host::session
