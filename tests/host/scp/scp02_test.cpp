#include "host/scp/scp02.hpp"

#include <gtest/gtest.h>

#include "tests/host/scp/worked_keys.hpp"
#include "tests/support/secure_channel_sessions.hpp"

namespace sixline::host::scp {
namespace {

using test::hex;
namespace real = tests::support::scp02_session;
using tests::support::plain_cases;

Scp02Keys real_keys() {
  return {test::secret(real::enc), test::secret(real::mac), test::secret(real::dek), 0x20};
}

Scp02 session(std::uint8_t level = 0x01) {
  return Scp02(real_keys(), test::array_of<8>(real::host_challenge), level);
}

ByteString initialize_answer() {
  return hex(
      "00000000000000000000"
      "2002" +
      std::string(real::counter) + std::string(real::card_challenge) + std::string(real::card_cryptogram) +
      "9000");
}

Scp02 opened(std::uint8_t level = 0x01) {
  Scp02 scp02 = session(level);
  EXPECT_TRUE(scp02.accept_initialize_update(initialize_answer()));
  EXPECT_TRUE(scp02.external_authenticate());
  EXPECT_TRUE(scp02.accept_external_authenticate(hex("9000")));
  return scp02;
}

TEST(Scp02, HoldsTheSessionOfARealCard) {
  Scp02 scp02 = session();
  EXPECT_EQ(to_hex(scp02.initialize_update()), "805020000840A62C37FA6304F800");
  ASSERT_TRUE(scp02.accept_initialize_update(initialize_answer()));
  EXPECT_EQ(scp02.counter(), 1u);
  EXPECT_EQ(to_hex(*scp02.external_authenticate()), real::external_authenticate);
  ASSERT_TRUE(scp02.accept_external_authenticate(hex("9000")));
  for (std::size_t i = 0; i < real::cases.size(); ++i)
    EXPECT_EQ(to_hex(*scp02.wrap(hex(plain_cases[i]))), real::cases[i]) << i;
}

TEST(Scp02, EnciphersAKeyAsPySimDoes) {
  Scp02 scp02 = opened();
  EXPECT_EQ("40851110" + to_hex(*scp02.encipher_key(hex(real::psk))) + "0306125D", real::put_key_psk);
  EXPECT_EQ(scp02.encipher_key(hex("0102030405060708AA"))->size(), 16u);
}

TEST(Scp02, CiphersData) {
  Scp02 scp02 = opened(0x03);
  const auto wrapped = scp02.wrap(hex("80F28002024F0000"));
  ASSERT_TRUE(wrapped);
  // CLA INS P1 P2, 8 + 8 bytes, one block of cipher text, MAC, Le
  EXPECT_EQ(to_hex(*wrapped).substr(0, 10), "84F2800210");
  EXPECT_EQ(wrapped->size(), 5u + 16 + 1);
  EXPECT_EQ(to_hex(*wrapped).find("4F00"), std::string::npos);
  EXPECT_EQ(scp02.wrap(hex("80CA006600"))->size(), 5u + 8 + 1);
}

TEST(Scp02, ProtectsNothingAtLevelZero) {
  Scp02 scp02 = opened(0x00);
  EXPECT_EQ(to_hex(*scp02.wrap(hex("80F28002024F0000"))), "80F28002024F0000");
}

TEST(Scp02, RefusesAWrongCardCryptogram) {
  for (std::size_t byte : {12u, 13u, 14u, 19u, 20u, 27u}) {
    ByteString answer = initialize_answer();
    answer[byte] ^= 0x01;
    Scp02 scp02 = session();
    auto accepted = scp02.accept_initialize_update(answer);
    ASSERT_FALSE(accepted) << byte;
    EXPECT_EQ(accepted.error().code, ErrorCode::NotAuthentic);
    EXPECT_FALSE(scp02.external_authenticate());
  }
}

TEST(Scp02, RefusesMalformedAnswersAndKeys) {
  const ByteString good = initialize_answer();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(session().accept_initialize_update(Bytes(good).first(size))) << size;
  ByteString scp03 = good;
  scp03[11] = 0x03;
  EXPECT_EQ(session().accept_initialize_update(scp03).error().code, ErrorCode::Unsupported);
  EXPECT_EQ(session().accept_initialize_update(hex("6A88")).error().code, ErrorCode::CardRefused);
  Scp02Keys keys = real_keys();
  keys.mac = test::secret("0011223344556677");
  EXPECT_EQ(Scp02(keys, {}).accept_initialize_update(good).error().code, ErrorCode::BadInput);
}

TEST(Scp02, KeepsItsOrder) {
  Scp02 scp02 = session();
  EXPECT_EQ(scp02.external_authenticate().error().code, ErrorCode::WrongState);
  EXPECT_EQ(scp02.accept_external_authenticate(hex("9000")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(scp02.wrap(hex("80CA006600")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(scp02.unwrap(hex("9000")).error().code, ErrorCode::WrongState);
  EXPECT_EQ(scp02.encipher_key(hex("00")).error().code, ErrorCode::WrongState);
  ASSERT_TRUE(scp02.accept_initialize_update(initialize_answer()));
  ASSERT_TRUE(scp02.external_authenticate());
  EXPECT_EQ(scp02.accept_external_authenticate(hex("6982")).error().code, ErrorCode::CardRefused);
  EXPECT_FALSE(scp02.is_open());
}

TEST(Scp02, ClosesWhenTheCardHasClosed) {
  Scp02 scp02 = opened();
  EXPECT_EQ(to_hex(scp02.unwrap(hex("01029000"))->data), "0102");
  EXPECT_TRUE(scp02.is_open());
  EXPECT_EQ(scp02.unwrap(hex("6A80"))->status, wire::sw::wrong_data);
  EXPECT_TRUE(scp02.is_open());
  EXPECT_EQ(scp02.unwrap(hex("6982"))->status, wire::sw::security_not_satisfied);
  EXPECT_FALSE(scp02.is_open());
  EXPECT_FALSE(opened().unwrap(hex("90")));
}

TEST(Scp02, RefusesWhatCannotBeWrapped) {
  Scp02 scp02 = opened(0x03);
  EXPECT_FALSE(scp02.wrap({}));
  EXPECT_FALSE(scp02.wrap(concat({hex("80E28800F0"), ByteString(0xF0)})));
  EXPECT_TRUE(scp02.wrap(concat({hex("80E28800EF"), ByteString(0xEF)})));
}

TEST(DesKey, HasThreeLengths) {
  for (std::size_t size : {8u, 16u, 24u}) EXPECT_TRUE(crypto::DesKey::from(ByteString(size)));
  for (std::size_t size : {0u, 7u, 15u, 17u, 32u}) EXPECT_FALSE(crypto::DesKey::from(ByteString(size)));
  EXPECT_EQ(to_hex(*crypto::des_key_check_value(hex("404142434445464748494A4B4C4D4E4F"))), "8BAF47");
}

}  // namespace
}  // namespace sixline::host::scp
