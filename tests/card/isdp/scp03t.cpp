// SCP03t with the vectors, then with the host's half for everything the vectors do not say.
#include "host/scp/scp03t.hpp"

#include "card/wire/tags.hpp"
#include "tests/card/isdp/isd_p_world.hpp"

namespace sixline::card::isdp {
namespace {

using namespace sixline::tests;
using gp::LifeCycle;

constexpr std::string_view open_84 = "840A30000001020304050607";
constexpr std::string_view open_85 = "851133BA01992045E44BA61D01B8FA67E0F19F";
constexpr std::string_view segment_1 =
    "86287051FFDFC578C9BE2BD930BB8F47C6171D473377D4B4D2CC2C23782DA061FFC35B6C52251727582D";
constexpr std::string_view segment_2 = "861804E80C757832C23F846C2FAA18B5A18669F110339A7EE999";
constexpr std::string_view opened = "842000010203040506070809300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (std::string_view part : parts) all += part;
  return all;
}

class Scp03tTest : public testing::Test, public IsdPWorld {
 protected:
  Scp03tTest() : IsdPWorld(LifeCycle::Personalized) {}
  void open() { ASSERT_EQ(script(joined({open_84, open_85})), joined({opened, "8500"})); }
};

TEST_F(Scp03tTest, OpensInOneScriptOrInTwo) {
  open();
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  EXPECT_EQ(script(open_84), opened);
  EXPECT_EQ(script(open_85), "8500");
}

TEST_F(Scp03tTest, VersionZeroIsTheDefault) {
  EXPECT_EQ(script("840A00000001020304050607"), opened);
}

TEST_F(Scp03tTest, InstallsTheVectorSegments) {
  open();
  EXPECT_EQ(script(segment_1), "8600");
  EXPECT_EQ(to_hex(installer.received), "0102030405060708090A0B0C0D0E0F1011121314");
  EXPECT_EQ(state(), LifeCycle::Personalized);
  EXPECT_TRUE(record().installing);
  installer.next = Progress::Installed;
  EXPECT_EQ(script(segment_2), "86180FCDEF71E2EE50D702A32404CE276D04CA90CA88FDB2A628");
  EXPECT_EQ(state(), LifeCycle::Disabled);
  EXPECT_FALSE(record().installing);
  EXPECT_EQ(record().pol1.bits, 0x01);
  EXPECT_EQ(files(), 2U);
  EXPECT_FALSE(store.has_changes());
}

TEST_F(Scp03tTest, AnswersAReportToTheFirstSegmentToo) {
  open();
  installer.next = Progress::Installed;
  EXPECT_EQ(script(segment_1), "8618C386E75480B58A78DF26B1573A2E07F4D1833AAA041E21FC");
}

TEST_F(Scp03tTest, AllInOneScript) {
  EXPECT_EQ(script(joined({open_84, open_85, segment_1, segment_2})), joined({opened, "850086008600"}));
}

TEST_F(Scp03tTest, AnAbortedPackageLeavesNothing) {
  open();
  script(segment_1);
  installer.next = Progress::Aborted;
  const std::string answer = script(segment_2);
  EXPECT_EQ(answer.substr(0, 4), "8628");  // the report, protected
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(record(), gp::IsdPRecord{});
  EXPECT_EQ(state(), LifeCycle::Personalized);
  EXPECT_TRUE(keys.find(gp::isd_p_id(1), {0x30, 1}));
  EXPECT_FALSE(isd_p.installing(1));
  EXPECT_EQ(script(segment_2), "9F460102");
  // A new session may begin again from the first element.
  EXPECT_TRUE(script(open_84).starts_with("8420"));
}

TEST_F(Scp03tTest, AResetRollsBack) {
  installer.commits = true;
  open();
  script(segment_1);
  ASSERT_EQ(files(), 1U);
  std::vector<storage::IndexEntry> index(1024);
  storage::Store after_cut(world.flash, index);
  ASSERT_TRUE(after_cut.mount());
  const runtime::Environment other{platform, after_cut};
  ecasd::Ecasd other_ecasd(other);
  gp::Domains other_domains(other, other_ecasd);
  PlayedInstaller other_installer(after_cut);
  IsdP rebooted(other, other_ecasd, other_domains, other_installer);
  EXPECT_TRUE(gp::read_isd_p(after_cut, 1)->installing);
  rebooted.reset();
  EXPECT_EQ(*gp::read_isd_p(after_cut, 1), gp::IsdPRecord{});
  EXPECT_FALSE(after_cut.first(storage::all_of(1, storage::Kind::File)));
  EXPECT_EQ(gp::Registry(after_cut).get(gp::isd_p_id(1))->state, LifeCycle::Personalized);
}

TEST_F(Scp03tTest, ANewSessionRollsBack) {
  open();
  script(segment_1);
  EXPECT_TRUE(script(open_84).starts_with("8420"));
  EXPECT_EQ(files(), 0U);
  EXPECT_FALSE(record().installing);
  EXPECT_EQ(script(segment_2), "9F460102");
}

TEST_F(Scp03tTest, ASessionForAnotherIsdPRollsBackToo) {
  create(2, 0x0011, LifeCycle::Personalized);
  open();
  script(segment_1);
  isd_p.select(2);
  EXPECT_EQ(script(segment_2), "9F460102");  // the channel is not this ISD-P's
  EXPECT_EQ(files(1), 0U);
  EXPECT_EQ(files(2), 0U);
}

TEST_F(Scp03tTest, ForgettingASlotEndsItsInstallation) {
  open();
  script(segment_1);
  EXPECT_TRUE(isd_p.installing(1));
  isd_p.forget(1);
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(script(segment_2), "9F460102");
}

TEST_F(Scp03tTest, ErrorsOfInitializeUpdate) {
  EXPECT_EQ(script("8409300000010203040506"), "9F440101");
  EXPECT_EQ(script("840B3000000102030405060708"), "9F440101");
  EXPECT_EQ(script("8400"), "9F440101");
  EXPECT_EQ(script("840A30010001020304050607"), "9F440101");
  EXPECT_EQ(script("840A31000001020304050607"), "9F440103");
  EXPECT_EQ(script("840A01000001020304050607"), "9F440103");
  EXPECT_EQ(keys.counter(gp::isd_p_id(1), 0x30), 0U);
}

TEST_F(Scp03tTest, AFailed84SkipsWhatFollows) {
  EXPECT_EQ(script(joined({"840A31000001020304050607", open_85})), "9F440103");
  EXPECT_EQ(script(joined({"840A31000001020304050607", segment_1, segment_2})), "9F440103");
}

TEST_F(Scp03tTest, ErrorsOfExternalAuthenticate) {
  EXPECT_EQ(script(open_85), "9F450102");
  script(open_84);
  EXPECT_EQ(script("851033BA01992045E44BA61D01B8FA67E0F1"), "9F450101");
  EXPECT_EQ(script(open_85), "9F450102");
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  script(open_84);
  EXPECT_EQ(script("851103BA01992045E44BA61D01B8FA67E0F19F"), "9F450101");
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  script(open_84);
  EXPECT_EQ(script("851133BA01992045E44BA71D01B8FA67E0F19F"), "9F450102");
  EXPECT_EQ(script(open_85), "9F450102");
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  open();
}

TEST_F(Scp03tTest, ErrorsOfSegments) {
  EXPECT_EQ(script(segment_1), "9F460102");
  script(open_84);
  EXPECT_EQ(script(segment_1), "9F460102");
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  open();
  EXPECT_EQ(script("8600"), "9F460101");
  EXPECT_EQ(script(segment_1), "9F460102");  // the session is gone
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  open();
  EXPECT_EQ(script("8617000102030405060708090A0B0C0D0E0F10111213141516"), "9F460101");
  ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
  open();
  auto damaged = hex(segment_1);
  damaged[20] ^= 0x80;
  EXPECT_EQ(script(to_hex(damaged)), "9F460102");
  EXPECT_EQ(files(), 0U);
  EXPECT_FALSE(record().installing);
  EXPECT_EQ(installer.begun, 0);
}

TEST_F(Scp03tTest, StatesDecide) {
  set_state(LifeCycle::Selectable);
  ASSERT_EQ(keys.remove_all(gp::isd_p_id(1)), sw::ok);
  EXPECT_EQ(script(open_84), "9F440103");
  EXPECT_EQ(script(segment_1), "9F460102");
  put_scp03_keys(gp::isd_p_id(1));
  commit();
  for (LifeCycle late : {LifeCycle::Disabled, LifeCycle::Enabled}) {
    set_state(late);
    ASSERT_EQ(keys.set_counter(gp::isd_p_id(1), 0x30, 0), sw::ok);
    open();
    EXPECT_EQ(script(segment_1), "9F460101");
    EXPECT_EQ(installer.begun, 0);
  }
}

TEST_F(Scp03tTest, EightyEightIsUnknownAndOtherTagsAreNotOurs) {
  open();
  EXPECT_EQ(script("880400000000"), "9F480101");
  EXPECT_EQ(script(segment_1), "8600");
  EXPECT_EQ(script("890400000000"), "unknown");
}

TEST_F(Scp03tTest, TheGrantBoundsTheProfile) {
  auto limited = record();
  limited.granted_memory = gp::used_memory(store, 1) + 60;
  ASSERT_EQ(gp::write_isd_p(store, 1, limited), sw::ok);
  commit();
  open();
  EXPECT_EQ(script(segment_1), "8600");
  EXPECT_EQ(script(segment_2).substr(0, 4), "8618");
  EXPECT_EQ(installer.pieces, 1);
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(state(), LifeCycle::Personalized);
  EXPECT_EQ(record().granted_memory, limited.granted_memory);
}

// What a piece creates takes more than the piece itself.
TEST_F(Scp03tTest, TheGrantBoundsTheLastSegmentToo) {
  open();
  auto limited = record();
  limited.granted_memory = gp::used_memory(store, 1) + 20;
  ASSERT_EQ(gp::write_isd_p(store, 1, limited), sw::ok);
  commit();
  installer.next = Progress::Installed;
  EXPECT_EQ(script(segment_1).substr(0, 4), "8618");
  EXPECT_EQ(installer.pieces, 1);
  EXPECT_EQ(files(), 0U);
  EXPECT_EQ(state(), LifeCycle::Personalized);
}

class WithHostTest : public Scp03tTest {
 protected:
  WithHostTest() : host_({secret("40"), secret("50"), secret("60")}, {9, 8, 7, 6, 5, 4, 3, 2}) {}
  static host::crypto::Secret secret(std::string_view first) {
    ByteVector bytes(16);
    const auto start = hex(first)[0];
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(start + i);
    return host::crypto::Secret(bytes);
  }
  void establish() {
    ASSERT_TRUE(host_.accept_initialize_update(hex(script(to_hex(host_.initialize_update())))));
    const auto authenticate = host_.external_authenticate();
    ASSERT_TRUE(authenticate);
    ASSERT_TRUE(host_.accept_external_authenticate(hex(script(to_hex(*authenticate)))));
  }
  host::scp::Scp03t host_;
};

TEST_F(WithHostTest, CarriesSegmentsOfEverySize) {
  establish();
  ByteVector sent;
  for (std::size_t size :
       std::initializer_list<std::size_t>{1, 15, 16, 17, 100, 127, 128, 255, 256, 500, 1007}) {
    const ByteVector plain(size, static_cast<std::uint8_t>(size));
    host::ByteString segment;
    ASSERT_TRUE(host_.wrap(plain, segment));
    EXPECT_EQ(script(to_hex(segment)), "8600") << size;
    ASSERT_TRUE(host_.unwrap(hex("8600")));
    sent = sent + plain;
  }
  EXPECT_EQ(installer.received, sent);
}

TEST_F(WithHostTest, TheHostReadsTheReport) {
  establish();
  host::ByteString segment;
  ASSERT_TRUE(host_.wrap(hex("AA07A0058000810101"), segment));
  installer.next = Progress::Installed;
  const auto report = host_.unwrap(hex(script(to_hex(segment))));
  ASSERT_TRUE(report);
  EXPECT_EQ(to_hex(*report), "3007A0053003800100");
}

TEST_F(WithHostTest, ReplacesTheSessionKeys) {
  establish();
  host::ByteString replacement;
  const auto keys_of = [](std::uint8_t digit) { return ByteVector(16, digit); };
  ASSERT_TRUE(host_.wrap(keys_of(1) + keys_of(2) + keys_of(3) + keys_of(4), replacement));
  // The host half knows no 87; as the MAC covers the tag, the card must refuse the retagged command.
  replacement[0] = 0x87;
  EXPECT_EQ(script(to_hex(replacement)), "9F470102");
}

TEST(Scp03tTable, EveryRowIsUniqueAndCited) {
  std::vector<wire::Tag> tags;
  for (const auto& row : IsdP::tlv_functions()) {
    EXPECT_EQ(std::count(tags.begin(), tags.end(), row.tag), 0);
    tags.push_back(row.tag);
    EXPECT_FALSE(row.citation.empty() || row.script.empty() || row.name.empty());
  }
}

}  // namespace
}  // namespace sixline::card::isdp
