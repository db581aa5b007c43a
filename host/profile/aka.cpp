#include "host/profile/aka.hpp"

#include <algorithm>

namespace sixline::host::profile {

namespace {

constexpr std::uint8_t answer_success = 0xDB;
constexpr std::uint8_t answer_resync = 0xDC;
constexpr std::size_t auts_size = 14;

template <std::size_t Size>
std::array<std::uint8_t, Size> exclusive_or(const std::array<std::uint8_t, Size>& a, Bytes b) {
  std::array<std::uint8_t, Size> out{};
  for (std::size_t i = 0; i < Size; ++i) out[i] = static_cast<std::uint8_t>(a[i] ^ b[i]);
  return out;
}

/// A field with a one-byte length, as the answer to AUTHENTICATE is made of.
std::optional<Bytes> take_field(Bytes& rest) {
  if (rest.empty() || rest[0] > rest.size() - 1) return std::nullopt;
  const Bytes field = rest.subspan(1, rest[0]);
  rest = rest.subspan(1 + field.size());
  return field;
}

auto bad_answer(const char* what) {
  return fail(ErrorCode::BadFormat, std::string("answer to AUTHENTICATE: ") + what);
}

Result<AkaResult> check_success(const AkaParameters& parameters, const Challenge& challenge, Bytes rest) {
  const auto res = take_field(rest), ck = take_field(rest), ik = take_field(rest);
  if (!res || !ck || !ik) return bad_answer("RES, CK or IK missing");
  if (res->size() < 4 || res->size() > 32) return bad_answer("RES has an impossible length");
  auto expected = aka_vector(parameters, challenge.rand, challenge.sqn, challenge.amf, res->size());
  if (!expected) return tl::unexpected(expected.error());
  const bool same =
      wire::equal(*res, expected->res) && wire::equal(*ck, expected->ck) && wire::equal(*ik, expected->ik);
  return AkaResult{same ? AkaOutcome::Verified : AkaOutcome::BadResponse, {}};
}

Result<AkaResult> check_resync(const AkaParameters& parameters, const Challenge& challenge, Bytes rest) {
  const auto auts = take_field(rest);
  if (!auts || auts->size() != auts_size) return bad_answer("AUTS has the wrong length");
  // [TS 33.102 §6.3.3] AMF is all zero in the computation of MAC-S.
  constexpr Amf no_amf{};
  auto mask = aka_vector(parameters, challenge.rand, Sqn{}, no_amf, 8);
  if (!mask) return tl::unexpected(mask.error());
  const Sqn sqn = exclusive_or(mask->ak_resync, auts->first(6));
  auto expected = aka_vector(parameters, challenge.rand, sqn, no_amf, 8);
  if (!expected) return tl::unexpected(expected.error());
  const bool authentic = wire::equal(auts->subspan(6), expected->mac_s);
  return AkaResult{authentic ? AkaOutcome::Resync : AkaOutcome::BadAuts, sqn};
}

}  // namespace

std::string_view name_of(AkaAlgorithm algorithm) {
  switch (algorithm) {
    case AkaAlgorithm::Milenage: return "Milenage";
    case AkaAlgorithm::Tuak: return "TUAK";
    case AkaAlgorithm::XorTest: return "XOR test algorithm";
  }
  return "unknown";
}

std::array<std::array<std::uint8_t, 16>, 5> AkaParameters::default_xoring() {
  std::array<std::array<std::uint8_t, 16>, 5> c{};
  for (std::size_t n = 1; n < c.size(); ++n) c[n][15] = static_cast<std::uint8_t>(1u << (n - 1));
  return c;
}

std::size_t res_length(const AkaParameters& parameters) {
  // The low three bits count up from 32 bits.  [TCA-PP §8.6]
  constexpr std::uint8_t mask = 0x07, longest = 3;
  if (parameters.algorithm == AkaAlgorithm::Milenage) return 8;
  return std::size_t{4} << std::min<std::uint8_t>(parameters.options & mask, longest);
}

Result<AkaVector> aka_vector(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn,
                             const Amf& amf, std::size_t res_length) {
  if (parameters.algorithm == AkaAlgorithm::Tuak) return tuak(parameters, rand, sqn, amf, res_length);
  auto vector = parameters.algorithm == AkaAlgorithm::Milenage ? milenage(parameters, rand, sqn, amf)
                                                               : xor_test(parameters, rand, sqn, amf);
  if (vector && res_length < vector->res.size()) vector->res.resize(res_length);
  return vector;
}

Result<AkaVector> xor_test(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn,
                           const Amf& amf) {
  if (parameters.key.size() != 16) return fail(ErrorCode::BadInput, "the test algorithm wants K of 16 bytes");
  // [TS 34.108 §8.1.2]
  const std::array<std::uint8_t, 16> xdout = exclusive_or(rand, parameters.key);
  std::array<std::uint8_t, 8> cdout{};
  std::copy(sqn.begin(), sqn.end(), cdout.begin());
  std::copy(amf.begin(), amf.end(), cdout.begin() + 6);
  AkaVector vector;
  vector.mac_a = vector.mac_s = exclusive_or(cdout, xdout);
  vector.res.assign(xdout.begin(), xdout.end());
  std::rotate_copy(xdout.begin(), xdout.begin() + 1, xdout.end(), vector.ck.begin());
  std::rotate_copy(xdout.begin(), xdout.begin() + 2, xdout.end(), vector.ik.begin());
  std::copy_n(xdout.begin() + 3, vector.ak.size(), vector.ak.begin());
  vector.ak_resync = vector.ak;
  return vector;
}

Result<Challenge> make_challenge(const AkaParameters& parameters, const Rand& rand, const Sqn& sqn,
                                 const Amf& amf) {
  auto vector = aka_vector(parameters, rand, sqn, amf, res_length(parameters));
  if (!vector) return tl::unexpected(vector.error());
  Challenge challenge{rand, sqn, amf, {}};
  const Sqn hidden = exclusive_or(sqn, vector->ak);
  std::copy(hidden.begin(), hidden.end(), challenge.autn.begin());
  std::copy(amf.begin(), amf.end(), challenge.autn.begin() + 6);
  std::copy(vector->mac_a.begin(), vector->mac_a.end(), challenge.autn.begin() + 8);
  return challenge;
}

ByteString authenticate_command(const Challenge& challenge) {
  ByteString apdu{0x00, 0x88, 0x00, 0x81, 0x22, 0x10};
  append(apdu, challenge.rand);
  apdu.push_back(0x10);
  append(apdu, challenge.autn);
  apdu.push_back(0x00);
  return apdu;
}

Result<AkaResult> check_answer(const AkaParameters& parameters, const Challenge& challenge, Bytes answer) {
  if (answer.empty()) return bad_answer("empty");
  if (answer[0] == answer_success) return check_success(parameters, challenge, answer.subspan(1));
  if (answer[0] == answer_resync) return check_resync(parameters, challenge, answer.subspan(1));
  return bad_answer("neither DB nor DC");
}

Sqn next_sqn(const Sqn& sqn) {
  constexpr std::uint64_t ind_bits = 5, ind_mask = (1u << ind_bits) - 1;
  const std::uint64_t value = wire::read_be(sqn);
  const std::uint64_t next = (((value >> ind_bits) + 1) << ind_bits) | ((value + 1) & ind_mask);
  Sqn out{};
  wire::write_be(next, out);
  return out;
}

}  // namespace sixline::host::profile
