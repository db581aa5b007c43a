#include "card/crypto/tuak.hpp"

namespace sixline::card::crypto {
namespace {

// Where the fields of the permutation's input and output lie, in bytes.  [TS 35.231 §6.2, §6.3]
constexpr std::size_t top_at = 0;
constexpr std::size_t instance_at = 32;
constexpr std::size_t name_at = 33;
constexpr std::size_t rand_at = 40;
constexpr std::size_t amf_at = 56;
constexpr std::size_t sqn_at = 58;
constexpr std::size_t key_at = 64;
constexpr std::size_t padding_at = 96;
constexpr std::size_t last_padding_at = 135;

constexpr std::size_t mac_or_res_at = 0;
constexpr std::size_t ck_at = 32;
constexpr std::size_t ik_at = 64;
constexpr std::size_t ak_at = 96;

// Bits of INSTANCE.
constexpr std::uint8_t long_key = 0x01;
constexpr std::uint8_t long_ik = 0x02;
constexpr std::uint8_t long_ck = 0x04;
constexpr std::uint8_t f2345_instance = 0x40;
constexpr std::uint8_t f1_star_instance = 0x80;
constexpr std::uint8_t f5_star_instance = 0xC0;

constexpr std::size_t long_key_size = 32;

/// The standard counts bits from the other end: every field is stored with its bytes reversed.
void put(KeccakState& state, std::size_t at, Bytes field) {
  std::reverse_copy(field.begin(), field.end(), &state[at]);
}

void get(const KeccakState& state, std::size_t at, MutableBytes field) {
  std::reverse_copy(&state[at], &state[at] + field.size(), field.begin());
}

}  // namespace

bool Tuak::valid() const {
  return (key_.size() == 16 || key_.size() == long_key_size) && topc_.size() == 32 && iterations_ > 0;
}

void Tuak::load(KeccakState& state, std::uint8_t instance) const {
  state.fill(0);
  put(state, top_at, topc_);
  state[instance_at] = static_cast<std::uint8_t>(instance | (key_.size() == long_key_size ? long_key : 0));
  put(state, name_at, wire::bytes_of("TUAK1.0"));
  put(state, key_at, key_);
  state[padding_at] = 0x1F;
  state[last_padding_at] = 0x80;
}

void Tuak::permute(KeccakState& state) const {
  for (unsigned i = 0; i < iterations_; ++i) keccak_f1600(state);
}

void Tuak::mac(std::uint8_t instance, const Rand& rand, const SequenceNumber& sqn, const Amf& amf,
               MutableBytes out) const {
  KeccakState state;
  load(state, static_cast<std::uint8_t>(instance | lengths_.mac));
  put(state, rand_at, rand);
  put(state, amf_at, amf);
  put(state, sqn_at, sqn);
  permute(state);
  get(state, mac_or_res_at, out);
  wipe(state);
}

void Tuak::f1(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes out) const {
  mac(0, rand, sqn, amf, out);
}

void Tuak::f1_star(const Rand& rand, const SequenceNumber& sqn, const Amf& amf, MutableBytes out) const {
  mac(f1_star_instance, rand, sqn, amf, out);
}

void Tuak::f2345(const Rand& rand, AuthenticationKeys& out) const {
  const bool long_keys = lengths_.keys == 32;
  // RES of 32 bits is 0 here, every other length its number of bytes.
  const unsigned res_bits = lengths_.res == 4 ? 0u : lengths_.res;
  KeccakState state;
  load(state, static_cast<std::uint8_t>(f2345_instance | res_bits | (long_keys ? long_ck | long_ik : 0)));
  put(state, rand_at, rand);
  permute(state);
  out.res.resize(lengths_.res);
  out.ck.resize(lengths_.keys);
  out.ik.resize(lengths_.keys);
  get(state, mac_or_res_at, out.res.buffer().first(lengths_.res));
  get(state, ck_at, out.ck.buffer().first(lengths_.keys));
  get(state, ik_at, out.ik.buffer().first(lengths_.keys));
  get(state, ak_at, out.ak);
  wipe(state);
}

SequenceNumber Tuak::f5_star(const Rand& rand) const {
  KeccakState state;
  load(state, f5_star_instance);
  put(state, rand_at, rand);
  permute(state);
  SequenceNumber ak;
  get(state, ak_at, ak);
  wipe(state);
  return ak;
}

}  // namespace sixline::card::crypto
