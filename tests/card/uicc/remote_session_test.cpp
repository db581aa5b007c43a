// Remote file management: the same files, other rights.  [TS 102 226 §7, §8.2]
#include "tests/card/uicc/small_card.hpp"

namespace sixline::tests {
namespace {

using card::uicc::AccessRights;
using card::uicc::RemoteSession;

class Remote : public UiccTest {
 protected:
  std::string run(RemoteSession& remote, std::string_view apdu) { return card.send_remote(remote, apdu); }
  RemoteSession shared(const AccessRights& rights) {
    RemoteSession remote;
    remote.shared = rights;
    return remote;
  }
  RemoteSession for_usim(const AccessRights& rights) {
    RemoteSession remote;
    remote.adf.assign(hex(usim_aid));
    remote.adf_rights = rights;
    return remote;
  }
};

TEST_F(Remote, FullAccessOpensWhatIsNotForbiddenToAll) {
  RemoteSession remote = shared(AccessRights::full());
  EXPECT_EQ(run(remote, "00A4000C022F05"), "9000");
  EXPECT_EQ(run(remote, "00D60000026465"), "9000");
  EXPECT_EQ(run(remote, "00B0000004"), "6465FFFF9000");
  EXPECT_EQ(run(remote, "00D682000198"), "6982");  // EF.ICCID: update never
}

TEST_F(Remote, NoAccessMeansNoneAtAll) {
  RemoteSession remote = shared(AccessRights::none());
  EXPECT_EQ(run(remote, "00A4000C022FE2"), "9000");
  EXPECT_EQ(run(remote, "00B0000001"), "6982");
}

TEST_F(Remote, GivenReferencesCountAsVerified) {
  AccessRights rights;
  EXPECT_EQ(run(*std::make_unique<RemoteSession>(shared(rights)), "00D6850001FF"), "6982");
  rights.global.insert(0x01);
  RemoteSession remote = shared(rights);
  EXPECT_EQ(run(remote, "00D6850001FF"), "9000");
  EXPECT_EQ(run(remote, "00040000022F05"), "6982");
}

TEST_F(Remote, SeesNoApplicationWithoutBeingGivenOne) {
  RemoteSession remote = shared(AccessRights::full());
  EXPECT_EQ(run(remote, "00A4040C0CA0000000871002FF49FF0589"), "6A82");
  EXPECT_EQ(run(remote, "00A4080C047FF16F07"), "6A82");
  EXPECT_EQ(run(remote, "00A4000C027FF1"), "6A82");
  EXPECT_EQ(run(remote, "00040800047FF16F07"), "6A82");
  EXPECT_EQ(run(remote, "00A4000C027F10"), "9000");
}

TEST_F(Remote, BeginsInItsApplicationAndSeesNoOther) {
  RemoteSession remote = for_usim(AccessRights::full());
  EXPECT_EQ(run(remote, "00B0870009"), "0809101010325476989000");
  EXPECT_EQ(run(remote, "00A4000C027FF3"), "6A82");
  EXPECT_EQ(run(remote, "00A4080C047FFF6F07"), "9000");
  EXPECT_EQ(run(remote, "00D68700020829"), "9000");
}

TEST_F(Remote, HasTwoAccessDomains) {
  RemoteSession remote = for_usim(AccessRights::full());
  EXPECT_EQ(run(remote, "00A4080C022F05"), "9000");
  EXPECT_EQ(run(remote, "00B0000001"), "6982");
  remote.shared = AccessRights::full();
  EXPECT_EQ(run(remote, "00B0000001"), "659000");
}

TEST_F(Remote, AMissingApplicationIsAnErrorEveryTime) {
  RemoteSession remote = for_usim(AccessRights::full());
  remote.adf.assign(hex("A0000000871009"));
  EXPECT_EQ(run(remote, "00A4000C022FE2"), "6A82");
  EXPECT_EQ(run(remote, "00A4000C022FE2"), "6A82");
}

TEST_F(Remote, PinsVerifiedThereAreNotVerifiedHere) {
  RemoteSession remote = shared(AccessRights{});
  EXPECT_EQ(run(remote, "002000010831323334FFFFFFFF"), "9000");
  EXPECT_EQ(run(remote, "00D6850001FF"), "9000");
  EXPECT_EQ(send("00D6850001FF"), "6982");
  card.verify(0x01, pin_1234);
  RemoteSession other = shared(AccessRights{});
  EXPECT_EQ(run(other, "00D6850001FF"), "6982");
}

TEST_F(Remote, HasItsOwnSelection) {
  RemoteSession remote = shared(AccessRights::full());
  EXPECT_EQ(send("00A4000C022FE2"), "9000");
  EXPECT_EQ(run(remote, "00B0000001"), "6986");
  EXPECT_EQ(run(remote, "00A4000C022F05"), "9000");
  EXPECT_EQ(send("00B0000001"), "989000");
}

TEST_F(Remote, StartsOverWhenTheFilesChange) {
  RemoteSession remote = shared(AccessRights::full());
  EXPECT_EQ(run(remote, "00A4000C022F05"), "9000");
  card.uicc.mount(SmallCard::owner);
  EXPECT_EQ(run(remote, "00B0000001"), "6986");
}

TEST_F(Remote, CommandsOfTheTerminalAreUnknown) {
  RemoteSession remote = for_usim(AccessRights::full());
  EXPECT_EQ(run(remote, "0070000001"), "6D00");
  EXPECT_EQ(run(remote, "0084000008"), "6D00");
  EXPECT_EQ(run(remote, "80AA000002A900"), "6D00");
  EXPECT_EQ(run(remote, "008800801110" + std::string(32, '0')), "6D00");
}

}  // namespace
}  // namespace sixline::tests
