// links: card_profile card_gp tests_support
// A profile package comes from whoever holds the keys of an ISD-P, which an operator's supplier chose and not
// the card's issuer. Other profiles live on the same card: a package must never reach beyond its own slot,
// whatever is in it. The first byte of the input chooses how it is cut.
#include <cstdlib>

#include "card/gp/isd_p_record.hpp"
#include "card/profile/installer.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;

constexpr card::storage::Owner slot = 2;

void require(bool condition) {
  if (!condition) std::abort();
}

/// One card for all inputs; each begins with an empty slot.
struct World {
  World() {
    require(store.mount().has_value());
    require(
        store.write({1, card::storage::Kind::DomainData, 0, 0}, tests::support::hex("C0FFEE")).has_value());
    require(store.commit().has_value());
  }
  void prepare() {
    require(store.erase(card::storage::all_of(slot)).has_value());
    require(card::gp::write_isd_p(store, slot, {.installing = true}).ok());
    require(store.commit().has_value());
    installer.begin(slot);
  }
  std::size_t objects_of_others() const {
    std::size_t count = 0;
    const card::storage::KeyRange everything{card::storage::all_of(0).first,
                                             card::storage::all_of(0xFF).last};
    for (auto key = store.first(everything); key; key = store.next(everything, *key))
      count += key->owner != slot;
    return count;
  }

  tests::support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
  card::profile::ProfileInstaller installer{environment};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size == 0) return 0;
  world.prepare();
  const std::size_t step = 1u + data[0];
  const wire::Bytes package = wire::Bytes(data, size).subspan(1);
  auto progress = card::profile::Progress::Continue;
  for (std::size_t at = 0; at < package.size() && progress == card::profile::Progress::Continue; at += step) {
    const tests::support::ExactCopy piece(package.subspan(at, std::min(step, package.size() - at)));
    progress = world.installer.feed(piece);
    require(!world.store.has_changes());
  }
  std::array<std::uint8_t, 256> buffer;
  wire::Writer response(buffer);
  world.installer.write_response(response);
  require(!response.overflowed());
  require(world.objects_of_others() == 1);
  return 0;
}
