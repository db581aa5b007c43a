// What an operator does with the domains of its profile: INSTALL, DELETE, and how far its power reaches.
#include "card/gp/isd_p_record.hpp"
#include "tests/card/gp/operator_world.hpp"

namespace sixline::card::gp {
namespace {

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

}  // namespace
}  // namespace sixline::card::gp
