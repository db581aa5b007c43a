// The power is cut after every program unit and within every program unit of every operation of these
// scripts. After the next mount the content is what it was before the transaction in progress, or after it.
#include <gtest/gtest.h>
#include <map>
#include <ostream>

#include "tests/powerloss/store_model.hpp"
#include "tests/support/flash_simulator.hpp"

namespace sixline::tests::powerloss {
namespace {

using card::platform::FlashGeometry;
using card::storage::all_of;
using card::storage::IndexEntry;
using card::storage::Kind;
using support::Cut;
using support::every_cut;
using support::FlashSimulator;
using support::main_cuts;

Key file(std::uint16_t number, std::uint8_t owner = 1) {
  return {owner, Kind::File, 0, number};
}

const std::map<std::string, Script>& scripts() {
  static const std::map<std::string, Script> all{
      {"SeveralKeysAtOnce",
       {
           {{write(file(1), 5, 0x11), write(file(2), 9, 0x22), write(file(3), 0, 0)}},
           {{write(file(2), 9, 0x33), erase(file(1)), write(file(4), 17, 0x44)}},
           {{write(file(1), 3, 0x55), write(file(1), 4, 0x66), erase(file(3))}},
       }},
      {"RangesAreErased",
       {
           {{write(file(1, 1), 8, 0x11), write(file(2, 1), 8, 0x12), write(file(1, 2), 8, 0x21)}},
           {{erase(all_of(1)), write(file(2, 1), 7, 0x13)}},
           {{write(file(9, 2), 4, 0x29), erase(all_of(2)), erase(all_of(1))}},
           {{write(file(5, 2), 4, 0x25)}},
       }},
      {"AbandonedTransactions",
       {
           {{write(file(1), 6, 0x11)}},
           {{write(file(1), 6, 0xEE), write(file(2), 6, 0xEE), erase(all_of(1))}, false},
           {{write(file(2), 6, 0x22)}},
           {{write(file(7), 6, 0xEE)}, false},
           {{erase(file(1)), write(file(3), 6, 0x33)}},
       }},
      {"CompactionBetweenChanges",
       {
           {{write(file(1), 150, 0x11), write(file(2, 2), 100, 0x21)}},
           {{write(file(1), 150, 0x12)}},
           {{write(file(3), 60, 0x31), write(file(1), 150, 0x13), erase(all_of(2)),
             write(file(4), 90, 0x41)}},
           {{write(file(1), 150, 0x14), write(file(3), 60, 0x32)}},
           {{erase(file(4)), write(file(1), 150, 0x15), write(file(2, 2), 100, 0x22)}},
           {{write(file(1), 150, 0x16), write(file(5), 8, 0x51)}},
       }},
  };
  return all;
}

struct Case {
  std::string script;
  FlashGeometry geometry;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& [name, script] : scripts())
    for (const std::uint32_t banks : {2U, 3U})
      for (const std::uint32_t unit : {1U, 4U, 8U}) all.push_back({name, {banks, 1024, unit}});
  return all;
}

void PrintTo(const Case& test, std::ostream* out) {
  *out << test.script;
}

std::string name_of(const Case& test) {
  return test.script + std::to_string(test.geometry.banks) + "BanksUnit" +
         std::to_string(test.geometry.program_unit);
}

std::string describe(const Cut& cut) {
  return "operation " + std::to_string(cut.operation) + ", progress " + std::to_string(cut.progress) +
         (cut.within ? ", within a unit" : "");
}

class StoreCutTest : public testing::TestWithParam<Case> {
 protected:
  struct Outcome {
    bool mounted = false;
    std::size_t acknowledged = 0;
  };

  /// Mounts and runs the script from transaction `first`, as far as the power lasts.
  Outcome boot(FlashSimulator& flash, std::size_t first) {
    Store store(flash, index_);
    if (!store.mount()) return {};
    return {true, run(script_, first, store)};
  }

  /// Mounts a copy after a cut and says which of two adjacent states it found.
  std::size_t state_after_cut(FlashSimulator flash, std::size_t before) {
    flash.revive();
    Store store(flash, index_);
    const auto mounted = store.mount();
    EXPECT_TRUE(mounted) << "error " << (mounted ? 0 : static_cast<int>(mounted.error()));
    const Objects content = content_of(store);
    const std::size_t after = std::min(before + 1, script_.size());
    EXPECT_TRUE(content == states_[before] || content == states_[after]);
    return content == states_[after] ? after : before;
  }

  /// What remains of the script can be run, and ends as if nothing had happened.
  void expect_the_rest_runs(FlashSimulator& flash, std::size_t first) {
    flash.revive();
    ASSERT_EQ(boot(flash, first).acknowledged, script_.size());
    Store store(flash, index_);
    ASSERT_TRUE(store.mount());
    ASSERT_EQ(content_of(store), states_.back());
  }

  /// The operations of an undisturbed run.
  std::vector<FlashSimulator::Operation> undisturbed(FlashSimulator flash, std::size_t first) {
    flash.revive();
    EXPECT_EQ(boot(flash, first).acknowledged, script_.size());
    return flash.operations();
  }

  FlashGeometry geometry_ = GetParam().geometry;
  const Script& script_ = scripts().at(GetParam().script);
  std::vector<Objects> states_ = states_of(script_);
  std::vector<IndexEntry> index_ = std::vector<IndexEntry>(32);
};

INSTANTIATE_TEST_SUITE_P(Every, StoreCutTest, testing::ValuesIn(cases()),
                         [](const auto& of) { return name_of(of.param); });

TEST_P(StoreCutTest, OneCutLeavesBeforeOrAfter) {
  const auto operations = undisturbed(FlashSimulator(geometry_), 0);
  for (const Cut& cut : every_cut(operations)) {
    SCOPED_TRACE(describe(cut));
    FlashSimulator flash(geometry_);
    flash.cut_at(cut);
    const Outcome outcome = boot(flash, 0);
    ASSERT_FALSE(flash.has_power());
    const std::size_t state = state_after_cut(flash, outcome.acknowledged);
    expect_the_rest_runs(flash, state);
    ASSERT_FALSE(HasFailure());
  }
}

TEST_P(StoreCutTest, ACutDuringTheRecoveryToo) {
  const auto operations = undisturbed(FlashSimulator(geometry_), 0);
  for (const Cut& first : main_cuts(operations)) {
    FlashSimulator cut_once(geometry_);
    cut_once.cut_at(first);
    const Outcome outcome = boot(cut_once, 0);
    const std::size_t state = state_after_cut(cut_once, outcome.acknowledged);
    cut_once.revive();
    for (const Cut& second : main_cuts(undisturbed(cut_once, state))) {
      SCOPED_TRACE(describe(first) + "; then " + describe(second));
      FlashSimulator flash = cut_once;
      flash.cut_at(second);
      const Outcome again = boot(flash, state);
      ASSERT_FALSE(flash.has_power());
      const std::size_t end = state_after_cut(flash, again.mounted ? again.acknowledged : state);
      expect_the_rest_runs(flash, end);
      ASSERT_FALSE(HasFailure());
    }
  }
}

TEST_P(StoreCutTest, TheScriptExercisesWhatItClaims) {
  std::size_t erases = 0;
  for (const auto& operation : undisturbed(FlashSimulator(geometry_), 0))
    erases += operation.kind == FlashSimulator::Kind::Erase ? 1U : 0U;
  const bool compacts = erases > 1;  // the first one prepares the blank memory
  EXPECT_EQ(compacts, GetParam().script == "CompactionBetweenChanges");
}

}  // namespace
}  // namespace sixline::tests::powerloss
