// ES5.CreateISDP: INSTALL [for install and make selectable].  [SGP.02 §4.1.1.1] PROC-DL-10
#include "card/gp/install_fields.hpp"
#include "card/isdr/isd_r.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
namespace aid = wire::aid;

constexpr std::array<std::uint8_t, 3> isd_p_privileges{0x80, 0xC0, 0x00};
constexpr std::uint8_t scp03_with_i_70[] = {0x03, 0x70};
constexpr std::uint8_t no_receipt[] = {0x00};

struct Parameters {
  wire::Aid isd_p{};
  std::uint32_t granted_memory = 0;
};

/// The secure channel must be SCP03 i = 70 when it is named; other parameters inside C9 are none of ours.
bool channel_parameters_fit(Bytes value) {
  const auto channel = wire::TlvReader::ber(value).find(wire::tag::gp::secure_channel);
  return channel ? wire::equal(channel->value, scp03_with_i_70) : channel.error() == wire::Error::Missing;
}

bool read_system_parameters(Bytes value, std::uint32_t& granted) {
  const auto memory = wire::TlvReader::ber(value).find(wire::tag::euicc::requested_memory);
  if (!memory) return memory.error() == wire::Error::Missing;
  if (memory->value.size() < 2 || memory->value.size() > 4) return false;
  granted = static_cast<std::uint32_t>(wire::read_be(memory->value));
  return true;
}

bool read_install_parameters(Bytes value, std::uint32_t& granted) {
  auto reader = wire::TlvReader::ber(value);
  while (!reader.at_end()) {
    const auto parameter = reader.next();
    if (!parameter) return false;
    if (parameter->tag == wire::tag::gp::application_parameters &&
        !channel_parameters_fit(parameter->value)) {
      return false;
    }
    if (parameter->tag == wire::tag::gp::system_parameters &&
        !read_system_parameters(parameter->value, granted)) {
      return false;
    }
  }
  return true;
}

Result<Parameters, StatusWord> parse(Bytes data) {
  const auto fields = gp::InstallFields::parse(data);
  if (!fields) return wire::fail(fields.error());
  Parameters parameters;
  const bool ours = fields->token.empty() &&
                    wire::equal(fields->load_file, aid::euicc(aid::isd_p_load_file_number).view()) &&
                    wire::equal(fields->module, aid::euicc(aid::isd_p_module_number).view()) &&
                    wire::equal(fields->privileges, isd_p_privileges) &&
                    parameters.isd_p.assign(fields->instance) && aid::is_isd_p(parameters.isd_p) &&
                    read_install_parameters(fields->parameters, parameters.granted_memory);
  if (!ours) return wire::fail(sw::wrong_data);
  return parameters;
}

/// What granted profiles may still take counts as taken.
bool memory_suffices(IsdR& isd_r, std::uint32_t wanted) {
  std::uint64_t promised = wanted;
  const auto& registry = isd_r.registry();
  for (auto entry = registry.next_isd_p(storage::card_owner); entry;
       entry = registry.next_isd_p(entry->id.owner)) {
    const auto record = gp::read_isd_p(isd_r.store(), entry->id.owner);
    const std::uint32_t granted = record ? record->granted_memory : 0;
    const std::uint32_t used = gp::used_memory(isd_r.store(), entry->id.owner);
    if (granted > used) promised += granted - used;
  }
  return promised <= isd_r.store().free_bytes();
}

}  // namespace

StatusWord create_isdp(IsdR& isd_r, const Request& request, ResponseApdu& response) {
  if (request.command.p2 != 0) return sw::wrong_p1p2;
  const auto parameters = parse(request.data);
  if (!parameters) return parameters.error();
  if (isd_r.registry().find_isd_p(parameters->isd_p)) return sw::conditions_not_satisfied;
  const Owner slot = isd_r.registry().free_slot();
  if (slot == storage::card_owner || !memory_suffices(isd_r, parameters->granted_memory)) {
    return sw::not_enough_memory;
  }
  gp::Application isd_p{.id = gp::isd_p_id(slot),
                        .kind = gp::ApplicationKind::IsdP,
                        .state = gp::LifeCycle::Selectable,
                        .aid = parameters->isd_p,
                        .privileges = isd_p_privileges,
                        .tars = {wire::aid::tar_of(parameters->isd_p)},
                        .tar_count = 1};
  StatusWord stored = isd_r.registry().put(isd_p);
  if (stored.ok()) {
    stored = gp::write_isd_p(isd_r.store(), slot, {.granted_memory = parameters->granted_memory});
  }
  if (stored.ok()) response.data().put(no_receipt);
  return stored;
}

}  // namespace sixline::card::isdr
