// Where the sources lie: for tests that read scripts, tables or packages from the tree.
#pragma once

#include <filesystem>

namespace sixline::tests::support {

/// The project's top folder.
std::filesystem::path source_tree();

}  // namespace sixline::tests::support
