// links: card_isdp tests_support
// STORE DATA handed on to an ISD-P in state SELECTABLE: the SM-SR relays it unread, so the bytes are those of
// an SM-DP that has proven nothing yet. The first byte of the input cuts it into two messages.
#include "card/isdp/isd_p.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;

class NoInstaller final : public card::isdp::PackageInstaller {
 public:
  void begin(card::storage::Owner) override {}
  card::isdp::Progress feed(wire::Bytes) override { return card::isdp::Progress::Continue; }
  void write_response(wire::Writer&) const override {}
};

struct Target {
  Target() {
    if (!store.mount()) std::abort();
    const std::vector<std::uint8_t> scalar(32, 0x33);
    card::ecasd::CiKey ci;
    const auto point = tests::support::hex(
        "040217E617F0B6443928278F96999E69A23A4F2C152BDF6D6CDF66E5B80282D4ED194A7DEBCB97712D2DDA3CA85AA8765A56"
        "F4"
        "5FC758599652F2897C65306E5794");
    std::copy(point.begin(), point.end(), ci.key.point.begin());
    ci.key_identifier.assign(tests::support::hex("33CA6BC5E920E6BEC2A16CE07A70E8282BCD68D1"));
    card::gp::Application isd_p_entry{.id = card::gp::isd_p_id(1)};
    isd_p_entry.kind = card::gp::ApplicationKind::IsdP;
    isd_p_entry.aid = wire::aid::euicc(0x0010);
    const bool ready = ecasd.store_private_key(card::crypto::Curve::P256, scalar).ok() &&
                       ecasd.store_ci_key(0, ci).ok() && registry.put(isd_p_entry).ok() &&
                       card::gp::write_isd_p(store, 1, {}).ok() && store.commit().has_value();
    if (!ready) std::abort();
  }
  void send(wire::Bytes message) {
    std::array<std::uint8_t, 256> buffer;
    wire::ResponseApdu response(buffer);
    isd_p.store_data(1, message, response);
    store.rollback();
  }
  tests::support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
  card::gp::Registry registry{store};
  card::ecasd::Ecasd ecasd{environment};
  card::gp::Domains domains{environment, ecasd};
  NoInstaller installer;
  card::isdp::IsdP isd_p{environment, ecasd, domains, installer};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Target target;
  if (size == 0) return 0;
  const wire::Bytes input = wire::Bytes(data, size).subspan(1);
  const std::size_t cut = std::min<std::size_t>(data[0], input.size());
  target.isd_p.reset();
  target.send(input.first(cut));
  target.send(input.subspan(cut));
  // Without SK.DP.ECDSA no input may get as far as keys.
  if (card::gp::KeyStore(target.store).next(card::gp::isd_p_id(1), {})) std::abort();
  return 0;
}
