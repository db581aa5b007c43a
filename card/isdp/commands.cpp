// The APDUs an ISD-P knows when a script addresses it: SCP03 and what runs inside.
// [GP-D §7] [SGP.02 §4.1.3.4]
#include "card/gp/put_key.hpp"
#include "card/isdp/isd_p.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;
namespace scp03 = gp::scp03;
using runtime::cases;
using wire::IsoCase;

constexpr std::uint8_t ins_put_key = 0xD8;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t data_encryption_key_id = 0x03;
constexpr std::uint8_t token_version = 0x70;
constexpr std::uint8_t receipt_version = 0x71;
constexpr std::size_t secured_header = 5;

}  // namespace

std::span<const IsdP::Row> IsdP::commands() {
  static constexpr std::uint8_t with_data = cases(IsoCase::Lc, IsoCase::LcLe);
  static constexpr Row rows[] = {
      {"INITIALIZE UPDATE", 0x80, 0x50, with_data, initialize_update, "GP-D §7.1.1", "es8/scp03_session"},
      {"EXTERNAL AUTHENTICATE", 0x84, 0x82, with_data, external_authenticate, "GP-D §7.1.2",
       "es8/scp03_session"},
      {"STORE DATA", 0x84, ins_store_data, with_data, secured, "GPCS §11.11",
       "es8/update_connectivity_parameters"},
      {"PUT KEY", 0x84, ins_put_key, with_data, secured, "GPCS §11.8", "es8/put_key"},
      {"STORE DATA", 0x80, ins_store_data, with_data, plain_store_data, "SGP.02 §4.1.3.1",
       "es8/establish_isdp_key_set"},
      {"GET DATA", 0x80, 0xCA, cases(IsoCase::Le, IsoCase::LcLe), get_data, "GPCS §11.3", "gp/get_data"},
  };
  return rows;
}

StatusWord IsdP::initialize_update(IsdP& isd_p, gp::StoreDataChain& chain, const CommandApdu& command,
                                   ResponseApdu& response) {
  chain.reset();
  if (command.p2 != 0) return sw::wrong_p1p2;
  if (command.data.size() != scp03::challenge_size) return sw::wrong_data;
  const auto opening = isd_p.open_channel(Framing::Apdu, command.p1, command.data);
  if (!opening) return opening.error();
  opening->write(response.data());
  return sw::ok;
}

StatusWord IsdP::external_authenticate(IsdP& isd_p, gp::StoreDataChain&, const CommandApdu& command,
                                       ResponseApdu&) {
  if (command.data.size() != scp03::cryptogram_size + scp03::mac_size) return sw::wrong_length;
  const bool ours = isd_p.framing_ == Framing::Apdu && isd_p.session_.initialized() &&
                    isd_p.session_.domain() == gp::isd_p_id(isd_p.slot_);
  if (!ours) return sw::conditions_not_satisfied;
  const std::uint8_t header[secured_header] = {command.cla, command.ins, command.p1, command.p2,
                                               static_cast<std::uint8_t>(command.data.size())};
  const bool level = command.p1 == scp03::security_level && command.p2 == 0;
  if (level && isd_p.session_.authenticate(header, command.data.first(scp03::cryptogram_size),
                                           command.data.last(scp03::mac_size))) {
    return sw::ok;
  }
  isd_p.close_channel();
  return level ? sw::security_not_satisfied : sw::wrong_p1p2;
}

StatusWord IsdP::plain_store_data(IsdP& isd_p, gp::StoreDataChain&, const CommandApdu& command,
                                  ResponseApdu& response) {
  return isd_p.gather(command, false, response);
}

StatusWord IsdP::get_data(IsdP& isd_p, gp::StoreDataChain&, const CommandApdu& command,
                          ResponseApdu& response) {
  return isd_p.domains_.get_data(gp::isd_p_id(isd_p.slot_), command, response);
}

// [GP-D §6.2.4 to §6.2.7] An error answer carries no R-MAC, and a wrong C-MAC ends the session.
StatusWord IsdP::secured(IsdP& isd_p, gp::StoreDataChain&, const CommandApdu& command,
                         ResponseApdu& response) {
  if (!isd_p.channel_open(Framing::Apdu)) return sw::conditions_not_satisfied;
  if (command.data.size() < scp03::mac_size) {
    isd_p.close_channel();
    return sw::security_not_satisfied;
  }
  const std::uint8_t header[secured_header] = {command.cla, command.ins, command.p1, command.p2,
                                               static_cast<std::uint8_t>(command.data.size())};
  const std::size_t enciphered = command.data.size() - scp03::mac_size;
  const auto plain = isd_p.session_.unwrap(header, command.data.first(enciphered),
                                           command.data.last(scp03::mac_size), isd_p.plain_);
  if (!plain) {
    isd_p.close_channel();
    return sw::security_not_satisfied;
  }
  CommandApdu inner = command;
  inner.data = *plain;
  return isd_p.run_secured(inner, response);
}

StatusWord IsdP::run_secured(const CommandApdu& command, ResponseApdu& response) {
  std::array<std::uint8_t, limits::max_response_data> answer_buffer;
  ResponseApdu answer(answer_buffer);
  const StatusWord status =
      command.ins == ins_put_key ? put_key(command, answer) : gather(command, true, answer);
  if (!status.ok()) return status;
  const wire::MutableBytes ciphertext = response.data().take(scp03::padded_size(answer.size()));
  if (response.data().overflowed()) return sw::no_precise_diagnosis;
  session_.encipher_answer(answer.view(), ciphertext);
  const std::uint8_t trailer[] = {status.sw1(), status.sw2()};
  response.data().put(session_.answer_mac({}, ciphertext, trailer));
  return status;
}

StatusWord IsdP::gather(const CommandApdu& command, bool in_channel, ResponseApdu& response) {
  // What began outside the channel must not end inside it: it would pass for authenticated.
  if (chain_.gathering() && chain_secured_ != in_channel) {
    chain_.reset();
    return sw::conditions_not_satisfied;
  }
  chain_secured_ = in_channel;
  const auto complete = chain_.accept(command, message_complete);
  if (!complete) return complete.error();
  return *complete ? run_data_function(chain_.data(), in_channel, response) : sw::ok;
}

StatusWord IsdP::put_key(const CommandApdu& command, ResponseApdu& response) {
  const bool known_use =
      !command.data.empty() && (gp::is_scp03_version(command.data[0]) || command.data[0] == token_version ||
                                command.data[0] == receipt_version);
  if (!known_use) return sw::wrong_data;
  const gp::ApplicationId id = gp::isd_p_id(slot_);
  const auto key = keys_.find(id, {session_version_, data_encryption_key_id});
  if (!key) return key.error();
  const gp::DataEncryptionKey dek(environment_.crypto(), *key);
  if (!dek.valid()) return sw::memory_failure;
  return gp::put_key(keys_, environment_.crypto(), id, dek, command, response.data());
}

}  // namespace sixline::card::isdp
