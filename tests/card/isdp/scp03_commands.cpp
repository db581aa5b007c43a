// SCP03 with APDUs: connectivity parameters, GP objects, PUT KEY.
#include "host/scp/scp03.hpp"
#include "tests/card/isdp/isd_p_world.hpp"

namespace sixline::card::isdp {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

constexpr auto initialize = "8050300008000102030405060700";
constexpr auto authenticate = "8482330010BA01992045E44BA647F4536C4FADF6B2";
constexpr auto wrapped_store_data = "84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7";

class Scp03CommandsTest : public testing::Test, public IsdPWorld {
 protected:
  Scp03CommandsTest() : IsdPWorld(LifeCycle::Personalized) {}
  void open() {
    ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
    commit();
    ASSERT_EQ(send(initialize), "00010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001 9000");
    ASSERT_EQ(send(authenticate), "9000");
  }
};

TEST_F(Scp03CommandsTest, StoresConnectivityParametersOfTheVector) {
  open();
  EXPECT_EQ(send(wrapped_store_data), "8A379C00F6979B9B 9000");
  EXPECT_EQ(to_hex(gp::connectivity(store, 1, gp::connectivity_sms)), "0607915121436587F9");
}

TEST_F(Scp03CommandsTest, StatesDecide) {
  set_state(LifeCycle::Selectable);
  open();
  EXPECT_EQ(send(wrapped_store_data), "6985");
  for (LifeCycle state : {LifeCycle::Disabled, LifeCycle::Enabled}) {
    set_state(state);
    open();
    EXPECT_TRUE(send(wrapped_store_data).ends_with("9000"));
  }
}

TEST_F(Scp03CommandsTest, RefusesAWrongCryptogram) {
  ASSERT_TRUE(send(initialize).ends_with("9000"));
  EXPECT_EQ(send("8482330010BA01992045E44BA747F4536C4FADF6B2"), "6982");
  EXPECT_EQ(send(authenticate), "6985");
  EXPECT_EQ(send(wrapped_store_data), "6985");
}

TEST_F(Scp03CommandsTest, AWrongMacEndsTheSession) {
  open();
  EXPECT_EQ(send("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB8"), "6982");
  EXPECT_EQ(send(wrapped_store_data), "6985");
  EXPECT_TRUE(gp::connectivity(store, 1, gp::connectivity_sms).empty());
}

TEST_F(Scp03CommandsTest, RefusesMalformedOpenings) {
  EXPECT_EQ(send("80503000070001020304050600"), "6A80");
  EXPECT_EQ(send("8050300108000102030405060700"), "6A86");
  EXPECT_EQ(send("8050310008000102030405060700"), "6A88");
  EXPECT_EQ(send(authenticate), "6985");
  ASSERT_TRUE(send(initialize).ends_with("9000"));
  EXPECT_EQ(send("848233000FBA01992045E44BA647F4536C4FADF6"), "6700");
  EXPECT_EQ(send("8482010010BA01992045E44BA647F4536C4FADF6B2"), "6A86");
  EXPECT_EQ(send(authenticate), "6985");
  EXPECT_EQ(send("84E2880001AA"), "6985");
  open();
  EXPECT_EQ(send("84E2880001AA"), "6982");
}

TEST_F(Scp03CommandsTest, NothingBegunOutsideTheChannelEndsInside) {
  const auto run = [this](std::string_view command) {
    return transmit(command, [this](const auto& c, auto& r) { return isd_p.run_command(c, r); }).text();
  };
  open();
  EXPECT_EQ(run("80E20800023A07"), "9000");
  EXPECT_EQ(run(wrapped_store_data), "6985");
  EXPECT_TRUE(gp::connectivity(store, 1, gp::connectivity_sms).empty());
  EXPECT_EQ(send("80E288000D3A070A A00806079151214365 87"), "6982");
}

TEST_F(Scp03CommandsTest, KnowsNoOtherCommand) {
  EXPECT_EQ(send("80A40000"), "6D00");
  EXPECT_EQ(send("00A40000"), "6E00");
  EXPECT_EQ(send("80E20800"), "6700");
}

TEST_F(Scp03CommandsTest, ATlvSessionIsNoApduSession) {
  script("840A30000001020304050607");
  EXPECT_EQ(send(authenticate), "6985");
  script("851133BA01992045E44BA61D01B8FA67E0F19F");
  EXPECT_EQ(send(wrapped_store_data), "6985");
  open();
  EXPECT_EQ(script("86287051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC35B6C52251727582D"),
            "9F460102");
}

TEST_F(Scp03CommandsTest, TheAnswerOfGetDataNeedsNoChannel) {
  EXPECT_EQ(send("80CA00C100"), "C103000000 9000");
  EXPECT_EQ(send("80CA005A00"), "6A88");
}

TEST_F(Scp03CommandsTest, TheHostStoresObjectsAndKeys) {
  const auto secret = [](std::uint8_t start) {
    ByteVector bytes(16);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(start + i);
    return host::crypto::Secret(bytes);
  };
  host::scp::Scp03 host({secret(0x40), secret(0x50), secret(0x60)}, {1, 2, 3, 4, 5, 6, 7, 8});
  const auto answer_of = [this](const host::ByteString& command) {
    std::string text = send(to_hex(command));
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    return hex(text);
  };
  ASSERT_TRUE(host.accept_initialize_update(answer_of(host.initialize_update())));
  ASSERT_TRUE(host.accept_external_authenticate(answer_of(*host.external_authenticate())));

  const auto objects = host.wrap(hex("80E28800160070134204000000014504000000025F2004A0B1C2D3"));
  ASSERT_TRUE(objects);
  const auto stored = host.unwrap(answer_of(*objects));
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->status, sw::ok);
  EXPECT_EQ(to_hex(*store.read({1, storage::Kind::DomainData, 0, 0x5F20})), "A0B1C2D3");

  const auto token_key = host.wrap(hex("80D800011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"));
  const auto put = host.unwrap(answer_of(*token_key));
  ASSERT_TRUE(put);
  EXPECT_EQ(to_hex(put->data), "70DCC3AC");
  EXPECT_EQ(to_hex(keys.find(gp::isd_p_id(1), {0x70, 1})->value.view()), "707172737475767778797A7B7C7D7E7F");

  const auto foreign = host.wrap(hex("80D800011801881110F057B7718646644F9ACC5C6080B872D303DCC3AC00"));
  EXPECT_EQ(host.unwrap(answer_of(*foreign))->status, sw::wrong_data);
}

TEST(IsdPTables, EveryRowIsUniqueAndCited) {
  std::vector<std::pair<int, int>> seen;
  for (const auto& row : IsdP::commands()) {
    const std::pair<int, int> key{row.cla, row.ins};
    EXPECT_EQ(std::count(seen.begin(), seen.end(), key), 0) << row.name;
    seen.push_back(key);
    EXPECT_FALSE(row.citation.empty() || row.script.empty());
  }
  std::vector<int> dgis;
  for (const auto& row : IsdP::data_functions()) {
    EXPECT_EQ(std::count(dgis.begin(), dgis.end(), row.dgi), 0) << row.name;
    dgis.push_back(row.dgi);
    EXPECT_FALSE(row.citation.empty() || row.script.empty());
  }
}

}  // namespace
}  // namespace sixline::card::isdp
