// A function that ends on the card, as one row of a table.
#pragma once

#include <cstdint>
#include <string_view>

namespace sixline::host::es {

enum class CardDirection : std::uint8_t { ToCard, FromCard };

struct CardFunction {
  std::string_view name;
  std::string_view carrier;  ///< the command, data grouping or template on the wire
  CardDirection direction;
  std::string_view citation;
};

}  // namespace sixline::host::es
