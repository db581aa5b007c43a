// Messages on their way out: which are due, and what follows from how their post ended.
#pragma once

#include "host/http/http.hpp"
#include "servers/lines/correspondence.hpp"

namespace sixline::servers::lines {

/// Seconds before the next attempt: 1, 2, 4 … at most five minutes.
es::Time back_off(unsigned attempts);

class Outbox {
 public:
  explicit Outbox(Desk& desk) : desk_(desk) {}

  /// Rows to post, claimed for `claim` seconds: longer than a post can take.
  static Result<std::vector<store::OutboxRow>> due(store::Unit& unit, es::Time now, es::Time claim,
                                                   std::size_t limit);
  /// What became of a post. Errors: those of the store and the desk; the row stays claimed then.
  Result<void> posted(store::Unit& unit, const store::OutboxRow& row,
                      const Result<host::http::Response>& result, es::Time now, Effects& effects) const;

 private:
  Desk& desk_;
};

}  // namespace sixline::servers::lines
