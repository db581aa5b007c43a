// Standard headers that most host units read: parsed once per build. Every unit still includes what it uses
// itself; the `dev` and `fuzz` presets build without this file and prove it.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>
