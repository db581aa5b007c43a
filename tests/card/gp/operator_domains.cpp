// What an operator does with the domains of its profile: INSTALL, DELETE, SET STATUS, PUT KEY, STORE DATA,
// GET STATUS, and how far its power reaches.
#include "card/gp/card_identity.hpp"
#include "card/gp/domains.hpp"
#include "card/gp/isd_p_record.hpp"
#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

class NoCertificate final : public CertificateSource {
 public:
  Bytes certificate() const override { return {}; }
};

constexpr auto ssd_module =
    "07A0000001515350"
    "08A000000151535041";
constexpr auto mno_sd = "A000000151000000";
constexpr auto ssd = "A000000151000001";
constexpr auto rfm = "A00000055910100001";

std::string lv(std::string_view text) {
  const std::uint8_t length[] = {static_cast<std::uint8_t>(text.size() / 2)};
  return to_hex(length) + std::string(text);
}

/// A command with data and Le.
std::string command(std::string_view header, std::string_view data) {
  return std::string(header) + lv(data) + "00";
}

class OperatorDomains : public testing::Test, public DomainWorld {
 protected:
  OperatorDomains() {
    put({isd_r_id, ApplicationKind::IsdR, LifeCycle::Personalized, wire::aid::isd_r(), {0x80, 0xDC, 0x00}});
    put_profile(1, 0x0010, LifeCycle::Enabled);
    put_profile(2, 0x0011, LifeCycle::Disabled);
    EXPECT_EQ(store_card_identity(store, *wire::Eid::from(hex("89001012012341234012345678901224"))), sw::ok);
    commit();
    session_.selected = {1, mno_sd_index};
    session_.protection = {true, security_level::c_mac};
    session_.chain = &chain_;
    session_.packet_keys = ChannelKeys{{1, mno_sd_index}, 0x01};
  }
  struct Entry {
    ApplicationId id;
    ApplicationKind kind;
    LifeCycle state;
    wire::Aid aid;
    Privileges privileges;
    std::uint16_t parent = 0;
  };
  void put(const Entry& entry) {
    Application application{.id = entry.id};
    application.kind = entry.kind;
    application.state = entry.state;
    application.aid = entry.aid;
    application.privileges = entry.privileges;
    application.parent = entry.parent;
    EXPECT_EQ(registry.put(application), sw::ok);
  }
  void put_profile(storage::Owner slot, std::uint16_t number, LifeCycle state) {
    put({isd_p_id(slot), ApplicationKind::IsdP, state, isd_p_aid(number), {0x80, 0xC0, 0x00}});
    EXPECT_EQ(write_isd_p(store, slot, {}), sw::ok);
    put({{slot, mno_sd_index},
         ApplicationKind::SecurityDomain,
         LifeCycle::Personalized,
         wire::Aid(hex(mno_sd)),
         {0x82, 0xDC, 0x00}});
    put({{slot, 2},
         ApplicationKind::RemoteFileManagement,
         LifeCycle::Selectable,
         wire::Aid(hex(rfm)),
         {},
         mno_sd_index});
    put_key({slot, mno_sd_index}, 0x01, 3, "606162636465666768696A6B6C6D6E6F");
  }
  std::string send(std::string_view apdu) {
    const Answer answer =
        transmit(apdu, [this](const auto& c, auto& r) { return domains_.run(session_, c, r); });
    EXPECT_FALSE(store.has_changes());
    return answer.text();
  }
  std::string install_ssd(std::string_view aid = ssd, std::string_view privileges = "80C000",
                          std::string_view parameters = "C90481020370") {
    return send(command("80E60C00", ssd_module + lv(aid) + lv(privileges) + lv(parameters) + "00"));
  }
  std::optional<Application> find(std::string_view aid, storage::Owner owner = 1) {
    const auto found = registry.find(owner, wire::Aid(hex(aid)));
    return found ? std::optional(*found) : std::nullopt;
  }
  /// Turns to another domain of the profile.
  void become(std::string_view aid) { session_.selected = find(aid)->id; }

  NoCertificate certificate_;
  Domains domains_{environment, certificate_};
  StoreDataChain chain_;
  DomainSession session_;
};

// ---- who

TEST_F(OperatorDomains, NothingWithoutAuthentication) {
  session_.protection = {};
  for (const auto& apdu :
       {command("80E60C00", "000000000000"), command("80E40000", "4F00"), command("80D80001", "01"),
        command("80F04080", mno_sd), command("80E29000", "4200"), command("80E88000", "00"),
        command("80F24002", "4F00")}) {
    EXPECT_EQ(send(apdu), "6982") << apdu;
  }
}

TEST_F(OperatorDomains, TheDomainsOfTheCardAreNobodysToChange) {
  for (const ApplicationId domain : {isd_r_id, isd_p_id(1)}) {
    session_.selected = domain;
    for (const auto& apdu :
         {command("80E60C00", "000000000000"), command("80E40000", "4F00"), command("80D80001", "01"),
          command("80F04080", mno_sd), command("80E29000", "4200"), command("80E88000", "00")}) {
      EXPECT_EQ(send(apdu), "6985") << apdu;
    }
  }
}

// ---- INSTALL

TEST_F(OperatorDomains, MakesASupplementaryDomain) {
  EXPECT_EQ(install_ssd(), "00 9000");
  const auto made = find(ssd);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->state, LifeCycle::Selectable);
  EXPECT_EQ(made->kind, ApplicationKind::SecurityDomain);
  EXPECT_EQ(made->parent, mno_sd_index);
  EXPECT_EQ(to_hex(made->privileges), "80C000");
  EXPECT_FALSE(find(ssd, 2));
  EXPECT_EQ(install_ssd(), "6985");
}

TEST_F(OperatorDomains, TakesAddressesFromTheToolkitParameters) {
  const std::string parameters =
      "C90481020370"
      "EA0F"
      "800D"
      "0100000000"
      "020116"
      "06"
      "B20102"
      "B20103";
  EXPECT_EQ(install_ssd(ssd, "80C000", parameters), "6A80");  // cut short: the sizes are one too small
  const std::string right =
      "C90481020370"
      "EA11"
      "800F"
      "0100000000"
      "020116"
      "06"
      "B20102"
      "B20103";
  EXPECT_EQ(install_ssd(ssd, "80C000", right), "00 9000");
  EXPECT_EQ(find(ssd)->minimum_security, 0x16);
  EXPECT_TRUE(find(ssd)->has_tar(*wire::Tar::from(hex("B20103"))));
  EXPECT_EQ(install_ssd("A000000151000002", "80C000", right), "6A80");  // a TAR leads to one application
}

TEST_F(OperatorDomains, InstallsInTwoSteps) {
  EXPECT_EQ(send(command("80E60400", ssd_module + lv(ssd) + "0380C000" + "06C90481020370" + "00")),
            "00 9000");
  EXPECT_EQ(find(ssd)->state, LifeCycle::Installed);
  EXPECT_FALSE(domains_.find_selectable(hex(ssd)));
  const std::string selectable = command("80E60800", "0000" + lv(ssd) + "0180" + "00" + "00");
  EXPECT_EQ(send(selectable), "00 9000");
  EXPECT_EQ(find(ssd)->state, LifeCycle::Selectable);
  EXPECT_TRUE(domains_.find_selectable(hex(ssd)));
  EXPECT_EQ(send(selectable), "6985");
}

TEST_F(OperatorDomains, RefusesWhatItCannotInstall) {
  // another module; no AID; an AID of the card; no C9; unknown protocols; SD privilege missing; card-wide
  // privileges; management by right and by token
  EXPECT_EQ(send(command("80E60C00",
                         "07A0000001515351"
                         "08A000000151535041" +
                             lv(ssd) + "0380C000" + "06C9048102037000")),
            "6A88");
  EXPECT_EQ(install_ssd(""), "6A80");
  EXPECT_EQ(install_ssd("A0000005591010FFFFFFFF8900000100"), "6985");
  EXPECT_EQ(install_ssd(mno_sd), "6985");
  EXPECT_EQ(install_ssd(ssd, "80C000", ""), "6A80");
  EXPECT_EQ(install_ssd(ssd, "80C000", "C90481020360"), "6A80");
  EXPECT_EQ(install_ssd(ssd, "80C000", "C903810203"), "6A80");
  EXPECT_EQ(install_ssd(ssd, "80C000", "C9048102026F"), "6A80");
  EXPECT_EQ(install_ssd(ssd, "80C000", "C90481"), "6A80");
  for (const char* privileges : {"00C000", "90C000", "88C000", "84C000", "A0C000", "80C0", ""}) {
    EXPECT_EQ(install_ssd(ssd, privileges), "6A80") << privileges;
  }
  EXPECT_FALSE(find(ssd));
  EXPECT_EQ(install_ssd(ssd, "80", "C900"), "00 9000");
}

TEST_F(OperatorDomains, RefusesMalformedInstall) {
  EXPECT_EQ(send(command("80E60200", "000000000000")), "6A81");
  EXPECT_EQ(send(command("80E60E00", "000000000000")), "6A81");
  EXPECT_EQ(send(command("80E60000", "000000000000")), "6A86");
  EXPECT_EQ(send(command("80E60C01", "000000000000")), "6A86");
  EXPECT_EQ(send(command("80E60C00", "0000000000")), "6A80");
  EXPECT_EQ(send(command("80E60C00", "00000000000000")), "6A80");
  EXPECT_EQ(send(command("80E60C00", "000000000001")), "6A80");
  EXPECT_EQ(send("80E60C00"), "6A80");
  EXPECT_EQ(send(command("80E60C00", "00000000000101")), "6A80");  // a token
  EXPECT_EQ(send(command("80E88000", "00")), "6A81");
}

TEST_F(OperatorDomains, MemoryGrantedToTheProfileIsTheLimit) {
  ASSERT_EQ(write_isd_p(store, 1, {.granted_memory = 100}), sw::ok);
  commit();
  EXPECT_EQ(install_ssd(), "6A84");
  EXPECT_FALSE(find(ssd));
}

TEST_F(OperatorDomains, NeedsAuthorizedManagement) {
  ASSERT_EQ(install_ssd(ssd, "800000"), "00 9000");
  become(ssd);
  EXPECT_EQ(install_ssd("A000000151000002"), "6985");
  EXPECT_EQ(send(command("80E40000", "4F" + lv(ssd))), "6985");
}

TEST_F(OperatorDomains, MovesAnApplicationToAnotherDomain) {
  ASSERT_EQ(install_ssd(), "00 9000");
  const auto extradite = [this](std::string_view domain, std::string_view application) {
    return send(command("80E61000", lv(domain) + "00" + lv(application) + "000000"));
  };
  EXPECT_EQ(extradite(ssd, rfm), "00 9000");
  EXPECT_EQ(find(rfm)->parent, find(ssd)->id.index);
  EXPECT_EQ(extradite("A000000151000009", rfm), "6A88");
  EXPECT_EQ(extradite(ssd, "A000000151000009"), "6A88");
  EXPECT_EQ(extradite(rfm, ssd), "6985");     // not a security domain
  EXPECT_EQ(extradite(ssd, mno_sd), "6985");  // the root stays the root
  EXPECT_EQ(extradite(ssd, ssd), "6985");     // a circle
  EXPECT_EQ(extradite("A0000005591010FFFFFFFF8900001000", rfm), "6A88");
  EXPECT_EQ(extradite(ssd, "A0000005591010FFFFFFFF8900001000"), "6A88");
  EXPECT_EQ(extradite(mno_sd, rfm), "00 9000");
  EXPECT_EQ(find(rfm)->parent, mno_sd_index);
}

TEST_F(OperatorDomains, UpdatesTheRegistry) {
  ASSERT_EQ(install_ssd(), "00 9000");
  const auto update = [this](std::string_view domain, std::string_view application,
                             std::string_view privileges) {
    return send(command("80E64000", lv(domain) + "00" + lv(application) + lv(privileges) + "0000"));
  };
  EXPECT_EQ(update("", ssd, "808000"), "00 9000");
  EXPECT_EQ(to_hex(find(ssd)->privileges), "808000");
  EXPECT_EQ(update(ssd, rfm, ""), "00 9000");
  EXPECT_EQ(find(rfm)->parent, find(ssd)->id.index);
  EXPECT_EQ(update("", rfm, "800000"), "6A80");  // an application does not become a domain
  EXPECT_EQ(update("", ssd, "000000"), "6A80");
  EXPECT_EQ(update("", mno_sd, "800000"), "6985");
  EXPECT_EQ(update("", ssd, "90C000"), "6A80");
}

TEST_F(OperatorDomains, ASubordinateDoesNotReachUpOrSideways) {
  ASSERT_EQ(install_ssd(ssd), "00 9000");
  ASSERT_EQ(install_ssd("A000000151000002"), "00 9000");
  become(ssd);
  EXPECT_EQ(send(command("80E40000", "4F" + lv("A000000151000002"))), "6985");
  EXPECT_EQ(send(command("80E40000", "4F" + lv(mno_sd))), "6985");
  EXPECT_EQ(send(command("80F04080", mno_sd)), "6985");
  EXPECT_EQ(send(command("80F04080", "A000000151000002")), "6985");
  EXPECT_EQ(send(command("80E61000", lv(ssd) + "00" + lv(rfm) + "000000")), "6985");
  EXPECT_EQ(send(command("80E62000", "0000" + lv(mno_sd) + "000000")), "6985");
  // What it makes itself is its own.
  ASSERT_EQ(install_ssd("A000000151000003"), "00 9000");
  EXPECT_EQ(find("A000000151000003")->parent, find(ssd)->id.index);
  EXPECT_EQ(send(command("80F04080", "A000000151000003")), "9000");
}

// ---- DELETE

TEST_F(OperatorDomains, DeletesADomainWithItsKeysAndObjects) {
  ASSERT_EQ(install_ssd(), "00 9000");
  const ApplicationId id = find(ssd)->id;
  put_key(id, 0x30, 1, "404142434445464748494A4B4C4D4E4F");
  commit();
  EXPECT_EQ(send(command("80E40000", "4F" + lv(ssd))), "00 9000");
  EXPECT_FALSE(find(ssd));
  EXPECT_FALSE(keys.has_version(id, 0x30));
  EXPECT_FALSE(store.exists({1, storage::Kind::DomainData, id.index, 0xC9}));
  EXPECT_EQ(send(command("80E40000", "4F" + lv(ssd))), "6A88");
}

TEST_F(OperatorDomains, DeletesWhatBelongsToADomainOnlyWhenToldSo) {
  ASSERT_EQ(install_ssd(), "00 9000");
  become(ssd);
  ASSERT_EQ(install_ssd("A000000151000002"), "00 9000");
  become("A000000151000002");
  ASSERT_EQ(install_ssd("A000000151000003"), "00 9000");
  become(mno_sd);
  ASSERT_EQ(send(command("80E61000", lv("A000000151000003") + "00" + lv(rfm) + "000000")), "00 9000");
  EXPECT_EQ(send(command("80E40000", "4F" + lv(ssd))), "6985");
  EXPECT_EQ(send(command("80E40080", "4F" + lv(ssd))), "00 9000");
  for (const char* gone : {ssd, "A000000151000002", "A000000151000003", rfm})
    EXPECT_FALSE(find(gone)) << gone;
  EXPECT_TRUE(find(mno_sd));
  EXPECT_TRUE(find(rfm, 2));
}

TEST_F(OperatorDomains, NeverDeletesTheRootItselfOrBeyondTheProfile) {
  for (const char* aid : {mno_sd, "A0000005591010FFFFFFFF8900001000", "A0000005591010FFFFFFFF8900001100",
                          "A0000005591010FFFFFFFF8900000100", "A0000001515350"}) {
    const std::string answer = send(command("80E40080", "4F" + lv(aid)));
    EXPECT_TRUE(answer == "6985" || answer == "6A88") << aid << " " << answer;
  }
  EXPECT_TRUE(find(mno_sd));
  EXPECT_TRUE(registry.get(isd_p_id(1)));
  EXPECT_TRUE(registry.get(isd_p_id(2)));
  EXPECT_EQ(send(command("80E40000", "4F" + lv(rfm))), "00 9000");
  EXPECT_TRUE(find(rfm, 2));
}

TEST_F(OperatorDomains, DeletesKeysAndKeepsTheirCounter) {
  const ApplicationId id = session_.selected;
  put_key(id, 0x30, 1, "404142434445464748494A4B4C4D4E4F");
  put_key(id, 0x30, 2, "404142434445464748494A4B4C4D4E4F");
  put_key(id, 0x31, 2, "404142434445464748494A4B4C4D4E4F");
  ASSERT_EQ(keys.set_counter(id, 0x30, 7), sw::ok);
  commit();
  EXPECT_EQ(send(command("80E40000", "D00102D20130")), "00 9000");
  EXPECT_FALSE(keys.find(id, {0x30, 2}));
  EXPECT_TRUE(keys.find(id, {0x31, 2}));
  EXPECT_EQ(send(command("80E40000", "D20130")), "00 9000");
  EXPECT_FALSE(keys.has_version(id, 0x30));
  EXPECT_EQ(keys.counter(id, 0x30), 7U);
  EXPECT_EQ(send(command("80E40000", "D00102")), "00 9000");
  EXPECT_FALSE(keys.has_version(id, 0x31));
  EXPECT_EQ(send(command("80E40000", "D00102")), "6A88");
  EXPECT_EQ(send(command("80E40000", "D20101")), "6985");  // they protect this command
  EXPECT_TRUE(keys.has_version(id, 0x01));
}

TEST_F(OperatorDomains, RefusesMalformedDelete) {
  for (const char* data : {"", "4F", "4F01A0", "4F08A0000001510000014F00", "D000", "D0020102", "D00101D00102",
                           "D30101", "D00101D3", "5C00"}) {
    EXPECT_EQ(send(std::string_view(data).empty() ? "80E40000" : command("80E40000", data)), "6A80") << data;
  }
  EXPECT_EQ(send(command("80E40001", "D20130")), "6A86");
  EXPECT_EQ(send(command("80E48000", "D20130")), "6A86");
}

// ---- SET STATUS

TEST_F(OperatorDomains, LocksAndUnlocks) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F0400F", ssd)), "9000");
  EXPECT_EQ(find(ssd)->state, LifeCycle::Personalized);
  EXPECT_EQ(send(command("80F04080", ssd)), "9000");
  EXPECT_EQ(static_cast<int>(find(ssd)->state), 0x8F);
  EXPECT_FALSE(domains_.find_selectable(hex(ssd)));
  EXPECT_EQ(send(command("80F0400F", ssd)), "9000");
  EXPECT_EQ(find(ssd)->state, LifeCycle::Personalized);
  EXPECT_TRUE(domains_.find_selectable(hex(ssd)));
  EXPECT_EQ(send(command("80F04080", rfm)), "9000");
  EXPECT_EQ(static_cast<int>(find(rfm)->state), 0x87);
  EXPECT_EQ(send(command("80F04007", rfm)), "9000");
  EXPECT_EQ(find(rfm)->state, LifeCycle::Selectable);
}

TEST_F(OperatorDomains, LocksADomainWithItsApplications) {
  ASSERT_EQ(install_ssd(), "00 9000");
  ASSERT_EQ(send(command("80E61000", lv(ssd) + "00" + lv(rfm) + "000000")), "00 9000");
  EXPECT_EQ(send(command("80F06080", ssd)), "9000");
  EXPECT_TRUE(is_locked(find(ssd)->state));
  EXPECT_TRUE(is_locked(find(rfm)->state));
  EXPECT_EQ(send(command("80F06000", ssd)), "9000");
  EXPECT_FALSE(is_locked(find(rfm)->state));
  EXPECT_EQ(send(command("80F06080", rfm)), "6A80");
}

TEST_F(OperatorDomains, RefusesOtherStates) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F0807F", mno_sd)), "6985");  // the card is not the operator's
  EXPECT_EQ(send(command("80F080FF", mno_sd)), "6985");
  EXPECT_EQ(send(command("80F04080", mno_sd)), "6985");
  EXPECT_EQ(send(command("80F0403F", ssd)), "6985");
  EXPECT_EQ(send(command("80F04007", ssd)), "6985");
  EXPECT_EQ(send(command("80F0400F", rfm)), "6985");
  EXPECT_EQ(send(command("80F02080", ssd)), "6A86");
  EXPECT_EQ(send(command("80F04080", "A0")), "6A80");
  EXPECT_EQ(send(command("80F04080", "A000000151000009")), "6A88");
  EXPECT_EQ(send(command("80F0403F", "A0000005591010FFFFFFFF8900001100")), "6A88");
  EXPECT_EQ(send(command("80F0401F", "A0000005591010FFFFFFFF8900001000")), "6A88");
  EXPECT_EQ(registry.enabled_slot(), 1);
}

// ---- STORE DATA and GET DATA

TEST_F(OperatorDomains, StoresObjectsInBothForms) {
  EXPECT_EQ(send(command("80E28800",
                         "0070"
                         "0C"
                         "420400000001"
                         "450400000002")),
            "9000");
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
  EXPECT_EQ(send("80CA004500"), "450400000002 9000");
  EXPECT_EQ(send(command("80E29000",
                         "5F2004A0B1C2D3"
                         "8504840101")),
            "6A80");
  EXPECT_EQ(send(command("80E29000",
                         "5F2004A0B1C2D3"
                         "8503840101")),
            "9000");
  EXPECT_EQ(send("80CA5F2000"), "5F2004A0B1C2D3 9000");
  EXPECT_EQ(send("80CA008500"), "8503840101 9000");
  EXPECT_EQ(send(command("80E29000", "8500")), "9000");
  EXPECT_EQ(send("80CA008500"), "6A88");
}

TEST_F(OperatorDomains, JoinsBlocks) {
  EXPECT_EQ(send(command("80E20800", "00700C4204000000")), "9000");
  EXPECT_EQ(send("80CA004200").substr(0, 4), "6A88");
  // GET DATA in between broke the sequence off.
  EXPECT_EQ(send(command("80E28801", "01450400000002")), "6A86");
  EXPECT_EQ(send(command("80E20800", "00700C4204000000")), "9000");
  EXPECT_EQ(send(command("80E20801", "01")), "9000");
  EXPECT_EQ(send(command("80E28802", "450400000002")), "9000");
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
  // One format from the first block to the last.
  EXPECT_EQ(send(command("80E21000", "4204")), "9000");
  EXPECT_EQ(send(command("80E28801", "00000001")), "6A86");
}

TEST_F(OperatorDomains, RefusesOtherObjects) {
  EXPECT_EQ(send(command("80E29000", "C90481020370")), "6A88");
  EXPECT_EQ(send(command("80E29000", "E00100")), "6A88");
  EXPECT_EQ(send(command("80E28800", "00710142")), "6A88");
  EXPECT_EQ(send(command("80E28800", "007003420300")), "6A80");
  EXPECT_EQ(send(command("80E2E800", "0070024200")), "6A86");
  EXPECT_EQ(send(command("80E28000", "4200")), "6A86");
  EXPECT_EQ(send("80E29000"), "6A80");
  EXPECT_EQ(send(command("80E29000",
                         "420101"
                         "C90100")),
            "6A88");
  EXPECT_EQ(send("80CA004200"), "6A88");
}

TEST_F(OperatorDomains, PersonalizesAnotherDomain) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80E62000", "0000" + lv(ssd) + "000000")), "00 9000");
  EXPECT_EQ(send(command("80E21000", "4204")), "9000");
  EXPECT_EQ(send(command("80E29001", "00000001")), "9000");
  EXPECT_EQ(send("80CA004200"), "6A88");
  // Only until the last block.
  EXPECT_EQ(send(command("80E29000", "420400000002")), "9000");
  EXPECT_EQ(send("80CA004200"), "420400000002 9000");
  become(ssd);
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
}

TEST_F(OperatorDomains, PersonalizesNoIsdP) {
  for (const char* aid : {"A0000005591010FFFFFFFF8900000F00", "A0000005591010FFFFFFFF8900001000",
                          "A0000005591010FFFFFFFF8900001100", "A0000005591010FFFFFFFF8900000100"}) {
    EXPECT_EQ(send(command("80E62000", "0000" + lv(aid) + "000000")), "6A88") << aid;
  }
  EXPECT_EQ(send(command("80E28800", "3A0603810103")), "6A88");
}

// ---- PUT KEY

TEST_F(OperatorDomains, PutsKeysUnderTheKeyOfThePacket) {
  EXPECT_EQ(send("80D800011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "70DCC3AC 9000");
  EXPECT_EQ(to_hex(keys.find(session_.selected, {0x70, 1})->value.view()),
            "707172737475767778797A7B7C7D7E7F");
  session_.packet_keys->version = 0x02;
  EXPECT_EQ(send("80D800011871881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"), "6985");
}

TEST_F(OperatorDomains, ADomainWithoutKeysIsServedByTheOneAbove) {
  ASSERT_EQ(install_ssd(), "00 9000");
  const ApplicationId below = find(ssd)->id;
  put_key({1, mno_sd_index}, 0x20, 1, "404142434445464748494A4B4C4D4E4F", KeyType::Des);
  const auto used = find_channel_keys(registry, keys, below, 0);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->domain, (ApplicationId{1, mno_sd_index}));
  EXPECT_EQ(used->version, 0x20);
  put_key(below, 0x31, 1, "404142434445464748494A4B4C4D4E4F");
  EXPECT_EQ(find_channel_keys(registry, keys, below, 0)->domain, below);
  EXPECT_EQ(find_channel_keys(registry, keys, below, 0x20)->domain, (ApplicationId{1, mno_sd_index}));
  EXPECT_FALSE(find_channel_keys(registry, keys, below, 0x01));
  // Never those of the ISD-P.
  put_key(isd_p_id(1), 0x33, 1, "404142434445464748494A4B4C4D4E4F");
  EXPECT_FALSE(find_channel_keys(registry, keys, below, 0x33));
  EXPECT_EQ(find_channel_keys(registry, keys, isd_p_id(1), 0)->version, 0x33);
}

// ---- GET STATUS

TEST_F(OperatorDomains, ListsTheProfileInTlvs) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F28002", "4F00")), "E3134F08A0000001510000009F70010FC50382DC00 9000");
  EXPECT_EQ(send(command("80F24002", "4F00")),
            "E3144F09A000000559101000019F700107C503000000"
            "E3134F08A0000001510000019F700107C50380C000 9000");
  EXPECT_EQ(send(command("80F24002", "4F08A0000001510000015C034FC4CC")),
            "E31D4F08A000000151000001C407A0000001515350CC08A000000151000000 9000");
  EXPECT_EQ(send(command("80F22002", "4F00")), "E3124F07A00000015153509F700101C503000000 9000");
  EXPECT_EQ(send(command("80F21002", "4F00")),
            "E31C4F07A00000015153509F700101C5030000008408A000000151535041 9000");
  EXPECT_EQ(send(command("80F24002", "4F08A000000151000009")), "6A88");
}

TEST_F(OperatorDomains, ListsTheProfileInTheOlderForm) {
  ASSERT_EQ(install_ssd(), "00 9000");
  EXPECT_EQ(send(command("80F28000", "4F00")), "08A0000001510000000F82 9000");
  EXPECT_EQ(send(command("80F24000", "4F00")),
            "09A000000559101000010700"
            "08A0000001510000010780 9000");
  EXPECT_EQ(send(command("80F22000", "4F00")), "07A00000015153500100 9000");
  EXPECT_EQ(send(command("80F21000", "4F00")),
            "07A00000015153500100"
            "0108A000000151535041 9000");
}

TEST_F(OperatorDomains, ShowsASubordinateOnlyItsOwn) {
  ASSERT_EQ(install_ssd(ssd, "808000"), "00 9000");
  become(ssd);
  EXPECT_EQ(send(command("80F24002", "4F00")), "6A88");
  EXPECT_EQ(send(command("80F28000", "4F00")), "08A0000001510000010780 9000");
}

TEST_F(OperatorDomains, ContinuesAfter6310InBothForms) {
  for (int i = 0; i < 20; ++i) {
    const std::uint8_t last[] = {static_cast<std::uint8_t>(0x10 + i)};
    ASSERT_EQ(install_ssd("A0000001510000" + to_hex(last)), "00 9000");
  }
  for (const std::string form : {"00", "02"}) {
    std::string all;
    std::string answer = send(command("80F240" + form, "4F00"));
    const std::string next = form == "00" ? "01" : "03";
    while (answer.ends_with(" 6310")) {
      all += answer.substr(0, answer.size() - 5);
      answer = send(command("80F240" + next, "4F00"));
    }
    ASSERT_TRUE(answer.ends_with(" 9000"));
    all += answer.substr(0, answer.size() - 5);
    for (int i = 0; i < 20; ++i) {
      const std::uint8_t last[] = {static_cast<std::uint8_t>(0x10 + i)};
      EXPECT_NE(all.find("A0000001510000" + to_hex(last)), std::string::npos);
    }
    EXPECT_EQ(all.size() / 2, form == "00" ? 20U * 11 + 12 : 20U * 21 + 22);
    EXPECT_EQ(send(command("80F240" + next, "4F00")), "6985");
  }
}

// ---- GET DATA

TEST_F(OperatorDomains, TellsWhatToolsAskFor) {
  EXPECT_EQ(send("80CA9F7F00").substr(0, 6), "9F7F2A");
  EXPECT_EQ(send("80CA00CF00"), "CF0A00010203040506070809 9000");
  EXPECT_EQ(send("80CA2F0000"),
            "2F001961"
            "0A4F08A000000151000000"
            "610B4F09A00000055910100001 9000");
  EXPECT_EQ(send("80CAFF2100").substr(0, 12), "FF210D810101");
  EXPECT_EQ(send("80CA006700").substr(0, 4), "671C");
  EXPECT_EQ(send("80CA00E000"), "E006C00403018810 9000");
  EXPECT_EQ(send("80CA00C100"), "C1050000000000 9000");
  // SCP80 by its keys, then each further protocol as keys for it come.
  const std::string base = "06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03";
  EXPECT_EQ(send("80CA006600"), "6631732F" + base + "640B06092A864886FC6B048000 9000");
  put_key(session_.selected, 0x20, 1, "404142434445464748494A4B4C4D4E4F", KeyType::Des);
  put_key(session_.selected, 0x30, 1, "404142434445464748494A4B4C4D4E4F");
  commit();
  EXPECT_EQ(send("80CA006600"), "664B7349" + base +
                                    "640B06092A864886FC6B048000640B06092A864886FC6B040255"
                                    "640B06092A864886FC6B040370 9000");
  EXPECT_EQ(send("80CA00C100"), "C103000000 9000");
  for (const char* unknown : {"80CA005A00", "80CABF3000", "80CA7F2100"}) {
    EXPECT_EQ(send(unknown), "6A88") << unknown;
  }
}

}  // namespace
}  // namespace sixline::card::gp
