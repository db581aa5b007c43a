// Result<T, E>: a value or an error. The one line that changes when the project moves to C++23.
#pragma once

#include <cstdint>

#include "tl/expected.hpp"

namespace sixline::wire {

template <class T, class E>
using Result = tl::expected<T, E>;

template <class E>
constexpr auto fail(E error) {
  return tl::unexpected<E>(error);
}

/// What can be wrong with bytes that came from outside.
enum class Error : std::uint8_t {
  Truncated,  ///< ends before a length says so
  BadTag,     ///< a tag that is malformed or not the expected one
  BadLength,  ///< a length that is malformed, not minimal in DER, or out of the allowed range
  BadValue,   ///< right shape, impossible content
  TooDeep,    ///< nested deeper than the named limit
  Missing,    ///< a mandatory field is absent
  Overflow,   ///< does not fit in the buffer given
};

}  // namespace sixline::wire
