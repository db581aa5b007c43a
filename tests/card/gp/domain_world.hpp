// A mounted store with registry and keys, for the tests of security domains.
#pragma once

#include <gtest/gtest.h>

#include "card/gp/key_store.hpp"
#include "card/runtime/environment.hpp"
#include "card/wire/apdu.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests {

namespace sw = wire::sw;
using support::ExactCopy;
using support::hex;
using support::to_hex;
using wire::Bytes;
using wire::StatusWord;

/// AID of `<P>` in the vectors: instance number 0010.
inline wire::Aid isd_p_aid(std::uint16_t number = 0x0010) {
  return wire::aid::euicc(number);
}

/// An answer: data and status word, comparable as hex.
struct Answer {
  StatusWord status;
  std::string data;
  /// `<data> <status>`, the way the vectors are written.
  std::string text() const {
    const std::uint8_t word[] = {status.sw1(), status.sw2()};
    return data.empty() ? to_hex(word) : data + " " + to_hex(word);
  }
};

/// Runs `command` (hex) through `run(const CommandApdu&, ResponseApdu&)` from exactly sized memory.
template <class Run>
Answer transmit(std::string_view command, Run run, std::size_t room = 256) {
  const auto raw = hex(command);
  const ExactCopy copy(raw);
  const auto apdu = wire::CommandApdu::parse(copy);
  if (!apdu) {
    ADD_FAILURE() << "not an APDU: " << command;
    return {};
  }
  std::vector<std::uint8_t> buffer(room);
  wire::ResponseApdu response(buffer);
  const StatusWord status = run(*apdu, response);
  return {status, to_hex(response.view())};
}

struct DomainWorld {
  DomainWorld() { EXPECT_TRUE(store.mount()); }

  void put_key(card::gp::ApplicationId domain, std::uint8_t version, std::uint8_t id, std::string_view value,
               card::gp::KeyType type = card::gp::KeyType::Aes) {
    card::gp::SecretKey key;
    key.reference = {version, id};
    key.type = type;
    key.value.assign(hex(value));
    EXPECT_EQ(keys.put(domain, key), sw::ok);
  }
  /// SCP03 keys 40.., 50.., 60.. of the vectors.
  void put_scp03_keys(card::gp::ApplicationId domain) {
    put_key(domain, 0x30, 1, "404142434445464748494A4B4C4D4E4F");
    put_key(domain, 0x30, 2, "505152535455565758595A5B5C5D5E5F");
    put_key(domain, 0x30, 3, "606162636465666768696A6B6C6D6E6F");
  }
  void commit() { EXPECT_TRUE(store.commit()); }

  support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
  card::gp::Registry registry{store};
  card::gp::KeyStore keys{store};
};

}  // namespace sixline::tests
