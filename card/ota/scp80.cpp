#include "card/ota/scp80.hpp"

#include "card/crypto/cmac.hpp"

namespace sixline::card::ota {
namespace {

namespace sw = wire::sw;
using wire::CounterRule;
using wire::Integrity;
using wire::SecurityParameters;
using wire::Writer;

// [TS 102 225 §5.1.2, §5.1.3] [GPCS §11.1.9] where the two keys of a key version lie
constexpr std::uint8_t cipher_key_id = 0x01;
constexpr std::uint8_t mac_key_id = 0x02;

bool needs_cipher_key(SecurityParameters s) {
  return s.ciphered() || s.reply_ciphered();
}
bool needs_mac_key(SecurityParameters s) {
  return s.integrity() == Integrity::CryptographicChecksum ||
         s.reply_integrity() == Integrity::CryptographicChecksum;
}
bool checks_counter(SecurityParameters s) {
  return s.counter_rule() >= CounterRule::Higher;
}
/// Redundancy checks and digital signatures are not for this card.
bool supported(Integrity integrity) {
  return integrity == Integrity::None || integrity == Integrity::CryptographicChecksum;
}
std::size_t checksum_size(Integrity integrity) {
  return integrity == Integrity::CryptographicChecksum ? wire::packet_checksum_size : 0;
}

/// A packet in clear, laid out as head, fields, room for the checksum, data with padding.
struct Layout {
  MutableBytes packet;
  std::size_t head;
  std::size_t fields;
  std::size_t checksum;
};

/// Fills in the checksum and ciphers everything behind the head, as far as there are keys for it.
void seal(const Layout& layout, Bytes prefix, const crypto::AesKey* mac_key,
          const crypto::AesKey* cipher_key) {
  const std::size_t covered = layout.head + layout.fields;
  if (mac_key != nullptr) {
    const crypto::Block mac = crypto::cmac(*mac_key, prefix, Bytes(layout.packet.first(covered)),
                                           Bytes(layout.packet.subspan(covered + layout.checksum)));
    std::copy_n(mac.begin(), layout.checksum, layout.packet.begin() + static_cast<std::ptrdiff_t>(covered));
  }
  if (cipher_key != nullptr) {
    const MutableBytes body = layout.packet.subspan(layout.head);
    cipher_key->cbc_encrypt(crypto::Block{}, body, body);
  }
}

SecurityParameters reply_security(const SecuredCommand& command) {
  return command.trusted ? command.header.security : SecurityParameters{};
}

}  // namespace

SecuredCommand Scp80::untrusted(const wire::CommandPacket& packet) {
  SecuredCommand command;
  command.header = packet.header;
  if (!packet.header.security.ciphered())
    command.counter = wire::read_be(packet.body.first(wire::packet_counter_size));
  return command;
}

PacketStatus Scp80::open(const wire::CommandPacket& packet, MutableBytes bytes, const Endpoint& endpoint,
                         SecuredCommand& command) {
  const SecurityParameters security = packet.header.security;
  command = untrusted(packet);
  // A counter without a checksum would let anyone drive it to its end.
  const bool sound = security.integrity() == Integrity::CryptographicChecksum || !checks_counter(security);
  if (!security.at_least(endpoint.minimum_spi1) || !sound) return PacketStatus::InsufficientSecurity;
  if (!supported(security.integrity()) || !supported(security.reply_integrity()))
    return PacketStatus::SecurityError;
  if (packet.checksum_size != checksum_size(security.integrity())) return PacketStatus::ChecksumFailed;
  if (!select_keys(endpoint.key_domain, command)) return PacketStatus::SecurityError;

  const MutableBytes clear = bytes.subspan(wire::command_head_size);
  if (security.ciphered()) {
    if (clear.size() % crypto::aes_block != 0) return PacketStatus::CipherError;
    command.cipher_key.cbc_decrypt(crypto::Block{}, clear, clear);
  }
  const auto body = wire::CommandBody::parse(clear, packet.checksum_size);
  if (!body) return PacketStatus::ChecksumFailed;
  if (security.integrity() == Integrity::CryptographicChecksum) {
    const crypto::Block mac = crypto::cmac(command.mac_key, packet.head, body->fields, body->padded);
    if (!crypto::equal_constant_time(Bytes(mac).first(wire::packet_checksum_size), body->checksum))
      return PacketStatus::ChecksumFailed;
  }
  command.trusted = true;
  command.counter = body->counter;
  command.data = body->data;
  return accept_counter(endpoint.key_domain, command);
}

bool Scp80::select_keys(gp::ApplicationId domain, SecuredCommand& command) const {
  const wire::CommandHeader& header = command.header;
  const bool cipher = needs_cipher_key(header.security);
  const bool mac = needs_mac_key(header.security);
  if ((cipher && !header.kic.is_aes()) || (mac && !header.kid.is_aes())) return false;
  const std::uint8_t cipher_version = cipher ? header.kic.version() : 0;
  const std::uint8_t mac_version = mac ? header.kid.version() : 0;
  // One key set has one counter, so that one packet cannot use two.
  if (cipher_version != 0 && mac_version != 0 && cipher_version != mac_version) return false;
  const std::uint8_t version = cipher_version != 0 ? cipher_version : mac_version;
  return load_keys(domain, version, cipher, mac, command);
}

std::uint8_t Scp80::lowest_version(gp::ApplicationId domain) const {
  for (auto key = keys_.next(domain, {}); key; key = keys_.next(domain, *key)) {
    if (gp::is_scp80_version(key->version)) return key->version;
  }
  return 0;
}

bool Scp80::load_key(gp::ApplicationId domain, gp::KeyReference reference, crypto::AesKey& key) const {
  const auto stored = keys_.find(domain, reference);
  if (!stored || stored->type != gp::KeyType::Aes) return false;
  key = crypto::AesKey(environment_.crypto(), stored->value.view());
  return key.valid();
}

bool Scp80::load_keys(gp::ApplicationId domain, std::uint8_t version, bool cipher, bool mac,
                      SecuredCommand& command) const {
  if (!cipher && !mac) return true;
  command.key_version = version != 0 ? version : lowest_version(domain);
  if (command.key_version == 0) return false;
  return (!cipher || load_key(domain, {command.key_version, cipher_key_id}, command.cipher_key)) &&
         (!mac || load_key(domain, {command.key_version, mac_key_id}, command.mac_key));
}

PacketStatus Scp80::accept_counter(gp::ApplicationId domain, const SecuredCommand& command) {
  if (command.key_version == 0) return PacketStatus::Ok;
  const std::uint64_t last = keys_.counter(domain, command.key_version);
  if (last >= wire::max_packet_counter) return PacketStatus::CounterBlocked;
  if (!checks_counter(command.header.security)) return PacketStatus::Ok;
  if (command.counter <= last) return PacketStatus::CounterLow;
  if (command.header.security.counter_rule() == CounterRule::ExactlyOneHigher && command.counter != last + 1)
    return PacketStatus::CounterHigh;
  // Durable before anything runs: a power cut must not make the packet acceptable again.
  if (keys_.set_counter(domain, command.key_version, command.counter) == sw::ok &&
      environment_.store.commit()) {
    return PacketStatus::Ok;
  }
  environment_.store.rollback();
  return PacketStatus::MemoryFull;
}

std::size_t Scp80::response_data_offset(const SecuredCommand& command) {
  return wire::response_head_size + wire::response_fields_size +
         checksum_size(reply_security(command).reply_integrity());
}

std::size_t Scp80::close_response(const SecuredCommand& command, PacketStatus status, MutableBytes buffer,
                                  std::size_t data_size) const {
  const SecurityParameters security = reply_security(command);
  const std::size_t checksum = checksum_size(security.reply_integrity());
  const std::size_t body = wire::response_fields_size + checksum + data_size;
  const std::size_t padding = security.reply_ciphered() ? wire::block_padding(body) : 0;
  const std::size_t total = wire::response_head_size + body + padding;
  if (total > buffer.size()) return 0;

  Writer out(buffer);
  wire::put_response_head(out, command.header.tar, checksum, data_size + padding);
  wire::put_response_fields(out, command.counter, padding, status);
  out.fill(0, checksum);
  out.take(data_size);
  out.fill(0, padding);
  seal({out.written(), wire::response_head_size, wire::response_fields_size, checksum}, wire::response_udh,
       checksum != 0 ? &command.mac_key : nullptr, security.reply_ciphered() ? &command.cipher_key : nullptr);
  return total;
}

StatusWord Scp80::wrap_command(gp::ApplicationId domain, std::uint8_t key_version, const wire::Tar& tar,
                               SecurityParameters security, Bytes data, Writer& out) const {
  SecuredCommand keys;
  const bool mac = security.integrity() == Integrity::CryptographicChecksum;
  if (!supported(security.integrity())) return sw::algorithm_not_supported;
  if (!load_keys(domain, key_version, security.ciphered(), mac, keys)) return sw::reference_not_found;

  const std::size_t checksum = checksum_size(security.integrity());
  const std::size_t padding =
      security.ciphered() ? wire::block_padding(wire::command_fields_size + checksum + data.size()) : 0;
  const std::size_t start = out.size();
  const wire::CommandHeader header{
      .security = security,
      .kic = security.ciphered() ? wire::KeyIndication::aes(keys.key_version) : wire::KeyIndication{},
      .kid = mac ? wire::KeyIndication::aes(keys.key_version) : wire::KeyIndication{},
      .tar = tar};
  wire::put_command_head(out, header, checksum, data.size() + padding);
  wire::put_command_fields(out, 0, padding);
  out.fill(0, checksum);
  out.put(data);
  out.fill(0, padding);
  if (out.overflowed()) return sw::not_enough_memory;
  seal({out.written().subspan(start), wire::command_head_size, wire::command_fields_size, checksum}, {},
       mac ? &keys.mac_key : nullptr, security.ciphered() ? &keys.cipher_key : nullptr);
  return sw::ok;
}

}  // namespace sixline::card::ota
