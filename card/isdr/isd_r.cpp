#include "card/isdr/isd_r.hpp"

#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t gp_class = 0x80;
constexpr std::uint8_t secured_class = 0x84;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t ins_delete = 0xE4;
constexpr std::uint8_t ins_initialize_update = 0x50;

/// What opens SCP03, or travels inside it.  [GP-D §7.1]
bool is_scp03(const CommandApdu& command) {
  const std::uint8_t cla = command.class_without_channel();
  return cla == secured_class || (cla == gp_class && command.ins == ins_initialize_update);
}

/// The tag at the end of a sequence of objects; nothing when they are malformed.
std::optional<wire::Tag> last_tag(Bytes data) {
  std::optional<wire::Tag> last;
  auto reader = wire::TlvReader::ber(data);
  while (!reader.at_end()) {
    const auto object = reader.next();
    last = object ? std::optional(object->tag) : std::nullopt;
  }
  return last;
}

const FunctionRow* find_store_data(std::uint16_t dgi, Addressee addressee) {
  for (const FunctionRow& row : functions()) {
    if (row.dgi == dgi && row.addressee == addressee) return &row;
  }
  return nullptr;
}

}  // namespace

Result<wire::Aid, StatusWord> only_aid(Bytes data) {
  auto reader = wire::TlvReader::ber(data);
  const auto field = reader.expect(wire::tag::gp::aid);
  if (!field || !reader.at_end() || field->value.size() != wire::Aid::capacity()) {
    return wire::fail(sw::wrong_data);
  }
  return wire::Aid(field->value);
}

Result<Target, StatusWord> find_target(IsdR& isd_r, const wire::Aid& aid) {
  const auto isd_p = isd_r.registry().find_isd_p(aid);
  if (!isd_p) return wire::fail(isd_p.error());
  const auto record = gp::read_isd_p(isd_r.store(), isd_p->id.owner);
  if (!record) return wire::fail(record.error());
  return Target{isd_p->id.owner, isd_p->state, *record};
}

void IsdR::reset() {
  chain_.reset();
  status_cursor_ = {};
  security_ = {};
  personalized_slot_ = storage::card_owner;
}

void IsdR::end_session() {
  personalized_slot_ = storage::card_owner;
}

void IsdR::begin_script(const ota::ScriptSecurity& security) {
  security_ = security;
}

void IsdR::end_script() {
  security_ = {};
  chain_.end_script();
  if (personalized_slot_ != storage::card_owner) isd_p_.end_script();
}

StatusWord IsdR::run_command(const CommandApdu& command, ResponseApdu& response) {
  const StatusWord status = gp::keep(environment_.store, dispatch(command, response));
  if (!status.ok()) {
    environment_.store.rollback();
    response.data().clear();
    chain_.reset();
    personalized_slot_ = storage::card_owner;
  }
  profile_switch_.settle();
  return status;
}

StatusWord IsdR::dispatch(const CommandApdu& command, ResponseApdu& response) {
  if (personalized_slot_ != storage::card_owner && is_scp03(command)) {
    return forward_secured(command, response);
  }
  if (command.class_without_channel() != gp_class) return sw::class_not_supported;
  if (command.ins == ins_store_data) return run_store_data(command, response);
  chain_.reset();
  personalized_slot_ = storage::card_owner;
  if (command.ins == ins_delete) return run_delete(command, response);
  bool instruction_known = false;
  for (const FunctionRow& row : functions()) {
    if (row.ins != command.ins) continue;
    instruction_known = true;
    if (row.p1.value_or(command.p1) != command.p1) continue;
    return run(row, {.command = command, .dgi = {}, .data = command.data}, response);
  }
  return instruction_known ? sw::wrong_p1p2 : sw::instruction_not_supported;
}

StatusWord IsdR::run_store_data(const CommandApdu& command, ResponseApdu& response) {
  const auto complete = chain_.accept(command, isdp::message_complete);
  if (!complete) return complete.error();
  if (!*complete) return sw::ok;
  wire::DgiReader reader(chain_.data());
  const auto dgi = reader.next();
  if (!dgi) return sw::wrong_data;
  const bool named = personalized_slot_ != storage::card_owner;
  const FunctionRow* row = named ? find_store_data(dgi->tag, Addressee::IsdP) : nullptr;
  if (row == nullptr) row = find_store_data(dgi->tag, Addressee::IsdR);
  if (row == nullptr) return sw::wrong_data;
  const Bytes only = reader.at_end() ? dgi->value : Bytes{};
  return run(*row, {.command = command, .dgi = only, .data = chain_.data()}, response);
}

StatusWord IsdR::run_delete(const CommandApdu& command, ResponseApdu& response) {
  if (command.p1 != 0) return sw::wrong_p1p2;
  const auto tag = last_tag(command.data);
  for (const FunctionRow& row : functions()) {
    if (row.ins != ins_delete || !tag || row.last_tag != *tag) continue;
    return run(row, {.command = command, .dgi = {}, .data = command.data}, response);
  }
  return sw::wrong_data;
}

StatusWord IsdR::forward_secured(const CommandApdu& command, ResponseApdu& response) {
  if (!secure_enough(wire::sgp02_security.spi1)) return sw::security_not_satisfied;
  chain_.reset();
  isd_p_.select(personalized_slot_);
  return isd_p_.run_command(command, response);
}

bool IsdR::secure_enough(std::uint8_t minimum_spi1) const {
  return wire::SecurityParameters{security_.spi1, 0}.at_least(minimum_spi1);
}

StatusWord IsdR::run(const FunctionRow& row, const Request& request, ResponseApdu& response) {
  if (!secure_enough(row.minimum_spi1)) return sw::security_not_satisfied;
  return row.handler(*this, request, response);
}

StatusWord IsdR::erase_isd_p(Owner slot) {
  if (fall_back_pin(store()) == slot) {
    const StatusWord unpinned = set_fall_back_pin(store(), storage::card_owner);
    if (!unpinned.ok()) return unpinned;
  }
  const StatusWord forgotten = profile_switch_.forget(slot);
  if (!forgotten.ok()) return forgotten;
  return gp::status_of(store().erase(storage::all_of(slot)));
}

}  // namespace sixline::card::isdr
