// links: card_isdr host_crypto tests_support GTest::gtest
// What an SM-SR's script, a thief of its keys, or the device itself may ask of the ISD-R: ES5 functions with
// any data, ESx, addresses, delete tokens. Whatever comes, one holder of the Fall-Back Attribute is left, at
// most one profile is enabled, and the ISD-R keeps its keys: no token and no certificate is guessed.
#include <cstdlib>

#include "tests/card/isdr/euicc.hpp"

namespace {

using namespace sixline;
using namespace sixline::card;
using tests::bootstrap;
using tests::operational;

void require(bool condition) {
  if (!condition) std::abort();
}

class FuzzedIsdR {
 public:
  FuzzedIsdR() {
    card_.issue();
    card_.create(1, bootstrap, gp::LifeCycle::Enabled, {.fall_back = true});
    card_.create(2, operational, gp::LifeCycle::Disabled);
    card_.create(3, 0x0012, gp::LifeCycle::Disabled, {.test = true});
    card_.create(4, 0x0013, gp::LifeCycle::Disabled, {.pol1 = {0x07}});
    gp::SecretKey token_key;
    token_key.reference = {0x70, 0x01};
    token_key.value.assign(tests::support::hex("707172737475767778797A7B7C7D7E7F"));
    require(card_.keys.put(gp::isd_p_id(4), token_key).ok());
    require(isdr::set_declared(card_.store).ok());
    require(card_.store.commit().has_value());
    keys_ = keys();
  }

  void run(std::uint8_t kind, wire::Bytes content) {
    if (kind < script_kinds)
      script(content, kind % 2 == 0 ? wire::sgp02_security.spi1 : 0x12);
    else if (kind == script_kinds)
      local(content);
    else if (kind == script_kinds + 1)
      card_.attach();
    else
      card_.fail_to_attach();
    check();
  }

 private:
  static constexpr std::uint8_t script_kinds = 4;

  void script(wire::Bytes raw, std::uint8_t spi1) {
    const tests::support::ExactCopy exact(raw);
    const auto command = wire::CommandApdu::parse(exact);
    if (!command) return;
    std::vector<std::uint8_t> buffer(limits::max_response_data);
    wire::ResponseApdu response(buffer);
    card_.isd_r.begin_script({.spi1 = spi1, .key_version = 0x01});
    const wire::StatusWord status = card_.isd_r.run_command(*command, response);
    card_.isd_r.end_script();
    require(status.ok() || response.size() == 0);
    card_.poll();
  }
  void local(wire::Bytes tlvs) {
    const tests::support::ExactCopy exact(tlvs);
    static_cast<void>(isdr::run_local_function(card_.profile_switch, exact));
    card_.poll();
  }
  std::string keys() const {
    std::string all;
    const auto range = storage::all_of(storage::card_owner, storage::Kind::KeyValue);
    for (auto key = card_.store.first(range); key; key = card_.store.next(range, *key))
      all += tests::support::to_hex(*card_.store.read(*key)) + " ";
    return all;
  }
  void check() {
    require(!card_.store.has_changes());
    require(keys() == keys_);
    unsigned enabled = 0, fall_back = 0;
    bool pinned = false;
    for (auto entry = card_.registry.next_isd_p(0); entry;
         entry = card_.registry.next_isd_p(entry->id.owner)) {
      enabled += entry->state == gp::LifeCycle::Enabled;
      const auto record = gp::read_isd_p(card_.store, entry->id.owner);
      require(record.has_value());
      fall_back += record->fall_back;
      pinned |= entry->id.owner == 4;
    }
    require(enabled <= 1 && fall_back == 1 && pinned);
  }

  tests::support::TestPlatform world_{{2, 64 * 1024, 4}};
  tests::Euicc card_{world_};
  std::string keys_;
};

}  // namespace

/// Records: one byte of kind, one of length, content. 00 to 03 a command in a script, under the security that
/// SGP.02 asks for or less; 04 ESx; 05 the device attaches; 06 it cannot.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedIsdR card;
  wire::Bytes input(data, size);
  for (unsigned records = 0; input.size() >= 2 && records < 32; ++records) {
    const std::size_t length = std::min<std::size_t>(input[1], input.size() - 2);
    card.run(input[0] % 7, input.subspan(2, length));
    input = input.subspan(2 + length);
  }
  return 0;
}
