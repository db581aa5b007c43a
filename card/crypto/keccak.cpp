#include "card/crypto/keccak.hpp"

#include <bit>

namespace sixline::card::crypto {
namespace {

constexpr std::size_t rounds = 24;
constexpr std::size_t lanes = 25;
using Lanes = std::array<std::uint64_t, lanes>;

/// One step of the linear feedback shift register x^8 + x^6 + x^5 + x^4 + 1 that names the iota bits.
constexpr std::uint8_t stepped(std::uint8_t lfsr) {
  return static_cast<std::uint8_t>(lfsr << 1 ^ ((lfsr & 0x80) != 0 ? 0x71 : 0));
}

constexpr std::array<std::uint64_t, rounds> make_round_constants() {
  std::array<std::uint64_t, rounds> constants{};
  std::uint8_t lfsr = 1;
  for (std::uint64_t& constant : constants) {
    for (unsigned j = 0; j < 7; ++j) {
      if ((lfsr & 1) != 0) constant |= std::uint64_t{1} << ((1u << j) - 1);
      lfsr = stepped(lfsr);
    }
  }
  return constants;
}

/// Where pi moves each lane and how far rho turns it, along the one cycle that pi walks from lane (1, 0).
struct Move {
  std::uint8_t to;
  std::uint8_t turn;
};

constexpr std::array<Move, lanes - 1> make_moves() {
  std::array<Move, lanes - 1> moves{};
  std::size_t x = 1;
  std::size_t y = 0;
  for (std::size_t t = 0; t < moves.size(); ++t) {
    const std::size_t next_y = (2 * x + 3 * y) % 5;
    x = y;
    y = next_y;
    moves[t] = {static_cast<std::uint8_t>(x + 5 * y), static_cast<std::uint8_t>((t + 1) * (t + 2) / 2 % 64)};
  }
  return moves;
}

constexpr auto round_constants = make_round_constants();
constexpr auto moves = make_moves();

void theta(Lanes& a) {
  std::array<std::uint64_t, 5> column{};
  for (std::size_t i = 0; i < lanes; ++i) column[i % 5] ^= a[i];
  for (std::size_t i = 0; i < lanes; ++i) a[i] ^= column[(i + 4) % 5] ^ std::rotl(column[(i + 1) % 5], 1);
}

void rho_and_pi(Lanes& a) {
  std::uint64_t carried = a[1];
  for (const Move& move : moves) {
    const std::uint64_t displaced = a[move.to];
    a[move.to] = std::rotl(carried, move.turn);
    carried = displaced;
  }
}

void chi(Lanes& a) {
  for (std::size_t y = 0; y < lanes; y += 5) {
    std::array<std::uint64_t, 5> row;
    for (std::size_t x = 0; x < 5; ++x) row[x] = a[y + x];
    for (std::size_t x = 0; x < 5; ++x) a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
  }
}

}  // namespace

void keccak_f1600(KeccakState& state) {
  Lanes a{};
  for (std::size_t i = 0; i < keccak_bytes; ++i) a[i / 8] |= std::uint64_t{state[i]} << (i % 8 * 8);
  for (const std::uint64_t constant : round_constants) {
    theta(a);
    rho_and_pi(a);
    chi(a);
    a[0] ^= constant;
  }
  for (std::size_t i = 0; i < keccak_bytes; ++i)
    state[i] = static_cast<std::uint8_t>(a[i / 8] >> (i % 8 * 8));
  volatile std::uint64_t* lane = a.data();
  for (std::size_t i = 0; i < lanes; ++i) lane[i] = 0;
}

}  // namespace sixline::card::crypto
