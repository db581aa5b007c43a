#include "card/isdp/mno_sd.hpp"

#include "card/wire/dgi.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t gp_class = 0x80;
constexpr std::uint8_t ins_install = 0xE6;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t for_personalization = 0x20;

bool names_an_isd_p(const CommandApdu& command) {
  return command.ins == ins_install && command.p1 == for_personalization;
}

/// The value of the only data grouping, when `dgi` names one.
Result<Bytes, StatusWord> value_for(const MnoFunctionRow& row, Bytes data) {
  if (!row.dgi) return data;
  wire::DgiReader reader(data);
  const auto dgi = reader.next();
  if (!dgi || !reader.at_end()) return wire::fail(sw::wrong_data);
  return dgi->value;
}

bool fits(const MnoFunctionRow& row, const CommandApdu& command) {
  if (row.ins != command.ins) return false;
  if (!row.dgi) return row.p1 == command.p1;
  const auto dgi = wire::DgiReader(command.data).next();
  return dgi && dgi->tag == *row.dgi;
}

}  // namespace

/// Whoever speaks next starts over.
void MnoSd::select(gp::ApplicationId domain) {
  if (domain != domain_) isd_p_addressed_ = false;
  domain_ = domain;
}

StatusWord MnoSd::run_command(const CommandApdu& command, ResponseApdu& response) {
  StatusWord status = dispatch(command, response);
  if (status.ok()) status = gp::status_of(environment_.store.commit());
  if (status.ok()) return status;
  environment_.store.rollback();
  response.data().clear();
  isd_p_addressed_ = false;
  return status;
}

StatusWord MnoSd::dispatch(const CommandApdu& command, ResponseApdu& response) {
  if (command.class_without_channel() != gp_class) return sw::class_not_supported;
  const bool is_mno_sd = domain_.index == gp::mno_sd_index;
  const bool to_isd_p = command.ins == ins_store_data && isd_p_addressed_;
  if (is_mno_sd && (to_isd_p || names_an_isd_p(command))) return run_es6(command, response);
  isd_p_addressed_ = false;
  return run_own(command, response);
}

/// The data of every function of ES6 fits one block.
StatusWord MnoSd::run_es6(const CommandApdu& command, ResponseApdu& response) {
  for (const MnoFunctionRow& row : mno_functions()) {
    if (!fits(row, command)) continue;
    if (command.p1 != row.p1 || command.p2 != 0) return sw::wrong_p1p2;
    const auto value = value_for(row, command.data);
    return value ? row.handler(*this, *value, response) : value.error();
  }
  return sw::wrong_data;
}

/// What the domain does for itself.
StatusWord MnoSd::run_own(const CommandApdu& command, ResponseApdu& response) {
  constexpr std::uint8_t ins_get_data = 0xCA;
  if (command.ins == ins_get_data) return domains_.get_data(domain_, command, response);
  return sw::instruction_not_supported;
}

}  // namespace sixline::card::isdp
