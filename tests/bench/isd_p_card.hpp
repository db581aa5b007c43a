// The card's side of a download and nothing else: one ISD-P with TEST ONLY keys.
#pragma once

#include <chrono>

#include "card/gp/isd_p_record.hpp"
#include "card/isdp/isd_p.hpp"
#include "card/isdp/profile_package_installer.hpp"
#include "host/scp/scp03t.hpp"
#include "tests/bench/bench.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests::bench {

inline constexpr card::storage::Owner slot = 1;

/// TEST ONLY: the same byte 16 times.
inline std::vector<std::uint8_t> test_key(std::uint8_t byte) {
  return std::vector<std::uint8_t>(16, byte);
}

struct StoreWithSlot {
  StoreWithSlot() {
    must(store.mount().has_value(), "mount");
    must(card::gp::write_isd_p(store, slot, {}).ok() && store.commit().has_value(), "make the ISD-P");
  }
  support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::runtime::Environment environment{world.platform, store};
};

class IsdPCard : public StoreWithSlot {
 public:
  explicit IsdPCard(card::isdp::PackageInstaller* installer = nullptr)
      : isd_p_{environment, ecasd_, domains_, installer != nullptr ? *installer : package_installer_} {
    const auto id = card::gp::isd_p_id(slot);
    card::gp::Application application{.id = id};
    application.kind = card::gp::ApplicationKind::IsdP;
    application.state = card::gp::LifeCycle::Personalized;
    application.aid = wire::aid::euicc(0x0010);
    must(card::gp::Registry(store).put(application).ok(), "register the ISD-P");
    for (std::uint8_t number = 1; number <= 3; ++number) {
      card::gp::SecretKey key;
      key.reference = {0x30, number};
      key.type = card::gp::KeyType::Aes;
      key.value.assign(test_key(number));
      must(card::gp::KeyStore(store).put(id, key).ok(), "put a key");
    }
    must(store.commit().has_value(), "commit");
    isd_p_.select(slot);
  }
  /// The host's half with the channel open.
  host::scp::Scp03t open() {
    host::scp::Scp03t host({host::crypto::Secret(test_key(1)), host::crypto::Secret(test_key(2)),
                            host::crypto::Secret(test_key(3))},
                           {1, 2, 3, 4, 5, 6, 7, 8});
    must(host.accept_initialize_update(run(host.initialize_update())).has_value(), "SCP03t 84");
    must(host.accept_external_authenticate(run(host.external_authenticate().value())).has_value(),
         "SCP03t 85");
    return host;
  }
  host::ByteString run(wire::Bytes tlv) {
    host::ByteString answer(2048);
    wire::Writer out(answer);
    isd_p_.begin_script({.spi1 = 0x16, .key_version = 0x01});
    must(isd_p_.run_tlv(wire::TlvReader::ber(tlv).next().value(), out), "a TLV of SCP03t");
    isd_p_.end_script();
    answer.resize(out.size());
    return answer;
  }

 private:
  card::ecasd::Ecasd ecasd_{environment};
  card::gp::Domains domains_{environment, ecasd_};
  card::profile::ProfileInstaller installer_{environment};
  card::isdp::ProfilePackageInstaller package_installer_{installer_};
  card::isdp::IsdP isd_p_;
};

template <class Work>
double seconds(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace sixline::tests::bench
