// What all tests of the wire formats use.
#pragma once

#include <gtest/gtest.h>

#include "tests/support/der_builder.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::wire_formats {

using support::ExactCopy;
using support::hex;
using support::to_hex;
using support::der::Blob;
using wire::Bytes;
using wire::Error;
namespace der = support::der;

/// Runs `write` over a buffer of exactly `size` bytes and gives what was written in hexadecimal.
template <class Write>
std::string written(std::size_t size, Write write) {
  Blob buffer(size);
  wire::Writer out(buffer);
  write(out);
  return out.overflowed() ? "overflow" : to_hex(out.view());
}

}  // namespace sixline::tests::wire_formats
