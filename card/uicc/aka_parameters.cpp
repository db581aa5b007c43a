#include "card/uicc/aka_parameters.hpp"

#include "card/uicc/store_status.hpp"

namespace sixline::card::uicc {
namespace {

using storage::Key;
using storage::Kind;
using wire::Bytes;
namespace sw = wire::sw;

// `b` of the key of Kind::Aka.
constexpr std::uint16_t parameters_object = 0;
constexpr std::uint16_t numbers_object = 1;

/// First byte of a parameters object that only names another ADF: node 2 | options 1 follow.
constexpr std::uint8_t shared_mark = 0x00;
constexpr std::size_t shared_size = 4;

/// algorithm | options | keccak | sqn options | rotation 5 | xoring 80 | counter maximum 4 | delta 6 | age 6
/// | key length, key | OPc length, OPc
constexpr std::size_t fixed_size = 4 + 5 + 80 + 4 + 6 + 6;
constexpr std::size_t max_parameters = fixed_size + 2 * (1 + 32);
constexpr std::size_t numbers_size = 32 * 6 + 4;

template <std::size_t Size>
void take(Bytes& rest, std::array<std::uint8_t, Size>& out) {
  std::copy_n(rest.begin(), Size, out.begin());
  rest = rest.subspan(Size);
}

bool take_secret(Bytes& rest, crypto::Secret<32>& out) {
  if (rest.empty() || rest[0] > rest.size() - 1) return false;
  const std::size_t size = rest[0];
  if (!out.assign(rest.subspan(1, size))) return false;
  rest = rest.subspan(1 + size);
  return true;
}

void encode(const AkaParameters& parameters, wire::Writer& out) {
  out.put(static_cast<std::uint8_t>(parameters.algorithm));
  out.put(parameters.options);
  out.put(parameters.keccak_iterations);
  out.put(parameters.sqn_options);
  out.put(parameters.rotation);
  for (const auto& constant : parameters.xoring) out.put(constant);
  out.put_be(parameters.auth_counter_max, 4);
  out.put(parameters.sqn_delta);
  out.put(parameters.sqn_age_limit);
  for (const auto* secret : {&parameters.key, &parameters.opc}) {
    out.put(static_cast<std::uint8_t>(secret->size()));
    out.put(secret->view());
  }
}

bool decode(Bytes rest, AkaParameters& parameters) {
  if (rest.size() < fixed_size || rest[0] < 1 || rest[0] > 3) return false;
  parameters.algorithm = static_cast<AkaAlgorithm>(rest[0]);
  parameters.options = rest[1];
  parameters.keccak_iterations = rest[2];
  parameters.sqn_options = rest[3];
  rest = rest.subspan(4);
  take(rest, parameters.rotation);
  for (auto& constant : parameters.xoring) take(rest, constant);
  parameters.auth_counter_max = static_cast<std::uint32_t>(wire::read_be(rest.first(4)));
  rest = rest.subspan(4);
  take(rest, parameters.sqn_delta);
  take(rest, parameters.sqn_age_limit);
  return take_secret(rest, parameters.key) && take_secret(rest, parameters.opc);
}

}  // namespace

wire::StatusWord store_sequence_numbers(storage::Store& store, storage::Owner owner, std::uint16_t holder,
                                        const SequenceNumbers& numbers) {
  std::array<std::uint8_t, numbers_size> bytes;
  wire::Writer out(bytes);
  for (const auto& value : numbers.values) out.put(value);
  out.put_be(numbers.authentications, 4);
  return status_of(store.write({owner, Kind::Aka, holder, numbers_object}, out.view()));
}

wire::StatusWord store_aka(storage::Store& store, storage::Owner owner, std::uint16_t node,
                           const AkaParameters& parameters, const SequenceNumbers& numbers) {
  std::array<std::uint8_t, max_parameters> bytes;
  wire::Writer out(bytes);
  encode(parameters, out);
  const auto written = store.write({owner, Kind::Aka, node, parameters_object}, out.view());
  crypto::wipe(bytes);
  if (!written) return status_of(written.error());
  return store_sequence_numbers(store, owner, node, numbers);
}

wire::StatusWord share_aka(storage::Store& store, storage::Owner owner, std::uint16_t node,
                           std::uint16_t other, std::uint8_t options) {
  const auto holder = aka_holder(store, owner, other);
  if (!holder) return holder.error();
  if (*holder == node) return sw::wrong_data;
  std::array<std::uint8_t, shared_size> bytes;
  wire::Writer out(bytes);
  out.put(shared_mark);
  out.put_be(*holder, 2);
  out.put(options);
  return status_of(store.write({owner, Kind::Aka, node, parameters_object}, out.view()));
}

wire::Result<std::uint16_t, wire::StatusWord> aka_holder(const storage::Store& store, storage::Owner owner,
                                                         std::uint16_t node) {
  const auto stored = store.read({owner, Kind::Aka, node, parameters_object});
  if (!stored) return wire::fail(status_of(stored.error(), sw::reference_not_found));
  if (stored->empty() || (*stored)[0] != shared_mark) return node;
  if (stored->size() != shared_size) return wire::fail(sw::memory_failure);
  return static_cast<std::uint16_t>(wire::read_be(stored->subspan(1, 2)));
}

wire::StatusWord load_aka(const storage::Store& store, storage::Owner owner, std::uint16_t holder,
                          AkaParameters& parameters, SequenceNumbers& numbers) {
  const auto stored = store.read({owner, Kind::Aka, holder, parameters_object});
  if (!stored) return status_of(stored.error(), sw::reference_not_found);
  if (!decode(*stored, parameters)) return sw::memory_failure;
  const auto kept = store.read({owner, Kind::Aka, holder, numbers_object});
  if (!kept) return status_of(kept.error(), sw::reference_not_found);
  if (kept->size() != numbers_size) return sw::memory_failure;
  Bytes rest = *kept;
  for (auto& value : numbers.values) take(rest, value);
  numbers.authentications = static_cast<std::uint32_t>(wire::read_be(rest));
  return sw::ok;
}

}  // namespace sixline::card::uicc
