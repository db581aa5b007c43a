// What most tests read: parsed once per build.
#pragma once

#include <gtest/gtest.h>

#include "tools/cmake/precompiled_std.hpp"
