#include "card/isdr/isd_r.hpp"

#include "card/wire/secured_packet.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t gp_class = 0x80;
constexpr std::uint8_t ins_store_data = 0xE2;

}  // namespace

Result<wire::Aid, StatusWord> only_aid(Bytes data) {
  auto reader = wire::TlvReader::ber(data);
  const auto field = reader.expect(wire::tag::gp::aid);
  if (!field || !reader.at_end() || field->value.size() != wire::Aid::capacity()) {
    return wire::fail(sw::wrong_data);
  }
  return wire::Aid(field->value);
}

void IsdR::reset() {
  chain_.reset();
  status_cursor_ = {};
  spi1_ = 0;
  personalized_slot_ = storage::card_owner;
}

void IsdR::end_session() {
  personalized_slot_ = storage::card_owner;
}

void IsdR::begin_script(std::uint8_t spi1) {
  spi1_ = spi1;
}

void IsdR::end_script() {
  spi1_ = 0;
  chain_.end_script();
}

StatusWord IsdR::run_command(const CommandApdu& command, ResponseApdu& response) {
  StatusWord status = dispatch(command, response);
  if (status.ok()) status = gp::status_of(environment_.store.commit());
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
  if (command.class_without_channel() != gp_class) return sw::class_not_supported;
  if (command.ins == ins_store_data) return run_store_data(command, response);
  chain_.reset();
  personalized_slot_ = storage::card_owner;
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
  for (const FunctionRow& row : functions()) {
    if (row.dgi != dgi->tag) continue;
    const Bytes only = reader.at_end() ? dgi->value : Bytes{};
    return run(row, {.command = command, .dgi = only, .data = chain_.data()}, response);
  }
  return sw::wrong_data;
}

StatusWord IsdR::run(const FunctionRow& row, const Request& request, ResponseApdu& response) {
  const wire::SecurityParameters security{spi1_, 0};
  if (!security.at_least(row.minimum_spi1)) return sw::security_not_satisfied;
  return row.handler(*this, request, response);
}

StatusWord IsdR::erase_isd_p(Owner slot) {
  if (fall_back_pin(store()) == slot) {
    const StatusWord unpinned = set_fall_back_pin(store(), storage::card_owner);
    if (!unpinned.ok()) return unpinned;
  }
  return gp::status_of(store().erase(storage::all_of(slot)));
}

}  // namespace sixline::card::isdr
