// The commands of security domains, and who may send them.
#include "card/gp/domains.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::gp {
namespace {

namespace sw = wire::sw;
namespace tags = wire::tag::gp;
using runtime::cases;
using wire::IsoCase;

constexpr std::uint8_t gp_class = 0x80;
constexpr std::uint8_t secured_class = 0x84;
constexpr std::uint8_t chaining = 0x10;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t ins_initialize_update = 0x50;
constexpr std::uint8_t ins_external_authenticate = 0x82;
constexpr std::uint8_t longest_command_data = 0xFF;

using Handler = StatusWord (*)(Domains&, DomainSession&, const CommandApdu&, ResponseApdu&);

StatusWord get_data(Domains& domains, DomainSession& session, const CommandApdu& command,
                    ResponseApdu& response) {
  return domains.get_data(session.selected, command, response);
}

/// The ISD-R tells everyone what the SM-SR may know; a domain of a profile tells its operator.
StatusWord get_status(Domains& domains, DomainSession& session, const CommandApdu& command,
                      ResponseApdu& response) {
  if (session.selected == ecasd_id) return sw::conditions_not_satisfied;
  if (session.selected != isd_r_id && !session.protection.authenticated) return sw::security_not_satisfied;
  return domains.get_status(session.selected, session.status, command, response);
}

/// [SGP.02 §2.4] The domains of the card and the ISD-Ps change by ES5 and ES8 alone; a domain inside a
/// profile belongs to its operator, who has to prove it.
template <Handler handler>
StatusWord managed(Domains& domains, DomainSession& session, const CommandApdu& command,
                   ResponseApdu& response) {
  const auto domain = domains.registry().get(session.selected);
  if (!domain || domain->kind != ApplicationKind::SecurityDomain) return sw::conditions_not_satisfied;
  if (!session.protection.authenticated) return sw::security_not_satisfied;
  return handler(domains, session, command, response);
}

/// There is nothing that could execute a load file.
StatusWord load(Domains&, DomainSession&, const CommandApdu&, ResponseApdu&) {
  return sw::function_not_supported;
}

StatusWord put_key(Domains& domains, DomainSession& session, const CommandApdu& command,
                   ResponseApdu& response) {
  const DataEncryptionKey dek = domains.data_encryption_key(session);
  if (!dek.valid()) return sw::conditions_not_satisfied;
  return gp::put_key(domains.keys(), domains.crypto(), session.selected, dek, command, response.data());
}

StatusWord initialize_update(Domains& domains, DomainSession& session, const CommandApdu& command,
                             ResponseApdu& response) {
  domains.channel().close();
  if (command.p2 != 0) return sw::wrong_p1p2;
  const auto domain = domains.registry().get(session.selected);
  if (!domain) return domain.error();
  const auto keys = find_channel_keys(domains.registry(), domains.keys(), domain->id, command.p1);
  if (!keys) return sw::reference_not_found;
  return domains.channel().initialize(*keys, domain->aid, command, response);
}

StatusWord external_authenticate(Domains& domains, DomainSession&, const CommandApdu& command,
                                 ResponseApdu&) {
  return domains.channel().authenticate(command);
}

constexpr std::uint8_t any_case = cases(IsoCase::None, IsoCase::Le, IsoCase::Lc, IsoCase::LcLe);
constexpr std::uint8_t data_cases = cases(IsoCase::Lc, IsoCase::LcLe);

constexpr Domains::Row rows[] = {
    {"GET DATA", gp_class, 0xCA, cases(IsoCase::Le, IsoCase::LcLe), get_data, "GPCS §11.3", "gp/get_data"},
    {"GET STATUS", gp_class, 0xF2, data_cases, get_status, "GPCS §11.4", "gp/get_status"},
    {"INSTALL", gp_class, 0xE6, any_case, managed<install>, "GPCS §11.5", "gp/install"},
    {"LOAD", gp_class, 0xE8, any_case, managed<load>, "GPCS §11.6", "gp/install"},
    {"DELETE", gp_class, 0xE4, any_case, managed<delete_object>, "GPCS §11.2", "gp/delete"},
    {"PUT KEY", gp_class, 0xD8, any_case, managed<put_key>, "GPCS §11.8", "gp/put_key"},
    {"SET STATUS", gp_class, 0xF0, any_case, managed<set_status>, "GPCS §11.10", "gp/set_status"},
    {"STORE DATA", gp_class, ins_store_data, any_case, managed<store_data>, "GPCS §11.11", "gp/store_data"},
    {"INITIALIZE UPDATE", gp_class, ins_initialize_update, data_cases, initialize_update, "GP-D §7.1.1",
     "gp/secure_channel"},
    {"EXTERNAL AUTHENTICATE", secured_class, ins_external_authenticate, data_cases, external_authenticate,
     "GP-D §7.1.2", "gp/secure_channel"},
};

bool is_authentication(const CommandApdu& command) {
  return command.ins == ins_external_authenticate || command.ins == ins_initialize_update;
}

}  // namespace

std::span<const Domains::Row> Domains::commands() {
  return rows;
}

bool Domains::knows(const CommandApdu& command) {
  const auto cla = static_cast<std::uint8_t>(command.class_without_channel() & ~chaining);
  if (cla != gp_class && cla != secured_class) return false;
  return std::any_of(std::begin(rows), std::end(rows),
                     [&command](const Row& row) { return row.ins == command.ins; });
}

Result<Application, StatusWord> Domains::find_selectable(Bytes aid_prefix) const {
  for (storage::Owner owner : {storage::card_owner, registry_.enabled_slot()}) {
    auto found = registry_.find_prefix(owner, aid_prefix);
    while (found && !(is_security_domain(found->kind) && is_reachable(found->state))) {
      found = registry_.find_prefix(owner, aid_prefix, found->id.index);
    }
    if (found) return found;
  }
  return wire::fail(sw::file_not_found);
}

StatusWord Domains::select(DomainSession& session, Bytes aid_prefix, ResponseApdu& response) const {
  const auto domain = find_selectable(aid_prefix);
  if (!domain) return domain.error();
  session = {.selected = domain->id};
  wire::TlvScope fci(response.data(), tags::fci_template);
  wire::put_tlv(response.data(), tags::df_name, domain->aid.view());
  wire::TlvScope proprietary(response.data(), tags::fci_proprietary);
  const std::uint8_t most[] = {longest_command_data};
  wire::put_tlv(response.data(), tags::max_command_data, most);
  return sw::ok;
}

void Domains::leave(std::uint8_t channel) {
  if (channel == channel_owner_) reset();
}

void Domains::reset() {
  channel_.close();
  chain_.reset();
  parts_.clear();
}

/// Opening a channel anywhere ends the one before; until then it and its sequence stay where they are.
void Domains::turn_channel_to(std::uint8_t channel) {
  if (channel == channel_owner_) return;
  reset();
  channel_owner_ = channel;
}

StatusWord Domains::process(DomainSession& session, const CommandApdu& command, ResponseApdu& response) {
  const bool is_part = CommandChain::is_part(command);
  if (command.channel() == channel_owner_ || is_part) {
    if (is_part) {
      turn_channel_to(command.channel());
      return parts_.add(command);
    }
    if (parts_.pending()) {
      const auto whole = parts_.finish(command);
      const StatusWord status =
          whole ? process_whole(session, *whole, parts_.data(), response) : whole.error();
      parts_.clear();
      return status;
    }
  }
  std::array<std::uint8_t, limits::max_command> plain;
  const StatusWord status = process_whole(session, command, plain, response);
  crypto::wipe(plain);
  return status;
}

StatusWord Domains::process_whole(DomainSession& session, const CommandApdu& command,
                                  wire::MutableBytes plain, ResponseApdu& response) {
  if (is_authentication(command)) turn_channel_to(command.channel());
  const bool ours = command.channel() == channel_owner_;
  session.protection = ours ? channel_.protection() : Protection{};
  session.chain = ours ? &chain_ : nullptr;
  if (is_authentication(command)) {
    chain_.reset();
    return runtime::dispatch(commands(), *this, session, command, response);
  }
  if (command.class_without_channel() == secured_class) {
    if (ours && channel_.protects_commands()) return process_secured(session, command, plain, response);
    return sw::conditions_not_satisfied;
  }
  if (ours && channel_.protects_commands()) {
    // [GPCS §10.2.3] A command that comes without the protection that was agreed ends the session.
    channel_.close();
    chain_.reset();
    return sw::security_not_satisfied;
  }
  return run(session, command, response);
}

/// `plain` takes the deciphered data and may be where the command's data stand.
StatusWord Domains::process_secured(DomainSession& session, const CommandApdu& command,
                                    wire::MutableBytes plain, ResponseApdu& response) {
  auto inner = channel_.unwrap(command, plain);
  if (!inner) {
    chain_.reset();
    return inner.error();
  }
  // T=0 has no place for Le beside command data, and protection always is some: without data of its own the
  // command may ask for an answer of any length.  [ISO 7816-3 §12.2.1]
  if (inner->data.empty() && inner->ne == 0) inner->ne = limits::max_response_data;
  std::array<std::uint8_t, limits::max_response_data> buffer;
  ResponseApdu answer(wire::MutableBytes(buffer).first(channel_.answer_room(response.data().room())));
  const StatusWord status = run(session, *inner, answer);
  // [GP-D §6.2.5] An error has no R-MAC.
  if (status.ok()) channel_.protect(answer.view(), status, response);
  return status;
}

StatusWord Domains::run(DomainSession& session, const CommandApdu& command, ResponseApdu& response) {
  // Only STORE DATA goes on with what a command before it began.  [GPCS §11.5.2.3.6]
  if (command.ins != ins_store_data) {
    if (session.chain != nullptr) session.chain->reset();
    session.personalized.reset();
  }
  const StatusWord status = runtime::dispatch(commands(), *this, session, command, response);
  const StatusWord settled = keep(store(), status);
  if (settled.ok()) return settled;
  store().rollback();
  response.data().clear();
  if (session.chain != nullptr) session.chain->reset();
  session.personalized.reset();
  return settled;
}

std::optional<ChannelKeys> Domains::sender_keys(const DomainSession& session) const {
  if (session.packet_keys) return session.packet_keys;
  return channel_.open() ? std::optional(channel_.channel_keys()) : std::nullopt;
}

DataEncryptionKey Domains::data_encryption_key(const DomainSession& session) const {
  if (!session.packet_keys) return channel_.data_encryption_key();
  constexpr std::uint8_t key_encryption_key_id = 0x03;  // KIK  [TS 102 225 §5.1.2]
  const auto key =
      keys_.find(session.packet_keys->domain, {session.packet_keys->version, key_encryption_key_id});
  return key ? DataEncryptionKey(crypto(), *key) : DataEncryptionKey();
}

}  // namespace sixline::card::gp
