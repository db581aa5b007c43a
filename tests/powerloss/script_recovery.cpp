#include "tests/powerloss/script_recovery.hpp"

#include <gtest/gtest.h>
#include <set>

#include "hardware/native/native_card.hpp"
#include "tests/powerloss/script_flash.hpp"

namespace sixline::tests::powerloss {
namespace {

using card::storage::IndexEntry;
using card::storage::Kind;
using hardware::native::NativeCard;
using support::FlashSimulator;

constexpr std::size_t index_entries = 4096;
/// Nothing of the card has this owner.
constexpr Key probe{0xFE, Kind::File, 0, 0};
/// Position of the tries in a stored PIN: the most in the high half, those left in the low one.
constexpr std::size_t tries_at = 8;

std::vector<IndexEntry>& shared_index() {
  static std::vector<IndexEntry> index(index_entries);
  return index;
}

/// The memory can be used, not only read: the next transaction lands behind what was torn.
void expect_it_takes_a_change(FlashSimulator& flash, const Objects& content) {
  Objects expected = content;
  expected[probe] = std::vector<std::uint8_t>(9, 0xA5);
  Store store(flash, shared_index());
  ASSERT_TRUE(store.mount());
  ASSERT_TRUE(store.write(probe, expected[probe]));
  ASSERT_TRUE(store.commit());
  Store again(flash, shared_index());
  ASSERT_TRUE(again.mount());
  EXPECT_TRUE(content_of(again) == expected) << "a change after the recovery is lost";
}

bool is_spent_first(const Key& key) {
  return key.kind == Kind::KeySetCounter || key.kind == Kind::CounterBlock;
}

const std::vector<std::uint8_t>* find(const Objects& objects, const Key& key) {
  const auto found = objects.find(key);
  return found == objects.end() ? nullptr : &found->second;
}

bool same(const std::vector<std::uint8_t>* a, const std::vector<std::uint8_t>* b) {
  return a == nullptr || b == nullptr ? a == b : *a == *b;
}

std::set<Key> keys_that_differ(const Objects& a, const Objects& b) {
  std::set<Key> keys;
  for (const auto& [key, value] : a)
    if (!same(&value, find(b, key))) keys.insert(key);
  for (const auto& [key, value] : b)
    if (find(a, key) == nullptr) keys.insert(key);
  return keys;
}

/// `found` is `before` but for counters that are where `after` has them, and one PIN with one try less.
bool only_spent(const Objects& before, const Objects& found, const Objects& after) {
  std::size_t pins = 0;
  for (const Key& key : keys_that_differ(before, found)) {
    const auto* then = find(before, key);
    const auto* now = find(found, key);
    if (is_spent_first(key) && same(now, find(after, key))) continue;
    if (key.kind != Kind::Pin || then == nullptr || now == nullptr || (*then)[tries_at] % 16 == 0)
      return false;
    std::vector<std::uint8_t> one_less = *then;
    --one_less[tries_at];
    if (*now != one_less || ++pins > 1) return false;
  }
  return true;
}

}  // namespace

Objects recover(FlashSimulator& flash) {
  support::SeededRandom random;
  support::ManualClock clock;
  {
    const auto card = NativeCard::on_flash(flash, {.random = &random, .clock = &clock});
    EXPECT_TRUE(card) << (card ? "" : card.error());
    if (!card) return {};
  }
  Store store(flash, shared_index());
  EXPECT_TRUE(store.mount());
  const Objects content = content_of(store);
  expect_it_takes_a_change(flash, content);
  return content;
}

const Objects& Recovery::of(FlashSimulator& flash) {
  Objects committed;
  {
    Store store(flash, shared_index());
    EXPECT_TRUE(store.mount());
    committed = content_of(store);
  }
  const auto seen = known_.find(committed);
  if (seen == known_.end()) return known_.emplace(std::move(committed), recover(flash)).first->second;
  if (is_exhaustive()) {
    EXPECT_TRUE(recover(flash) == seen->second);
  }
  return seen->second;
}

bool is_before_or_after(const Objects& before, const Objects& found, const Objects& after) {
  return found == after || only_spent(before, found, after);
}

std::string differences(const Objects& expected, const Objects& found) {
  std::string text;
  for (const Key& key : keys_that_differ(expected, found)) {
    text += "  owner " + std::to_string(key.owner) + " kind " + std::to_string(static_cast<int>(key.kind)) +
            " a " + std::to_string(key.a) + " b " + std::to_string(key.b) + ": ";
    const auto* was = find(expected, key);
    const auto* is = find(found, key);
    text += (was == nullptr ? "none" : support::to_hex(*was)) + " -> " +
            (is == nullptr ? "none" : support::to_hex(*is)) + "\n";
  }
  return text;
}

}  // namespace sixline::tests::powerloss
