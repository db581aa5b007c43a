// The parameters that messages append to the URIs of their addressing headers: who sends, which transaction,
// which context.  [SGP.02 Annex B]
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sixline::host::es::soap {

struct UriParameter {
  std::string name;
  std::string value;  ///< as meant, not percent-encoded; text that XML could hold
};

struct ParameterisedUri {
  std::string uri{};  ///< without our parameters; a query of its own stays
  std::vector<UriParameter> parameters{};

  /// The value of a parameter, or nothing in it.
  std::string_view value(std::string_view name) const;
};

/// Reads names in any case, `&` and `?` between parameters, values percent-encoded or not. Parameters that
/// no header has are part of the URI.
ParameterisedUri parse_uri(std::string_view text);
/// Appends the parameters that have a value, with `&` between them.
std::string to_text(const ParameterisedUri& uri);

}  // namespace sixline::host::es::soap
