#include "card/gp/domains.hpp"

#include <set>

#include "card/gp/card_identity.hpp"
#include "card/gp/isd_p_record.hpp"
#include "tests/card/gp/domain_world.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;

class OneCertificate final : public CertificateSource {
 public:
  Bytes certificate() const override { return bytes; }
  std::vector<std::uint8_t> bytes;
};

class DomainsTest : public testing::Test, public DomainWorld {
 protected:
  DomainsTest() {
    put_domain(isd_r_id, ApplicationKind::IsdR, wire::aid::isd_r());
    put_domain(ecasd_id, ApplicationKind::Ecasd, wire::aid::ecasd());
    EXPECT_EQ(store_card_identity(store, *wire::Eid::from(hex("89001012012341234012345678901224"))), sw::ok);
    commit();
  }
  void put_domain(ApplicationId id, ApplicationKind kind, const wire::Aid& aid,
                  LifeCycle state = LifeCycle::Personalized) {
    Application application{.id = id};
    application.kind = kind;
    application.state = state;
    application.aid = aid;
    application.privileges = {0x80, 0xC0, 0x00};
    EXPECT_EQ(registry.put(application), sw::ok);
  }
  void put_isd_p(storage::Owner slot, std::uint16_t number, LifeCycle state, const IsdPRecord& record = {}) {
    put_domain(isd_p_id(slot), ApplicationKind::IsdP, isd_p_aid(number), state);
    EXPECT_EQ(write_isd_p(store, slot, record), sw::ok);
    commit();
  }
  std::string send(std::string_view command, std::size_t room = 256) {
    return transmit(
               command, [this](const auto& c, auto& r) { return domains_.process(session_, c, r); }, room)
        .text();
  }
  std::string select(std::string_view aid) {
    std::array<std::uint8_t, 64> buffer;
    ResponseApdu response(buffer);
    const StatusWord status = domains_.select(session_, hex(aid), response);
    return status.ok() ? to_hex(response.view()) : std::to_string(status.value());
  }

  OneCertificate certificate_;
  Domains domains_{environment, certificate_};
  DomainSession session_;
};

constexpr auto isd_r_text = "A0000005591010FFFFFFFF8900000100";
constexpr auto ecasd_text = "A0000005591010FFFFFFFF8900000200";

TEST_F(DomainsTest, SelectAnswersTheFci) {
  EXPECT_EQ(select(isd_r_text), "6F188410A0000005591010FFFFFFFF8900000100A5049F6501FF");
  EXPECT_EQ(session_.selected, isd_r_id);
  EXPECT_EQ(select(ecasd_text), "6F188410A0000005591010FFFFFFFF8900000200A5049F6501FF");
  EXPECT_EQ(session_.selected, ecasd_id);
  EXPECT_EQ(select("A000000559"), "6F188410A0000005591010FFFFFFFF8900000100A5049F6501FF");
  EXPECT_EQ(select("A000000151000000"), std::to_string(0x6A82));
}

TEST_F(DomainsTest, OnlyTheEnabledProfileCanBeSelected) {
  put_isd_p(1, 0x0010, LifeCycle::Disabled);
  put_domain({1, mno_sd_index}, ApplicationKind::SecurityDomain, *wire::Aid::from(hex("A000000151000000")));
  Application rfm{.id = {1, 2}};
  rfm.kind = ApplicationKind::RemoteFileManagement;
  rfm.aid = *wire::Aid::from(hex("A00000015100000099"));
  ASSERT_EQ(registry.put(rfm), sw::ok);
  EXPECT_EQ(select("A000000151000000"), std::to_string(0x6A82));
  ASSERT_EQ(registry.set_state(isd_p_id(1), LifeCycle::Enabled), sw::ok);
  EXPECT_EQ(select("A000000151000000"), "6F108408A000000151000000A5049F6501FF");
  EXPECT_EQ(session_.selected, (ApplicationId{1, mno_sd_index}));
  EXPECT_EQ(select("A00000015100000099"), std::to_string(0x6A82));
}

TEST_F(DomainsTest, TellsTheEid) {
  EXPECT_EQ(send("80CA005A00"), "5A1089001012012341234012345678901224 9000");
  session_.selected = ecasd_id;
  EXPECT_EQ(send("80CA005A00"), "5A1089001012012341234012345678901224 9000");
}

TEST_F(DomainsTest, TellsKeyTemplates) {
  put_scp03_keys(isd_r_id);
  EXPECT_EQ(send("80CA00E000"), "E012C00401308810C00402308810C00403308810 9000");
  session_.selected = ecasd_id;
  EXPECT_EQ(send("80CA00E000"), "E000 9000");
}

TEST_F(DomainsTest, TellsRecognitionData) {
  EXPECT_EQ(send("80CA006600"),
            "663E733C06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03"
            "640B06092A864886FC6B048000640B06092A864886FC6B040370 9000");
}

TEST_F(DomainsTest, ForwardsTheCertificate) {
  EXPECT_EQ(send("80CABF30045C027F2100"), "6A88");
  certificate_.bytes = hex("7F2103010203");
  EXPECT_EQ(send("80CABF30045C027F2100"), "BF30067F2103010203 9000");
  EXPECT_EQ(send("80CABF3000"), "6A80");
  EXPECT_EQ(send("80CABF30045C027F2200"), "6A80");
  EXPECT_EQ(send("80CABF30055C027F210000"), "6A80");
  EXPECT_EQ(send("80CABF30035C027F00"), "6A80");
  EXPECT_EQ(send("80CABF30035C016600").substr(0, 12), "BF3040663E73");
  session_.selected = ecasd_id;
  EXPECT_EQ(send("80CA7F2100"), "7F2103010203 9000");
  EXPECT_EQ(send("80CABF30045C027F2100"), "6A88");
}

TEST_F(DomainsTest, TellsResources) {
  put_isd_p(1, 0x0010, LifeCycle::Disabled);
  const std::string answer = send("80CAFF2100");
  EXPECT_EQ(answer.substr(0, 12), "FF210D810101");
  EXPECT_EQ(answer.substr(12, 4), "8204");
  EXPECT_EQ(std::stoul(answer.substr(16, 8), nullptr, 16), store.free_bytes());
  EXPECT_EQ(answer.substr(24), "83020800 9000");
}

TEST_F(DomainsTest, TellsTheRest) {
  EXPECT_EQ(send("80CA2F0000"),
            "2F002861124F10A0000005591010FFFFFFFF890000010061124F10A0000005591010FFFFFFFF8900000200 9000");
  EXPECT_EQ(send("80CA006700"),
            "671CA009800103810170820101A0068001808101008103"
            "80C00088020003 9000");
  EXPECT_EQ(send("80CA00C100"), "6A88");
  put_key(isd_r_id, 0x01, 1, "00");
  ASSERT_EQ(keys.set_counter(isd_r_id, 0x01, 0x0102030405), sw::ok);
  EXPECT_EQ(send("80CA00C100"), "C1050102030405 9000");
  put_isd_p(1, 0x0010, LifeCycle::Enabled);
  put_scp03_keys(isd_p_id(1));
  ASSERT_EQ(keys.set_counter(isd_p_id(1), 0x30, 0x0102), sw::ok);
  session_.selected = isd_p_id(1);
  EXPECT_EQ(send("80CA00C100"), "C103000102 9000");
  EXPECT_EQ(send("80CA004200"), "6A88");
  ASSERT_TRUE(store.write({1, storage::Kind::DomainData, 0, 0x42}, hex("00000001")));
  EXPECT_EQ(send("80CA004200"), "420400000001 9000");
}

TEST_F(DomainsTest, KnowsNoOtherObject) {
  for (const char* command : {"80CA000000", "80CA5A0000", "80CA9F7E00", "80CAFFFF00"}) {
    EXPECT_EQ(send(command), "6A88") << command;
  }
  session_.selected = ecasd_id;
  for (const char* command : {"80CA006600", "80CAFF2100", "80CA006700", "80CA2F0000"}) {
    EXPECT_EQ(send(command), "6A88") << command;
  }
  EXPECT_EQ(send("80CA005A00", 8), "6F00");
}

TEST_F(DomainsTest, RefusesEveryLocalChange) {
  for (const char* command :
       {"80E60C00010000", "80E8000001AA", "80E40040124F10A0000005591010FFFFFFFF890000100000",
        "80D80001010100", "80F0400001AA", "80E28800153A03124F10A0000005591010FFFFFFFF8900001000"}) {
    EXPECT_EQ(send(command), "6985") << command;
  }
  EXPECT_EQ(send("80A40000"), "6D00");
  EXPECT_EQ(send("A0CA005A00"), "6E00");
}

TEST_F(DomainsTest, AuditsOneIsdP) {
  put_isd_p(1, 0x0010, LifeCycle::Disabled);
  EXPECT_EQ(send("80F24002174F10A0000005591010FFFFFFFF89000010005C034F9F7000"),
            "E3164F10A0000005591010FFFFFFFF89000010009F70011F 9000");
  EXPECT_EQ(send("80F24002174F10A0000005591010FFFFFFFF89000011005C034F9F7000"), "6A88");
}

TEST_F(DomainsTest, AuditsAllIsdPs) {
  EXPECT_EQ(send("80F24002094F005C054F9F70538F00"), "6A88");
  put_isd_p(1, 0x0010, LifeCycle::Disabled, {.granted_memory = 0x10000});
  EXPECT_EQ(send("80F24002094F005C054F9F70538F00"),
            "E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F0400010000 9000");
  put_isd_p(2, 0x0011, LifeCycle::Enabled, {.fall_back = true});
  EXPECT_EQ(send("80F24002094F005C054F9F70538F00"),
            "E31F4F10A0000005591010FFFFFFFF89000010009F70011F5301008F0400010000"
            "E31F4F10A0000005591010FFFFFFFF89000011009F70013F5301018F0400000000 9000");
  EXPECT_EQ(send("80F24002024F0000"),
            "E31B4F10A0000005591010FFFFFFFF89000010009F70011FC50380C000"
            "E31B4F10A0000005591010FFFFFFFF89000011009F70013FC50380C000 9000");
}

TEST_F(DomainsTest, RemainingMemoryShrinksWithUse) {
  put_isd_p(1, 0x0010, LifeCycle::Personalized, {.granted_memory = 0x10000});
  const auto remaining = [this] {
    const std::string answer = send("80F24002054F005C019100");
    return std::stoul(answer.substr(8, 8), nullptr, 16);
  };
  const auto before = remaining();
  EXPECT_LT(before, 0x10000U);
  ASSERT_TRUE(store.write({1, storage::Kind::File, 1, 1}, std::vector<std::uint8_t>(500)));
  commit();
  EXPECT_LE(remaining() + 500, before);
}

TEST_F(DomainsTest, ListsItselfAndItsLoadFile) {
  put_isd_p(1, 0x0010, LifeCycle::Disabled);
  EXPECT_EQ(send("80F28002024F0000"), "E31B4F10A0000005591010FFFFFFFF89000001009F70010FC50380C000 9000");
  EXPECT_EQ(send("80F22002024F0000"), "E31B4F10A0000005591010FFFFFFFF8900000D009F700101C503000000 9000");
  EXPECT_EQ(send("80F21000024F0000"),
            "10A0000005591010FFFFFFFF8900000D0001000110A0000005591010FFFFFFFF8900000E00 9000");
  EXPECT_EQ(send("80F24000024F0000"), "10A0000005591010FFFFFFFF89000010001F80 9000");
}

// [GP-D §7.1] The vector of SCP03 keys on the ISD-R: it opens, tells more than before, and changes nothing.
TEST_F(DomainsTest, OpensASecureChannelToAnyDomainThatHasKeys) {
  EXPECT_EQ(send("8050300008000102030405060700"), "6A88");
  EXPECT_EQ(send("8482330010BA01992045E44BA647F4536C4FADF6B2"), "6985");
  put_isd_p(1, 0x0010, LifeCycle::Enabled);
  put_scp03_keys(isd_p_id(1));
  commit();
  session_.selected = isd_p_id(1);
  EXPECT_EQ(send("80F24002024F0000"), "6982");
  EXPECT_EQ(send("8050300008000102030405060700"),
            "00010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001 9000");
  EXPECT_EQ(send("8482330010BA01992045E44BA647F4536C4FADF6B2"), "9000");
  // STORE DATA of the vector: authentic, but ES8 comes over the air.
  EXPECT_EQ(send("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"), "6985");
  EXPECT_EQ(send("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"), "6982");
  EXPECT_EQ(send("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"), "6985");
}

TEST_F(DomainsTest, APlainCommandEndsAProtectedSession) {
  put_isd_p(1, 0x0010, LifeCycle::Enabled);
  put_scp03_keys(isd_p_id(1));
  commit();
  session_.selected = isd_p_id(1);
  const auto open = [this] {
    ASSERT_EQ(keys.set_counter(isd_p_id(1), 0x30, 0), sw::ok);
    send("8050300008000102030405060700");
    ASSERT_EQ(send("8482330010BA01992045E44BA647F4536C4FADF6B2"), "9000");
  };
  open();
  EXPECT_EQ(send("80CA00E000"), "6982");
  EXPECT_EQ(send("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"), "6985");
  EXPECT_EQ(send("80CA00E000"), "E012C00401308810C00402308810C00403308810 9000");
  // Another logical channel neither hears of it nor disturbs it.
  open();
  EXPECT_EQ(send("81CA00E000"), "E012C00401308810C00402308810C00403308810 9000");
  EXPECT_EQ(send("85E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"), "6985");
  EXPECT_EQ(send("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"), "6985");
  EXPECT_TRUE(domains_.channel().open());
  domains_.leave(1);
  EXPECT_TRUE(domains_.channel().open());
  domains_.leave(0);
  EXPECT_FALSE(domains_.channel().open());
}

// [ISO 7816-4 §5.3.3]
TEST_F(DomainsTest, JoinsAChainedCommand) {
  put_isd_p(1, 0x0010, LifeCycle::Disabled);
  EXPECT_EQ(send("90F24002044F10A000"), "9000");
  EXPECT_EQ(send("90F24002060005591010FF"), "9000");
  EXPECT_EQ(send("80F240020DFFFFFF89000010005C034F9F7000"),
            "E3164F10A0000005591010FFFFFFFF89000010009F70011F 9000");
  // Once it is over, or broken, nothing of it is left.
  EXPECT_EQ(send("80F24002024F0000"), "E31B4F10A0000005591010FFFFFFFF89000010009F70011FC50380C000 9000");
  EXPECT_EQ(send("90F24002044F10A000"), "9000");
  EXPECT_EQ(send("80CA005A00"), "6883");
  EXPECT_EQ(send("80CA005A00"), "5A1089001012012341234012345678901224 9000");
  EXPECT_EQ(send("90F24002044F10A000"), "9000");
  EXPECT_EQ(send("90F24003044F10A000"), "6883");
  EXPECT_EQ(send("90F2400200"), "6700");
  // Another logical channel is not concerned.
  EXPECT_EQ(send("90F24002044F10A000"), "9000");
  EXPECT_EQ(send("81CA005A00"), "5A1089001012012341234012345678901224 9000");
  EXPECT_EQ(send("80F240020E0005591010FFFFFFFF8900001000"),
            "E31B4F10A0000005591010FFFFFFFF89000010009F70011FC50380C000 9000");
}

TEST_F(DomainsTest, AChainedCommandHasAnEnd) {
  const std::string full = "90F24002FF" + std::string(510, '0');
  EXPECT_EQ(send(full), "9000");
  EXPECT_EQ(send(full), "9000");
  EXPECT_EQ(send("90F2400203000000"), "6A84");
  EXPECT_EQ(send("80CA005A00"), "5A1089001012012341234012345678901224 9000");
  EXPECT_TRUE(Domains::knows(*wire::CommandApdu::parse(hex("94E28800"))));
  EXPECT_FALSE(Domains::knows(*wire::CommandApdu::parse(hex("10E28800"))));
  EXPECT_FALSE(Domains::knows(*wire::CommandApdu::parse(hex("00A40400"))));
}

TEST_F(DomainsTest, ContinuesAfter6310) {
  for (storage::Owner slot = 1; slot <= 15; ++slot) {
    put_isd_p(slot, static_cast<std::uint16_t>(0x000F + slot), LifeCycle::Disabled);
  }
  const Answer first = transmit("80F24002094F005C054F9F70538F00",
                                [this](const auto& c, auto& r) { return domains_.process(session_, c, r); });
  EXPECT_EQ(first.status, sw::more_data_gp);
  EXPECT_EQ(first.data.size() % (33 * 2), 0U);
  std::string all = first.data;
  std::string next = send("80F24003094F005C054F9F70538F00");
  while (next.ends_with(" 6310")) {
    all += next.substr(0, next.size() - 5);
    next = send("80F24003094F005C054F9F70538F00");
  }
  EXPECT_TRUE(next.ends_with(" 9000"));
  all += next.substr(0, next.size() - 5);
  EXPECT_EQ(all.size(), 15U * 33 * 2);
  EXPECT_NE(all.find("8900001E00"), std::string::npos);
  EXPECT_EQ(send("80F24003094F005C054F9F70538F00"), "6985");
}

TEST_F(DomainsTest, RefusesMalformedGetStatus) {
  put_isd_p(1, 0x0010, LifeCycle::Disabled);
  EXPECT_EQ(send("80F24102024F0000"), "6A86");
  EXPECT_EQ(send("80F2C002024F0000"), "6A86");
  EXPECT_EQ(send("80F24004024F0000"), "6A86");
  EXPECT_EQ(send("80F24003024F0000"), "6985");
  EXPECT_EQ(send("80F2400200"), "6700");
  for (const char* bad : {"5C014F", "4F", "4F01", "4F005C029F", "4F005C01", "4F0000", "4F005C054F9FFFFF70",
                          "4F11A0000005591010FFFFFFFF890000100000"}) {
    const auto size = hex(bad).size();
    const std::uint8_t lc[] = {static_cast<std::uint8_t>(size)};
    EXPECT_EQ(send("80F24002" + to_hex(lc) + bad + "00"), "6A80") << bad;
  }
  session_.selected = ecasd_id;
  EXPECT_EQ(send("80F24002024F0000"), "6985");
}

TEST(GpTables, EveryRowIsUniqueAndCited) {
  std::set<std::pair<int, int>> commands;
  for (const auto& row : Domains::commands()) {
    EXPECT_TRUE(commands.insert({row.cla, row.ins}).second) << row.name;
    EXPECT_FALSE(row.citation.empty()) << row.name;
    EXPECT_FALSE(row.script.empty()) << row.name;
  }
  std::set<int> tags;
  for (const auto& object : data_objects()) {
    EXPECT_TRUE(tags.insert(object.tag).second) << object.name;
    EXPECT_FALSE(object.citation.empty()) << object.name;
  }
}

TEST(CardIdentity, IsWrittenOnce) {
  DomainWorld world;
  EXPECT_FALSE(card_identity(world.store));
  const auto eid = *wire::Eid::from(hex("89001012012341234012345678901224"));
  EXPECT_EQ(store_card_identity(world.store, eid), sw::ok);
  EXPECT_EQ(*card_identity(world.store), eid);
  EXPECT_EQ(store_card_identity(world.store, eid), sw::conditions_not_satisfied);
}

}  // namespace
}  // namespace sixline::card::gp
