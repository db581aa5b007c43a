// Short messages as the card sees them: SMS-DELIVER, SMS-SUBMIT, user data headers and the cutting of long
// messages. 8-bit data only is of interest.  [TS 23.040 §9.2]
#pragma once

#include <optional>
#include <string_view>

#include "card/wire/bytes.hpp"
#include "card/wire/result.hpp"

namespace sixline::wire {

/// A telephone number of at most 20 digits. Empty means "none".  [TS 23.040 §9.1.2.5]
struct SmsAddress {
  static constexpr std::size_t max_packed = 10;
  static constexpr std::size_t max_encoded = 2 + max_packed;

  std::uint8_t digits = 0;                        ///< number of semi-octets that count
  std::uint8_t type = 0x91;                       ///< TON and NPI; 91 = international, ISDN plan
  std::array<std::uint8_t, max_packed> packed{};  ///< digits swapped in pairs, filled with F

  bool empty() const { return digits == 0; }
  Bytes number() const { return Bytes(packed).first((digits + 1u) / 2u); }
  bool operator==(const SmsAddress&) const = default;

  /// Digit count, TON/NPI, digits: the form of TPDUs and of TP-DA in SGP.02 tag 81. Bytes behind the
  /// address are left alone, see encoded_size(). Errors: Truncated, BadLength (over 20 digits).
  static Result<SmsAddress, Error> parse(Bytes field);
  std::size_t encoded_size() const { return 2 + number().size(); }
  void encode(Writer& out) const;

  /// TON/NPI, digits: the form of the CAT object "Address". A last filler F does not count.
  /// [TS 102 223 §8.1] Errors: Truncated, BadLength.
  static Result<SmsAddress, Error> from_cat(Bytes value);
  void encode_cat(Writer& out) const;

  /// From ASCII digits. Errors: BadLength, BadValue.
  static Result<SmsAddress, Error> from_digits(std::string_view text, std::uint8_t type = 0x91);
};

inline constexpr std::size_t max_user_data = 140;        ///< octets, header included  [TS 23.040 §9.2.3.24]
inline constexpr std::uint8_t pid_usim_download = 0x7F;  ///< (U)SIM data download  [TS 23.040 §9.2.3.9]
inline constexpr std::uint8_t dcs_8bit_class2 = 0xF6;    ///< 8-bit data, class 2

/// SMS-DELIVER, network to card.  [TS 23.040 §9.2.2.1]
struct SmsDeliver {
  bool has_header = true;      ///< TP-UDHI
  bool more_messages = false;  ///< sent as the inverted bit TP-MMS
  SmsAddress originator{};
  std::uint8_t pid = pid_usim_download;
  std::uint8_t dcs = dcs_8bit_class2;
  std::array<std::uint8_t, 7> timestamp{};  ///< TP-SCTS as it travels
  Bytes user_data{};                        ///< user data header included

  /// Errors: Truncated; BadValue (not a DELIVER); BadLength (bytes left over, user data over 140).
  static Result<SmsDeliver, Error> parse(Bytes tpdu);
  void encode(Writer& out) const;
};

/// SMS-SUBMIT, card to network.  [TS 23.040 §9.2.2.2]
struct SmsSubmit {
  static constexpr std::size_t max_encoded = 2 + SmsAddress::max_encoded + 2 + 7 + 1 + max_user_data;

  bool has_header = true;
  std::uint8_t reference = 0;  ///< TP-MR; the terminal may put its own
  SmsAddress destination{};
  std::uint8_t pid = pid_usim_download;
  std::uint8_t dcs = dcs_8bit_class2;
  FixedBytes<7> validity{};  ///< TP-VP: none, 1 byte relative or 7 bytes absolute
  Bytes user_data{};

  /// Errors: Truncated; BadValue (not a SUBMIT); BadLength.
  static Result<SmsSubmit, Error> parse(Bytes tpdu);
  void encode(Writer& out) const;
};

/// Which secured packet the user data begins: the information element identifier.  [TS 31.115 §4]
enum class PacketKind : std::uint8_t { Command = 0x70, Response = 0x71 };

/// [TS 23.040 §9.2.3.24.1, §9.2.3.24.8]
struct SmsConcatenation {
  std::uint16_t reference = 0;
  bool wide = false;  ///< 16-bit reference (IEI 08)
  std::uint8_t total = 0;
  std::uint8_t number = 0;  ///< 1 to total
  bool operator==(const SmsConcatenation&) const = default;
};

/// User data taken apart. Unknown information elements are skipped, in any order.
struct SmsUserData {
  std::optional<SmsConcatenation> concatenation{};
  std::optional<PacketKind> packet{};
  Bytes payload{};

  /// Errors: Truncated, BadLength. A concatenation element with impossible numbers counts as absent.
  static Result<SmsUserData, Error> parse(Bytes user_data, bool has_header);
};

/// Cuts one secured packet into the user data of short messages: one of 137 bytes at most, or a first of
/// 132 and others of 134.  [TS 23.040 §9.2.3.24] [TS 31.115 §4]
class SmsSplit {
 public:
  SmsSplit(Bytes packet, PacketKind kind, std::uint8_t reference)
      : packet_(packet), kind_(kind), reference_(reference) {}
  /// Number of messages, at least 1; above 255 the packet cannot be sent.
  std::size_t count() const;
  /// Writes the user data of message `index`, counted from 0: at most 140 bytes.
  void write(std::size_t index, Writer& out) const;

 private:
  Bytes packet_;
  PacketKind kind_;
  std::uint8_t reference_;
};

}  // namespace sixline::wire
