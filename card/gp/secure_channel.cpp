#include "card/gp/secure_channel.hpp"

#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t secure_messaging = 0x04;  // in CLA
constexpr std::size_t challenge_size = 8;
constexpr std::size_t mac_size = 8;
constexpr std::size_t cryptogram_size = 8;
constexpr std::size_t longest_short_data = 255;
constexpr std::uint8_t data_encryption_key_id = 0x03;
static_assert(mac_size == scp03::mac_size && mac_size == scp02::mac_size);

/// CLA INS P1 P2 Lc as the C-MAC covers them: without the number of the logical channel.  [GPCS §11.1.4]
class MacHeader {
 public:
  explicit MacHeader(const CommandApdu& command) : out_(bytes_) {
    out_.put_all(command.class_without_channel(), command.ins, command.p1, command.p2);
    if (command.data.size() > longest_short_data) {
      out_.put(0x00);
      out_.put_be(command.data.size(), 2);
    } else {
      out_.put(static_cast<std::uint8_t>(command.data.size()));
    }
  }
  Bytes view() const { return out_.view(); }

 private:
  std::array<std::uint8_t, 7> bytes_{};
  wire::Writer out_;
};

/// The parameter i of SCP02 among the channels that the domain was installed with: C9 lists 81 02 scp i.
/// [GPCS §11.5.2.3.7] [TCA-PP §8.7.3]
std::uint8_t scp02_option(const storage::Store& store, ApplicationId domain) {
  const auto parameters = store.read({domain.owner, storage::Kind::DomainData, domain.index,
                                      static_cast<std::uint16_t>(wire::tag::gp::application_parameters)});
  if (!parameters) return scp02::predictable_challenge;
  auto reader = wire::TlvReader::ber(*parameters);
  while (!reader.at_end()) {
    const auto parameter = reader.next();
    if (!parameter || parameter->tag != wire::tag::gp::secure_channel) continue;
    for (Bytes pairs = parameter->value; pairs.size() >= 2; pairs = pairs.subspan(2)) {
      if (pairs[0] == scp02::identifier && scp02::is_option(pairs[1])) return pairs[1];
    }
  }
  return scp02::predictable_challenge;
}

}  // namespace

StatusWord SecureChannel::initialize(const ChannelKeys& channel_keys, const Aid& aid,
                                     const CommandApdu& command, ResponseApdu& response) {
  close();
  if (command.data.size() != challenge_size) return sw::wrong_data;
  channel_keys_ = channel_keys;
  const std::uint8_t version = channel_keys.version;
  if (is_scp02_version(version)) {
    const std::uint8_t option = scp02_option(environment_.store, channel_keys.domain);
    const auto opening = scp02_.initialize(keys_, channel_keys.domain, aid, version, option, command.data);
    if (!opening) return opening.error();
    opening->write(response.data());
  } else {
    const auto opening = scp03_.initialize(keys_, channel_keys.domain, aid, version, command.data);
    if (!opening) return opening.error();
    opening->write(response.data());
  }
  return sw::ok;
}

StatusWord SecureChannel::authenticate(const CommandApdu& command) {
  const bool older = scp02_.initialized();
  if (!older && !scp03_.initialized()) {
    close();
    return sw::conditions_not_satisfied;
  }
  const bool level = command.p2 == 0 && (older ? scp02::is_level(command.p1) : scp03::is_level(command.p1));
  StatusWord refused = level ? sw::security_not_satisfied : sw::wrong_p1p2;
  if (level && command.data.size() == cryptogram_size + mac_size) {
    const MacHeader header(command);
    const Bytes cryptogram = command.data.first(cryptogram_size);
    const Bytes mac = command.data.last(mac_size);
    const bool known = older ? scp02_.authenticate(keys_, header.view(), cryptogram, mac, command.p1)
                             : scp03_.authenticate(header.view(), cryptogram, mac, command.p1);
    if (known) return sw::ok;
  } else if (level) {
    refused = sw::wrong_length;
  }
  close();
  return refused;
}

Result<CommandApdu, StatusWord> SecureChannel::unwrap(const CommandApdu& command, wire::MutableBytes plain) {
  std::optional<Bytes> text;
  // SCP02 knows one byte of Lc.
  const bool fits = command.data.size() >= mac_size && plain.size() >= command.data.size() &&
                    (scp03_.open() || command.data.size() <= longest_short_data);
  if (protects_commands() && fits) {
    const MacHeader header(command);
    const Bytes body = command.data.first(command.data.size() - mac_size);
    const Bytes mac = command.data.last(mac_size);
    text = scp02_.open() ? scp02_.unwrap(header.view(), body, mac, plain)
                         : scp03_.unwrap(header.view(), body, mac, plain);
  }
  if (!text) {
    close();
    return wire::fail(sw::security_not_satisfied);
  }
  CommandApdu inner = command;
  inner.cla = static_cast<std::uint8_t>(command.class_without_channel() & ~secure_messaging);
  inner.data = *text;
  return inner;
}

std::size_t SecureChannel::answer_room(std::size_t room) const {
  if ((level() & security_level::r_mac) == 0) return room;
  room -= std::min(room, mac_size);
  if ((level() & security_level::r_encryption) == 0) return room;
  const std::size_t blocks = room / crypto::aes_block;
  return blocks == 0 ? 0 : blocks * crypto::aes_block - 1;  // one byte of padding at least
}

void SecureChannel::protect(Bytes answer, StatusWord status, ResponseApdu& response) const {
  const std::uint8_t trailer[] = {status.sw1(), status.sw2()};
  if ((level() & security_level::r_mac) == 0) {
    response.data().put(answer);
    return;
  }
  const bool enciphered = (level() & security_level::r_encryption) != 0;
  const wire::MutableBytes body =
      response.data().take(enciphered ? scp03::padded_size(answer.size()) : answer.size());
  if (response.data().overflowed()) return;
  if (enciphered)
    scp03_.encipher_answer(answer, body);
  else
    std::copy(answer.begin(), answer.end(), body.begin());
  response.data().put(scp03_.answer_mac({}, body, trailer));
}

DataEncryptionKey SecureChannel::data_encryption_key() const {
  if (scp02_.open()) return DataEncryptionKey(scp02_.data_key());
  const auto key = keys_.find(channel_keys_.domain, {channel_keys_.version, data_encryption_key_id});
  return key ? DataEncryptionKey(environment_.crypto(), *key) : DataEncryptionKey();
}

void SecureChannel::close() {
  scp03_.close();
  scp02_.close();
}

}  // namespace sixline::card::gp
