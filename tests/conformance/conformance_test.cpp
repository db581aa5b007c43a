// The generated cases of all functions, and the proof that none is missing.
#include <gtest/gtest.h>
#include <ostream>

#include "tests/conformance/recipes.hpp"

namespace sixline::conformance {

std::ostream& operator<<(std::ostream& out, const Case& one) {
  return out << one.name();
}

namespace {

class Conformance : public testing::TestWithParam<Case> {};

TEST_P(Conformance, Holds) {
  run(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Es, Conformance, testing::ValuesIn(cases()),
                         [](const auto& parameter) { return parameter.param.name(); });

/// A function that is declared is tested, with every status that it lists: run by the build.
TEST(Coverage, EveryFunctionHasItsCases) {
  const std::vector<Case> all = cases();
  EXPECT_GT(all.size(), 400u);
  for (const es::Function& function : es::functions()) {
    const auto count = [&](Attempt attempt, std::optional<es::Failure> failure) {
      return std::count_if(all.begin(), all.end(), [&](const Case& one) {
        return one.function == &function && one.attempt == attempt && (!failure || one.failure == *failure);
      });
    };
    EXPECT_EQ(count(Attempt::Nominal, {}), 1) << es::qualified_name(function);
    EXPECT_EQ(count(Attempt::Fields, {}), 1) << es::qualified_name(function);
    for (const es::Failure failure : function.failures) {
      const bool tried = count(Attempt::Refusal, failure) == 1;
      EXPECT_NE(tried, !exemption(function, failure).empty())
          << es::qualified_name(function) << ": " << es::code_of(failure).label
          << (tried ? " is tried, its exemption is stale" : " has neither a case nor a reason why not");
    }
  }
}

/// An exemption is for one function that lists the failure; what it said of others is forgotten with them.
TEST(Coverage, EveryExemptionIsOfAFailureThatIsListed) {
  for (const Exemption& row : exemptions()) {
    EXPECT_FALSE(row.reason.empty());
    const auto functions = es::functions();
    EXPECT_TRUE(std::any_of(functions.begin(), functions.end(),
                            [&](const es::Function& function) {
                              return std::any_of(
                                  function.failures.begin(), function.failures.end(),
                                  [&](Failure failure) { return covers(row, function, failure); });
                            }))
        << row.function << ": " << es::code_of(row.failure).label;
  }
}

}  // namespace
}  // namespace sixline::conformance
