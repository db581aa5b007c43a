#include "host/scp/scp03_channel.hpp"

namespace sixline::host::scp {
namespace {

// [GP-D §6.2.7] the ICV of an answer is that of its command with the top bit set
constexpr std::uint8_t command_icv = 0x00;
constexpr std::uint8_t answer_icv = 0x80;

constexpr std::uint8_t scp03_identifier = 0x03;
constexpr std::size_t initialize_update_answer_size = 32;

template <std::size_t Size>
std::array<std::uint8_t, Size> array_at(Bytes value, std::size_t offset) {
  std::array<std::uint8_t, Size> out;
  std::copy_n(value.begin() + static_cast<std::ptrdiff_t>(offset), Size, out.begin());
  return out;
}

}  // namespace

Result<InitializeUpdateAnswer> InitializeUpdateAnswer::parse(Bytes value) {
  if (value.size() != initialize_update_answer_size)
    return fail(ErrorCode::BadFormat,
                "the answer to INITIALIZE UPDATE has " + std::to_string(value.size()) + " bytes, not 32");
  if (value[11] != scp03_identifier)
    return fail(ErrorCode::Unsupported, "the card opens SCP" + to_hex(value.subspan(11, 1)) + ", not SCP03");
  InitializeUpdateAnswer answer;
  answer.diversification = array_at<10>(value, 0);
  answer.key_version = value[10];
  answer.options = value[12];
  answer.card_challenge = array_at<8>(value, 13);
  answer.card_cryptogram = array_at<8>(value, 21);
  answer.counter = static_cast<std::uint32_t>(wire::read_be(value.subspan(29)));
  return answer;
}

Result<Scp03Channel> Scp03Channel::derive(const Scp03Keys& keys, const Challenge& host,
                                          const Challenge& card) {
  auto session = derive_session_keys(keys, host, card);
  if (!session) return wire::fail(session.error());
  const Cryptogram card_side = scp::card_cryptogram(*session, host, card);
  const Cryptogram host_side = scp::host_cryptogram(*session, host, card);
  return Scp03Channel(std::move(*session), card_side, host_side);
}

crypto::Block Scp03Channel::icv(std::uint64_t counter, std::uint8_t first_byte) {
  crypto::Block block{};
  wire::write_be(counter, wire::MutableBytes(block).last(8));
  block[0] = first_byte;
  return keys_.enc.encrypt_block(block);
}

void Scp03Channel::encrypt_command(ByteString& out, std::size_t start) {
  const std::size_t plain = out.size() - start;
  out.push_back(0x80);
  out.resize(start + (plain / crypto::block_size + 1) * crypto::block_size, 0x00);
  keys_.enc.encrypt_cbc(icv(progress_.counter, command_icv), wire::MutableBytes(out).subspan(start));
}

ShortMac Scp03Channel::mac_command(Bytes command) {
  progress_.chaining = keys_.mac.mac({progress_.chaining, command});
  return array_at<scp03_mac_size>(progress_.chaining, 0);
}

Result<ByteString> Scp03Channel::open_answer(Bytes before, Bytes protected_data, Bytes after, Answer answer) {
  if (progress_.awaited.empty()) return fail(ErrorCode::WrongState, "an SCP03 answer came without a command");
  const bool ciphered = answer == Answer::Ciphered;
  if (protected_data.size() < scp03_mac_size ||
      (ciphered && (protected_data.size() - scp03_mac_size) % crypto::block_size != 0))
    return fail(ErrorCode::BadFormat, "an SCP03 answer is not ciphered blocks and an R-MAC");
  const Scp03Progress::Awaited command = progress_.awaited.front();
  const Bytes ciphertext = protected_data.first(protected_data.size() - scp03_mac_size);
  const crypto::Block mac = keys_.rmac.mac({command.chaining, before, ciphertext, after});
  if (!crypto::equal_constant_time(Bytes(mac).first(scp03_mac_size), protected_data.last(scp03_mac_size)))
    return fail(ErrorCode::NotAuthentic, "the R-MAC of an SCP03 answer is wrong");
  progress_.awaited.pop_front();
  ByteString plain = to_byte_string(ciphertext);
  if (plain.empty() || !ciphered) return plain;
  keys_.enc.decrypt_cbc(icv(command.counter, answer_icv), plain);
  auto size = crypto::size_without_padding_80(plain);
  if (!size) return wire::fail(size.error());
  plain.resize(*size);
  return plain;
}

Result<void> Scp03Channel::skip_answer() {
  if (progress_.awaited.empty()) return fail(ErrorCode::WrongState, "an SCP03 answer came without a command");
  progress_.awaited.pop_front();
  return {};
}

}  // namespace sixline::host::scp
