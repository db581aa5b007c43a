#include "card/uicc/sequence_check.hpp"

namespace sixline::card::uicc {
namespace {

// Bits of sqnOptions.  [TCA-PP §8.6]
constexpr std::uint8_t limit_delta = 0x02;
constexpr std::uint8_t limit_age = 0x04;

constexpr std::uint64_t ind_mask = (1u << ind_bits) - 1;

std::uint64_t seq_of(const SequenceNumbers& numbers, std::size_t ind) {
  return wire::read_be(numbers.values[ind]);
}

std::size_t newest_ind(const SequenceNumbers& numbers) {
  std::size_t newest = 0;
  for (std::size_t ind = 1; ind < numbers.values.size(); ++ind)
    if (seq_of(numbers, ind) > seq_of(numbers, newest)) newest = ind;
  return newest;
}

}  // namespace

bool is_fresh(std::uint64_t sqn, const AkaParameters& parameters, const SequenceNumbers& numbers) {
  const std::uint64_t seq = sqn >> ind_bits;
  if (seq <= seq_of(numbers, sqn & ind_mask)) return false;
  // The limits of a test USIM are not used.  [TCA-PP §8.6]
  if (parameters.algorithm == AkaAlgorithm::XorTest) return true;
  const std::uint64_t newest = seq_of(numbers, newest_ind(numbers));
  if ((parameters.sqn_options & limit_delta) != 0 && seq > newest &&
      seq - newest >= wire::read_be(parameters.sqn_delta))
    return false;
  return (parameters.sqn_options & limit_age) == 0 || newest <= seq ||
         newest - seq < wire::read_be(parameters.sqn_age_limit);
}

void accept(std::uint64_t sqn, SequenceNumbers& numbers) {
  wire::write_be(sqn >> ind_bits, numbers.values[sqn & ind_mask]);
}

std::uint64_t highest_sqn(const SequenceNumbers& numbers) {
  const std::size_t ind = newest_ind(numbers);
  return seq_of(numbers, ind) << ind_bits | ind;
}

}  // namespace sixline::card::uicc
