// What the builders of commands for the card share: headers, and data that is written into a short APDU.
#pragma once

#include <array>

#include "card/wire/dgi.hpp"
#include "host/bytes.hpp"
#include "host/error.hpp"

namespace sixline::host::es {

struct Header {
  std::uint8_t cla;
  std::uint8_t ins;
  std::uint8_t p1;
  std::uint8_t p2;
};
// [GPCS §11.11, §11.2]
inline constexpr Header store_data_last{0x80, 0xE2, 0x88, 0x00};
inline constexpr Header store_data_last_with_answer{0x80, 0xE2, 0x89, 0x00};
inline constexpr Header delete_objects{0x80, 0xE4, 0x00, 0x00};
inline constexpr Header delete_with_related{0x80, 0xE4, 0x00, 0x40};

enum class Answer : bool { No, Expected };

inline constexpr std::size_t longest_short_data = 255;

/// A command APDU whose data `write` puts together. Errors: BadInput (more than a short APDU holds).
template <class Write>
Result<ByteString> try_command(const Header& header, Answer answer, Write write) {
  std::array<std::uint8_t, longest_short_data> data;
  wire::Writer out(data);
  write(out);
  if (out.overflowed()) return fail(ErrorCode::BadInput, "a command for the card is too long");
  ByteString apdu{header.cla, header.ins, header.p1, header.p2, static_cast<std::uint8_t>(out.size())};
  append(apdu, out.view());
  if (answer == Answer::Expected) apdu.push_back(0x00);
  return apdu;
}

/// The same for data that always fits.
template <class Write>
ByteString command(const Header& header, Answer answer, Write write) {
  return *try_command(header, answer, write);
}

}  // namespace sixline::host::es
