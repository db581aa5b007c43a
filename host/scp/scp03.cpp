#include "host/scp/scp03.hpp"

#include "card/wire/apdu.hpp"

namespace sixline::host::scp {
namespace {

constexpr std::size_t status_size = 2;
constexpr std::uint8_t secure_messaging_bit = 0x04;
constexpr std::size_t longest_short_data = 255;

Result<wire::StatusWord> status_of(Bytes answer) {
  if (answer.size() < status_size) return fail(ErrorCode::BadFormat, "an answer without status word");
  return wire::StatusWord(static_cast<std::uint16_t>(wire::read_be(answer.last(status_size))));
}

}  // namespace

ByteString Scp03::initialize_update() const {
  ByteString apdu{0x80, 0x50, keys_.version, 0x00, 0x08};
  append(apdu, host_challenge_);
  apdu.push_back(0x00);
  return apdu;
}

Result<void> Scp03::accept_initialize_update(Bytes answer) {
  if (state_ != State::Idle) return fail(ErrorCode::WrongState, "INITIALIZE UPDATE was answered twice");
  state_ = State::Closed;
  auto status = status_of(answer);
  if (!status) return wire::fail(status.error());
  if (!status->ok()) return fail(ErrorCode::CardRefused, "INITIALIZE UPDATE", *status);
  auto parsed = InitializeUpdateAnswer::parse(answer.first(answer.size() - status_size));
  if (!parsed) return wire::fail(parsed.error());
  auto channel = Scp03Channel::derive(keys_, host_challenge_, parsed->card_challenge);
  if (!channel) return wire::fail(channel.error());
  if (!crypto::equal_constant_time(channel->card_cryptogram(), parsed->card_cryptogram))
    return fail(ErrorCode::NotAuthentic, "the card cryptogram is wrong: other keys on the card?");
  counter_ = parsed->counter;
  channel_ = std::move(*channel);
  state_ = State::Initialized;
  return {};
}

Result<ByteString> Scp03::external_authenticate() {
  if (state_ != State::Initialized)
    return fail(ErrorCode::WrongState, "EXTERNAL AUTHENTICATE without an accepted INITIALIZE UPDATE");
  ByteString apdu{0x84, 0x82, level_, 0x00, 0x10};
  append(apdu, channel_->host_cryptogram());
  append(apdu, channel_->mac_command(apdu));
  state_ = State::Authenticating;
  return apdu;
}

Result<void> Scp03::accept_external_authenticate(Bytes answer) {
  if (state_ != State::Authenticating)
    return fail(ErrorCode::WrongState, "an answer to EXTERNAL AUTHENTICATE that was not sent");
  state_ = State::Closed;
  auto status = status_of(answer);
  if (!status) return wire::fail(status.error());
  if (!status->ok()) return fail(ErrorCode::CardRefused, "EXTERNAL AUTHENTICATE", *status);
  state_ = State::Open;
  return {};
}

Result<ByteString> Scp03::wrap(Bytes apdu) {
  if (state_ != State::Open) return fail(ErrorCode::WrongState, "the SCP03 session is not open");
  auto command = wire::CommandApdu::parse(apdu);
  if (!command || command->extended) return fail(ErrorCode::BadInput, "SCP03 wraps short APDUs");
  if (!has(level::c_mac)) return to_byte_string(apdu);
  const bool ciphered = has(level::c_encryption) && !command->data.empty();
  const std::size_t padded =
      ciphered ? (command->data.size() / crypto::block_size + 1) * crypto::block_size : command->data.size();
  if (padded + scp03_mac_size > longest_short_data)
    return fail(ErrorCode::BadInput, "the APDU is too long to be protected: " +
                                         std::to_string(command->data.size()) + " bytes of data");
  channel_->begin_command();
  ByteString out{static_cast<std::uint8_t>(command->cla | secure_messaging_bit), command->ins, command->p1,
                 command->p2, static_cast<std::uint8_t>(padded + scp03_mac_size)};
  const std::size_t start = out.size();
  append(out, command->data);
  if (ciphered) channel_->encrypt_command(out, start);
  append(out, channel_->mac_command(out));
  channel_->expect_answer();
  if (command->ne != 0) out.push_back(0x00);
  return out;
}

Result<OpenedAnswer> Scp03::unwrap(Bytes answer) {
  auto status = status_of(answer);
  if (state_ != State::Open) return fail(ErrorCode::WrongState, "the SCP03 session is not open");
  if (!status) return wire::fail(status.error());
  const Bytes data = answer.first(answer.size() - status_size);
  if (!has(level::c_mac)) return OpenedAnswer{to_byte_string(data), *status};
  if (!status->ok() && data.empty()) {
    if (auto skipped = channel_->skip_answer(); !skipped) return wire::fail(skipped.error());
    if (*status == wire::sw::security_not_satisfied) state_ = State::Closed;
    return OpenedAnswer{{}, *status};
  }
  if (!has(level::r_mac)) {
    if (auto skipped = channel_->skip_answer(); !skipped) return wire::fail(skipped.error());
    return OpenedAnswer{to_byte_string(data), *status};
  }
  const auto form = has(level::r_encryption) ? Scp03Channel::Answer::Ciphered : Scp03Channel::Answer::Signed;
  auto plain = channel_->open_answer({}, data, answer.last(status_size), form);
  if (!plain) {
    state_ = State::Closed;
    return wire::fail(plain.error());
  }
  return OpenedAnswer{std::move(*plain), *status};
}

}  // namespace sixline::host::scp
