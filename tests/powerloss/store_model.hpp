// What the store promises, as simply as it can be said: a map that changes whole transactions at a time.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "card/storage/store.hpp"

namespace sixline::tests::powerloss {

using card::storage::Key;
using card::storage::KeyRange;
using card::storage::Store;

using Objects = std::map<Key, std::vector<std::uint8_t>>;

/// One change: the value is written, or the range is erased when there is none.
struct Action {
  KeyRange range;
  std::optional<std::vector<std::uint8_t>> value;
};

Action write(const Key& key, std::size_t size, std::uint8_t fill);
Action erase(const Key& key);
Action erase(const KeyRange& range);

struct Transaction {
  std::vector<Action> actions;
  bool commit = true;  ///< else rolled back at its end
};
using Script = std::vector<Transaction>;

void apply(const Action& action, Objects& objects);
/// Result<void>: what the store answered.
card::storage::Result<void, card::storage::Error> apply(const Action& action, Store& store);

/// The content before the first transaction, after the first one, and so on.
std::vector<Objects> states_of(const Script& script);
/// Runs until something fails; how many transactions were acknowledged.
std::size_t run(const Script& script, std::size_t first, Store& store);
/// Everything that reads and walks find.
Objects content_of(const Store& store);

}  // namespace sixline::tests::powerloss
