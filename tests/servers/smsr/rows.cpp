#include "tests/servers/smsr/rows.hpp"

#include <algorithm>

#include "host/es/eis_content.hpp"
#include "host/es/types.hpp"

namespace sixline::tests::smsr {

namespace {

std::string profile_for(const FunctionRow& row) {
  return row.name == "ProfileDownloadCompleted" ? created_iccid : disabled_iccid;
}

/// A value for a required field that no rule below knows: any that its type takes.
std::string any_value(es::Type type) {
  for (const char* candidate : {"1", "true", "0102", "1.3.6.1.4.1.99999.77", "text", "1.0.0",
                                "2027-01-01T00:00:00Z", "ECC-256", "01"})
    if (es::normalise(type, candidate)) return candidate;
  const es::TypeRow& declared = es::row_of(type);
  return declared.words.empty() ? std::string() : std::string(declared.words.front());
}

void fill_known(Bench& bench, const FunctionRow& row, es::Value& content) {
  const es::Shape shape = content.shape();
  const auto has = [&](std::string_view name) { return shape.find(name) != nullptr; };
  if (row.name == "CreateISDP") content.set("Iccid", unknown_iccid).set("RequiredMemory", "1000");
  if (has("Mno-id")) content.set("Mno-id", operator_id);
  if (has("Plma")) es::write_plma(content.add("Plma"), {operator_id, "gold", m2m_sp_id, {"EnableProfile"}});
  if (has("Onc"))
    es::write_onc(content.add("Onc"), {operator_id, "gold", {"HandleProfileEnabledNotification"}});
  if (has("pol2"))
    es::write_pol2(content.add("pol2"), {{{es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}}});
  if (has("newSubscriptionAddress"))
    es::write_address(content.add("newSubscriptionAddress"), {"001010000000077", "491510000077"});
  if (has("Sd-aid")) content.set_bytes("Sd-aid", bench.profile(disabled_iccid).isd_p_aid);
  if (has("Data")) content.set("Data", "220780E20000028001");
  if (has("ConnectivityParameters")) content.set("ConnectivityParameters", "220780E20000028001");
  if (has("Target-Smsr-id")) content.set("Target-Smsr-id", other_smsr_id);
  if (has("AdditionalProperties"))
    content.add("AdditionalProperties").add("Property").set("key", "test.key").set("value", "1");
  if (has("Eis") && shape.find("Eis")->type == es::Type::Eis) {
    es::write_eis(content.add("Eis"), bench.record().eis, es::eis_marks(function_of(row)));
  }
}

}  // namespace

std::string rightful(const FunctionRow& row) {
  switch (soap::caller_role(function_of(row))) {
    case soap::Role::Eum: return eum_id;
    case soap::Role::SmDp: return smdp_id;
    case soap::Role::SmSr: return other_smsr_id;
    default: return operator_id;
  }
}

std::string wrongful(const FunctionRow& row) {
  switch (soap::caller_role(function_of(row))) {
    case soap::Role::Eum: return other_eum_id;
    case soap::Role::SmDp: return idle_smdp_id;
    case soap::Role::SmSr: return other_smsr_id;
    // Has nothing on this eUICC.
    default: return carried_operator_id;
  }
}

es::Message proper(Bench& bench, const FunctionRow& row) {
  if (row.name == "DisableProfile") bench.switch_over();
  es::Message out = bench.request(row.interface, row.name, profile_for(row));
  fill_known(bench, row, out.content);
  const es::Shape shape = out.content.shape();
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const es::Field& field = shape[i];
    if (field.occurs.min == 0 || field.choice != es::Choice::None || out.content.has(field.name)) continue;
    out.content.set(field.name, any_value(field.type));
  }
  return out;
}

std::string test_name(const testing::TestParamInfo<FunctionRow>& info) {
  return std::string(es::name_of(info.param.interface)) + "_" + std::string(info.param.name);
}

std::vector<FunctionRow> rows_where(bool (*condition)(const FunctionRow&)) {
  std::vector<FunctionRow> out;
  std::copy_if(functions().begin(), functions().end(), std::back_inserter(out), condition);
  return out;
}

}  // namespace sixline::tests::smsr
