// Remote file management instances.  [TCA-PP §8.8] [TS 102 226 §8.2]
#include "card/profile/handlers.hpp"
#include "card/profile/toolkit_parameters.hpp"

namespace sixline::card::profile {
namespace {

using wire::TlvReader;

constexpr wire::Tag aid_tag = 0x4F;
constexpr wire::Tag tar_list = 0xA0;
constexpr wire::Tag minimum_security = 0x81;
constexpr wire::Tag octet_string = 0x04;
constexpr wire::Tag adf_access = 0x30;
constexpr std::size_t full_aid = 16;
constexpr std::size_t tar_in_aid = 12;

PeStatus read_domain(const Installation& installation, TlvReader& fields, gp::Application& application) {
  const gp::Registry registry = installation.registry();
  application.parent = gp::mno_sd_index;
  const auto given = fields.accept(aid_tag);
  if (!given)
    return registry.get({installation.owner, gp::mno_sd_index}) ? PeStatus::Ok : PeStatus::BadValues;
  const auto aid = wire::Aid::from(given->value);
  if (!aid) return PeStatus::BadValues;
  const auto domain = registry.find(installation.owner, *aid);
  if (!domain || !gp::is_security_domain(domain->kind)) return PeStatus::BadValues;
  application.parent = domain->id.index;
  return PeStatus::Ok;
}

PeStatus read_tars(TlvReader& fields, gp::Application& application) {
  const auto list = fields.accept(tar_list);
  if (!list) {
    // Without a list the TAR is part of the AID.  [TS 101 220 §7]
    const Bytes aid = application.aid.view();
    return aid.size() == full_aid ? add_tar(aid.subspan(tar_in_aid, 3), application) : PeStatus::Ok;
  }
  auto tars = fields.children(*list);
  while (!tars.at_end()) {
    const auto tar = tars.expect(octet_string);
    if (!tar) return PeStatus::InvalidRequestFormat;
    if (const auto status = add_tar(tar->value, application); status != PeStatus::Ok) return status;
  }
  return PeStatus::Ok;
}

/// Two access domains a place: one for the content of files, one for their administration.
PeStatus assign(Bytes access, Bytes administration, wire::FixedBytes<16>& to_access,
                wire::FixedBytes<16>& to_administration) {
  const bool fits = to_access.assign(access) && to_administration.assign(administration);
  return fits ? PeStatus::Ok : PeStatus::NotEnoughMemory;
}

PeStatus read_access(TlvReader& fields, gp::Application& application) {
  const auto security = fields.expect(minimum_security);
  const auto access = fields.expect(octet_string);
  const auto administrative = fields.expect(octet_string);
  if (!security || !access || !administrative) return PeStatus::InvalidRequestFormat;
  if (security->value.size() != 1) return PeStatus::BadValues;
  application.minimum_security = security->value[0];
  return assign(access->value, administrative->value, application.access, application.administration);
}

PeStatus read_adf(const Installation& installation, TlvReader& fields, gp::Application& application) {
  const auto adf = fields.accept(adf_access);
  if (!adf) return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
  auto parts = fields.children(*adf);
  const auto aid = parts.expect(0x80);
  const auto access = parts.expect(0x81);
  const auto administrative = parts.expect(0x82);
  if (!aid || !access || !administrative) return PeStatus::InvalidRequestFormat;
  const auto name = wire::Aid::from(aid->value);
  if (!name || !installation.files.by_aid(name->view())) return PeStatus::BadValues;
  application.adf = *name;
  return assign(access->value, administrative->value, application.adf_access, application.adf_administration);
}

}  // namespace

PeStatus remote_file_management(Installation& installation, const Unit& unit) {
  const gp::Registry registry = installation.registry();
  auto fields = TlvReader::der(unit.value);
  const auto instance = fields.expect(aid_tag);
  if (!instance) return PeStatus::InvalidRequestFormat;
  const auto aid = wire::Aid::from(instance->value);
  if (!aid || registry.find(installation.owner, *aid)) return PeStatus::BadValues;
  gp::Application application;
  application.kind = gp::ApplicationKind::RemoteFileManagement;
  application.aid = *aid;
  application.id = {installation.owner, registry.free_index(installation.owner, gp::mno_sd_index + 1)};
  if (const auto status = read_domain(installation, fields, application); status != PeStatus::Ok)
    return status;
  if (const auto status = read_tars(fields, application); status != PeStatus::Ok) return status;
  if (const auto status = read_access(fields, application); status != PeStatus::Ok) return status;
  if (const auto status = read_adf(installation, fields, application); status != PeStatus::Ok) return status;
  const auto stored = installation.registry().put(application);
  if (stored != wire::sw::ok) return pe_status(stored);
  return installation.checkpoint.after(1);
}

}  // namespace sixline::card::profile
