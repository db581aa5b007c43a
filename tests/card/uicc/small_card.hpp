// A card with a small profile, for the tests of this folder.
//
//   MF 3F00            PINs 01 (1234, enabled), 02 (disabled), 0A (ADM), 11 (universal); PUK 01
//     EF.DIR 2F00  EF.PL 2F05  EF.ARR 2F06  EF.ICCID 2FE2
//     DF 7F10          EF 6F3A linear fixed
//       DF 5F3A
//     ADF 7FF1 USIM    local PIN 81; Milenage test set 1
//       EF.IMSI 6F07  EF.UST 6F38  EF 6F39 cyclic, with INCREASE  EF 6F3B linear fixed, PIN 81 to update
//       DF 5F40 EF 4F01
//     ADF 7FF2 USIM of another operator, ADF 7FF3 ISIM
#pragma once

#include <gtest/gtest.h>

#include "card/uicc/aka_parameters.hpp"
#include "card/uicc/uicc.hpp"
#include "tests/support/test_platform.hpp"

namespace sixline::tests {

using card::storage::Owner;
using card::uicc::AccessRule;
using card::uicc::File;
using card::uicc::FileType;
using card::uicc::PinRecord;
using support::ExactCopy;
using support::hex;
using support::to_hex;
using wire::Bytes;

/// The 14 access rules that profile templates use.
extern const std::array<std::string_view, 14> default_rules;

inline constexpr std::string_view pin_1234 = "31323334FFFFFFFF";
inline constexpr std::string_view pin_wrong = "39393939FFFFFFFF";
inline constexpr std::string_view puk_code = "3132333435363738";
inline constexpr std::string_view adm_code = "4142434445464748";
inline constexpr std::string_view pin2_code = "32323232FFFFFFFF";
inline constexpr std::string_view usim_aid = "A0000000871002FF49FF0589";
inline constexpr std::string_view other_usim_aid = "A0000000871002FF01FF0589";
inline constexpr std::string_view isim_aid = "A0000000871004FF49FF0589";

class SmallCard {
 public:
  static constexpr Owner owner = 1;

  SmallCard();

  /// Data and status word in hex, as they leave the card.
  std::string send(std::string_view apdu);
  std::string send_on(std::uint8_t channel, std::string_view apdu);
  std::string send_remote(card::uicc::RemoteSession& remote, std::string_view apdu);
  /// VERIFY PIN with the right value.
  void verify(std::uint8_t reference, std::string_view value);
  /// The stored state is read again, as after a loss of power.
  void power_cycle();

  File create(File file);
  File ef(std::uint16_t parent, std::uint16_t fid, FileType type, std::uint32_t size,
          std::uint16_t record_length, std::uint8_t sfi, std::uint8_t rule);
  File directory(std::uint16_t parent, std::uint16_t fid, std::string_view aid, std::string_view pins);
  void write(const File& file, std::uint32_t offset, std::string_view content);
  void store_pin(std::uint16_t node, std::uint8_t reference, std::string_view value, PinRecord record);

  support::TestPlatform world;
  card::storage::Store store{world.flash, world.index};
  card::uicc::FileSystem files{store, owner};
  card::uicc::Uicc uicc{card::runtime::Environment{world.platform, store}};
  File usim;
  File other_usim;
  File isim;
  File telecom;

 private:
  void create_shared_files();
  void create_usim();
  void create_pins();
};

class UiccTest : public testing::Test {
 protected:
  std::string send(std::string_view apdu) { return card.send(apdu); }
  void select_usim() { ASSERT_EQ(send("00A4040C0CA0000000871002FF49FF0589"), "9000"); }

  SmallCard card;
};

}  // namespace sixline::tests
