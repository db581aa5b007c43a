// Notifications that the SM-DP forwards to an Operator.  [SGP.02 §5.3] (PROC-FAN-02)
#include <gtest/gtest.h>

#include "host/es/eis_content.hpp"
#include "tests/servers/smdp/bench.hpp"

namespace sixline::tests::smdp {
namespace {

using es::Interface;

es::Message notification(std::string_view name, const std::string& recipient, const std::string& iccid) {
  es::Message out(es::function_named(Interface::Es3, name), es::Kind::Notification);
  const auto has = [&](std::string_view field) { return out.content.shape().find(field) != nullptr; };
  out.content.set("Mno-id", recipient);
  out.content.set_time(out.content.shape().match("CompletionTimestamp", es::Place::Element)->name,
                       1'700'000'000);
  if (has("Eid")) out.content.set("Eid", eid).set("Iccid", iccid);
  if (has("pol2")) es::write_pol2(out.content.add("pol2"), {});
  if (has("Plma"))
    es::write_plma(out.content.add("Plma"), {operator_id, "gold", m2m_sp_id, {"EnableProfile"}});
  return out;
}

std::vector<std::string_view> notifications() {
  std::vector<std::string_view> names;
  for (const es::Function& function : es::functions())
    if (function.direction == es::Direction::SmSrToSmDp) names.push_back(function.name);
  return names;
}

TEST(Forward, EveryNotificationReachesItsOperator) {
  EXPECT_EQ(notifications().size(), 11u);
  for (const std::string_view name : notifications())
    for (const std::string& recipient : {operator_id, m2m_sp_id}) {
      SCOPED_TRACE(std::string(name) + " " + recipient);
      Bench bench;
      es::Message told = notification(name, recipient, "8999901000000000777");
      if (name == "HandleSMSRChangeNotification") {
        es::EisProfile own;
        own.iccid = "8999901000000000111";
        own.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0011).view());
        own.mno_id = recipient;
        own.state = es::ProfileState::Disabled;
        es::EisProfile foreign = own;
        foreign.iccid = "8999901000000000112";
        foreign.isd_p_aid = host::to_byte_string(wire::aid::euicc(0x0012).view());
        foreign.mno_id = other_operator_id;
        bench.eis.profiles = {own, foreign};
        es::write_eis(told.content.add("Eis"), bench.eis, es::eis_marks(*told.function));
      }
      bench.notify(told);
      bench.settle();
      ASSERT_EQ(bench.to_others.size(), 1u);
      const Sent& sent = bench.to_others.front();
      EXPECT_EQ(sent.recipient, recipient);
      EXPECT_EQ(sent.message.function, &es::function_named(Interface::Es2, name));
      EXPECT_EQ(sent.header.context_id, "context-notification");
      EXPECT_NE(sent.header.message_id, "uuid:notification");
      EXPECT_EQ(sent.message.content.time("CompletionTimestamp"), 1'700'000'000);
      if (sent.message.content.shape().find("Iccid") != nullptr) {
        EXPECT_EQ(sent.message.content.text("Iccid"), "8999901000000000777");
      }
      for (const std::string_view field : {"pol2", "Plma"})
        if (sent.message.content.shape().find(field) != nullptr) {
          EXPECT_EQ(sent.message.content.find(field)->children(), told.content.find(field)->children());
        }
      if (name != "HandleSMSRChangeNotification") continue;
      const auto eis = es::read_eis(*sent.message.content.find("Eis"));
      ASSERT_TRUE(eis);
      ASSERT_EQ(eis->profiles.size(), 1u) << "the Operator's part only";
      EXPECT_EQ(eis->profiles[0].mno_id, recipient);
    }
}

TEST(Forward, UnknownRecipientsAndOtherSendersAreLoggedOnly) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  for (const std::string_view name : notifications()) {
    if (name == "HandleSMSRChangeNotification") continue;
    SCOPED_TRACE(name);
    for (const std::string& recipient : {std::string("9.9.9"), eum_id, smsr_id}) {
      bench.log.clear();
      bench.notify(notification(name, recipient, "8999901000000000888"));
      ASSERT_FALSE(bench.log.empty());
      EXPECT_EQ(bench.log.back().level, lines::LogLine::Level::Warning);
    }
    for (const std::string& sender : {std::string("9.9.9"), operator_id, eum_id})
      bench.notify(notification(name, operator_id, iccid), sender);
  }
  bench.settle();
  EXPECT_TRUE(bench.to_others.empty());
  EXPECT_EQ(bench.item(iccid).used_by, eid) << "nobody but an SM-SR deletes";
}

TEST(Forward, AnOperatorWithoutAddressIsLoggedOnly) {
  Bench bench;
  lines::Peer mute;
  mute.id = "1.2.3";
  mute.roles = {lines::PeerRole::Operator};
  bench.peers.add(mute);
  bench.notify(notification("HandleProfileEnabledNotification", "1.2.3", "8999901000000000888"));
  bench.settle();
  EXPECT_TRUE(bench.to_others.empty());
  EXPECT_EQ(bench.log.back().level, lines::LogLine::Level::Warning);
}

TEST(Forward, WhatWasDeletedOnTheCardIsFreeAgain) {
  Bench bench;
  const std::string iccid = bench.used_profile();
  es::Message elsewhere = notification("HandleProfileDeletedNotification", operator_id, iccid);
  elsewhere.content.set("Eid", other_eid);
  bench.notify(elsewhere);
  EXPECT_EQ(bench.item(iccid).used_by, eid) << "that was another card";
  bench.notify(notification("HandleProfileEnabledNotification", operator_id, iccid));
  EXPECT_EQ(bench.item(iccid).used_by, eid);
  bench.notify(notification("HandleProfileDeletedNotification", operator_id, iccid));
  EXPECT_EQ(bench.item(iccid).used_by, "");
}

}  // namespace
}  // namespace sixline::tests::smdp
