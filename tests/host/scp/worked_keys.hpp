// TEST ONLY keys of the worked examples: runs of consecutive bytes.
#pragma once

#include "host/scp/scp03_keys.hpp"
#include "host/scp/scp80_keys.hpp"
#include "tests/host/hex.hpp"

namespace sixline::host::test {

inline crypto::Secret secret(std::string_view text) {
  return crypto::Secret(hex(text));
}

/// SCP03 keys of the ISD-P under test.
inline scp::Scp03Keys isd_p_keys() {
  return {secret("404142434445464748494A4B4C4D4E4F"), secret("505152535455565758595A5B5C5D5E5F"),
          secret("606162636465666768696A6B6C6D6E6F"), 0x30};
}

/// SCP80 keys of the ISD-R.
inline scp::Scp80Keys isd_r_keys() {
  return {0x01, secret("11121314151617181920212223242526"), secret("31323334353637383940414243444546"), {}};
}

inline wire::Aid isd_p_aid() {
  return wire::aid::euicc(0x0010);
}

inline constexpr std::string_view isd_p_aid_text = "A0000005591010FFFFFFFF8900001000";

}  // namespace sixline::host::test
