// links: card_isdp tests_support
// SCP03t TLVs reach an ISD-P from whoever speaks through the SM-SR: until 85 is accepted nothing about the
// sender is known. The input is a sequence of TLVs, as a script carries them.
#include "card/isdp/isd_p.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;

/// Plain text here means that a C-MAC was right: for the search that is as good as a break.
class NoInstaller final : public card::isdp::PackageInstaller {
 public:
  void begin(card::storage::Owner) override { std::abort(); }
  card::isdp::Progress feed(wire::Bytes) override { std::abort(); }
  void write_response(wire::Writer&) const override {}
};

struct Target {
  Target() {
    if (!store.mount()) std::abort();
    card::gp::Application isd_p_entry{.id = card::gp::isd_p_id(1)};
    isd_p_entry.kind = card::gp::ApplicationKind::IsdP;
    isd_p_entry.state = card::gp::LifeCycle::Personalized;
    isd_p_entry.aid = wire::aid::euicc(0x0010);
    bool ready = registry.put(isd_p_entry).ok() && card::gp::write_isd_p(store, 1, {}).ok();
    for (std::uint8_t id = 1; id <= 3; ++id) {
      card::gp::SecretKey key;
      key.reference = {0x30, id};
      key.value.assign(std::vector<std::uint8_t>(16, id));
      ready = ready && keys.put(card::gp::isd_p_id(1), key).ok();
    }
    if (!ready || !store.commit()) std::abort();
  }
  tests::support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
  card::gp::Registry registry{store};
  card::gp::KeyStore keys{store};
  card::ecasd::Ecasd ecasd{environment};
  card::gp::Domains domains{environment, ecasd};
  NoInstaller installer;
  card::isdp::IsdP isd_p{environment, ecasd, domains, installer};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Target target;
  std::array<std::uint8_t, 2048> buffer;
  wire::Writer answer(buffer);
  target.isd_p.reset();
  target.isd_p.select(1);
  target.isd_p.begin_script({.spi1 = 0x16, .key_version = 0x01});
  auto reader = wire::TlvReader::ber(wire::Bytes(data, size));
  while (!reader.at_end()) {
    const auto tlv = reader.next();
    if (tlv) target.isd_p.run_tlv(*tlv, answer);
  }
  target.isd_p.end_script();
  return 0;
}
