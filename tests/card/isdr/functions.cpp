// ES5 functions: every vector, and each listed status word.
#include <set>

#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

class FunctionsTest : public testing::Test {
 protected:
  support::TestPlatform world_;
  Euicc card_{world_};
};

constexpr std::string_view create_0010 =
    "80E60C003F10A0000005591010FFFFFFFF8900000D0010A0000005591010FFFFFFFF8900000E0010A0000005591010FFFFFFFF89"
    "00"
    "0010000380C00006C904810203700000";
constexpr std::string_view create_with_grant =
    "80E60C004710A0000005591010FFFFFFFF8900000D0010A0000005591010FFFFFFFF8900000E0010A0000005591010FFFFFFFF89"
    "00"
    "00100003 80C0000EC90481020370EF0683040004 00000000";

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  out.replace(out.find(from), from.size(), to);
  return out;
}

TEST_F(FunctionsTest, CreateIsdp) {
  card_.issue();
  EXPECT_EQ(card_.send(create_0010), "00 9000");
  const auto isd_p = card_.registry.find_isd_p(isd_p_aid());
  ASSERT_TRUE(isd_p);
  EXPECT_EQ(isd_p->state, LifeCycle::Selectable);
  EXPECT_EQ(isd_p->privileges, (std::array<std::uint8_t, 3>{0x80, 0xC0, 0x00}));
  EXPECT_EQ(gp::read_isd_p(card_.store, 1)->granted_memory, 0U);
  EXPECT_EQ(card_.send(create_0010), "6985");
}

TEST_F(FunctionsTest, GetStatusSaysThatThereIsMore) {
  card_.issue();
  for (std::uint16_t i = 0; i < 12; ++i)
    card_.create(static_cast<storage::Owner>(i + 1), static_cast<std::uint16_t>(bootstrap + i),
                 LifeCycle::Disabled);
  const std::string first = card_.send("80F24002094F005C054F9F7053C100");
  EXPECT_TRUE(first.ends_with(" 6310")) << first;
  const std::string rest = card_.send("80F24003094F005C054F9F7053C100");
  EXPECT_TRUE(rest.ends_with(" 9000")) << rest;
  EXPECT_EQ(card_.send("80F24003094F005C054F9F7053C100"), "6985");
}

TEST_F(FunctionsTest, CreateIsdpWithAGrant) {
  card_.issue();
  EXPECT_EQ(card_.send(create_with_grant), "00 9000");
  EXPECT_EQ(gp::read_isd_p(card_.store, 1)->granted_memory, 0x40000U);
  // The second quarter of a megabyte is promised away already.
  EXPECT_EQ(card_.send(replaced(create_with_grant, "890000100003", "890000110003")), "6A84");
  EXPECT_EQ(card_.states(), "1:07");
}

TEST_F(FunctionsTest, CreateIsdpTakesExtraParameters) {
  card_.issue();
  EXPECT_EQ(card_.send(
                "80E60C004110A0000005591010FFFFFFFF8900000D0010A0000005591010FFFFFFFF8900000E0010A00000055910"
                "10FFFFFFFF89000010000380C00008C9068102037082 00 0000"),
            "00 9000");
}

TEST_F(FunctionsTest, CreateIsdpRefusals) {
  card_.issue();
  EXPECT_EQ(card_.send(replaced(create_0010, "8900000D00", "8900000E00")), "6A80");
  EXPECT_EQ(card_.send(replaced(create_0010, "8900000E00", "8900000D00")), "6A80");
  for (const char* aid : {"8900000F00", "8900000100", "8900001001", "8901001000"}) {
    EXPECT_EQ(card_.send(replaced(create_0010, "8900001000", aid)), "6A80") << aid;
  }
  EXPECT_EQ(card_.send(replaced(create_0010, "0380C000", "0380C001")), "6A80");
  EXPECT_EQ(card_.send(replaced(create_0010, "81020370", "81020215")), "6A80");
  EXPECT_EQ(card_.send(replaced(create_0010, "06C904", "06C905")), "6A80");
  EXPECT_EQ(card_.send(replaced(create_0010, "80E60C00", "80E60C01")), "6A86");
  EXPECT_EQ(card_.send(replaced(create_0010, "80E60C00", "80E60400")), "6A86");
  EXPECT_EQ(card_.send(replaced(create_with_grant, "EF0683040004", "EF0683050004")), "6A80");
  EXPECT_EQ(card_.send("80E60C00051000000000"), "6A80");
  EXPECT_EQ(card_.send("80E60C00"), "6A80");
  EXPECT_EQ(card_.states(), "");
}

TEST_F(FunctionsTest, CreateIsdpUntilTheSlotsAreUsedUp) {
  card_.issue();
  for (int i = 0; i < static_cast<int>(limits::max_profiles); ++i) {
    const std::uint8_t number[] = {static_cast<std::uint8_t>(0x10 + i)};
    EXPECT_EQ(card_.send(replaced(create_0010, "8900001000", "890000" + to_hex(number) + "00")), "00 9000");
  }
  EXPECT_EQ(card_.send(replaced(create_0010, "8900001000", "8900007000")), "6A84");
}

TEST_F(FunctionsTest, SecurityComesFirst) {
  card_.with_two_profiles();
  for (std::uint8_t weak : std::initializer_list<std::uint8_t>{0x00, 0x02, 0x06, 0x12, 0x14, 0x0E}) {
    EXPECT_EQ(card_.send(Euicc::with_aid("80E28800153A03", operational), weak), "6982") << int{weak};
    EXPECT_EQ(card_.send(create_0010, weak), "6982");
    EXPECT_EQ(card_.send("80F24002024F0000", weak), "6982");
  }
  EXPECT_EQ(card_.send(Euicc::with_aid("80E28800153A03", operational), 0x1E), "9000");
}

TEST_F(FunctionsTest, UnknownCommands) {
  card_.issue();
  EXPECT_EQ(card_.send("00A4040000"), "6E00");
  EXPECT_EQ(card_.send("8044000000"), "6D00");
  EXPECT_EQ(card_.send("80E2880003FFFF00"), "6A80");
  EXPECT_EQ(card_.send("80E28800023A03"), "6A80");
  EXPECT_EQ(card_.send("80E28800053A03FF0400"), "6A80");
  EXPECT_EQ(card_.send("80E29000033A0300"), "6A86");
  ByteVector buffer(16);
  wire::Writer answer(buffer);
  EXPECT_FALSE(card_.isd_r.run_tlv({.tag = 0x84}, answer));
}

TEST_F(FunctionsTest, EnableProfileRefusals) {
  card_.with_two_profiles();
  EXPECT_EQ(card_.enable(0x0077), "6A88");
  EXPECT_EQ(card_.enable(bootstrap), "6985");
  EXPECT_EQ(card_.send("80E28800043A03014F"), "6A80");
  EXPECT_EQ(card_.send("80E28800143A03114F0FA0000005591010FFFFFFFF89000011"), "6A80");
  EXPECT_EQ(card_.send(Euicc::with_aid("80E28800163A03", operational) + "FF"), "6A80");
  card_.create(3, 0x0012, LifeCycle::Selectable);
  card_.create(4, 0x0013, LifeCycle::Personalized);
  card_.create(5, 0x0014, LifeCycle::Disabled, {.emergency = true});
  for (std::uint16_t number : std::initializer_list<std::uint16_t>{0x0012, 0x0013, 0x0014}) {
    EXPECT_EQ(card_.enable(number), "6985");
  }
  EXPECT_FALSE(read_pending_switch(card_.store));
}

TEST_F(FunctionsTest, Pol1OfTheCurrentProfileForbidsEnabling) {
  card_.with_two_profiles({}, {0x01});
  EXPECT_EQ(card_.enable(operational), "69E1");
  EXPECT_EQ(card_.states(), "1:3F 2:1F");
}

TEST_F(FunctionsTest, AnEnabledEmergencyProfileForbidsEnabling) {
  card_.issue();
  card_.create(1, bootstrap, LifeCycle::Enabled, {.emergency = true});
  card_.create(2, operational, LifeCycle::Disabled);
  EXPECT_EQ(card_.enable(operational), "6985");
}

TEST_F(FunctionsTest, APinnedProfileAloneMayBeEnabled) {
  card_.with_two_profiles();
  card_.create(3, 0x0012, LifeCycle::Disabled);
  ASSERT_EQ(set_fall_back_pin(card_.store, 2), sw::ok);
  ASSERT_TRUE(card_.store.commit());
  EXPECT_EQ(card_.enable(0x0012), "69E1");
  EXPECT_EQ(card_.enable(operational), "9000");
  card_.poll();
  EXPECT_EQ(fall_back_pin(card_.store), storage::card_owner);
}

TEST_F(FunctionsTest, OneSwitchAtATime) {
  card_.with_two_profiles();
  card_.create(3, 0x0012, LifeCycle::Disabled);
  EXPECT_EQ(card_.enable(operational), "9000");
  EXPECT_EQ(card_.enable(0x0012), "6985");
  card_.poll();
  EXPECT_EQ(card_.enable(0x0012), "6985");
  EXPECT_EQ(card_.disable(operational), "6985");
  EXPECT_EQ(card_.erase(bootstrap), "6985");
}

TEST_F(FunctionsTest, ALeIsTolerated) {
  card_.with_two_profiles();
  EXPECT_EQ(card_.send(Euicc::with_aid("80E28800153A03", operational) + "00"), "9000");
}

TEST_F(FunctionsTest, DisableProfileRefusals) {
  card_.with_two_profiles();
  EXPECT_EQ(card_.disable(0x0077), "6A88");
  EXPECT_EQ(card_.disable(operational), "6985");  // not enabled
  EXPECT_EQ(card_.disable(bootstrap), "6985");    // holds the Fall-back attribute
}

TEST_F(FunctionsTest, DisableProfileNeedsAHolderAndPol1) {
  card_.issue();
  card_.create(2, operational, LifeCycle::Enabled);
  EXPECT_EQ(card_.disable(operational), "6985");
  card_.create(1, bootstrap, LifeCycle::Disabled, {.fall_back = true});
  ASSERT_EQ(gp::store_pol1(card_.store, 2, {0x01}), sw::ok);
  EXPECT_EQ(card_.disable(operational), "69E1");
  ASSERT_EQ(gp::store_pol1(card_.store, 2, {0x00}), sw::ok);
  ASSERT_TRUE(card_.store.commit());
  EXPECT_EQ(card_.disable(operational), "9000");
  card_.poll();
  EXPECT_EQ(card_.states(), "1:3F 2:1F");
}

TEST_F(FunctionsTest, DeleteProfile) {
  card_.with_two_profiles();
  ASSERT_TRUE(card_.store.write({2, storage::Kind::File, 1, 2}, hex("01")));
  EXPECT_EQ(card_.erase(operational), "00 9000");
  EXPECT_FALSE(card_.store.first(storage::all_of(2)));
  EXPECT_EQ(card_.states(), "1:3F");
  EXPECT_EQ(card_.erase(operational), "6A88");
}

TEST_F(FunctionsTest, DeleteProfileRefusals) {
  card_.with_two_profiles();
  EXPECT_EQ(card_.erase(bootstrap), "6985");
  card_.create(3, 0x0012, LifeCycle::Disabled, {.emergency = true});
  EXPECT_EQ(card_.erase(0x0012), "6985");
  card_.create(4, 0x0013, LifeCycle::Disabled, {.pol1 = {0x02}});
  EXPECT_EQ(card_.erase(0x0013), "69E1");
  card_.create(5, 0x0014, LifeCycle::Disabled, {.fall_back = true});
  EXPECT_EQ(card_.erase(0x0014), "6985");
  EXPECT_EQ(card_.send(Euicc::with_aid("80E40000", operational) + "00"), "6A86");
  EXPECT_EQ(card_.send(Euicc::with_aid("80E40140", operational) + "00"), "6A86");
  EXPECT_EQ(card_.send("80E40040024F0000"), "6A80");
  EXPECT_EQ(card_.send("80E40040144F10A0000005591010FFFFFFFF8900001100B60000"), "6A80");
  EXPECT_EQ(card_.states(), "1:3F 2:1F 3:1F 4:1F 5:1F");
}

TEST_F(FunctionsTest, DeletingUnpinsAndBreaksOffADownload) {
  card_.with_two_profiles();
  ASSERT_EQ(set_fall_back_pin(card_.store, 2), sw::ok);
  ASSERT_TRUE(card_.store.commit());
  EXPECT_EQ(card_.erase(operational), "00 9000");
  EXPECT_EQ(fall_back_pin(card_.store), storage::card_owner);
}

TEST_F(FunctionsTest, Audit) {
  card_.with_two_profiles();
  EXPECT_EQ(card_.send("80F24002174F10A0000005591010FFFFFFFF89000011005C034F9F7000"),
            "E3164F10A0000005591010FFFFFFFF89000011009F70011F 9000");
  EXPECT_EQ(card_.send("80F24002174F10A0000005591010FFFFFFFF89000012005C034F9F7000"), "6A88");
  EXPECT_EQ(card_.send("80F24002094F005C054F9F70538F00"),
            "E31F4F10A0000005591010FFFFFFFF89000010009F70013F5301018F0400000000"
            "E31F4F10A0000005591010FFFFFFFF89000011009F70011F5301008F0400000000 9000");
  EXPECT_EQ(card_.send("80CA005A00"), "5A10" + std::string(test_eid) + " 9000");
  EXPECT_EQ(card_.send("80CA00E000"), "E018C00401018810C00402018810C00403018810C00401408510 9000");
  EXPECT_TRUE(card_.send("80CABF30045C027F2100").starts_with("BF30"));
}

TEST_F(FunctionsTest, ConfirmationRefusals) {
  card_.with_two_profiles();
  EXPECT_EQ(card_.confirm(0), "6985");
  EXPECT_EQ(card_.send("80E28900063A08034E010000"), "6A80");
  EXPECT_EQ(card_.send("80E28900033A080000"), "6A80");
  card_.enable(operational);
  EXPECT_EQ(card_.confirm(0), "6985");  // not even switched
  card_.poll();
  EXPECT_EQ(card_.confirm(1), "6A80");
  EXPECT_EQ(card_.confirm(0), "9000");
  EXPECT_EQ(card_.confirm(0), "6985");
}

constexpr auto personalize = "80E62000160000 10A0000005591010FFFFFFFF8900001000 00000000";

std::string chained_certificate() {
  const auto certificate = hex(vector_certificate);
  const std::uint8_t length[] = {static_cast<std::uint8_t>(certificate.size())};
  return "80E20900D3 3A01" + to_hex(length) + to_hex(certificate) + "00";
}

TEST_F(FunctionsTest, KeysReachAnIsdPThroughThePointer) {
  card_.issue();
  card_.send(create_0010);
  EXPECT_EQ(card_.send(personalize), "00 9000");
  // The vector's P1 09 says "more blocks", so the last block follows empty-handed elsewhere; 89 ends it here.
  const std::string answer = card_.send(replaced(chained_certificate(), "80E20900", "80E28900"));
  EXPECT_TRUE(answer.starts_with("8510") && answer.ends_with(" 9000")) << answer;
  EXPECT_EQ(card_.send("80E28901023A0200"), "6A86");
}

TEST_F(FunctionsTest, ThePointerIsDropped) {
  card_.issue();
  card_.send(create_0010);
  // Without the pointer the certificate is for the ISD-R, which wants one of an SM-SR.
  const std::string certificate = replaced(chained_certificate(), "80E20900", "80E28900");
  EXPECT_EQ(card_.send(certificate), "6982");
  card_.send(personalize);
  card_.send("80F24002024F0000");  // another command
  EXPECT_EQ(card_.send(certificate), "6982");
  card_.send(personalize);
  card_.send("80E28800033A0800");  // an error
  EXPECT_EQ(card_.send(certificate), "6982");
  card_.send(personalize);
  card_.isd_r.end_session();
  EXPECT_EQ(card_.send(certificate), "6982");
  card_.send(personalize);
  card_.reset();
  EXPECT_EQ(card_.send(certificate), "6982");
}

TEST_F(FunctionsTest, ThePointerLeavesTheIsdRItsOwnFunctions) {
  card_.with_two_profiles();
  ASSERT_EQ(card_.send("80E62000160000 10A0000005591010FFFFFFFF8900001100 00000000"), "00 9000");
  EXPECT_EQ(card_.enable(operational), "9000");
}

TEST_F(FunctionsTest, PersonalizationRefusals) {
  card_.issue();
  EXPECT_EQ(card_.send(personalize), "6A88");
  card_.send(create_0010);
  EXPECT_EQ(card_.send("80E62001160000 10A0000005591010FFFFFFFF8900001000 00000000"), "6A86");
  EXPECT_EQ(card_.send("80E62000150000 10A0000005591010FFFFFFFF8900001000 000000"), "6A80");
  EXPECT_EQ(card_.send("80E62000160000 10A0000005591010FFFFFFFF8900001000 00000100"), "6A80");
}

TEST(IsdRTable, EveryRowIsUniqueAndCited) {
  std::set<std::tuple<int, int, int, int, unsigned>> rows;
  for (const FunctionRow& row : functions()) {
    EXPECT_TRUE(rows.insert({row.ins, row.p1.value_or(0), row.dgi.value_or(0),
                             static_cast<int>(row.addressee), row.last_tag.value_or(0)})
                    .second)
        << row.name;
    EXPECT_FALSE(row.citation.empty() || row.script.empty() || row.name.empty());
    EXPECT_NE(row.handler, nullptr);
    EXPECT_EQ(row.minimum_spi1, 0x16);
  }
}

}  // namespace
}  // namespace sixline::card::isdr
