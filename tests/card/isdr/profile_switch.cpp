// The change of the enabled profile: PROC-EN, PROC-DIS, PROC-NOT.
#include "card/isdr/service_centre.hpp"
#include "tests/card/isdr/switch_world.hpp"

namespace sixline::card::isdr {
namespace {

TEST_F(SwitchTest, EnablesAfterTheAnswerAndNotifies) {
  card().with_two_profiles();
  card().terminal_profile();
  ASSERT_EQ(card().enable(operational), "9000");
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  card().poll(false);  // the answer is still on its way
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  card().poll(true);
  EXPECT_EQ(card().states(), "1:1F 2:3F");
  EXPECT_EQ(card().mounted, std::vector<storage::Owner>{2});
  EXPECT_EQ(card().toolkit.pending(), 11U);  // REFRESH, UICC reset
  EXPECT_TRUE(card().network.sent.empty());

  card().reset();
  card().terminal_profile();
  EXPECT_EQ(card().fetch_all(), "0500 0300 2601 2700");
  EXPECT_TRUE(card().network.sent.empty());
  card().location("01");
  EXPECT_TRUE(card().network.sent.empty());
  card().location("00");
  ASSERT_EQ(card().network.sent.size(), 1U);
  EXPECT_EQ(card().network.sent[0], Euicc::notification("02", 0, operational));
  EXPECT_EQ(to_hex(card().network.last.tar.bytes), "000001");
  EXPECT_EQ(card().network.last.destination, *wire::SmsAddress::from_digits("1234567890"));
  EXPECT_EQ(card().network.last.security, wire::notification_security);
  card().network.finish(true);
  EXPECT_EQ(card().confirm(0), "9000");
  EXPECT_FALSE(pending());
  EXPECT_EQ(card().states(), "1:1F 2:3F");
  card().timer();
  EXPECT_EQ(card().states(), "1:1F 2:3F");
  EXPECT_EQ(card().network.sent.size(), 1U);
}

TEST_F(SwitchTest, TheRefreshIsAUiccReset) {
  card().with_two_profiles();
  card().terminal_profile();
  card().enable(operational);
  card().poll();
  EXPECT_EQ(card().fetch_all(), "0104 0500 0300 2601 2700");
  // Answered without a reset: the terminal took it its own way, and the card goes on.
  card().location("00");
  EXPECT_EQ(card().network.sent.size(), 1U);
}

TEST_F(SwitchTest, ARefusedRefreshIsAskedForAgain) {
  card().with_two_profiles();
  card().terminal_profile();
  card().enable(operational);
  card().poll();
  EXPECT_EQ(card().fetch_all("830220"
                             "01"),
            "0104 2700");
  EXPECT_EQ(card().states(), "1:1F 2:3F");
  card().timer();
  EXPECT_EQ(card().fetch_all(), "0104 0500 0300 2601 2700");
}

TEST_F(SwitchTest, TheEncodedProactiveCommands) {
  card().with_two_profiles();
  card().terminal_profile();
  card().enable(operational);
  card().poll();
  card().reset();
  card().terminal_profile();
  card().fetch_all();
  EXPECT_EQ(card().last_command.substr(22), "A40101A503003000");  // timer 1, three minutes
}

TEST_F(SwitchTest, Pol1DeletesTheOldProfileOnConfirmation) {
  card().issue();
  card().create(1, bootstrap, LifeCycle::Disabled, {.fall_back = true});
  card().create(2, operational, LifeCycle::Enabled, {.pol1 = {0x04}});
  card().create(3, 0x0012, LifeCycle::Disabled);
  ASSERT_EQ(set_declared(card().store), sw::ok);
  card().enable(0x0012);
  card().poll();
  card().attach();
  EXPECT_EQ(card().states(), "1:1F 2:1F 3:3F");
  EXPECT_EQ(card().confirm(0), "80124F10A0000005591010FFFFFFFF8900001100 9000");
  EXPECT_EQ(card().states(), "1:1F 3:3F");
}

TEST_F(SwitchTest, Pol1NeverDeletesTheFallBackProfile) {
  card().with_two_profiles({}, {0x04});
  card().enable(operational);
  card().poll();
  card().attach();
  EXPECT_EQ(card().confirm(0), "9000");
  EXPECT_EQ(card().states(), "1:1F 2:3F");
}

TEST_F(SwitchTest, DisableGoesToTheFallBackProfile) {
  card().with_two_profiles({0x04});
  card().enable(operational);
  card().poll();
  card().attach();
  card().network.finish(true);
  ASSERT_EQ(card().confirm(0), "9000");
  ASSERT_EQ(card().disable(operational), "9000");
  card().poll();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("02", 1, bootstrap));
  EXPECT_EQ(card().confirm(1), "80124F10A0000005591010FFFFFFFF8900001100 9000");
  EXPECT_EQ(card().states(), "1:3F");
}

TEST_F(SwitchTest, DeclaresItselfOnce) {
  card().issue();
  card().create(1, bootstrap, LifeCycle::Enabled, {.fall_back = true});
  card().attach();
  ASSERT_EQ(card().network.sent.size(), 1U);
  EXPECT_EQ(card().network.sent[0], Euicc::notification("01", 0, bootstrap));
  card().network.finish(true);
  EXPECT_EQ(card().confirm(0), "9000");
  cut().attach();
  EXPECT_TRUE(card().network.sent.empty());
  EXPECT_EQ(card().toolkit.pending(), 0U);
}

TEST_F(SwitchTest, AnUnconfirmedDeclarationIsRepeatedAtTheNextReset) {
  card().issue();
  card().create(1, bootstrap, LifeCycle::Enabled, {.fall_back = true});
  card().attach();
  card().stay_unconfirmed();
  cut().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("01", 0, bootstrap));
  EXPECT_EQ(card().states(), "1:3F");
}

TEST_F(SwitchTest, AnOutstandingDeclarationDoesNotBlockASwitch) {
  card().issue();
  card().create(1, bootstrap, LifeCycle::Enabled, {.fall_back = true});
  card().create(2, operational, LifeCycle::Disabled);
  card().attach();
  EXPECT_EQ(card().enable(operational), "9000");
  card().network.finish(true);  // the declaration leaves after all
  card().poll();
  card().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("02", 1, operational));
}

TEST_F(SwitchTest, NothingIsDeclaredWithoutAProfile) {
  card().issue();
  card().attach();
  EXPECT_TRUE(card().network.sent.empty());
  EXPECT_FALSE(is_declared(card().store));
}

TEST_F(SwitchTest, TheFirstProfileOfAllHasNoWayBack) {
  card().issue();
  card().create(2, operational, LifeCycle::Disabled);
  EXPECT_EQ(card().enable(operational), "9000");
  card().poll();
  card().fail_to_attach();
  EXPECT_EQ(card().states(), "2:3F");
}

TEST_F(SwitchTest, TheOtherAidTagOnRequest) {
  SwitchSettings settings;
  settings.aid_tag = NotificationAidTag::Aid;
  Euicc other(world_, settings);
  other.with_two_profiles();
  other.enable(operational);
  other.poll();
  other.attach();
  EXPECT_NE(other.network.sent.back().find("4F10A0000005591010FFFFFFFF8900001100"), std::string::npos);
}

TEST(NotificationVector, IsTheOneOfTheVectors) {
  ByteVector buffer(Notification::max_size);
  wire::Writer out(buffer);
  Notification{*wire::Eid::from(hex(test_eid)), NotificationType::ProfileChanged, 5, isd_p_aid()}.write(out);
  EXPECT_EQ(to_hex(out.view()),
            "E12B4C10890010120123412340123456789012244D01024E0200052F10A0000005591010FFFFFFFF8900001000");
}

TEST(NotificationVector, OfARealCard) {
  ByteVector buffer(Notification::max_size);
  wire::Writer out(buffer);
  Notification notification{*wire::Eid::from(hex(test_eid)), NotificationType::ProfileChanged, 0,
                            isd_p_aid(0x0013)};
  notification.aid_tag = NotificationAidTag::Aid;
  notification.imei.assign(hex("1122334455667788"));
  notification.write(out);
  EXPECT_EQ(to_hex(out.view()),
            "E1354C10890010120123412340123456789012244D01024E0200004F10A0000005591010FFFFFFFF8900001300"
            "14081122334455667788");
}

TEST_F(SwitchTest, AnyPowerCutResumes) {
  // The steps of a good switch; power is cut after the first `cut_at` of them.
  for (int cut_at = 0; cut_at <= 7; ++cut_at) {
    world_.flash = support::RamFlash();
    cut().with_two_profiles();
    const auto step = [this](int number) {
      switch (number) {
        case 0: EXPECT_EQ(card().enable(operational), "9000"); break;
        case 1: card().poll(); break;
        case 2: card().reset(); break;
        case 3: card().terminal_profile(); break;
        case 4: card().fetch_all(); break;
        case 5: card().location("00"); break;
        case 6: card().network.finish(true); break;
        default: break;
      }
    };
    for (int number = 0; number < cut_at; ++number) step(number);
    cut().attach();
    if (cut_at == 0) {
      EXPECT_EQ(card().states(), "1:3F 2:1F");
      continue;
    }
    EXPECT_EQ(card().states(), "1:1F 2:3F") << cut_at;
    ASSERT_EQ(card().network.sent.size(), 1U) << cut_at;
    EXPECT_EQ(card().network.sent[0], Euicc::notification("02", 0, operational)) << cut_at;
    card().network.finish(true);
    EXPECT_EQ(card().confirm(0), "9000");
    cut().attach();
    EXPECT_EQ(card().states(), "1:1F 2:3F");
    EXPECT_TRUE(card().network.sent.empty());
  }
}

TEST_F(SwitchTest, APowerCutDuringRollBackResumes) {
  card().with_two_profiles();
  card().enable(operational);
  card().poll();
  card().fail_to_attach();
  cut().attach();
  EXPECT_EQ(card().network.sent.back(), Euicc::notification("03", 1, bootstrap));
}

TEST_F(SwitchTest, AFailingFlashChangesNothing) {
  card().with_two_profiles();
  world_.flash.fail_from_now_on();
  EXPECT_EQ(card().enable(operational), "6581");
  world_.flash.fail_from_now_on(false);
  cut().reset();
  EXPECT_EQ(card().states(), "1:3F 2:1F");
  EXPECT_FALSE(pending());
  EXPECT_EQ(card().enable(operational), "9000");
  world_.flash.fail_from_now_on();
  card().poll();
  EXPECT_TRUE(card().mounted.empty());
  world_.flash.fail_from_now_on(false);
  cut().attach();
  EXPECT_EQ(card().states(), "1:1F 2:3F");
}

TEST_F(SwitchTest, TheServiceCentreOfTheEnabledProfile) {
  card().with_two_profiles();
  const ProfileServiceCentre centre(card().store);
  EXPECT_TRUE(centre.service_centre().empty());
  ASSERT_EQ(gp::store_connectivity(card().store, 1, hex("A0090607915121436587F9")), sw::ok);
  EXPECT_EQ(centre.service_centre(), *wire::SmsAddress::from_digits("15123456789"));
  ASSERT_EQ(gp::store_connectivity(card().store, 1, hex("A003060191")), sw::ok);
  EXPECT_TRUE(centre.service_centre().empty());
}

}  // namespace
}  // namespace sixline::card::isdr
