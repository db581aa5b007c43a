// The whole card as its operator reaches it: secured packets in short messages to the TARs of the enabled
// profile.  [SGP.02 §4.1.2] [TS 102 226 §5, §8]
#include <gtest/gtest.h>

#include "host/device/terminal.hpp"
#include "host/es/es6.hpp"
#include "host/ota/script.hpp"
#include "host/ota/sms.hpp"
#include "host/profile/template_package.hpp"
#include "host/scp/scp80.hpp"
#include "tests/support/test_platform.hpp"
#include "tools/sixline/issued_card.hpp"

namespace sixline::card {
namespace {

using host::ByteString;
using host::to_hex;
using tests::support::hex;

constexpr std::array<std::uint8_t, 3> mno_sd{0x00, 0x00, 0x00};
constexpr std::array<std::uint8_t, 3> issuer_domain{0xB2, 0x01, 0x00};
constexpr std::array<std::uint8_t, 3> uicc_files{0xB0, 0x00, 0x00};
constexpr std::array<std::uint8_t, 3> nobody{0xAB, 0xCD, 0xEF};
using Tar = std::array<std::uint8_t, 3>;

class RemoteManagement : public testing::Test {
 protected:
  void SetUp() override {
    auto native = tools::open_issued_card({}, {});
    ASSERT_TRUE(native) << native.error().describe();
    native_ = std::move(*native);
    const ByteString package = host::profile::template_package().encode();
    std::array<std::uint8_t, 256> buffer{};
    wire::Writer report(buffer);
    if (with_profile_) {
      ASSERT_TRUE(native_->card().install_bootstrap(package, report));
    }
    channel_ = tools::channel_to(*native_);
    session_.emplace(*channel_);
    terminal_.emplace(*session_);
    terminal_->set_sms_sink([this](host::Bytes submit) {
      auto message = reassembly_.add(submit);
      if (message && *message && (*message)->kind == wire::PacketKind::Response) proof_ = (*message)->packet;
    });
    ASSERT_TRUE(terminal_->power_on());
    ASSERT_TRUE(terminal_->set_network(host::device::Registration::Registered));
  }

  /// Sends secured data; what the proof of receipt says: "00 <data>", "09", or "silent".
  std::string send(const Tar& tar, host::Bytes data, wire::SecurityParameters security = wire::sgp02_security,
                   std::uint8_t kic_change = 0) {
    const auto domain = host::profile::template_mno_keys();
    ByteString kic = domain.kic;
    kic[0] = static_cast<std::uint8_t>(kic[0] ^ kic_change);
    auto scp80 =
        host::scp::Scp80::create({0x01, host::crypto::Secret(kic), host::crypto::Secret(domain.kid)});
    auto sent = scp80->wrap(*wire::Tar::from(tar), data, counters_, security);
    if (!sent) return sent.error().describe();
    host::ota::SmsOrigin origin;
    origin.originator = *wire::SmsAddress::from_digits("5551234");
    proof_.reset();
    const auto messages = host::ota::deliver_messages(sent->packet, origin, ++reference_);
    if (!messages) return messages.error().describe();
    for (const ByteString& message : *messages) EXPECT_TRUE(terminal_->deliver_sms(message));
    if (!proof_) return "silent";
    auto proof = scp80->open_response(*sent, *proof_);
    if (!proof) return unprotected_status();
    const auto status = static_cast<std::uint8_t>(proof->status);
    return to_hex(host::Bytes(&status, 1)) + (proof->data.empty() ? "" : " " + to_hex(proof->data));
  }
  /// The status in a proof of receipt from nobody who has keys: in clear, without a checksum, and with the
  /// counter 0, since the command's counter cannot be read without them.  [TS 102 225 §5.2]
  std::string unprotected_status() const {
    const auto packet = wire::ResponsePacket::parse(*proof_);
    if (!packet || packet->checksum_size != 0) return "malformed";
    const auto body = wire::ResponseBody::parse(packet->body, 0);
    if (!body || body->counter != 0 || !body->data.empty()) return "malformed";
    const auto status = static_cast<std::uint8_t>(body->status);
    return to_hex(host::Bytes(&status, 1)) + " in clear";
  }
  /// An expanded script.
  std::string run(const Tar& tar, std::initializer_list<ByteString> commands) {
    host::ota::CommandScript script;
    for (const ByteString& command : commands) script.apdu(command);
    return send(tar, script.bytes());
  }
  std::string local(std::string_view command) {
    const auto bytes = hex(command);
    auto reply = terminal_->transmit(bytes);
    if (!reply) return reply.error().describe();
    const std::uint16_t status = reply->status.value();
    const std::uint8_t word[] = {static_cast<std::uint8_t>(status >> 8), static_cast<std::uint8_t>(status)};
    return to_hex(reply->data) + to_hex(word);
  }

  bool with_profile_ = true;
  std::unique_ptr<tools::NativeCard> native_;
  std::unique_ptr<host::transport::CardChannel> channel_;
  std::optional<host::session::CardSession> session_;
  std::optional<host::device::Terminal> terminal_;
  host::ota::SubmitReassembly reassembly_;
  host::scp::MemoryCounterStore counters_;
  std::optional<ByteString> proof_;
  std::uint8_t reference_ = 0;
};

class RemoteManagementWithoutProfile : public RemoteManagement {
 protected:
  RemoteManagementWithoutProfile() { with_profile_ = false; }
};

TEST_F(RemoteManagement, FilesInAnExpandedScript) {
  EXPECT_EQ(run(uicc_files, {hex("00A4000C022FE2"), hex("00B000000A")}),
            "00 AB1580010223029000230C989909010000000010F39000");
}

TEST_F(RemoteManagement, FilesInACompactScript) {
  EXPECT_EQ(send(uicc_files, hex("00A40004022FE200B000000A")).substr(0, 9), "00 029000");
}

TEST_F(RemoteManagement, TheOperatorReplacesPol1ThroughEitherTar) {
  for (const Tar& tar : {mno_sd, issuer_domain}) {
    const auto commands = host::es::es6::update_pol1({.delete_not_allowed = true});
    EXPECT_EQ(run(tar, {commands[0], commands[1]}), "00 AB0C800102230300900023029000");
  }
}

TEST_F(RemoteManagement, TheOperatorUpdatesConnectivity) {
  const auto commands = host::es::es6::update_connectivity_parameters(
      {.service_centre = *wire::SmsAddress::from_digits("15123456789")});
  EXPECT_EQ(run(mno_sd, {(*commands)[0], (*commands)[1]}), "00 AB0C800102230300900023029000");
}

TEST_F(RemoteManagement, TheDomainTellsItsKeys) {
  EXPECT_EQ(run(mno_sd, {hex("80CA00E000")}),
            "00 AB1B8001012316"
            "E012C00401018810C00402018810C00403018810"
            "9000");
}

TEST_F(RemoteManagement, AnOperatorCommandsNoEs5) {
  EXPECT_NE(run(mno_sd, {hex("80E28800153A03124F10A0000005591010FFFFFFFF8900001000")}).find("6"),
            std::string::npos);
  EXPECT_EQ(local("00A40004022FE2").substr(0, 2), "62");
}

TEST_F(RemoteManagement, WeakSecurityIsNamed) {
  const wire::SecurityParameters unciphered{0x12, 0x39};
  EXPECT_EQ(send(mno_sd, hex("AA00"), unciphered).substr(0, 2), "0A");
  EXPECT_EQ(send(uicc_files, hex("AA00"), unciphered).substr(0, 2), "0A");
}

TEST_F(RemoteManagement, UnknownTarsAreNamed) {
  EXPECT_EQ(send(nobody, hex("AA00")), "09 in clear");
}

TEST_F(RemoteManagement, AWrongKeyOpensNothing) {
  EXPECT_EQ(send(mno_sd, hex("AA00"), wire::sgp02_security, 0x01), "01 in clear");
}

TEST_F(RemoteManagementWithoutProfile, NobodyIsThere) {
  EXPECT_EQ(send(mno_sd, hex("AA00")), "09 in clear");
  EXPECT_EQ(send(uicc_files, hex("AA00")), "09 in clear");
}

TEST_F(RemoteManagement, TheDeviceFindsNoLocalProfile) {
  EXPECT_EQ(local("80C200000AE408820282819F010101"), "6A88");
  EXPECT_EQ(local("80C200000AE408820282819F010105"), "6A81");
  EXPECT_EQ(local("80C2000002E400"), "6A80");
}

}  // namespace
}  // namespace sixline::card
