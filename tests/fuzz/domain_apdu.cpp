// links: card_gp card_storage tests_support
// Whoever holds the card may send a security domain any commands, and whoever is the operator of one profile
// may send any to the domains of that profile. Neither reaches the card's own domains, the ISD-P or another
// profile, and no counter goes back.
#include <cstdlib>

#include "card/gp/card_identity.hpp"
#include "card/gp/domains.hpp"
#include "card/gp/isd_p_record.hpp"
#include "tests/support/test_platform.hpp"

namespace {

using namespace sixline;
using namespace sixline::card::gp;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

void require(bool condition) {
  if (!condition) std::abort();
}

class NoCertificate final : public CertificateSource {
 public:
  wire::Bytes certificate() const override { return {}; }
};

/// ISD-R, and two profiles with an MNO-SD that has keys of every kind; the first is enabled.
class FuzzedDomains {
 public:
  FuzzedDomains() {
    require(store_.mount().has_value());
    require(store_card_identity(store_, *wire::Eid::from(hex("89001012012341234012345678901224"))).ok());
    put(isd_r_id, ApplicationKind::IsdR, LifeCycle::Personalized, wire::aid::isd_r());
    for (const card::storage::Owner slot : {first, second}) {
      put(isd_p_id(slot), ApplicationKind::IsdP, slot == first ? LifeCycle::Enabled : LifeCycle::Disabled,
          wire::aid::euicc(static_cast<std::uint16_t>(wire::aid::first_isd_p_number + slot)));
      require(write_isd_p(store_, slot, {}).ok());
      put({slot, mno_sd_index}, ApplicationKind::SecurityDomain, LifeCycle::Personalized,
          wire::Aid(hex("A000000151000000")));
      put({slot, 2}, ApplicationKind::RemoteFileManagement, LifeCycle::Selectable,
          wire::Aid(hex("A00000055910100001")));
      put_keys({slot, mno_sd_index}, 0x01, KeyType::Aes);
      put_keys({slot, mno_sd_index}, 0x20, KeyType::Des);
      put_keys({slot, mno_sd_index}, 0x30, KeyType::Aes);
      put_keys(isd_p_id(slot), 0x30, KeyType::Aes);
    }
    require(store_.commit().has_value());
    script_.selected = {first, mno_sd_index};
    script_.protection = {true, security_level::c_mac | security_level::c_decryption};
    script_.packet_keys = ChannelKeys{{first, mno_sd_index}, 0x01};
    script_.chain = &script_chain_;
    before_ = what_must_stay();
  }

  void send(wire::Bytes raw, bool remote) {
    const ExactCopy exact(raw);
    const auto command = wire::CommandApdu::parse(exact);
    if (!command) return;
    std::vector<std::uint8_t> buffer(card::limits::max_response_data);
    wire::ResponseApdu response(buffer);
    wire::StatusWord status;
    constexpr std::uint8_t select = 0xA4;
    if (remote)
      status = domains_.run(script_, *command, response);
    else if (command->ins == select)
      status = domains_.select(local_, command->data, response);
    else
      status = domains_.process(local_, *command, response);
    require(status.ok() || response.size() == 0);
    require(!store_.has_changes());
    const std::uint64_t counter = counters();
    require(counter >= counters_);
    counters_ = counter;
  }

  void check_invariants() { require(what_must_stay() == before_); }

 private:
  static constexpr card::storage::Owner first = 1;
  static constexpr card::storage::Owner second = 2;

  void put(ApplicationId id, ApplicationKind kind, LifeCycle state, const wire::Aid& aid) {
    Application application{.id = id};
    application.kind = kind;
    application.state = state;
    application.aid = aid;
    application.privileges = {0x80, 0xDC, 0x00};
    application.parent = id.index > mno_sd_index ? mno_sd_index : isd_p_index;
    require(registry_.put(application).ok());
  }
  void put_keys(ApplicationId domain, std::uint8_t version, KeyType type) {
    for (std::uint8_t id = 1; id <= 3; ++id) {
      SecretKey key;
      key.reference = {version, id};
      key.type = type;
      key.value.assign(hex("404142434445464748494A4B4C4D4E4F"));
      require(keys_.put(domain, key).ok());
    }
  }
  std::uint64_t counters() const {
    return keys_.counter({first, mno_sd_index}, 0x20) + keys_.counter({first, mno_sd_index}, 0x30);
  }
  std::string everything_of(card::storage::KeyRange range) const {
    std::string all;
    for (auto key = store_.first(range); key; key = store_.next(range, *key)) {
      if (key->kind == card::storage::Kind::KeySetCounter) continue;
      all += to_hex(*store_.read(*key)) + " ";
    }
    return all;
  }
  /// The card, the other profile, and the ISD-P above the operator.
  std::string what_must_stay() const {
    using card::storage::all_of;
    using card::storage::Kind;
    return everything_of(all_of(card::storage::card_owner)) + everything_of(all_of(second)) +
           everything_of(all_of(first, Kind::KeyValue, isd_p_index)) +
           everything_of(all_of(first, Kind::Application, isd_p_index)) +
           everything_of(all_of(first, Kind::IsdP));
  }

  tests::support::TestPlatform world_{{2, 64 * 1024, 4}};
  card::storage::Store store_{world_.flash, world_.index};
  card::runtime::Environment environment_{world_.platform, store_};
  Registry registry_{store_};
  KeyStore keys_{store_};
  NoCertificate certificate_;
  Domains domains_{environment_, certificate_};
  StoreDataChain script_chain_;
  DomainSession script_;
  DomainSession local_;
  std::string before_;
  std::uint64_t counters_ = 0;
};

}  // namespace

/// Records: one byte of length, whose top bit says that the operator's script sends it; then the command.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDomains domains;
  wire::Bytes input(data, size);
  while (!input.empty()) {
    const bool remote = (input[0] & 0x80) != 0;
    const std::size_t length = std::min<std::size_t>(input[0] & 0x7F, input.size() - 1);
    domains.send(input.subspan(1, length), remote);
    input = input.subspan(1 + length);
  }
  domains.check_invariants();
  return 0;
}
