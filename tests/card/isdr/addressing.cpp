// UpdateSMSRAddressingParameters, and where notifications go.
#include "host/es/es5.hpp"
#include "tests/card/isdr/euicc.hpp"

namespace sixline::card::isdr {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;
namespace es5 = host::es::es5;

class AddressingTest : public testing::Test {
 protected:
  AddressingTest() { card_.with_two_profiles(); }
  std::string update(const es5::SmSrAddressing& addressing) {
    return card_.send(to_hex(*es5::update_sm_sr_addressing_parameters(addressing)));
  }
  std::string address(storage::Owner enabled) {
    ByteVector buffer(wire::SmsAddress::max_encoded);
    wire::Writer out(buffer);
    const auto found = sm_sr_address(card_.store, enabled);
    if (!found.empty()) found.encode(out);
    return to_hex(out.view());
  }
  static wire::SmsAddress number(std::string_view digits) { return *wire::SmsAddress::from_digits(digits); }

  support::TestPlatform world_;
  Euicc card_{world_};
};

TEST_F(AddressingTest, TakesTheWorkedExamples) {
  EXPECT_EQ(card_.send("80E288000E3A070BA30981070A912143658709"), "9000");
  EXPECT_EQ(address(1), "0A912143658709");
  EXPECT_EQ(card_.send("80E288000C3A0709A30781050685214365"), "9000");
  EXPECT_EQ(address(1), "0685214365");
  EXPECT_EQ(address(storage::card_owner), "0685214365");
}

TEST_F(AddressingTest, BindsAnAddressToOneIsdP) {
  es5::SmSrAddressing addressing;
  addressing.sms = {{number("123456")}, {number("998877"), isd_p_aid(operational)}};
  EXPECT_EQ(update(addressing), "9000");
  EXPECT_EQ(address(1), "0691214365");
  EXPECT_EQ(address(2), "0691998877");
  // Its notification goes there.
  card_.enable(operational);
  card_.poll();
  card_.attach();
  EXPECT_EQ(card_.network.last.destination, number("998877"));
}

TEST_F(AddressingTest, UnbindsAndForgets) {
  es5::SmSrAddressing addressing;
  addressing.sms = {{number("123456")}, {number("998877"), isd_p_aid(operational)}};
  update(addressing);
  addressing.sms = {{{}, isd_p_aid(operational)}};
  EXPECT_EQ(update(addressing), "9000");
  EXPECT_EQ(address(2), "0691214365");
  addressing.sms = {{number("998877"), isd_p_aid(operational)}};
  update(addressing);
  addressing = {};
  addressing.forget_sms = true;
  EXPECT_EQ(update(addressing), "9000");
  EXPECT_EQ(address(1), "");
  EXPECT_EQ(address(2), "");
}

TEST_F(AddressingTest, ABindingGoesWithItsIsdP) {
  es5::SmSrAddressing addressing;
  addressing.sms = {{number("998877"), isd_p_aid(operational)}};
  update(addressing);
  ASSERT_EQ(card_.erase(operational), "00 9000");
  card_.create(2, operational, LifeCycle::Disabled);
  EXPECT_EQ(address(2), address(1));
}

TEST_F(AddressingTest, KeepsWhatOtherBearersNeed) {
  es5::SmSrAddressing addressing;
  addressing.https = hex("8403350103");
  addressing.cat_tp = hex("3C03021F90");
  EXPECT_EQ(update(addressing), "9000");
  EXPECT_EQ(to_hex(https_addressing(card_.store)), "8403350103");
  EXPECT_EQ(to_hex(cat_tp_addressing(card_.store)), "3C03021F90");
  EXPECT_EQ(address(1), "0A912143658709");  // absent templates change nothing
  addressing = {};
  addressing.https = host::ByteString{};
  EXPECT_EQ(update(addressing), "9000");
  EXPECT_TRUE(https_addressing(card_.store).empty());
  EXPECT_FALSE(cat_tp_addressing(card_.store).empty());
}

TEST_F(AddressingTest, RefusalsChangeNothing) {
  for (const char* command : {
           "80E28800033A0700",                                  // no template
           "80E28800053A0702A600",                              // an unknown one
           "80E288000D3A070BA30981070A9121436587",              // ends early
           "80E288000D3A070AA30881060A9121436587",              // fewer digits than it says
           "80E288000F3A070CA30A81080A91214365870900",          // more
           "80E28800083A0704A3028100FF",                        // something behind
           "80E28800073A0704A302 8200",                         // not an address
           "80E288000A3A0707A305 81030091 21",                  // no digits
           "80E28800083A0705A403 840201",                       // malformed inside
           "80E28800103A070DA30B 8104029121 FF 8104029121 43",  // two, the first malformed
           "80E28800113A070EA30C 81050691214365 4F03A00000",    // not an AID of an ISD-P
       }) {
    const std::string answer = card_.send(command);
    EXPECT_TRUE(answer == "6A80" || answer == "6700") << command << ": " << answer;
  }
  es5::SmSrAddressing addressing;
  addressing.sms = {{number("123456")}, {number("998877"), isd_p_aid(0x0077)}};
  EXPECT_EQ(update(addressing), "6A88");
  EXPECT_EQ(card_.send("80E288000E3A070BA30981070A912143658709", 0x02), "6982");
  EXPECT_EQ(address(1), "0A912143658709");
}

}  // namespace
}  // namespace sixline::card::isdr
