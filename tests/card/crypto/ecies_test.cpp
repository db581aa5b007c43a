// Counter mode, HMAC, X25519 and the concealment built from them, with published vectors. All private scalars
// are TEST ONLY.
#include "card/crypto/ecies.hpp"

#include <gtest/gtest.h>

#include "card/crypto/counter_mode.hpp"
#include "card/crypto/hmac.hpp"
#include "tests/support/crypto_engines.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::card::crypto {
namespace {

using tests::support::EveryEngine;
using tests::support::ExactCopy;
using tests::support::hex;
using tests::support::to_hex;

template <std::size_t Size>
std::array<std::uint8_t, Size> fixed(std::string_view text) {
  const auto bytes = hex(text);
  std::array<std::uint8_t, Size> out{};
  EXPECT_EQ(bytes.size(), Size);
  std::copy_n(bytes.begin(), std::min(bytes.size(), Size), out.begin());
  return out;
}

// ------------------------------------------------------------------------------------------ counter mode

using CounterMode = EveryEngine;
SIXLINE_ON_EVERY_ENGINE(CounterMode);

/// NIST SP 800-38A, F.5.1.
TEST_P(CounterMode, TheVectorInOnePieceAndCutShort) {
  const AesKey key(engine_, hex("2b7e151628aed2a6abf7158809cf4f3c"));
  const auto counter = fixed<16>("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  const auto plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
  const std::string cipher = "874D6191B620E3261BEF6864990DB6CE9806F66B7970FDFF8617187BB9FFFDFF";
  for (std::size_t size = 0; size <= plain.size(); ++size) {
    const ExactCopy in(Bytes(plain).first(size));
    std::vector<std::uint8_t> out(size);
    counter_mode(key, counter, in, out);
    EXPECT_EQ(to_hex(out), cipher.substr(0, 2 * size));
  }
}

TEST_P(CounterMode, TheCounterCarriesThroughTheWholeBlockAndDecipheringIsTheSame) {
  const AesKey key(engine_, hex("2b7e151628aed2a6abf7158809cf4f3c"));
  auto bytes = std::vector<std::uint8_t>(48, 0xA5);
  Block last;
  last.fill(0xFF);
  counter_mode(key, last, bytes, bytes);
  const Block second = key.encrypt(Block{});
  for (std::size_t i = 0; i < aes_block; ++i) EXPECT_EQ(bytes[16 + i], second[i] ^ 0xA5);
  counter_mode(key, last, bytes, bytes);
  EXPECT_EQ(bytes, std::vector<std::uint8_t>(48, 0xA5));
}

// -------------------------------------------------------------------------------------------------- HMAC

struct HmacCase {
  std::string key;
  std::string message;
  std::string_view tag;
};

/// [RFC 4231 §4.2 to §4.4, §4.7]
const std::array<HmacCase, 4> hmac_cases{{
    {std::string(20, '\x0b'), "Hi There", "B0344C61D8DB38535CA8AFCEAF0BF12B881DC200C9833DA726E9376C2E32CFF7"},
    {"Jefe", "what do ya want for nothing?",
     "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"},
    {std::string(20, '\xaa'), std::string(50, '\xdd'),
     "773EA91E36800E46854DB8EBD09181A72959098B3EF8C122D9635514CED565FE"},
    {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60E431591EE0B67F0D8A26AACBF5B77F8E0BC6213728C5140546040F0EE37F54"},
}};

using Hmac = EveryEngine;
SIXLINE_ON_EVERY_ENGINE(Hmac);

TEST_P(Hmac, PublishedTags) {
  for (const HmacCase& row : hmac_cases) {
    const Bytes whole = wire::bytes_of(row.message);
    const Bytes one[] = {whole};
    EXPECT_EQ(to_hex(hmac_sha256(engine_, wire::bytes_of(row.key), one)), row.tag);
    const Bytes three[] = {whole.first(3), whole.subspan(3, 1), whole.subspan(4)};
    EXPECT_EQ(to_hex(hmac_sha256(engine_, wire::bytes_of(row.key), three)), row.tag);
  }
}

// ------------------------------------------------------------------------------------------------ X25519

using X25519 = EveryEngine;
SIXLINE_ON_EVERY_ENGINE(X25519);

/// [RFC 7748 §5.2]
TEST_P(X25519, PublishedProducts) {
  const std::array<std::array<std::string_view, 3>, 2> cases{
      {{"a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "C3DA55379DE9C6908E94EA4DF28D084F32ECCF03491C71F754B4075577A28552"},
       {"4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95CBDE9476E8907D7AADE45CB4B873F88B595A68799FA152E6F8F7647AAC7957"}}};
  for (const auto& [scalar, u, product] : cases) {
    std::array<std::uint8_t, x25519_size> out{};
    ASSERT_TRUE(engine_.x25519(fixed<32>(scalar), fixed<32>(u), out));
    EXPECT_EQ(to_hex(out), product);
  }
}

/// [RFC 7748 §6.1]
TEST_P(X25519, PointsOfSmallOrderAreRefused) {
  const auto scalar = fixed<32>("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
  std::array<std::uint8_t, x25519_size> out{};
  for (const std::string_view u : {"0000000000000000000000000000000000000000000000000000000000000000",
                                   "0100000000000000000000000000000000000000000000000000000000000000",
                                   "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"})
    EXPECT_FALSE(engine_.x25519(scalar, fixed<32>(u), out));
}

// ----------------------------------------------------------------------------------------------- concealment

struct Concealment {
  EciesProfile profile;
  std::string_view home_key;
  std::string_view ephemeral;
  std::string_view plain;
  std::string_view output;
};

constexpr std::string_view home_a = "5a8d38864820197c3394b92613b20b91633cbd897119273bf8e4a6f4eec0a650";
constexpr std::string_view home_b = "0272DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1";
constexpr std::string_view home_b_full =
    "0472DA71976234CE833A6907425867B82E074D44EF907DFB4B3E21C1C2256EBCD1"
    "5A7DED52FCBB097A4ED250E036C7B9C8C7004C4EEDC4F068CD7BF8D3F900E3B4";
constexpr std::string_view long_name = "766572796C6F6E67757365726E616D6531";

/// Identities of the form IMSI and NAI, each under both profiles.  [TS 33.501 §C.4.3, §C.4.4]
constexpr std::array<Concealment, 5> published{{
    {EciesProfile::A, home_a, "c80949f13ebe61af4ebdbd293ea4f942696b9e815d7e8f0096bbf6ed7de62256",
     "00012080f6",
     "B2E92F836055A255837DEBF850B528997CE0201CB82ADFE4BE1F587D07D8457DCB02352410CDDD9E730EF3FA87"},
    {EciesProfile::A, home_a, "BE9EFF3E9F22A4B42A3D236E7A6C500B3F2E7E0C7449988BA800D664BF4FCD97", long_name,
     "977D8B2FDAA7B64AA700D04227D5B440630EA4EC50F9082273A26BB678C92222"
     "8E358A1582ADB15322C10E515141D2039A12E1D7783A97F1AC"},
    {EciesProfile::B, home_b, "99798858A1DC6A2C68637149A4B1DBFD1FDFF5ADDD62A2142F06699ED7602529",
     "00012080F6",
     "039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D146A33FC2716AC7DAE96AA30A4D"},
    {EciesProfile::B, home_b_full, "99798858A1DC6A2C68637149A4B1DBFD1FDFF5ADDD62A2142F06699ED7602529",
     "00012080F6",
     "039AAB8376597021E855679A9778EA0B67396E68C66DF32C0F41E9ACCA2DA9B9D146A33FC2716AC7DAE96AA30A4D"},
    {EciesProfile::B, home_b, "90A5898BD29FFA3F261E00E980067C70A2B1B992A21F5B4FEF6D4DF69FE804AD", long_name,
     "03759BB22C563D9F4A6B3C1419E543FC2F39D6823F02A9D71162B39399218B244B"
     "BE22D8B9F856A52ED381CD7EAF4CF2D5253CDDC61A0A7882EB"},
}};

class Ecies : public EveryEngine {
 protected:
  std::string run(EciesProfile profile, std::string_view home, std::string_view scalar,
                  std::string_view plain, std::size_t room = 256) {
    std::vector<std::uint8_t> buffer(room);
    wire::Writer out(buffer);
    const ExactCopy key(hex(home));
    const ExactCopy text(hex(plain));
    if (!conceal(engine_, profile, key, fixed<32>(scalar), text, out)) {
      EXPECT_EQ(out.size(), 0u);
      return "refused";
    }
    EXPECT_FALSE(out.overflowed());
    return to_hex(out.view());
  }
};

SIXLINE_ON_EVERY_ENGINE(Ecies);

TEST_P(Ecies, PublishedSchemeOutputs) {
  for (const Concealment& row : published)
    EXPECT_EQ(run(row.profile, row.home_key, row.ephemeral, row.plain), row.output);
}

TEST_P(Ecies, KeysThatAreNoneAreRefused) {
  const std::string_view scalar = published[0].ephemeral;
  EXPECT_EQ(run(EciesProfile::A, "", scalar, "00"), "refused");
  EXPECT_EQ(run(EciesProfile::A, home_b, scalar, "00"), "refused");
  EXPECT_EQ(run(EciesProfile::A, std::string(64, '0'), scalar, "00"), "refused");
  EXPECT_EQ(run(EciesProfile::B, home_a, scalar, "00"), "refused");
  EXPECT_EQ(run(EciesProfile::B, "04" + std::string(home_b.substr(2)), scalar, "00"), "refused");
  // No point of the curve has this X; and a point whose Y was changed.
  EXPECT_EQ(run(EciesProfile::B, "02FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF", scalar,
                "00"),
            "refused");
  EXPECT_EQ(run(EciesProfile::B, std::string(home_b_full.substr(0, 128)) + "B5", scalar, "00"), "refused");
}

TEST_P(Ecies, ScalarsOutsideTheGroupAreRefused) {
  EXPECT_EQ(run(EciesProfile::B, home_b, std::string(64, '0'), "00"), "refused");
  EXPECT_EQ(
      run(EciesProfile::B, home_b, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", "00"),
      "refused");
}

TEST_P(Ecies, WritesAllOrNothing) {
  const Concealment& row = published[0];
  EXPECT_EQ(run(row.profile, row.home_key, row.ephemeral, row.plain, 45), row.output);
  EXPECT_EQ(run(row.profile, row.home_key, row.ephemeral, row.plain, 44), "refused");
}

TEST_P(Ecies, DecompressionGivesTheUncompressedPointOfBothSigns) {
  std::array<std::uint8_t, point_size> point{};
  ASSERT_TRUE(engine_.decompress(Curve::P256, hex(home_b), point));
  EXPECT_EQ(to_hex(point), home_b_full);
  ASSERT_TRUE(engine_.decompress(Curve::P256, hex("03" + std::string(home_b.substr(2))), point));
  EXPECT_EQ(to_hex(point).substr(0, 66), std::string("04") + std::string(home_b.substr(2)));
  EXPECT_NE(to_hex(point), home_b_full);
  // [RFC 7027 §A.1]
  ASSERT_TRUE(engine_.decompress(Curve::BrainpoolP256r1,
                                 hex("028D2D688C6CF93E1160AD04CC4429117DC2C41825E1E9FCA0ADDD34E6F1B39F7B"),
                                 point));
  EXPECT_EQ(to_hex(point).substr(66), "990C57520812BE512641E47034832106BC7D3E8DD0E4C7F1136D7006547CEC6A");
  EXPECT_FALSE(engine_.decompress(Curve::P256, hex(home_b_full), point));
  EXPECT_FALSE(engine_.decompress(Curve::P256, Bytes(), point));
}

}  // namespace
}  // namespace sixline::card::crypto
