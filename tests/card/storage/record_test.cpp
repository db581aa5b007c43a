#include "card/storage/record.hpp"

#include <gtest/gtest.h>

#include "card/storage/crc32.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::storage {
namespace {

using tests::support::ExactCopy;
using tests::support::hex;

constexpr platform::FlashGeometry geometry{2, 4096, 4};

/// An encoded record with its payload, unpadded.
std::vector<std::uint8_t> encoded(const Record& record) {
  const RecordHeader header = encode_record_header(record);
  std::vector<std::uint8_t> bytes(header.begin(), header.end());
  bytes.insert(bytes.end(), record.payload.begin(), record.payload.end());
  return bytes;
}

TEST(Crc32Test, AgreesWithTheCheckValueOfTheAlgorithm) {
  EXPECT_EQ(crc32(wire::bytes_of("123456789")), 0xCBF43926U);
  EXPECT_EQ(crc32({}), 0U);
}

TEST(Crc32Test, PartsAreOneMessage) {
  EXPECT_EQ(Crc32().add(wire::bytes_of("1234")).add({}).add(wire::bytes_of("56789")).value(), 0xCBF43926U);
}

TEST(RecordTest, HasTheDocumentedBytes) {
  const auto value = hex("AA BB");
  const auto bytes = encoded({RecordType::Object, 7, {1, Kind::File, 0x1234, 0x6F07}, value});
  EXPECT_EQ(bytes.size(), record_header_size + 2);
  EXPECT_TRUE(wire::equal(Bytes(bytes).subspan(4), hex("00000007 1002 01 10 1234 6F07 AABB")));
  EXPECT_EQ(wire::read_be(Bytes(bytes).first(4)), crc32(Bytes(bytes).subspan(4)));
}

TEST(RecordTest, SurvivesARoundTrip) {
  const auto value = hex("AA BB CC");
  const Key key{9, Kind::KeyValue, 0xFFFE, 0x0102};
  const ExactCopy cells(encoded({RecordType::Object, 0xFFFFFFFE, key, value}));
  const auto record = decode_record(cells);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->type, RecordType::Object);
  EXPECT_EQ(record->transaction, 0xFFFFFFFEU);
  EXPECT_EQ(record->key, key);
  EXPECT_TRUE(wire::equal(record->payload, value));
}

TEST(RecordTest, EveryTruncationIsRefused) {
  const auto value = hex("AA BB CC");
  const auto bytes = encoded({RecordType::Object, 1, {}, value});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_record(ExactCopy(Bytes(bytes).first(size)))) << size;
}

TEST(RecordTest, EveryFlippedBitIsRefused) {
  const auto value = hex("AA BB CC");
  const auto bytes = encoded({RecordType::Object, 1, {1, Kind::File, 2, 3}, value});
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto damaged = bytes;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(decode_record(ExactCopy(damaged))) << bit;
  }
}

TEST(RecordTest, ErasedCellsAreNoRecord) {
  const std::vector<std::uint8_t> blank(64, erased_byte);
  EXPECT_FALSE(decode_record(blank));
}

TEST(RecordTest, ClearedCellsAreNoRecord) {
  const std::vector<std::uint8_t> cleared(64, 0);
  EXPECT_FALSE(decode_record(cleared));
}

TEST(RecordTest, ASizeThatDoesNotFitItsTypeIsRefusedDespiteAGoodChecksum) {
  const auto payload = hex("01 02 03 04 05");
  EXPECT_FALSE(decode_record(ExactCopy(encoded({RecordType::Commit, 1, {}, payload}))));
  EXPECT_FALSE(decode_record(ExactCopy(encoded({RecordType::Erase, 1, {}, payload}))));
  EXPECT_FALSE(decode_record(ExactCopy(encoded({RecordType::EraseRange, 1, {}, payload}))));
  EXPECT_FALSE(decode_record(ExactCopy(encoded({RecordType{5}, 1, {}, payload}))));
  const std::vector<std::uint8_t> long_value(limits::max_object + 1);
  EXPECT_FALSE(decode_record(ExactCopy(encoded({RecordType::Object, 1, {}, long_value}))));
}

TEST(BankHeaderTest, TellsItsSequence) {
  std::vector<std::uint8_t> bank(4096, erased_byte);
  const BankHeader header = encode_bank_header(geometry, 0x01020304);
  std::copy(header.begin(), header.end(), bank.begin());
  const BankVerdict verdict = inspect_bank(bank, geometry);
  EXPECT_EQ(verdict.state, BankState::Valid);
  EXPECT_EQ(verdict.sequence, 0x01020304U);
}

TEST(BankHeaderTest, EveryFlippedBitIsInvalid) {
  const BankHeader header = encode_bank_header(geometry, 1);
  for (std::size_t bit = 0; bit < header.size() * 8; ++bit) {
    BankHeader damaged = header;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_EQ(inspect_bank(damaged, geometry).state, BankState::Invalid) << bit;
  }
}

TEST(BankHeaderTest, AnotherGeometryIsForeign) {
  const BankHeader header = encode_bank_header(geometry, 1);
  EXPECT_EQ(inspect_bank(header, {3, 4096, 4}).state, BankState::Foreign);
  EXPECT_EQ(inspect_bank(header, {2, 8192, 4}).state, BankState::Foreign);
  EXPECT_EQ(inspect_bank(header, {2, 4096, 8}).state, BankState::Foreign);
}

TEST(BankHeaderTest, AnotherFormatVersionIsForeign) {
  BankHeader header = encode_bank_header(geometry, 1);
  header[9] = format_version + 1;
  wire::write_be(crc32(Bytes(header).first(28)), MutableBytes(header).subspan(28));
  EXPECT_EQ(inspect_bank(header, geometry).state, BankState::Foreign);
}

}  // namespace
}  // namespace sixline::card::storage
