// How an application authenticates.  [TCA-PP §8.6]
#include "card/profile/handlers.hpp"
#include "card/uicc/aka_parameters.hpp"

namespace sixline::card::profile {
namespace {

using uicc::AkaAlgorithm;
using uicc::AkaParameters;
using wire::TlvReader;

constexpr wire::Tag algorithm_configuration = 0xA1;
constexpr wire::Tag mapping_parameter = 0xA0;
constexpr wire::Tag algorithm_parameter = 0xA1;
constexpr wire::Tag sqn_options = 0x82;
constexpr wire::Tag sqn_delta = 0x83;
constexpr wire::Tag sqn_age_limit = 0x84;
constexpr wire::Tag sqn_init = 0xA5;
constexpr wire::Tag octet_string = 0x04;

constexpr std::size_t key_size = 16;
constexpr std::size_t long_key_size = 32;
constexpr std::uint8_t highest_sequence_byte = 0x07;  ///< SEQ has 43 bits

/// A field of exactly the size of `out`, which keeps its default when the field is absent.
template <std::size_t Size>
PeStatus fixed_field(TlvReader& fields, wire::Tag tag, std::array<std::uint8_t, Size>& out) {
  const auto field = fields.accept(tag);
  if (!field) return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
  if (field->value.size() != Size) return PeStatus::BadValues;
  std::copy(field->value.begin(), field->value.end(), out.begin());
  return PeStatus::Ok;
}

PeStatus read_xoring(TlvReader& fields, AkaParameters& parameters) {
  constexpr wire::Tag xoring_constants = 0x85;
  std::array<std::uint8_t, 5 * 16> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = parameters.xoring[i / 16][i % 16];
  if (const PeStatus status = fixed_field(fields, xoring_constants, all); status != PeStatus::Ok)
    return status;
  for (std::size_t i = 0; i < all.size(); ++i) parameters.xoring[i / 16][i % 16] = all[i];
  return PeStatus::Ok;
}

PeStatus read_limits(TlvReader& fields, AkaParameters& parameters) {
  constexpr wire::Tag authentication_counter_maximum = 0x86;
  constexpr wire::Tag number_of_keccak = 0x87;
  std::array<std::uint8_t, 3> maximum{};
  if (const auto status = fixed_field(fields, authentication_counter_maximum, maximum);
      status != PeStatus::Ok)
    return status;
  parameters.auth_counter_max = static_cast<std::uint32_t>(wire::read_be(maximum));
  const auto keccak = fields.accept(number_of_keccak);
  if (!keccak) return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
  const auto number = wire::read_unsigned(keccak->value);
  if (!number || *number == 0 || *number > 0xFF) return PeStatus::BadValues;
  parameters.keccak_iterations = static_cast<std::uint8_t>(*number);
  return PeStatus::Ok;
}

bool sizes_fit(AkaAlgorithm algorithm, std::size_t key, std::size_t opc) {
  switch (algorithm) {
    case AkaAlgorithm::Milenage: return key == key_size && opc == key_size;
    case AkaAlgorithm::Tuak: return (key == key_size || key == long_key_size) && opc == long_key_size;
    case AkaAlgorithm::XorTest: return key == key_size;
  }
  return false;
}

PeStatus read_keys(TlvReader& fields, AkaParameters& parameters) {
  const auto identifier = fields.expect(0x80);
  const auto options = fields.expect(0x81);
  const auto key = fields.expect(0x82);
  const auto opc = fields.expect(0x83);
  if (!identifier || !options || !key || !opc) return PeStatus::InvalidRequestFormat;
  const auto number = wire::read_unsigned(identifier->value);
  if (!number || options->value.size() != 1) return PeStatus::BadValues;
  if (*number < 1 || *number > 3) return PeStatus::FeatureNotSupported;
  parameters.algorithm = static_cast<AkaAlgorithm>(*number);
  parameters.options = options->value[0];
  if (!sizes_fit(parameters.algorithm, key->value.size(), opc->value.size())) return PeStatus::BadValues;
  parameters.key.assign(key->value);
  // The test algorithm has no OPc; whatever stands there is ignored.
  if (parameters.algorithm != AkaAlgorithm::XorTest) parameters.opc.assign(opc->value);
  return PeStatus::Ok;
}

PeStatus read_algorithm(Bytes value, AkaParameters& parameters) {
  auto fields = TlvReader::der(value);
  if (const PeStatus status = read_keys(fields, parameters); status != PeStatus::Ok) return status;
  constexpr wire::Tag rotation_constants = 0x84;
  if (const auto status = fixed_field(fields, rotation_constants, parameters.rotation);
      status != PeStatus::Ok)
    return status;
  if (const PeStatus status = read_xoring(fields, parameters); status != PeStatus::Ok) return status;
  return read_limits(fields, parameters);
}

PeStatus read_sequence_numbers(TlvReader& fields, uicc::SequenceNumbers& numbers) {
  const auto list = fields.accept(sqn_init);
  if (!list) return fields.ok() ? PeStatus::Ok : PeStatus::InvalidRequestFormat;
  auto values = fields.children(*list);
  for (auto& number : numbers.values) {
    const auto value = values.expect(octet_string);
    if (!value) return PeStatus::InvalidRequestFormat;
    if (value->value.size() != number.size() || value->value[0] > highest_sequence_byte)
      return PeStatus::BadValues;
    std::copy(value->value.begin(), value->value.end(), number.begin());
  }
  return values.at_end() ? PeStatus::Ok : PeStatus::BadValues;
}

PeStatus own_parameters(Installation& installation, Bytes algorithm, TlvReader& fields) {
  auto parameters = AkaParameters::defaults();
  uicc::SequenceNumbers numbers;
  if (const PeStatus status = read_algorithm(algorithm, parameters); status != PeStatus::Ok) return status;
  std::array<std::uint8_t, 1> options{parameters.sqn_options};
  for (const PeStatus status :
       {fixed_field(fields, sqn_options, options), fixed_field(fields, sqn_delta, parameters.sqn_delta),
        fixed_field(fields, sqn_age_limit, parameters.sqn_age_limit), read_sequence_numbers(fields, numbers)})
    if (status != PeStatus::Ok) return status;
  parameters.sqn_options = options[0];
  const auto stored =
      uicc::store_aka(installation.store, installation.owner, installation.place.adf, parameters, numbers);
  return pe_status(stored);
}

/// The current application authenticates as another one does.
PeStatus mapped_parameters(Installation& installation, Bytes mapping) {
  auto fields = TlvReader::der(mapping);
  const auto options = fields.expect(0x80);
  const auto source = fields.expect(0x81);
  if (!options || !source) return PeStatus::InvalidRequestFormat;
  if (options->value.size() != 1) return PeStatus::BadValues;
  auto other = installation.files.by_aid(source->value);
  while (other && !wire::equal(other->aid.view(), source->value))
    other = installation.files.by_aid(source->value, other->fid);
  if (!other) return PeStatus::BadValues;
  return pe_status(uicc::share_aka(installation.store, installation.owner, installation.place.adf,
                                   other->node, options->value[0]));
}

}  // namespace

PeStatus aka_parameter(Installation& installation, const Unit& unit) {
  if (installation.place.adf == uicc::no_node) return PeStatus::BadValues;
  auto fields = TlvReader::der(unit.value);
  const auto configuration = fields.expect(algorithm_configuration);
  if (!configuration) return PeStatus::InvalidRequestFormat;
  auto choice = fields.children(*configuration);
  const auto chosen = choice.next();
  if (!chosen || !choice.at_end()) return PeStatus::InvalidRequestFormat;
  PeStatus status = PeStatus::InvalidRequestFormat;
  if (chosen->tag == mapping_parameter) status = mapped_parameters(installation, chosen->value);
  if (chosen->tag == algorithm_parameter) status = own_parameters(installation, chosen->value, fields);
  return status == PeStatus::Ok ? installation.checkpoint.after(2) : status;
}

}  // namespace sixline::card::profile
