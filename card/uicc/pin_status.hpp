// The PINs that a directory lists for the terminal.  [TS 102 221 §9.5.2]
#pragma once

#include <optional>

#include "card/wire/bytes.hpp"

namespace sixline::card::uicc {

struct ListedPin {
  std::uint8_t reference = 0;
  std::optional<std::uint8_t> usage;  ///< usage qualifier, where the list gives one
};

/// Walks File::pin_status in either of its forms.
class PinList {
 public:
  explicit PinList(wire::Bytes pin_status);
  std::optional<ListedPin> next();

 private:
  wire::Bytes rest_;
  bool is_template_;
};

/// The first global application PIN (01 to 08) of the list: the one that protects an application. 01 when
/// the list names none.
std::uint8_t application_pin(wire::Bytes pin_status);

}  // namespace sixline::card::uicc
