#include "card/isdp/mno_sd.hpp"

#include "card/gp/install_fields.hpp"
#include "card/wire/dgi.hpp"

namespace sixline::card::isdp {
namespace {

namespace sw = wire::sw;

constexpr std::uint8_t gp_class = 0x80;
constexpr std::uint8_t ins_install = 0xE6;
constexpr std::uint8_t ins_store_data = 0xE2;
constexpr std::uint8_t for_personalization = 0x20;

/// INSTALL [for personalization] of a domain of the card; those of the profile are the operator's own.
bool names_an_isd_p(const CommandApdu& command) {
  if (command.ins != ins_install || command.p1 != for_personalization) return false;
  const auto fields = gp::InstallFields::parse(command.data);
  return !fields || wire::starts_with(fields->instance, wire::aid::euicc_prefix);
}

/// What SPI1 says in the bits of a secure channel.  [TS 102 225 §5.1.1]
gp::Protection protection_of(std::uint8_t spi1) {
  constexpr std::uint8_t integrity = 0x03;
  constexpr std::uint8_t checksum = 0x02;
  constexpr std::uint8_t ciphered = 0x04;
  const bool signed_by_operator = (spi1 & integrity) == checksum;
  std::uint8_t level = signed_by_operator ? gp::security_level::c_mac : gp::security_level::none;
  if ((spi1 & ciphered) != 0) level = static_cast<std::uint8_t>(level | gp::security_level::c_decryption);
  return {signed_by_operator, level};
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
  if (domain != domain_) start_over();
  domain_ = domain;
}

void MnoSd::start_over() {
  isd_p_addressed_ = false;
  session_ = {};
  chain_.reset();
}

StatusWord MnoSd::run_command(const CommandApdu& command, ResponseApdu& response) {
  const StatusWord status = gp::keep(environment_.store, dispatch(command, response));
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

/// What the domain does for itself: content management.  [TS 102 226 §8]
StatusWord MnoSd::run_own(const CommandApdu& command, ResponseApdu& response) {
  session_.selected = domain_;
  session_.protection = protection_of(security_.spi1);
  session_.packet_keys = gp::ChannelKeys{domain_, security_.key_version};
  session_.chain = &chain_;
  return domains_.run(session_, command, response);
}

}  // namespace sixline::card::isdp
