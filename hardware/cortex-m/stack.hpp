// How deep the stack ever was.
#pragma once

#include <cstddef>

namespace sixline::hardware::cortex_m {

struct StackUse {
  std::size_t most;  ///< bytes that were in use at the same time
  std::size_t room;  ///< bytes there are
};
StackUse stack_use();

}  // namespace sixline::hardware::cortex_m
