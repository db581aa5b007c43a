#include "tests/support/source_tree.hpp"

namespace sixline::tests::support {

std::filesystem::path source_tree() {
  return SIXLINE_SOURCE_DIR;
}

}  // namespace sixline::tests::support
