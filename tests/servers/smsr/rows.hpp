// What a row of the SM-SR's table says about itself, so that a row that is new is tested without a new test.
#pragma once

#include "tests/servers/smsr/bench.hpp"

namespace sixline::tests::smsr {

inline const es::Function& function_of(const FunctionRow& row) {
  return es::function_named(row.interface, row.name);
}

inline es::Shape request_shape(const FunctionRow& row) {
  return es::shape_of(function_of(row), es::Kind::Request);
}

/// The field `Iccid` names the one profile that the function is about.
inline bool names_profile(const FunctionRow& row) {
  const es::Field* field = request_shape(row).find("Iccid");
  return field != nullptr && field->occurs.max == 1 && row.name != "CreateISDP";
}

/// A change of the SM-SR ends at the first thing that one SM-SR alone cannot do.
inline bool is_handover(const FunctionRow& row) {
  return row.handler == change_smsr;
}

/// Answered with 1.6/3.1 once nothing else speaks against it.
inline bool is_unsupported(const FunctionRow& row) {
  return is_handover(row) || row.handler == set_attribute;
}

/// The new SM-SR is asked about an eUICC that it does not know yet.
inline bool knows_euicc(const FunctionRow& row) {
  return request_shape(row).find("Eid") != nullptr && row.name != "PrepareSMSRChange";
}

/// Starts a procedure with the card.
inline bool reaches_card(const FunctionRow& row) {
  return function_of(row).style == es::Style::Asynchronous && !is_unsupported(row);
}

/// Changes something of one eUICC, so waits for nobody and is refused while another does.
inline bool is_exclusive(const FunctionRow& row) {
  return reaches_card(row) || row.handler == set_attribute;
}

/// Who may call it and has something to do with the profiles of the bench.
std::string rightful(const FunctionRow& row);
/// One in the same role who has not.
std::string wrongful(const FunctionRow& row);
/// A request that nothing speaks against; `bench` is brought into the state that it needs.
es::Message proper(Bench& bench, const FunctionRow& row);

/// "ES3_EnableProfile"
std::string test_name(const testing::TestParamInfo<FunctionRow>& info);
std::vector<FunctionRow> rows_where(bool (*condition)(const FunctionRow&));

}  // namespace sixline::tests::smsr

namespace sixline::servers::smsr {

/// How GoogleTest says which row it is.
inline void PrintTo(const FunctionRow& row, std::ostream* out) {
  *out << es::name_of(row.interface) << "." << row.name;
}

}  // namespace sixline::servers::smsr
