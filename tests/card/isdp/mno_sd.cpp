// ES6: what the operator may change in the ISD-P of its own profile, and nothing else.
#include "card/isdp/mno_sd.hpp"

#include <set>

#include "host/es/es6.hpp"
#include "tests/card/isdp/isd_p_world.hpp"

namespace sixline::card::isdp {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;
namespace es6 = host::es::es6;

constexpr std::string_view own = "80E62000160000 10A0000005591010FFFFFFFF8900000F00 00000000";
constexpr std::string_view pol1 = "80E28800063A0603810105";
constexpr std::string_view connectivity = "80E288000E3A070BA0090607915121436587F9";

class MnoSdTest : public testing::Test, public IsdPWorld {
 protected:
  MnoSdTest() : IsdPWorld(LifeCycle::Enabled) {
    create(2, 0x0011, LifeCycle::Disabled);
    add_domain(1, gp::mno_sd_index);
    add_domain(1, 2);
    add_domain(2, gp::mno_sd_index);
    put_key({1, gp::mno_sd_index}, 0x01, 1, "404142434445464748494A4B4C4D4E4F");
    commit();
    mno_sd_.select({1, gp::mno_sd_index});
  }
  void add_domain(storage::Owner slot, std::uint16_t index) {
    gp::Application domain{.id = {slot, index}};
    domain.kind = gp::ApplicationKind::SecurityDomain;
    domain.aid = wire::Aid(hex("A000000151000000"));
    EXPECT_EQ(registry.put(domain), sw::ok);
  }
  std::string run(std::string_view command) {
    mno_sd_.begin_script({.spi1 = 0x16, .key_version = 0x01});
    const auto answer =
        transmit(command, [this](const auto& c, auto& r) { return mno_sd_.run_command(c, r); });
    mno_sd_.end_script();
    return answer.text();
  }
  std::string sms(storage::Owner slot = 1) {
    return to_hex(gp::connectivity(store, slot, gp::connectivity_sms));
  }

  MnoSd mno_sd_{environment, domains};
};

TEST_F(MnoSdTest, ReplacesPol1) {
  EXPECT_EQ(run(own), "00 9000");
  EXPECT_EQ(run(pol1), "9000");
  EXPECT_EQ(record().pol1, gp::Pol1{0x05});
  EXPECT_EQ(record(2).pol1, gp::Pol1{});
  for (const auto& command : es6::update_pol1({.delete_not_allowed = true})) {
    EXPECT_TRUE(run(to_hex(command)).ends_with("9000"));
  }
  EXPECT_EQ(record().pol1, gp::Pol1{0x02});
  EXPECT_TRUE(store.exists({1, storage::Kind::IsdP, 0, 0}));
  EXPECT_FALSE(store.has_changes());
}

TEST_F(MnoSdTest, UpdatesConnectivityOfTheVector) {
  EXPECT_EQ(run(own), "00 9000");
  EXPECT_EQ(run(connectivity), "9000");
  EXPECT_EQ(sms(), "0607915121436587F9");
  EXPECT_EQ(sms(2), "");
  EXPECT_EQ(run("80E28800053A0702A000"), "9000");
  EXPECT_EQ(sms(), "");
  const auto commands =
      es6::update_connectivity_parameters({.https = hex("350103"), .cat_tp = hex("350102")});
  for (const auto& command : *commands) EXPECT_TRUE(run(to_hex(command)).ends_with("9000"));
  EXPECT_EQ(to_hex(gp::connectivity(store, 1, gp::connectivity_https)), "350103");
  EXPECT_EQ(to_hex(gp::connectivity(store, 1, gp::connectivity_cat_tp)), "350102");
}

TEST_F(MnoSdTest, TheIsdPMayBeCalledByItsOwnName) {
  EXPECT_EQ(run("80E62000160000 10A0000005591010FFFFFFFF8900001000 00000000"), "00 9000");
  EXPECT_EQ(run(pol1), "9000");
  // Another one does not exist for this operator.
  EXPECT_EQ(run("80E62000160000 10A0000005591010FFFFFFFF8900001100 00000000"), "6A88");
  EXPECT_EQ(run("80E62000160000 10A0000005591010FFFFFFFF8900000100 00000000"), "6A88");
}

TEST_F(MnoSdTest, NothingReachesTheIsdPUnlessItWasNamed) {
  EXPECT_NE(run(pol1), "9000");
  EXPECT_NE(run(connectivity), "9000");
  EXPECT_EQ(record().pol1, gp::Pol1{});
  EXPECT_EQ(sms(), "");
}

TEST_F(MnoSdTest, TheNameIsForgotten) {
  const auto refused = [this] { return run(pol1) != "9000" && record().pol1 == gp::Pol1{}; };
  run(own);
  run("80CA00E000");  // another command
  EXPECT_TRUE(refused());
  run(own);
  EXPECT_EQ(run("80E28800063A0603810108"), "6A80");  // an error
  EXPECT_TRUE(refused());
  run(own);
  mno_sd_.reset();
  EXPECT_TRUE(refused());
  run(own);
  mno_sd_.select({1, 2});  // another domain
  mno_sd_.select({1, gp::mno_sd_index});
  EXPECT_TRUE(refused());
}

TEST_F(MnoSdTest, OnlyTheMnoSdHasAWayToTheIsdP) {
  mno_sd_.select({1, 2});
  EXPECT_NE(run(own), "00 9000");
  EXPECT_NE(run(pol1), "9000");
  EXPECT_EQ(record().pol1, gp::Pol1{});
}

TEST_F(MnoSdTest, Refusals) {
  const auto after_own = [this](std::string_view command) {
    run(own);
    return run(command);
  };
  EXPECT_EQ(after_own("80E28800063A0603810108"), "6A80");         // an unknown rule
  EXPECT_EQ(after_own("80E28800073A060481020100"), "6A80");       // two bytes
  EXPECT_EQ(after_own("80E28800063A0603820101"), "6A80");         // another tag
  EXPECT_EQ(after_own("80E28800093A06068101018101 01"), "6A80");  // twice
  EXPECT_EQ(after_own("80E28800033A0600"), "6A80");               // none
  EXPECT_EQ(after_own("80E28800033A0700"), "6A80");               // no template
  EXPECT_EQ(after_own("80E28800073A0704A602 3501"), "6A80");      // an unknown template
  EXPECT_EQ(after_own("80E28800083A0705A003060191"), "6A80");     // no digits
  EXPECT_EQ(after_own("80E28800083A0705A003350103"), "6A80");     // no service centre
  EXPECT_EQ(after_own("80E28800083A0705A103350203"), "6A80");     // malformed inside
  EXPECT_EQ(after_own("80E28800093A06038101013A0700"), "6A80");   // a second data grouping
  EXPECT_EQ(after_own("80E28800063A0303810101"), "6A80");         // not the operator's
  EXPECT_EQ(after_own("80E20800063A0603810101"), "6A86");         // more to come
  EXPECT_EQ(after_own("80E28801063A0603810101"), "6A86");         // not the first block
  EXPECT_EQ(run("80E62001160000 10A0000005591010FFFFFFFF8900000F00 00000000"), "6A86");
  EXPECT_EQ(run("80E62000150000 10A0000005591010FFFFFFFF8900000F00 000000"), "6A80");
  EXPECT_EQ(run("00A4040000"), "6E00");
  EXPECT_EQ(record().pol1, gp::Pol1{});
  ByteVector buffer(16);
  wire::Writer answer(buffer);
  EXPECT_FALSE(mno_sd_.run_tlv({.tag = 0x84}, answer));
}

TEST_F(MnoSdTest, AnswersForItself) {
  EXPECT_EQ(run("80CA00E000"), "E006C00401018810 9000");
  EXPECT_EQ(run("80CA123400"), "6A88");
}

TEST_F(MnoSdTest, AFailingFlashChangesNothing) {
  run(own);
  world.flash.fail_from_now_on();
  EXPECT_EQ(run(pol1), "6581");
}

TEST(MnoFunctionTable, EveryRowIsUniqueAndCited) {
  std::set<std::pair<int, int>> rows;
  for (const MnoFunctionRow& row : mno_functions()) {
    EXPECT_TRUE(rows.insert({row.ins, row.dgi.value_or(row.p1)}).second) << row.name;
    EXPECT_FALSE(row.citation.empty() || row.script.empty() || row.name.empty());
    EXPECT_NE(row.handler, nullptr);
  }
}

}  // namespace
}  // namespace sixline::card::isdp
