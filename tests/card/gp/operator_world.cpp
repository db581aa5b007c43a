#include "tests/card/gp/operator_world.hpp"

#include "card/gp/card_identity.hpp"
#include "card/gp/isd_p_record.hpp"

namespace sixline::card::gp {

namespace {

struct Entry {
  ApplicationId id;
  ApplicationKind kind;
  LifeCycle state;
  wire::Aid aid;
  Privileges privileges;
  std::uint16_t parent = 0;
};

void put(Registry& registry, const Entry& entry) {
  Application application{.id = entry.id};
  application.kind = entry.kind;
  application.state = entry.state;
  application.aid = entry.aid;
  application.privileges = entry.privileges;
  application.parent = entry.parent;
  EXPECT_EQ(registry.put(application), sw::ok);
}

}  // namespace

OperatorDomains::OperatorDomains() {
  put(registry,
      {isd_r_id, ApplicationKind::IsdR, LifeCycle::Personalized, wire::aid::isd_r(), {0x80, 0xDC, 0x00}});
  put_profile(1, 0x0010, LifeCycle::Enabled);
  put_profile(2, 0x0011, LifeCycle::Disabled);
  EXPECT_EQ(store_card_identity(store, *wire::Eid::from(hex("89001012012341234012345678901224"))), sw::ok);
  commit();
  session_.selected = {1, mno_sd_index};
  session_.protection = {true, security_level::c_mac};
  session_.chain = &chain_;
  session_.packet_keys = ChannelKeys{{1, mno_sd_index}, 0x01};
}

void OperatorDomains::put_profile(storage::Owner slot, std::uint16_t number, LifeCycle state) {
  put(registry, {isd_p_id(slot), ApplicationKind::IsdP, state, isd_p_aid(number), {0x80, 0xC0, 0x00}});
  EXPECT_EQ(write_isd_p(store, slot, {}), sw::ok);
  put(registry, {{slot, mno_sd_index},
                 ApplicationKind::SecurityDomain,
                 LifeCycle::Personalized,
                 wire::Aid(hex(mno_sd)),
                 {0x82, 0xDC, 0x00}});
  put(registry, {{slot, 2},
                 ApplicationKind::RemoteFileManagement,
                 LifeCycle::Selectable,
                 wire::Aid(hex(rfm)),
                 {},
                 mno_sd_index});
  put_key({slot, mno_sd_index}, 0x01, 3, "606162636465666768696A6B6C6D6E6F");
}

std::string OperatorDomains::send(std::string_view apdu) {
  const Answer answer =
      transmit(apdu, [this](const auto& c, auto& r) { return domains_.run(session_, c, r); });
  EXPECT_FALSE(store.has_changes());
  return answer.text();
}

std::optional<Application> OperatorDomains::find(std::string_view aid, storage::Owner owner) {
  const auto found = registry.find(owner, wire::Aid(hex(aid)));
  return found ? std::optional(*found) : std::nullopt;
}

}  // namespace sixline::card::gp
