// Both secure channels at every level, against sessions of real cards.
#include "card/gp/secure_channel.hpp"

#include "card/crypto/cmac.hpp"
#include "tests/card/gp/domain_world.hpp"
#include "tests/support/secure_channel_sessions.hpp"

namespace sixline::card::gp {
namespace {

using namespace sixline::tests;
using support::Scp03SessionVector;

constexpr ApplicationId domain{storage::card_owner, 0};

/// Random bytes that were somebody else's.
class GivenRandom final : public platform::Random {
 public:
  void fill(wire::MutableBytes out) override { std::copy_n(bytes.begin(), out.size(), out.begin()); }
  bool is_true_random() const override { return false; }
  std::vector<std::uint8_t> bytes = hex(support::scp02_session::card_challenge);
};

class SecureChannelTest : public DomainWorld {
 public:
  /// Answer to INITIALIZE UPDATE behind the diversification data, or the status word.
  std::string initialize(std::string_view command, const ChannelKeys& channel_keys,
                         std::string_view aid = support::session_aid) {
    const Answer answer = transmit(command, [&](const auto& apdu, auto& response) {
      return channel.initialize(channel_keys, *wire::Aid::from(hex(aid)), apdu, response);
    });
    return answer.status.ok() ? answer.data.substr(20) : answer.text();
  }
  std::string authenticate(std::string_view command) {
    return transmit(command, [&](const auto& apdu, auto&) { return channel.authenticate(apdu); }).text();
  }
  /// The plain command without its Le, or the status word.
  std::string unwrap(std::string_view command) {
    const auto raw = hex(command);
    const ExactCopy copy(raw);
    const auto apdu = wire::CommandApdu::parse(copy);
    std::vector<std::uint8_t> plain(apdu->data.size());
    const auto inner = channel.unwrap(*apdu, plain);
    if (!inner) return to_hex(std::array{inner.error().sw1(), inner.error().sw2()});
    std::array<std::uint8_t, 300> encoded;
    wire::Writer out(encoded);
    inner->encode(out);
    return to_hex(out.view());
  }
  std::string protect(std::string_view answer, StatusWord status = sw::ok) {
    std::array<std::uint8_t, 256> buffer;
    wire::ResponseApdu response(buffer);
    channel.protect(hex(answer), status, response);
    return response.data().overflowed() ? "overflow" : to_hex(response.view());
  }

  GivenRandom given;
  platform::Platform platform_with_given{world.platform.flash, given, world.platform.clock,
                                         world.platform.log, world.platform.crypto};
  runtime::Environment given_environment{platform_with_given, store};
  SecureChannel channel{given_environment};
};

class RealScp03Session : public testing::TestWithParam<Scp03SessionVector>, public SecureChannelTest {
 protected:
  RealScp03Session() {
    const auto& v = GetParam();
    version_ = hex(v.initialize_update)[2];
    put_key(domain, version_, 1, v.enc);
    put_key(domain, version_, 2, v.mac);
    put_key(domain, version_, 3, v.dek);
    const auto shown = hex(v.initialize_update_answer);
    EXPECT_EQ(keys.set_counter(domain, version_, wire::read_be(Bytes(shown).last(3)) - 1), sw::ok);
    commit();
  }
  std::uint8_t version_ = 0;
};

TEST_P(RealScp03Session, IsHeldByOurCardToo) {
  const auto& v = GetParam();
  ASSERT_EQ(initialize(v.initialize_update, {domain, version_}), v.initialize_update_answer);
  ASSERT_EQ(authenticate(v.external_authenticate), "9000");
  EXPECT_TRUE(channel.open());
  EXPECT_EQ(channel.protection().level, hex(v.external_authenticate)[2]);
  EXPECT_EQ(unwrap(v.store_data), support::plain_store_data);
  EXPECT_EQ(protect(support::plain_answer), v.store_data_answer);
  for (std::size_t i = 0; i < v.cases.size(); ++i)
    EXPECT_EQ(unwrap(v.cases[i]), support::plain_cases[i]) << i;
}

TEST_P(RealScp03Session, EndsAtAnyWrongBit) {
  const auto& v = GetParam();
  const auto good = hex(v.store_data);
  for (std::size_t at = 0; at + 1 < good.size(); ++at) {
    if (at == 4) continue;  // another length is no APDU at all
    ASSERT_EQ(
        keys.set_counter(domain, version_, wire::read_be(Bytes(hex(v.initialize_update_answer)).last(3)) - 1),
        sw::ok);
    initialize(v.initialize_update, {domain, version_});
    ASSERT_EQ(authenticate(v.external_authenticate), "9000");
    auto bytes = good;
    // The two bits of the logical channel are not part of what is protected.
    bytes[at] ^= at == 0 ? 0x08 : 0x01;
    EXPECT_EQ(unwrap(to_hex(bytes)), "6982") << at;
    EXPECT_FALSE(channel.open());
    EXPECT_EQ(unwrap(v.store_data), "6982");
  }
}

TEST_P(RealScp03Session, TakesNoOtherLevelThanTheSignedOne) {
  const auto& v = GetParam();
  for (const std::string_view level : {"00", "01", "03", "11", "13", "33"}) {
    std::string command(v.external_authenticate);
    if (command.substr(4, 2) == level) continue;
    command.replace(4, 2, level);
    ASSERT_EQ(
        keys.set_counter(domain, version_, wire::read_be(Bytes(hex(v.initialize_update_answer)).last(3)) - 1),
        sw::ok);
    initialize(v.initialize_update, {domain, version_});
    EXPECT_EQ(authenticate(command), "6982") << level;
    EXPECT_EQ(authenticate(v.external_authenticate), "6985");
  }
}

INSTANTIATE_TEST_SUITE_P(SecureChannel, RealScp03Session, testing::ValuesIn(support::scp03_sessions),
                         [](const auto& session) { return std::string(session.param.name); });

class Scp03Channel : public testing::Test, public SecureChannelTest {
 protected:
  Scp03Channel() {
    put_scp03_keys(domain);
    commit();
  }
  std::string open() {
    return initialize("8050300008000102030405060700", {domain, 0x30}, "A0000005591010FFFFFFFF8900001000");
  }
};

// The vector of this project, made by the rules of GP-D alone.
TEST_F(Scp03Channel, OpensAsTheVectorSays) {
  EXPECT_EQ(open(), "300370E35A7C93C4A3AC8B807F8EC0252C0E4F000001");
  EXPECT_EQ(authenticate("8482330010BA01992045E44BA647F4536C4FADF6B2"), "9000");
  EXPECT_EQ(unwrap("84E288001877D3991B54C90014179EE21C48F8B4DFF997B33B16C3DAB7"),
            "80E288000E3A070BA0090607915121436587F9");
  EXPECT_EQ(protect(""), "8A379C00F6979B9B");
}

TEST_F(Scp03Channel, RefusesALevelThatDoesNotExist) {
  for (const std::string level : {"02", "10", "12", "20", "21", "23", "31", "30", "FF", "34"}) {
    open();
    EXPECT_EQ(authenticate("8482" + level + "0010BA01992045E44BA647F4536C4FADF6B2"), "6A86") << level;
    EXPECT_FALSE(channel.open());
  }
  open();
  EXPECT_EQ(authenticate("8482330110BA01992045E44BA647F4536C4FADF6B2"), "6A86");
  open();
  EXPECT_EQ(authenticate("848233000FBA01992045E44BA647F4536C4FADF6"), "6700");
  EXPECT_EQ(authenticate("8482330010BA01992045E44BA647F4536C4FADF6B2"), "6985");
}

TEST_F(Scp03Channel, RefusesAnotherHostChallenge) {
  EXPECT_EQ(initialize("80503000070001020304050600", {domain, 0x30}), "6A80");
  EXPECT_EQ(initialize("805030000900010203040506070800", {domain, 0x30}), "6A80");
  EXPECT_EQ(initialize("8050310008000102030405060700", {domain, 0x31}), "6A88");
  EXPECT_EQ(keys.counter(domain, 0x30), 0U);
}

TEST_F(Scp03Channel, LeavesRoomForTheProtectionOfAnAnswer) {
  EXPECT_EQ(channel.answer_room(256), 256U);
  open();
  ASSERT_EQ(authenticate("8482330010BA01992045E44BA647F4536C4FADF6B2"), "9000");
  EXPECT_EQ(channel.answer_room(256), 239U);
  EXPECT_EQ(channel.answer_room(24), 15U);
  EXPECT_EQ(channel.answer_room(23), 0U);
  EXPECT_EQ(channel.answer_room(7), 0U);
  EXPECT_EQ(protect(std::string(2 * 239, 'A')).size(), 2U * 248);
}

// The length of a command that came in parts takes three bytes under the MAC.  [ISO 7816-4 §5.3.3]
TEST_F(Scp03Channel, TakesACommandLongerThanAnApdu) {
  open();
  ASSERT_EQ(authenticate("8482330010BA01992045E44BA647F4536C4FADF6B2"), "9000");
  const crypto::AesKey s_enc(world.crypto, hex("CE87830B55654ECCC7D42E2C6B46DB40"));
  const crypto::AesKey s_mac(world.crypto, hex("966059A0C49DE381E6E75A5FCCF25EA9"));
  const crypto::Block chaining =
      crypto::cmac(s_mac, Bytes(crypto::Block{}), hex("8482330010"), hex("BA01992045E44BA6"));
  crypto::Block first_command{};
  first_command.back() = 1;

  std::vector<std::uint8_t> body(300, 0x5A);
  body.push_back(0x80);
  body.resize(304);
  s_enc.cbc_encrypt(s_enc.encrypt(first_command), body, body);
  const crypto::Block mac = crypto::cmac(s_mac, Bytes(chaining), hex("84E28800000138"), body);
  body.insert(body.end(), mac.begin(), mac.begin() + 8);
  wire::CommandApdu command{.cla = 0x84, .ins = 0xE2, .p1 = 0x88, .data = body, .extended = true};
  // In its own place, as a chained command is.
  const auto inner = channel.unwrap(command, body);
  ASSERT_TRUE(inner);
  EXPECT_EQ(inner->data.data(), body.data());
  EXPECT_EQ(to_hex(inner->data), to_hex(std::vector<std::uint8_t>(300, 0x5A)));
}

class Scp02Channel : public testing::Test, public SecureChannelTest {
 protected:
  Scp02Channel() {
    namespace v = support::scp02_session;
    put_key(domain, 0x20, 1, v::enc, KeyType::Des);
    put_key(domain, 0x20, 2, v::mac, KeyType::Des);
    put_key(domain, 0x20, 3, v::dek, KeyType::Des);
    count_from(0x0001);
    ask_for("81020215");
  }
  void count_from(std::uint64_t counter) {
    EXPECT_EQ(keys.set_counter(domain, 0x20, counter), sw::ok);
    commit();
  }
  /// The install parameters of the domain.
  void ask_for(std::string_view c9) {
    ASSERT_TRUE(store.write({domain.owner, storage::Kind::DomainData, domain.index, 0xC9}, hex(c9)));
    commit();
  }
  std::string open() { return initialize("805020000840A62C37FA6304F800", {domain, 0x20}); }
  void open_at_level_01() {
    open();
    EXPECT_EQ(authenticate(support::scp02_session::external_authenticate), "9000");
  }
};

TEST_F(Scp02Channel, IsHeldAsByTheRealCard) {
  namespace v = support::scp02_session;
  EXPECT_EQ(open(), "2002" + std::string(v::counter) + std::string(v::card_challenge) +
                        std::string(v::card_cryptogram));
  EXPECT_EQ(keys.counter(domain, 0x20), 1U);
  ASSERT_EQ(authenticate(v::external_authenticate), "9000");
  EXPECT_EQ(keys.counter(domain, 0x20), 2U);
  EXPECT_FALSE(store.has_changes());
  EXPECT_EQ(channel.protection().level, 0x01);
  for (std::size_t i = 0; i < v::cases.size(); ++i)
    EXPECT_EQ(unwrap(v::cases[i]), support::plain_cases[i]) << i;
  EXPECT_EQ(protect("0102"), "0102");
}

TEST_F(Scp02Channel, DeciphersKeysWithItsOwnKey) {
  open_at_level_01();
  std::array<std::uint8_t, 64> buffer;
  wire::Writer out(buffer);
  const auto apdu = hex("80D8000118" + std::string(support::scp02_session::put_key_psk));
  EXPECT_EQ(gp::put_key(keys, world.crypto, domain, channel.data_encryption_key(),
                        *wire::CommandApdu::parse(apdu), out),
            sw::ok);
  EXPECT_EQ(to_hex(out.view()), "4006125D");
  EXPECT_EQ(to_hex(keys.find(domain, {0x40, 0x01})->value.view()), support::scp02_session::psk);
}

TEST_F(Scp02Channel, AFailedAuthenticationMovesNoCounterAndEndsAll) {
  const std::string good(support::scp02_session::external_authenticate);
  for (std::size_t at = 5; at < 21; ++at) {
    open();
    auto bytes = hex(good);
    bytes[at] ^= 0x01;
    EXPECT_EQ(authenticate(to_hex(bytes)), "6982") << at;
    EXPECT_EQ(authenticate(good), "6985");
    EXPECT_EQ(keys.counter(domain, 0x20), 1U);
  }
}

TEST_F(Scp02Channel, ARecordedSessionDoesNotRepeat) {
  open_at_level_01();
  EXPECT_NE(open().substr(0, 8), "20020001");
  EXPECT_EQ(authenticate(support::scp02_session::external_authenticate), "6982");
}

TEST_F(Scp02Channel, EndsAtAnyWrongBit) {
  for (std::size_t at : {0U, 1U, 2U, 3U, 5U, 14U, 15U, 22U}) {
    count_from(1);
    open_at_level_01();
    auto bytes = hex(support::scp02_session::cases[2]);
    EXPECT_EQ(unwrap(support::scp02_session::cases[0]), support::plain_cases[0]);
    EXPECT_EQ(unwrap(support::scp02_session::cases[1]), support::plain_cases[1]);
    bytes[at] ^= at == 0 ? 0x08 : 0x01;
    EXPECT_EQ(unwrap(to_hex(bytes)), "6982") << at;
    EXPECT_FALSE(channel.open());
  }
}

TEST_F(Scp02Channel, CommandsStayInOrder) {
  open_at_level_01();
  EXPECT_EQ(unwrap(support::scp02_session::cases[1]), "6982");
}

TEST_F(Scp02Channel, ProtectsNoAnswers) {
  for (const std::string level : {"02", "10", "11", "13", "33"}) {
    open();
    EXPECT_EQ(authenticate("8482" + level + "0010BA6961667737C5BCEBECE14C7D6A4376"), "6A86") << level;
  }
}

TEST_F(Scp02Channel, ThePredictableChallengeFollowsFromTheCounter) {
  for (const std::string_view parameters : {"81020255", "8102800081020255",
                                            "81048000"
                                            "0255",
                                            "8102036F", ""}) {
    ask_for(parameters);
    const std::string first = open();
    given.bytes[0] ^= 0x01;
    EXPECT_EQ(open(), first) << parameters;
    EXPECT_NE(first.substr(8, 12), support::scp02_session::card_challenge);
    count_from(2);
    EXPECT_NE(open().substr(8, 12), first.substr(8, 12));
    count_from(1);
  }
  ask_for("8102800081020215");
  const std::string first = open();
  given.bytes[0] ^= 0x01;
  EXPECT_NE(open(), first);
}

TEST_F(Scp02Channel, AnExhaustedCounterEndsTheKeySet) {
  count_from(0xFFFE);
  EXPECT_EQ(open().substr(0, 8), "2002FFFE");
  count_from(0xFFFF);
  EXPECT_EQ(open(), "6985");
}

TEST_F(Scp02Channel, NeedsThreeDesKeys) {
  for (const std::uint8_t id : std::initializer_list<std::uint8_t>{1, 2, 3}) {
    const auto key = *keys.find(domain, {0x20, id});
    EXPECT_EQ(keys.remove(domain, {0x20, id}), sw::ok);
    EXPECT_EQ(open(), "6A88") << int{id};
    put_key(domain, 0x20, id, to_hex(key.value.view()), KeyType::Aes);
    EXPECT_EQ(open(), "6A88") << int{id};
    put_key(domain, 0x20, id, to_hex(key.value.view()), KeyType::Des);
    EXPECT_NE(open(), "6A88");
  }
}

}  // namespace
}  // namespace sixline::card::gp
