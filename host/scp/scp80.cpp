#include "host/scp/scp80.hpp"

namespace sixline::host::scp {
namespace {

constexpr std::uint8_t last_key_version = 0x0F;
/// Far above what concatenated short messages carry; keeps CPL within two bytes.
constexpr std::size_t longest_data = 0xF000;

wire::CommandHeader header_for(std::uint8_t version, const wire::Tar& tar,
                               wire::SecurityParameters security) {
  const bool checked = security.integrity() == wire::Integrity::CryptographicChecksum;
  const wire::KeyIndication key = wire::KeyIndication::aes(version);
  return {security, security.ciphered() ? key : wire::KeyIndication{}, checked ? key : wire::KeyIndication{},
          tar};
}

}  // namespace

Result<Scp80> Scp80::create(const Scp80Keys& keys) {
  if (keys.version == 0 || keys.version > last_key_version)
    return fail(ErrorCode::BadInput, "SCP80 key sets have versions 1 to 15");
  auto kic = crypto::AesKey::from(keys.kic.view());
  auto kid = crypto::CmacKey::from(keys.kid.view());
  if (!kic) return wire::fail(kic.error());
  if (!kid) return wire::fail(kid.error());
  return Scp80(keys.version, std::move(*kic), std::move(*kid));
}

Result<SentPacket> Scp80::wrap(const wire::Tar& tar, Bytes data, CounterStore& counters,
                               wire::SecurityParameters security) {
  const bool checked = security.integrity() == wire::Integrity::CryptographicChecksum;
  if (!checked && security.integrity() != wire::Integrity::None)
    return fail(ErrorCode::Unsupported, "SCP80 integrity other than none or a cryptographic checksum");
  if (data.size() > longest_data) return fail(ErrorCode::BadInput, "too much data for one secured packet");

  SentPacket sent{{}, tar, 0, security};
  if (security.counter_rule() != wire::CounterRule::None) {
    auto counter = counters.take_next();
    if (!counter) return wire::fail(counter.error());
    sent.counter = *counter;
  }
  const std::size_t checksum_size = checked ? wire::packet_checksum_size : 0;
  const std::size_t clear = wire::command_fields_size + checksum_size + data.size();
  const std::size_t padding = security.ciphered() ? wire::block_padding(clear) : 0;
  sent.packet.resize(wire::command_head_size + clear + padding);

  wire::Writer out(sent.packet);
  wire::put_command_head(out, header_for(version_, tar, security), checksum_size, data.size() + padding);
  wire::put_command_fields(out, sent.counter, padding);
  const std::size_t checksum_at = out.size();
  out.fill(0x00, checksum_size);
  const std::size_t data_at = out.size();
  out.put(data);
  out.fill(0x00, padding);
  if (out.overflowed()) return fail(ErrorCode::Internal, "a secured packet is longer than computed");

  const wire::MutableBytes packet(sent.packet);
  if (checked) {
    const crypto::Block mac = kid_.mac({packet.first(checksum_at), packet.subspan(data_at)});
    std::copy_n(mac.begin(), checksum_size, packet.begin() + static_cast<std::ptrdiff_t>(checksum_at));
  }
  if (security.ciphered()) kic_.encrypt_cbc(crypto::zero_block, packet.subspan(wire::command_head_size));
  return sent;
}

// The checksum is judged before the padding counter inside the body is believed.
Result<ByteString> Scp80::clear_body(const Protected& in, const std::string& name) {
  ByteString clear = to_byte_string(in.body);
  if (in.ciphered) {
    if (clear.size() % crypto::block_size != 0)
      return fail(ErrorCode::BadFormat, name + " is not whole cipher blocks");
    kic_.decrypt_cbc(crypto::zero_block, clear);
  }
  if (!in.checked) return clear;
  const std::size_t checksum_end = in.fields_size + wire::packet_checksum_size;
  if (clear.size() < checksum_end) return fail(ErrorCode::BadFormat, name + " is too short");
  const Bytes view(clear);
  const crypto::Block mac =
      kid_.mac({in.before, in.head, view.first(in.fields_size), view.subspan(checksum_end)});
  if (!crypto::equal_constant_time(Bytes(mac).first(wire::packet_checksum_size),
                                   view.subspan(in.fields_size, wire::packet_checksum_size)))
    return fail(ErrorCode::NotAuthentic, "the checksum of " + name + " is wrong");
  return clear;
}

Result<ProofOfReceipt> Scp80::open_response(const SentPacket& sent, Bytes packet) {
  auto response = wire::ResponsePacket::parse(packet);
  if (!response) return fail(ErrorCode::BadFormat, "the proof of receipt is not a response packet");
  if (response->tar != sent.tar)
    return fail(ErrorCode::BadFormat,
                "the proof of receipt names another TAR: " + to_hex(response->tar.bytes));
  const bool checked = sent.security.reply_integrity() == wire::Integrity::CryptographicChecksum;
  const bool authentic = checked && response->checksum_size == wire::packet_checksum_size;
  // A card that found no keys for its answer sends it in clear and without a checksum.
  const bool protectable = authentic || !checked;

  auto clear = clear_body({.before = wire::response_udh,
                           .head = response->head,
                           .body = response->body,
                           .fields_size = wire::response_fields_size,
                           .ciphered = sent.security.reply_ciphered() && protectable,
                           .checked = authentic},
                          "the proof of receipt");
  if (!clear) return wire::fail(clear.error());
  auto body = wire::ResponseBody::parse(*clear, response->checksum_size);
  if (!body) return fail(ErrorCode::BadFormat, "the proof of receipt has an impossible body");
  if (body->counter != sent.counter)
    return fail(ErrorCode::NotAuthentic, "the proof of receipt answers another packet: its counter is " +
                                             std::to_string(body->counter));
  if (!protectable && body->status == wire::PacketStatus::Ok)
    return fail(ErrorCode::NotAuthentic, "the proof of receipt reports success without a checksum");
  return ProofOfReceipt{body->status, authentic, protectable ? to_byte_string(body->data) : ByteString{}};
}

bool Scp80::names_this_key_set(const wire::CommandHeader& header) const {
  const bool kic_fits =
      !header.security.ciphered() || (header.kic.is_aes() && header.kic.version() == version_);
  return kic_fits && header.kid.is_aes() && header.kid.version() == version_;
}

Result<CardMessage> Scp80::open_command(Bytes packet) {
  auto command = wire::CommandPacket::parse(packet);
  if (!command) return fail(ErrorCode::BadFormat, "the card's message is not a command packet");
  const wire::CommandHeader& header = command->header;
  if (header.security.integrity() != wire::Integrity::CryptographicChecksum ||
      command->checksum_size != wire::packet_checksum_size)
    return fail(ErrorCode::NotAuthentic, "the card's message has no cryptographic checksum");
  if (!names_this_key_set(header))
    return fail(ErrorCode::NotAuthentic, "the card's message is under another key set");

  auto clear = clear_body({.before = {},
                           .head = command->head,
                           .body = command->body,
                           .fields_size = wire::command_fields_size,
                           .ciphered = header.security.ciphered(),
                           .checked = true},
                          "the card's message");
  if (!clear) return wire::fail(clear.error());
  auto body = wire::CommandBody::parse(*clear, command->checksum_size);
  if (!body) return fail(ErrorCode::BadFormat, "the card's message has an impossible body");
  return CardMessage{header.tar, body->counter, to_byte_string(body->data)};
}

}  // namespace sixline::host::scp
