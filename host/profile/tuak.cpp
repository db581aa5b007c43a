// [TS 35.231] TUAK: one or more Keccak-f[1600] over a 200-byte state in which every field stands reversed.
#include <bit>

#include "host/profile/aka.hpp"

namespace sixline::host::profile {

namespace {

using Lanes = std::array<std::uint64_t, 25>;
using State = std::array<std::uint8_t, 200>;

constexpr std::array<std::uint64_t, 24> round_constants{
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000A, 0x000000008000808B, 0x800000000000008B, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// Lane rotation offsets by x + 5 y.
constexpr std::array<int, 25> rotations{0,  1,  62, 28, 27, 36, 44, 6,  55, 20, 3,  10, 43,
                                        25, 39, 41, 45, 15, 21, 8,  18, 2,  61, 56, 14};

void keccak_round(Lanes& a, std::uint64_t constant) {
  std::array<std::uint64_t, 5> column{};
  for (std::size_t x = 0; x < 5; ++x) column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
  for (std::size_t x = 0; x < 5; ++x) {
    const std::uint64_t d = column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
    for (std::size_t y = 0; y < 25; y += 5) a[x + y] ^= d;
  }
  Lanes b{};
  for (std::size_t x = 0; x < 5; ++x)
    for (std::size_t y = 0; y < 5; ++y)
      b[y + 5 * ((2 * x + 3 * y) % 5)] = std::rotl(a[x + 5 * y], rotations[x + 5 * y]);
  for (std::size_t y = 0; y < 25; y += 5)
    for (std::size_t x = 0; x < 5; ++x) a[x + y] = b[x + y] ^ (~b[(x + 1) % 5 + y] & b[(x + 2) % 5 + y]);
  a[0] ^= constant;
}

void keccak(State& state, unsigned iterations) {
  Lanes lanes{};
  for (std::size_t i = 0; i < state.size(); ++i) lanes[i / 8] |= std::uint64_t{state[i]} << (8 * (i % 8));
  for (unsigned n = 0; n < iterations; ++n)
    for (std::uint64_t constant : round_constants) keccak_round(lanes, constant);
  for (std::size_t i = 0; i < state.size(); ++i)
    state[i] = static_cast<std::uint8_t>(lanes[i / 8] >> (8 * (i % 8)));
}

// Places in the state.  [TS 35.231 §7.1]
constexpr std::size_t top_at = 0, instance_at = 32, name_at = 33, rand_at = 40, amf_at = 56, sqn_at = 58,
                      key_at = 64, pad_at = 96, last_at = 135;
constexpr std::size_t ck_at = 32, ik_at = 64, ak_at = 96;
constexpr std::uint8_t instance_topc = 0x00, instance_f1 = 0x08, instance_f1_star = 0x88,
                       instance_f2345 = 0x40, instance_f5_star = 0xC0, instance_long_key = 0x01;

void put_reversed(State& state, std::size_t at, Bytes field) {
  std::reverse_copy(field.begin(), field.end(), state.begin() + static_cast<std::ptrdiff_t>(at));
}

void get_reversed(const State& state, std::size_t at, wire::MutableBytes field) {
  const auto first = state.begin() + static_cast<std::ptrdiff_t>(at);
  std::reverse_copy(first, first + static_cast<std::ptrdiff_t>(field.size()), field.begin());
}

State prepared(Bytes top, Bytes key, std::uint8_t instance) {
  State state{};
  put_reversed(state, top_at, top);
  state[instance_at] = static_cast<std::uint8_t>(instance | (key.size() == 32 ? instance_long_key : 0));
  put_reversed(state, name_at, wire::bytes_of("TUAK1.0"));
  put_reversed(state, key_at, key);
  state[pad_at] = 0x1F;
  state[last_at] = 0x80;
  return state;
}

bool key_fits(Bytes key, Bytes top) {
  return (key.size() == 16 || key.size() == 32) && top.size() == 32;
}

auto bad_lengths() {
  return fail(ErrorCode::BadInput, "TUAK wants K of 16 or 32 bytes and TOPc of 32 bytes");
}

Result<std::uint8_t> res_code(std::size_t length) {
  switch (length) {
    case 4: return std::uint8_t{0x00};
    case 8: return std::uint8_t{0x08};
    case 16: return std::uint8_t{0x10};
    case 32: return std::uint8_t{0x20};
    default: return fail(ErrorCode::BadInput, "TUAK: RES of 4, 8, 16 or 32 bytes");
  }
}

}  // namespace

Result<ByteString> tuak_topc(Bytes key, Bytes top, std::uint8_t iterations) {
  if (!key_fits(key, top)) return bad_lengths();
  State state = prepared(top, key, instance_topc);
  keccak(state, iterations);
  ByteString topc(32);
  get_reversed(state, top_at, topc);
  return topc;
}

Result<AkaVector> tuak(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn, const Amf& amf,
                       std::size_t res_length) {
  if (!key_fits(parameters.key, parameters.opc)) return bad_lengths();
  const auto code = res_code(res_length);
  if (!code) return tl::unexpected(code.error());
  const auto run = [&](std::uint8_t instance, bool with_sqn) {
    State state = prepared(parameters.opc, parameters.key, instance);
    put_reversed(state, rand_at, rand);
    if (with_sqn) {
      put_reversed(state, amf_at, amf);
      put_reversed(state, sqn_at, sqn);
    }
    keccak(state, parameters.keccak_iterations);
    return state;
  };
  AkaVector vector;
  get_reversed(run(instance_f1, true), 0, vector.mac_a);
  get_reversed(run(instance_f1_star, true), 0, vector.mac_s);
  const State keys = run(static_cast<std::uint8_t>(instance_f2345 | *code), false);
  vector.res.resize(res_length);
  get_reversed(keys, 0, vector.res);
  get_reversed(keys, ck_at, vector.ck);
  get_reversed(keys, ik_at, vector.ik);
  get_reversed(keys, ak_at, vector.ak);
  get_reversed(run(instance_f5_star, false), ak_at, vector.ak_resync);
  return vector;
}

}  // namespace sixline::host::profile
