// What the parts of the benchmark program share.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace sixline::tests::bench {

/// A benchmark whose preparation failed measures nothing.
inline void must(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "sixline_bench: %s\n", what);
  std::exit(1);
}

void register_apdu();
void register_install();
void register_scp03t();
/// The part of the program that owns a virtual reader; prints `command rate` lines. `card` is native or echo.
int measure_reader(const std::string& card);

}  // namespace sixline::tests::bench
