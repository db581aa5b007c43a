// A minimal profile in DER: the worked elements of the package description, and the pieces to vary them.
// Every value in it is TEST ONLY.
#pragma once

#include "tests/card/profile/installer_world.hpp"

namespace sixline::tests::profile::sample {

inline Blob header() {
  return hex(
      "A034 800102 810103 82084D324D2074657374 830A89010000000000000001 A504 8100 8400"
      "A610 0606 67810F010201 0606 67810F010204");
}
inline Blob mf() {
  return hex(
      "B07A A0058000810101 810667810F010201 A207 A105 C60301020A A40C 830A98100000000000000010"
      "A527 A109 820442210026 80014C 831A 61184F10A0000000871002FFFFFFFF8907090000 500455534D31"
      "A629 A10A 82044221003C 800200B4 831B 8001019000 800102A406830101950108 800158A40683010A950108");
}
inline Blob puk_codes() {
  return hex("A318 A005 8000 810102 A10F 300D 800101 8108 3132333435363738");
}
inline Blob pin_codes() {
  return hex(
      "A233 A005 8000 810103 A12A A028 3013 800101 8108 31323334FFFFFFFF 820101 830106"
      "3011 80010A 8108 3535353535353535 840200AA");
}
inline Blob usim() {
  return hex(
      "B36C A0058000810104 810667810F010204 A21D A11B 83027FF1 8410A0000000871002FFFFFFFF8907090000"
      "C60301810A A30B 8309080910101032547698 A406 A104 C7022F06 A80F 830D 0A2E178CE73204000000000000"
      "AD07 8305 0054657374 AE03 830100 B204 83020002 B602 8000");
}
inline Blob aka_parameter() {
  return hex(
      "A43D A005 8000 810105 A131 A12F 800101 810101 8210 465B5CE8B199B49FAA5F0A2EE238A6BC"
      "8310 CD63CB71954A9F4E48A5994E37A02BAF 8603 010203 82010E");
}
inline Blob file_management() {
  return hex(
      "A12B A005 8000 810106 A122 3020 80027FF1 6210 82024121 83026F7C 8B0105 800110 8800 8102 0102"
      "020104 8101FF");
}
inline Blob security_domain() {
  return hex(
      "A66A A005 8000 810107 A134 4F07A0000001515350 4F08A000000151535041 4F08A000000151000000 820382DC00"
      "83010F C90D 81028000 8201F0 8301F0 8701F0 A22B 3029 950138 820101 830101 85050000000000 3017 3015"
      "800188 8610 11121314151617181920212223242526");
}
inline Blob remote_file_management() {
  return hex(
      "A73C A005 8000 810108 4F09A00000055910100001 A005 0403B00001 810116 040100 040100 3018"
      "8010A0000000871002FFFFFFFF8907090000 810100 820100");
}
inline Blob end() {
  return hex("AA07 A005 8000 81010F");
}

inline std::vector<Blob> elements() {
  return {header(),
          mf(),
          puk_codes(),
          pin_codes(),
          usim(),
          aka_parameter(),
          file_management(),
          security_domain(),
          remote_file_management(),
          end()};
}
inline Blob package() {
  Blob all;
  for (const Blob& element : elements()) all = der::join(all, element);
  return all;
}
/// Header and MF: what most tests start from.
inline Blob up_to_mf() {
  return der::join(header(), mf());
}
inline Blob up_to_usim() {
  return der::join(up_to_mf(), puk_codes(), pin_codes(), usim());
}

/// PEHeader.
inline Blob pe_header(int identification = 0x20, bool mandated = true) {
  const Blob number = der::integer(0x81, static_cast<std::uint32_t>(identification));
  return mandated ? der::tlv(0xA0, der::tlv(0x80), number) : der::tlv(0xA0, number);
}
template <class... Part>
Blob element(std::uint32_t tag, const Part&... parts) {
  return der::tlv(tag, pe_header(), parts...);
}
inline Blob template_id(std::string_view arcs) {
  return der::tlv(0x81, hex("67810F0102"), hex(arcs));
}

/// EUICCResponse of an aborted installation.
inline std::string aborted(int status, int identification, std::uint32_t offset) {
  const Blob one =
      der::tlv(0x30, der::integer(0x80, static_cast<std::uint32_t>(status)),
               der::integer(0x81, static_cast<std::uint32_t>(identification)), der::integer(0x83, offset));
  return to_hex(der::tlv(0x30, der::tlv(0xA0, one), der::tlv(0x81)));
}

}  // namespace sixline::tests::profile::sample

namespace sixline::tests::profile {

/// Feeds `before`, then the element, and checks that this one ends the installation with `status`.
inline void expect_refused(const Blob& before, const Blob& element, PeStatus status) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(before), Progress::Continue);
  ASSERT_EQ(world.feed(element), Progress::Aborted);
  const std::string start = "800" + std::string(1, '1') + to_hex(der::bytes({static_cast<int>(status)}));
  EXPECT_NE(world.response().find(start), std::string::npos) << world.response();
  EXPECT_EQ(world.response().substr(world.response().size() - 4), "8100");
  world.erase_owner();
  EXPECT_EQ(world.objects(), 0u);
}

inline void expect_accepted(const Blob& before, const Blob& element) {
  InstallerWorld world;
  ASSERT_EQ(world.feed(before), Progress::Continue);
  ASSERT_EQ(world.feed(element), Progress::Continue) << world.response();
  EXPECT_FALSE(world.installer.has_report()) << world.response();
}

}  // namespace sixline::tests::profile
