// ES5.CreateISDP: INSTALL [for install and make selectable].  [SGP.02 §4.1.1.1] PROC-DL-10
#include "card/isdr/isd_r.hpp"
#include "card/wire/tags.hpp"

namespace sixline::card::isdr {
namespace {

namespace sw = wire::sw;
namespace aid = wire::aid;

constexpr std::array<std::uint8_t, 3> isd_p_privileges{0x80, 0xC0, 0x00};
constexpr std::uint8_t scp03_with_i_70[] = {0x03, 0x70};
constexpr wire::Tag secure_channel = 0x81;  ///< inside C9
constexpr std::uint8_t no_receipt[] = {0x00};

/// Length-value pairs; the install parameters alone may have a longer BER length.  [GPCS §11.5.2.3]
class LengthValueReader {
 public:
  explicit LengthValueReader(Bytes view) : rest_(view) {}
  bool at_end() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }
  Bytes next() {
    std::size_t length = 0;
    std::size_t header = 1;
    if (!rest_.empty()) length = rest_[0];
    if (length == 0x81 && rest_.size() > 1) {
      length = rest_[1];
      header = 2;
    }
    if (rest_.size() < header || rest_.size() - header < length) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const Bytes value = rest_.subspan(header, length);
    rest_ = rest_.subspan(header + length);
    return value;
  }

 private:
  Bytes rest_;
  bool ok_ = true;
};

struct Parameters {
  wire::Aid isd_p{};
  std::uint32_t granted_memory = 0;
};

/// The secure channel must be SCP03 i = 70 when it is named; other parameters inside C9 are none of ours.
bool channel_parameters_fit(Bytes value) {
  const auto channel = wire::TlvReader::ber(value).find(secure_channel);
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
  LengthValueReader reader(data);
  const Bytes load_file = reader.next();
  const Bytes module = reader.next();
  const Bytes instance = reader.next();
  const Bytes privileges = reader.next();
  const Bytes install_parameters = reader.next();
  const Bytes token = reader.next();
  Parameters parameters;
  const bool ours = reader.at_end() && token.empty() &&
                    wire::equal(load_file, aid::euicc(aid::isd_p_load_file_number).view()) &&
                    wire::equal(module, aid::euicc(aid::isd_p_module_number).view()) &&
                    wire::equal(privileges, isd_p_privileges) && parameters.isd_p.assign(instance) &&
                    aid::is_isd_p(parameters.isd_p) &&
                    read_install_parameters(install_parameters, parameters.granted_memory);
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
