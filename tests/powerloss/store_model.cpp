#include "tests/powerloss/store_model.hpp"

namespace sixline::tests::powerloss {

using card::storage::Error;
using card::storage::Kind;
using card::storage::Result;

Action write(const Key& key, std::size_t size, std::uint8_t fill) {
  return {{key, key}, std::vector<std::uint8_t>(size, fill)};
}

Action erase(const Key& key) {
  return {{key, key}, std::nullopt};
}

Action erase(const KeyRange& range) {
  return {range, std::nullopt};
}

void apply(const Action& action, Objects& objects) {
  if (action.value)
    objects[action.range.first] = *action.value;
  else
    objects.erase(objects.lower_bound(action.range.first), objects.upper_bound(action.range.last));
}

Result<void, Error> apply(const Action& action, Store& store) {
  return action.value ? store.write(action.range.first, *action.value) : store.erase(action.range);
}

std::vector<Objects> states_of(const Script& script) {
  std::vector<Objects> states(1);
  for (const Transaction& transaction : script) {
    Objects next = states.back();
    if (transaction.commit)
      for (const Action& action : transaction.actions) apply(action, next);
    states.push_back(std::move(next));
  }
  return states;
}

std::size_t run(const Script& script, std::size_t first, Store& store) {
  for (std::size_t i = first; i < script.size(); ++i) {
    for (const Action& action : script[i].actions)
      if (!apply(action, store)) return i;
    if (!script[i].commit)
      store.rollback();
    else if (!store.commit())
      return i;
  }
  return script.size();
}

Objects content_of(const Store& store) {
  constexpr KeyRange everything{{0, Kind{0}, 0, 0}, {0xFF, Kind{0xFF}, 0xFFFF, 0xFFFF}};
  Objects found;
  for (auto key = store.first(everything); key; key = store.next(everything, *key)) {
    const auto value = store.read(*key);
    if (value) found[*key] = {value->begin(), value->end()};
  }
  return found;
}

}  // namespace sixline::tests::powerloss
