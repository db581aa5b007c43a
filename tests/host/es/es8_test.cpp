#include "host/es/es8.hpp"

#include <gtest/gtest.h>

#include "host/ota/script.hpp"
#include "host/scp/scenario3.hpp"
#include "tests/host/hex.hpp"

namespace sixline::host::es::es8 {
namespace {

using test::hex;

const wire::Aid isd_p = wire::aid::euicc(0x0010);

// CERT.DP.ECDSA of the worked examples.
const auto certificate =
    "7F2181CC930501020304054204000000015F2004A0B1C2D39501825F2504202401015F24042049123173"
    "19C80101C91433CA6BC5E920E6BEC2A16CE07A70E8282BCD68D17F4946B04104D65A93977CAA3D1B081852FF57A79E465F1660"
    "577304BAEAD505DD3A48589CF350185E895372DF6221EA3A137557E473FDDB6755F05BD507C3C533FCE9C91285F00100"
    "5F3740A7CB13C709C45C57AC74D8E5014F119C70F15641963279BFFD5959F0B1EE480878AF6B995630E18A5C5E7C9BAED5E09F"
    "4F9210F6B39B6163EDBD3153A9B0F62C";

TEST(Es8, AddressesTheIsdP) {
  EXPECT_EQ(to_hex(install_for_personalization(isd_p)),
            "80E620001600001"
            "0A0000005591010FFFFFFFF8900001000000000");
}

TEST(Es8, SendsTheWorkedMessage1) {
  auto apdus = establish_isd_p_key_set_1(isd_p, scp::Scenario3::message_1(hex(certificate)));
  ASSERT_EQ(apdus->size(), 2u);
  EXPECT_EQ((*apdus)[0], install_for_personalization(isd_p));
  EXPECT_EQ(to_hex((*apdus)[1]), std::string("80E20900D33A01D0") + certificate + "00");
}

TEST(Es8, SendsTheWorkedMessage2) {
  const ByteString message_2 =
      hex("3A0217A6159002030995011080018881011082010183013091007F4946B041045B36890DACBD7C9A96BB74A1EE28B3D2D7"
          "5B72E09A"
          "20EF25CF8E6FD8A9F0350D0E14BED8D4682A34D83538BDFF5B96E89A6666EC0DB5745D02FA1210072DF75AF001005F3740"
          "4E0EABE8"
          "6F9EE7C9BBDBBBF9CC5C3164CD43D865899C567AA2920C13CC44624ABB2EDDD0CA194C0AE031462FA532F2E596FD6E5F44"
          "12473D4D"
          "FC27F72243052F");
  auto apdus = establish_isd_p_key_set_2(scp::Scenario3::message_1(hex(certificate)), message_2);
  ASSERT_EQ(apdus->size(), 1u);
  EXPECT_EQ(to_hex((*apdus)[0]), "80E28901A6" + to_hex(message_2) + "00");
}

TEST(Es8, CutsALongMessageIntoBlocks) {
  auto first = establish_isd_p_key_set_1(isd_p, ByteString(300, 0x11));
  ASSERT_EQ(first->size(), 3u);
  EXPECT_EQ(to_hex(Bytes((*first)[1]).first(5)), "80E20800FF");
  EXPECT_EQ((*first)[1].size(), 260u);
  EXPECT_EQ(to_hex(Bytes((*first)[2]).first(5)), "80E209012D");
  EXPECT_EQ((*first)[2].back(), 0x00);
  auto second = establish_isd_p_key_set_2(ByteString(300, 0x11), ByteString(256, 0x22));
  ASSERT_EQ(second->size(), 2u);
  EXPECT_EQ(to_hex(Bytes((*second)[0]).first(5)), "80E20802FF");
  EXPECT_EQ(to_hex(Bytes((*second)[1]).first(6)), "80E289030122");
}

TEST(Es8, RefusesChainsThatDoNotExist) {
  EXPECT_FALSE(store_data({}, Chain::Ends));
  EXPECT_FALSE(store_data(ByteString(256 * 255 + 1), Chain::Ends));
  EXPECT_TRUE(store_data(ByteString(256 * 255), Chain::Ends));
  EXPECT_FALSE(store_data(ByteString(1), Chain::Ends, 256));
}

TEST(Es8, FramesTheDownload) {
  const std::vector<ByteString> tlvs{hex("840A30000001020304050607"),
                                     hex("851133BA01992045E44BA61D01B8FA67E0F19F")};
  EXPECT_EQ(to_hex(download_and_installation(tlvs)),
            "AE80840A30000001020304050607851133BA01992045E44BA61D01B8FA67E0F19F0000");
}

TEST(Es8, UpdatesConnectivityAsInTheWorkedExample) {
  ConnectivityParameters parameters;
  parameters.service_centre = *wire::SmsAddress::from_digits("15123456789");
  EXPECT_EQ(to_hex(*update_connectivity_parameters(parameters)), "80E288000E3A070BA0090607915121436587F9");
  parameters.https = hex("350103");
  parameters.cat_tp = ByteString{};
  EXPECT_EQ(to_hex(*update_connectivity_parameters(parameters)),
            "80E28800153A0712A0090607915121436587F9A103350103A200");
  EXPECT_EQ(to_hex(*update_connectivity_parameters({.service_centre = wire::SmsAddress{}})),
            "80E28800053A0702A000");
  EXPECT_FALSE(update_connectivity_parameters({}));
  EXPECT_FALSE(update_connectivity_parameters({.https = ByteString(260, 0x00)}));
}

TEST(Es8, LeavesWhatMasterDeleteNeeds) {
  const es5::DeleteReference reference{hex("00000001"), hex("00000002"), hex("A0B1C2D3"), {}};
  EXPECT_EQ(to_hex(*store_delete_reference(reference)),
            "80E28800160070134204000000014504000000025F2004A0B1C2D3");
  EXPECT_EQ(to_hex(*put_token_key(hex("606162636465666768696A6B6C6D6E6F"),
                                  hex("707172737475767778797A7B7C7D7E7F"))),
            "80D800011870881110F057B7718646644F9ACC5C6080B872D303DCC3AC00");
  EXPECT_FALSE(put_token_key(ByteString(16, 1), ByteString(24, 1)));
  EXPECT_FALSE(put_token_key(ByteString(5, 1), ByteString(16, 1)));
}

TEST(Es8, ListsItsFunctions) {
  ASSERT_EQ(es8_functions().size(), 3u);
  for (const CardFunction& row : es8_functions()) EXPECT_EQ(row.citation.rfind("SGP.02 §4.1.3.", 0), 0u);
}

TEST(EuiccResponse, ReadsTheWorkedReports) {
  auto success = EuiccResponse::parse(hex("3007A0053003800100"));
  ASSERT_TRUE(success) << success.error().describe();
  EXPECT_TRUE(success->ok());
  EXPECT_EQ(success->describe(), "installed");

  auto failure = EuiccResponse::parse(hex("3012A00E300C8001028101048201008301208100"));
  ASSERT_TRUE(failure) << failure.error().describe();
  EXPECT_FALSE(failure->ok());
  EXPECT_TRUE(failure->aborted);
  ASSERT_EQ(failure->statuses.size(), 1u);
  EXPECT_EQ(failure->statuses[0].identification, 4u);
  EXPECT_EQ(failure->statuses[0].offset, 0x20u);
  EXPECT_EQ(failure->describe(), "installation aborted: memory-failure in element 4 at offset 32 (0)");
}

TEST(EuiccResponse, TellsWhatTheEuiccLacks) {
  EuiccResponse report;
  EXPECT_FALSE(report.lacks_feature() || report.lacks_memory());
  report.statuses = {{0}, {10}};
  EXPECT_TRUE(report.lacks_feature()) << "feature-not-supported";
  EXPECT_FALSE(report.lacks_memory());
  report.statuses = {{0}, {4}};
  EXPECT_TRUE(report.lacks_memory());
  EXPECT_FALSE(report.lacks_feature());
  for (const std::uint32_t status : {0u, 2u, 3u, 5u, 6u, 11u, 30u, 32u, 0x6A84u}) {
    report.statuses = {{status}};
    EXPECT_FALSE(report.lacks_feature() || report.lacks_memory()) << status;
  }
}

TEST(EuiccResponse, ReadsSeveralStatusesAndAMessage) {
  auto report = EuiccResponse::parse(hex("3014 A00D 3003800100 3006800107810109 82036F6F70"));
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_FALSE(report->ok());
  EXPECT_FALSE(report->aborted);
  EXPECT_EQ(report->describe(), "installed with problems: runtime-not-supported in element 9: oop");
}

TEST(EuiccResponse, NamesStatuses) {
  EXPECT_EQ(name_of_pe_status(11), "pin-code-missing");
  EXPECT_EQ(name_of_pe_status(31), "unsupported-profile-version");
  EXPECT_EQ(name_of_pe_status(12), "status 12");
  EXPECT_NE(name_of_pe_status(0x6A84).find("6A84"), std::string::npos);
}

TEST(EuiccResponse, RefusesMalformedReports) {
  for (const char* text : {"", "30", "3000", "3002A000", "3104A0023000", "3004A0023000", "3006A0043002 8000",
                           "3007A0053003810101", "3008A0053003800100 00", "3009A0053003800100 8400",
                           "300AA008300684010180010 0", "3009A0053003800100 8201", "3107A0053003800100",
                           "3007A105 3003800100", "300CA00A300880060102030405 06"})
    EXPECT_FALSE(EuiccResponse::parse(hex(text))) << text;
}

TEST(EuiccResponse, RefusesEveryTruncation) {
  const ByteString good = hex("3012A00E300C8001028101048201008301208100");
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(EuiccResponse::parse(Bytes(good).first(size))) << size;
}

}  // namespace
}  // namespace sixline::host::es::es8
