#include "card/crypto/sha1.hpp"

#include <bit>

#include "card/crypto/secret.hpp"

namespace sixline::card::crypto {
namespace {

constexpr std::size_t block_size = 64;
constexpr std::size_t longest_message = block_size - 1 - 8;

struct State {
  std::uint32_t a = 0x67452301;
  std::uint32_t b = 0xEFCDAB89;
  std::uint32_t c = 0x98BADCFE;
  std::uint32_t d = 0x10325476;
  std::uint32_t e = 0xC3D2E1F0;
};

/// The logical function of a round with its constant.  [RFC 3174 §5]
std::uint32_t mix(unsigned round, const State& s) {
  if (round < 20) return ((s.b & s.c) | (~s.b & s.d)) + 0x5A827999;
  if (round < 40) return (s.b ^ s.c ^ s.d) + 0x6ED9EBA1;
  if (round < 60) return ((s.b & s.c) | (s.b & s.d) | (s.c & s.d)) + 0x8F1BBCDC;
  return (s.b ^ s.c ^ s.d) + 0xCA62C1D6;
}

/// Word `round` of the schedule, made in place of the word sixteen rounds ago.
std::uint32_t schedule(std::array<std::uint32_t, 16>& words, unsigned round) {
  std::uint32_t& word = words[round % 16];
  if (round >= 16) {
    word = std::rotl(
        words[(round + 13) % 16] ^ words[(round + 8) % 16] ^ words[(round + 2) % 16] ^ words[round % 16], 1);
  }
  return word;
}

}  // namespace

std::array<std::uint8_t, 20> sha1_of_short(wire::Bytes message) {
  message = message.first(std::min(message.size(), longest_message));
  std::array<std::uint8_t, block_size> block{};
  std::copy(message.begin(), message.end(), block.begin());
  block[message.size()] = 0x80;
  wire::write_be(message.size() * 8, wire::MutableBytes(block).last(8));
  std::array<std::uint32_t, 16> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = static_cast<std::uint32_t>(wire::read_be(wire::Bytes(block).subspan(4 * i, 4)));
  }
  wipe(block);
  const State start;
  State s = start;
  for (unsigned round = 0; round < 80; ++round) {
    const std::uint32_t next = std::rotl(s.a, 5) + mix(round, s) + s.e + schedule(words, round);
    s = {next, s.a, std::rotl(s.b, 30), s.c, s.d};
  }
  wipe({reinterpret_cast<std::uint8_t*>(words.data()), sizeof(words)});
  std::array<std::uint8_t, 20> digest;
  wire::Writer out(digest);
  for (const std::uint32_t word : {s.a + start.a, s.b + start.b, s.c + start.c, s.d + start.d, s.e + start.e})
    out.put_be(word, 4);
  return digest;
}

}  // namespace sixline::card::crypto
