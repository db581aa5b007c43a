#include "host/es/es5.hpp"

#include <gtest/gtest.h>
#include <set>

#include "tests/host/hex.hpp"

namespace sixline::host::es::es5 {
namespace {

using test::hex;

const auto aid_text = "A0000005591010FFFFFFFF8900001000";
const wire::Aid isd_p = wire::aid::euicc(0x0010);

TEST(Es5, CreatesAnIsdP) {
  const std::string common =
      "10A0000005591010FFFFFFFF8900000D0010A0000005591010FFFFFFFF8900000E0010A0000005591010FFFFFFFF8900001000"
      "0380C000";
  EXPECT_EQ(to_hex(create_isd_p(isd_p)), "80E60C003F" + common + "06C904810203700000");
  EXPECT_EQ(to_hex(create_isd_p(isd_p, 256 * 1024)),
            "80E60C0047" + common + "0EC90481020370EF068304000400000000");
}

TEST(Es5, SwitchesAndDeletesProfiles) {
  EXPECT_EQ(to_hex(enable_profile(isd_p)), std::string("80E28800153A03124F10") + aid_text);
  EXPECT_EQ(to_hex(disable_profile(isd_p)), std::string("80E28800153A04124F10") + aid_text);
  EXPECT_EQ(to_hex(delete_profile(isd_p)), std::string("80E40040124F10") + aid_text + "00");
}

TEST(Es5, AsksForTheState) {
  EXPECT_EQ(to_hex(get_status()), "80F24002094F005C054F9F70538F00");
  EXPECT_EQ(to_hex(get_status({}, true)), "80F24003094F005C054F9F70538F00");
  EXPECT_EQ(to_hex(get_status(isd_p)), std::string("80F24002194F10") + aid_text + "5C054F9F70538F00");
  EXPECT_EQ(to_hex(get_extended_resources()), "80CAFF2100");
  EXPECT_EQ(to_hex(get_key_templates()), "80CA00E000");
  EXPECT_EQ(to_hex(get_eid()), "80CA005A00");
  EXPECT_EQ(to_hex(get_ecasd_certificate()), "80CABF30045C027F2100");
}

TEST(Es5, ConfirmsANotification) {
  EXPECT_EQ(to_hex(handle_notification_confirmation(5)), "80E28900073A08044E02000500");
}

TEST(Es5, ListsItsFunctionsOnce) {
  std::set<std::string_view> names;
  for (const CardFunction& row : es5_functions()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.carrier.empty()) << row.name;
    EXPECT_EQ(row.citation.rfind("SGP.02 §4.1.1.", 0), 0u) << row.name;
  }
  EXPECT_EQ(names.size(), 13u);
}

TEST(Es5, MovesTheAttributes) {
  EXPECT_EQ(to_hex(set_fall_back_attribute(isd_p)), std::string("80E28800153A05124F10") + aid_text);
  EXPECT_EQ(to_hex(set_emergency_profile_attribute(isd_p)), std::string("80E28800153A09124F10") + aid_text);
}

const DeleteReference reference{hex("00000001"), hex("00000002"), hex("A0B1C2D3"), hex("01")};

TEST(MasterDelete, IsTheWorkedExample) {
  const auto key = hex("707172737475767778797A7B7C7D7E7F");
  auto token = delete_token(key, isd_p, reference);
  ASSERT_TRUE(token);
  EXPECT_EQ(to_hex(*token), "EA668413D6DA4664032E8E339EFD5EA4");
  EXPECT_EQ(to_hex(*master_delete(isd_p, reference, *token)),
            "80E400403C4F10A0000005591010FFFFFFFF8900001000"
            "B6164204000000014504000000025F2004A0B1C2D3930101"
            "9E10EA668413D6DA4664032E8E339EFD5EA400");
}

/// Identifiers of other lengths, and a token identifier of two bytes.
TEST(MasterDelete, TakesIdentifiersOfAnyLength) {
  const DeleteReference longer{hex("0102030405"), hex("010203040506070809"), hex("01020304050607"),
                               hex("0101")};
  auto token = delete_token(hex("20212223242526270101010101010101"), isd_p, longer);
  ASSERT_TRUE(token);
  EXPECT_EQ(to_hex(*master_delete(isd_p, longer, *token)),
            std::string("80E40040464F10") + aid_text +
                "B6204205010203040545090102030405060708095F200701020304050607930201019E10" + to_hex(*token) +
                "00");
}

TEST(MasterDelete, RefusesWhatFitsNoCommand) {
  DeleteReference endless = reference;
  endless.provider = ByteString(240, 0x11);
  EXPECT_FALSE(delete_token(ByteString(16, 0x70), isd_p, endless));
  EXPECT_FALSE(master_delete(isd_p, endless, {}));
  EXPECT_FALSE(delete_token(ByteString(15, 0x70), isd_p, reference));
}

TEST(Handover, SendsBothMessagesToTheIsdRItself) {
  auto first = establish_isd_r_key_set_1(hex("3A0102AABB"));
  ASSERT_TRUE(first);
  ASSERT_EQ(first->size(), 1u);
  EXPECT_EQ(to_hex((*first)[0]), "80E20900053A0102AABB00");
  auto second = establish_isd_r_key_set_2(hex("3A0102AABB"), hex("3A0200"));
  ASSERT_TRUE(second);
  EXPECT_EQ(to_hex((*second)[0]), "80E28901033A020000");
}

TEST(Handover, NamesTheKeysThatStay) {
  const std::array<KeyRange, 3> kept{KeyRange{0x30, 1, 3}, KeyRange{0x01, 1, 3}, KeyRange{0x40, 1, 2}};
  EXPECT_EQ(to_hex(*finalise_isd_r_handover(kept)), "80E400000FF203300103F203010103F20340010200");
  EXPECT_FALSE(finalise_isd_r_handover({}));
  const std::array<KeyRange, 1> backwards{KeyRange{0x01, 3, 1}};
  EXPECT_FALSE(finalise_isd_r_handover(backwards));
  const std::vector<KeyRange> too_many(52, KeyRange{0x01, 1, 3});
  EXPECT_FALSE(finalise_isd_r_handover(too_many));
}

TEST(Addressing, IsTheWorkedExample) {
  SmSrAddressing addressing;
  addressing.sms.push_back({*wire::SmsAddress::from_digits("1234567890")});
  EXPECT_EQ(to_hex(*update_sm_sr_addressing_parameters(addressing)),
            "80E288000E3A070BA30981070A912143658709");
}

TEST(Addressing, BindsForgetsAndRefuses) {
  SmSrAddressing addressing;
  addressing.sms.push_back({*wire::SmsAddress::from_digits("123456"), isd_p});
  addressing.https = hex("840101");
  addressing.cat_tp = ByteString{};
  EXPECT_EQ(to_hex(*update_sm_sr_addressing_parameters(addressing)),
            std::string("80E28800253A0722A31981050691214365") + "4F10" + aid_text + "A400A503840101");
  SmSrAddressing forget;
  forget.forget_sms = true;
  EXPECT_EQ(to_hex(*update_sm_sr_addressing_parameters(forget)), "80E28800053A0702A300");
  EXPECT_FALSE(update_sm_sr_addressing_parameters({}));
  addressing.https = ByteString(250, 0x00);
  EXPECT_FALSE(update_sm_sr_addressing_parameters(addressing));
}

TEST(IsdPStatus, ReadsWorkedAnswers) {
  auto one = read_status(hex("E316 4F10A0000005591010FFFFFFFF8900001000 9F70011F"));
  ASSERT_EQ(one->size(), 1u);
  EXPECT_EQ((*one)[0].aid, isd_p);
  EXPECT_EQ((*one)[0].state, IsdPState::Disabled);
  EXPECT_FALSE((*one)[0].fall_back);
  EXPECT_FALSE((*one)[0].emergency);
  EXPECT_TRUE((*read_status(hex("E3154F10A0000005591010FFFFFFFF8900001000530102")))[0].emergency);
  EXPECT_FALSE((*one)[0].granted_memory);

  auto two =
      read_status(hex("E31F4F10A0000005591010FFFFFFFF89000010009F70013F5301018F0400010000"
                      "E31D4F10A0000005591010FFFFFFFF89000011009F700107 8F02 0400 9103 020000"));
  ASSERT_FALSE(two) << "the second length is one too short";
  two =
      read_status(hex("E31F4F10A0000005591010FFFFFFFF89000010009F70013F5301018F0400010000"
                      "E31F4F10A0000005591010FFFFFFFF89000011009F700107 8F02 0400 9103 020000"));
  ASSERT_TRUE(two) << two.error().describe();
  EXPECT_TRUE((*two)[0].fall_back);
  EXPECT_EQ((*two)[0].granted_memory, 0x10000u);
  EXPECT_EQ((*two)[1].granted_memory, 0x400u);
  EXPECT_EQ((*two)[1].remaining_memory, 0x20000u);
  EXPECT_TRUE(read_status({})->empty());
}

TEST(IsdPStatus, RefusesMalformedAnswers) {
  for (const char* text : {"E3", "E303", "E300", "E3049F70011F", "5A00", "E3024F00", "E3074F05A0000005",
                           "E3194F10A0000005591010FFFFFFFF89000010009F70011E",
                           "E3154F10A0000005591010FFFFFFFF8900001000"
                           "9F7000",
                           "E3144F10A0000005591010FFFFFFFF89000010008F00",
                           "E3194F10A0000005591010FFFFFFFF89000010008F050000000000"})
    EXPECT_FALSE(read_status(hex(text))) << text;
}

TEST(IsdPStatus, RefusesEveryTruncation) {
  const ByteString good = hex("E31F4F10A0000005591010FFFFFFFF89000010009F70013F5301018F0400010000");
  for (std::size_t size = 1; size < good.size(); ++size)
    EXPECT_FALSE(read_status(Bytes(good).first(size))) << size;
}

TEST(IsdPState, NamesWhatTheStandardNames) {
  for (std::uint8_t byte : std::array<std::uint8_t, 5>{0x03, 0x07, 0x0F, 0x1F, 0x3F})
    EXPECT_FALSE(name_of(*isd_p_state(byte)).empty());
  for (std::uint8_t byte : std::array<std::uint8_t, 4>{0x00, 0x01, 0x7F, 0xFF})
    EXPECT_FALSE(isd_p_state(byte));
}

TEST(ExtendedResources, ReadsNumbersOfAnyLength) {
  auto resources = read_extended_resources(hex("FF210D 810105 820400060000 83020800"));
  ASSERT_TRUE(resources) << resources.error().describe();
  EXPECT_EQ(resources->applications, 5u);
  EXPECT_EQ(resources->free_non_volatile, 0x60000u);
  EXPECT_EQ(resources->free_volatile, 0x800u);
  EXPECT_EQ(read_extended_resources(hex("FF210B 810100 82021234 83020800"))->free_non_volatile, 0x1234u);
}

TEST(ExtendedResources, RefusesOtherAnswers) {
  for (const char* text : {"", "FF2100", "FF2108 810105 82020006", "FF210C 8100 820400060000 83020800",
                           "FF2010 810105 820400060000 83020800", "FF210E 810105 82050000060000 83020800",
                           "FF210D 810105 820400060000 8302080000"})
    EXPECT_FALSE(read_extended_resources(hex(text))) << text;
}

TEST(KeyTemplates, ReadsTheWorkedAnswer) {
  auto keys = read_key_templates(hex("E012 C00401308810 C00402308810 C00403308810"));
  ASSERT_EQ(keys->size(), 3u);
  EXPECT_EQ((*keys)[2].identifier, 3);
  EXPECT_EQ((*keys)[2].version, 0x30);
  EXPECT_EQ((*keys)[2].type, 0x88);
  EXPECT_EQ((*keys)[2].length, 0x10);
  EXPECT_TRUE(read_key_templates(hex("E000"))->empty());
}

TEST(KeyTemplates, RefusesOtherAnswers) {
  for (const char* text : {"", "E006", "E005C003013088", "E002C000", "E007C0050130881000", "C00401308810"})
    EXPECT_FALSE(read_key_templates(hex(text))) << text;
}

TEST(Eid, IsReadAndChecked) {
  EXPECT_EQ(to_hex(read_eid(hex("5A1089001012012341234012345678901224"))->bytes),
            "89001012012341234012345678901224");
  EXPECT_FALSE(read_eid(hex("5A1089001012012341234012345678901225")));
  EXPECT_FALSE(read_eid(hex("5A0F890010120123412340123456789012")));
  EXPECT_FALSE(read_eid({}));
}

TEST(EcasdCertificate, IsTakenOutWhole) {
  EXPECT_EQ(to_hex(*read_ecasd_certificate(hex("BF3005 7F2102AABB"))), "7F2102AABB");
  EXPECT_FALSE(read_ecasd_certificate(hex("BF3003 660101")));
  EXPECT_FALSE(read_ecasd_certificate(hex("7F2102AABB")));
  EXPECT_FALSE(read_ecasd_certificate(hex("BF3005 7F2103AABB")));
}

const auto eid_field = "4C1089001012012341234012345678901224";
const auto aid_field = "10A0000005591010FFFFFFFF8900001000";

/// E1 around `fields`.
ByteString notification(const std::string& fields) {
  const ByteString content = hex(fields);
  return concat({hex("E1"), ByteString{static_cast<std::uint8_t>(content.size())}, content});
}

std::string worked_fields(const std::string& aid_tag = "2F") {
  return std::string(eid_field) + "4D01024E020005" + aid_tag + aid_field;
}

TEST(Notification, ReadsTheWorkedOne) {
  auto read = read_notification(
      hex("E12B4C10890010120123412340123456789012244D01024E0200052F10A0000005591010FFFFFFFF8900001000"));
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_EQ(to_hex(read->eid.bytes), "89001012012341234012345678901224");
  EXPECT_TRUE(read->is(NotificationType::ProfileChanged));
  EXPECT_EQ(read->sequence_number, 5u);
  EXPECT_EQ(read->isd_p, isd_p);
  EXPECT_TRUE(read->imei.empty());
  EXPECT_TRUE(read->meid.empty());
}

TEST(Notification, AcceptsEveryTagOfTheAid) {
  for (const char* tag : {"2F", "4F", "AF"}) {
    auto read = read_notification(notification(worked_fields(tag)));
    ASSERT_TRUE(read) << tag;
    EXPECT_EQ(read->isd_p, isd_p) << tag;
  }
}

TEST(Notification, AcceptsImeiAndMeidWithAndWithoutTheComprehensionBit) {
  for (const char* tag : {"14", "94"})
    EXPECT_EQ(to_hex(read_notification(notification(worked_fields() + tag + "081122334455667788"))->imei),
              "1122334455667788");
  for (const char* tag : {"6D", "ED"})
    EXPECT_EQ(to_hex(read_notification(notification(worked_fields() + tag + "081122334455667788"))->meid),
              "1122334455667788");
}

TEST(Notification, LeavesUnknownTypesToItsReader) {
  auto read = read_notification(notification(std::string(eid_field) + "4D01774E020005" + "4F" + aid_field));
  EXPECT_EQ(read->type, 0x77);
  EXPECT_FALSE(read->is(NotificationType::FallBack));
}

TEST(Notification, SkipsUnknownFields) {
  EXPECT_TRUE(read_notification(notification(worked_fields() + "9F7F0101")));
}

TEST(Notification, RefusesMissingFields) {
  const std::string eid = eid_field, type = "4D0102", number = "4E020005",
                    aid = std::string("4F") + aid_field;
  EXPECT_TRUE(read_notification(notification(aid + number + type + eid))) << "any order";
  EXPECT_FALSE(read_notification(notification(type + number + aid)));
  EXPECT_FALSE(read_notification(notification(eid + number + aid)));
  EXPECT_FALSE(read_notification(notification(eid + type + aid)));
  EXPECT_FALSE(read_notification(notification(eid + type + number)));
  EXPECT_FALSE(read_notification(notification("")));
}

TEST(Notification, RefusesImpossibleFields) {
  const std::string eid = eid_field, type = "4D0102", number = "4E020005",
                    aid = std::string("4F") + aid_field;
  EXPECT_FALSE(read_notification(notification(eid + eid + type + number + aid)));
  EXPECT_FALSE(read_notification(notification(worked_fields("2F") + aid)));
  EXPECT_FALSE(read_notification(notification("4C1089001012012341234012345678901225" + type + number + aid)));
  EXPECT_FALSE(read_notification(notification(eid + "4D020102" + number + aid)));
  EXPECT_FALSE(read_notification(notification(eid + type + "4E0105" + aid)));
  EXPECT_FALSE(read_notification(notification(eid + type + number + "4F00")));
  EXPECT_FALSE(read_notification(notification(worked_fields() + "140711223344556677")));
  EXPECT_FALSE(read_notification(notification(worked_fields() + "6D00")));
}

TEST(Notification, RefusesEveryTruncationAndExtension) {
  const ByteString good = notification(worked_fields());
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(read_notification(Bytes(good).first(size))) << size;
  EXPECT_FALSE(read_notification(concat({good, hex("00")})));
}

TEST(DeletedIsdPs, AreListed) {
  EXPECT_TRUE(read_deleted_isd_ps({})->empty());
  EXPECT_TRUE(read_deleted_isd_ps(hex("8000"))->empty());
  auto one = read_deleted_isd_ps(hex("80124F10A0000005591010FFFFFFFF8900001000"));
  ASSERT_EQ(one->size(), 1u);
  EXPECT_EQ((*one)[0], isd_p);
  EXPECT_EQ(
      read_deleted_isd_ps(hex("80244F10A0000005591010FFFFFFFF89000010004F10A0000005591010FFFFFFFF8900001100"))
          ->size(),
      2u);
}

TEST(DeletedIsdPs, RefusesOtherAnswers) {
  for (const char* text : {"80", "8002", "81 00", "80024F00", "80135A10A0000005591010FFFFFFFF890000100000",
                           "80124F10A0000005591010FFFFFFFF89000010", "800000"})
    EXPECT_FALSE(read_deleted_isd_ps(hex(text))) << text;
}

}  // namespace
}  // namespace sixline::host::es::es5
