// Every row of the SM-SR's table against everything that can be wrong with a call: the exact status, and
// nothing changed. Rows and their fields are read from the tables, so that a new one is covered as it comes.
// [SGP.02 §5.1.6] (PROC-GEN-01, PROC-GEN-06 to PROC-GEN-13)
#include "host/es/types.hpp"
#include "tests/servers/smsr/rows.hpp"

namespace sixline::tests::smsr {

namespace {

class Row : public testing::TestWithParam<FunctionRow> {
 protected:
  const FunctionRow& row() const { return GetParam(); }
  const es::Function& function() const { return function_of(row()); }
  /// Refused like that, and nothing is changed.
  void expect_refusal(const std::string& verdict, const es::Message& request, const std::string& sender) {
    const std::string before = bench.snapshot();
    const std::size_t entries = bench.trail(request).size();
    const std::size_t submitted = bench.effects.short_messages.size();
    EXPECT_EQ(bench.verdict(request, sender), verdict) << sender << "\n" << es::to_xml(request);
    EXPECT_EQ(bench.snapshot(), before);
    bench.expect_noted(request, sender, verdict, entries);
    EXPECT_EQ(bench.effects.short_messages.size(), submitted);
    EXPECT_EQ(bench.notified(), std::vector<std::string>{});
  }

  Bench bench;
};

class EveryRow : public Row {};
INSTANTIATE_TEST_SUITE_P(, EveryRow, testing::ValuesIn(functions().begin(), functions().end()), test_name);

/// [SGP.02 §5] all that the table of functions gives to an SM-SR
TEST(Functions, AreAllThatAnSmSrProvides) {
  std::size_t provided = 0;
  for (const es::Function& function : es::functions()) {
    const bool own = soap::provider_role(function) == soap::Role::SmSr && !function.is_notification();
    provided += own ? 1 : 0;
    EXPECT_EQ(find_function(function) != nullptr, own) << es::qualified_name(function);
  }
  EXPECT_EQ(provided, functions().size());
  EXPECT_EQ(provided, 38u);
}

TEST_P(EveryRow, ProperCallIsTaken) {
  const es::Message request = proper(bench, row());
  const auto answer = bench.call(request, rightful(row()));
  const std::string verdict = answer ? pair_of(es::status_of(*answer)) : "accepted";
  SCOPED_TRACE(answer ? es::status_of(*answer).describe() : verdict);
  if (is_unsupported(row()) || function().interface == Interface::Es7)
    EXPECT_EQ(verdict, pair_of(Failure::Unsupported));
  else if (row().name == "RegisterEIS")
    EXPECT_EQ(verdict, pair_of(Failure::EidInUse));
  else if (reaches_card(row()))
    EXPECT_EQ(verdict, "accepted");
  else
    EXPECT_EQ(verdict, "EXECUTED_SUCCESS");
}

TEST_P(EveryRow, StrangerIsNotKnown) {
  expect_refusal(pair_of(Failure::CallerUnknown), proper(bench, row()), stranger_id);
}

TEST_P(EveryRow, AnyOtherRoleIsDenied) {
  unsigned denied = 0;
  for (const std::string& sender : {eum_id, smdp_id, operator_id, m2m_sp_id, other_smsr_id}) {
    const lines::Peer& peer = *bench.peers.find(sender);
    if (lines::may_call(*peer.roles.begin(), function())) continue;
    expect_refusal(pair_of(Failure::CallerDenied), proper(bench, row()), sender);
    ++denied;
  }
  EXPECT_GE(denied, 3u);
}

TEST_P(EveryRow, MissingFieldIsNamed) {
  const es::Message whole = proper(bench, row());
  const es::Shape shape = whole.content.shape();
  unsigned required = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i].occurs.min == 0 || !whole.content.has(shape[i].name)) continue;
    es::Message lacking = whole;
    if (shape[i].name != "FunctionCallIdentifier")
      lacking.content.set("FunctionCallIdentifier", "lacks " + std::string(shape[i].name));
    lacking.content.remove(shape[i].name);
    expect_refusal(pair_of(Failure::ParameterMissing), lacking, rightful(row()));
    ++required;
  }
  EXPECT_GE(required, 1u);
}

TEST_P(EveryRow, MalformedFieldIsRefused) {
  const es::Message whole = proper(bench, row());
  const es::Shape shape = whole.content.shape();
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const es::Field& field = shape[i];
    const std::string malformed(200, '?');
    const bool simple = es::row_of(field.type).fields.empty() && !es::row_of(field.type).keeps_bytes;
    if (!simple || es::normalise(field.type, malformed)) continue;
    es::Message bad = whole;
    bad.content.set("FunctionCallIdentifier", "bad " + std::string(field.name));
    bad.content.set(field.name, malformed);
    if (field.choice == es::Choice::OneOf) bad.content.remove("Eis");
    expect_refusal(pair_of(Failure::ParameterInvalid), bad, rightful(row()));
  }
}

TEST_P(EveryRow, ValidityOfNothingIsMalformed) {
  for (const char* validity : {"0", "-1", "soon"}) {
    es::Message request = proper(bench, row());
    request.content.set("ValidityPeriod", validity);
    expect_refusal(pair_of(Failure::ParameterInvalid), request, rightful(row()));
  }
}

/// PROC-GEN-06: answered the same, executed once
TEST_P(EveryRow, RepetitionIsNotExecutedAgain) {
  const es::Message request = proper(bench, row());
  const std::string first = bench.verdict(request, rightful(row()));
  const auto answers = bench.sent();
  const std::string after = bench.snapshot();
  const std::size_t entries = bench.audit().size();
  const std::size_t submitted = bench.effects.short_messages.size();
  EXPECT_EQ(bench.verdict(request, rightful(row())), first);
  EXPECT_EQ(bench.snapshot(), after);
  EXPECT_EQ(bench.audit().size(), entries);
  EXPECT_EQ(bench.effects.short_messages.size(), submitted);
  for (const Sent& again : bench.sent()) {
    EXPECT_EQ(again.message.kind, es::Kind::Response);
    EXPECT_EQ(again.message, answers.at(0).message);
  }
}

TEST_P(EveryRow, AnotherCallUnderTheSameIdentifierIsRefused) {
  es::Message request = proper(bench, row());
  const std::string first = bench.verdict(request, rightful(row()));
  static_cast<void>(bench.sent());
  request.content.set("ValidityPeriod", "4711");
  // What only reads is not remembered: each call is answered for itself.
  if (bench.desk().only_reads(*request.function)) {
    EXPECT_EQ(bench.verdict(request, rightful(row())), first);
    return;
  }
  expect_refusal(pair_of(Failure::ParameterInvalid), request, rightful(row()));
}

// Rows that name an eUICC.
class RowWithEid : public Row {};
INSTANTIATE_TEST_SUITE_P(, RowWithEid, testing::ValuesIn(rows_where(knows_euicc)), test_name);

TEST_P(RowWithEid, UnknownEuiccIsRefused) {
  es::Message request = proper(bench, row());
  request.content.set("Eid", unknown_eid);
  expect_refusal(pair_of(Failure::EidUnknown), request, rightful(row()));
}

/// What a caller without anything on this eUICC hears: offcard 5.3 to 5.5.
std::string refusal_of_foreigner(const FunctionRow& row) {
  if (row.interface == Interface::Es7) return pair_of(Failure::Unsupported);  // any SM-SR may be the old one
  if (row.name == "UpdateEISAdditionalProperties") return pair_of(Failure::EisNotAllowed);
  if (row.name == "SMSRChange") return pair_of(Failure::EuiccNotAllowed);
  if (row.name == "AuditEIS" || (row.name == "GetEIS" && row.interface == Interface::Es4))
    return pair_of(Failure::EisNotAllowed);
  if (row.name == "GetEIS") return "EXECUTED_SUCCESS";  // an SM-DP looks before it downloads
  const bool address = row.name == "UpdateSubscriptionAddress" && row.interface == Interface::Es4;
  return pair_of(address ? Failure::AddressNotAllowed : Failure::NotAllowed);
}

TEST_P(RowWithEid, WhoHasNothingThereIsRefused) {
  es::Message request = proper(bench, row());
  if (row().name == "CreateISDP") request.content.set("Mno-id", stranger_id);
  expect_refusal(refusal_of_foreigner(row()), request, wrongful(row()));
}

// Rows that name one profile.
class RowWithProfile : public Row {};
INSTANTIATE_TEST_SUITE_P(, RowWithProfile, testing::ValuesIn(rows_where(names_profile)), test_name);

TEST_P(RowWithProfile, UnknownProfileIsRefused) {
  es::Message request = proper(bench, row());
  request.content.set("Iccid", unknown_iccid);
  expect_refusal(pair_of(Failure::IccidUnknown), request, rightful(row()));
}

/// PROC-GEN-09: as good as absent, and on no other eUICC either
TEST_P(RowWithProfile, ProfileInCreationIsUnknown) {
  es::Message request = proper(bench, row());
  request.content.set("Iccid", in_creation_iccid);
  expect_refusal(pair_of(Failure::IccidUnknown), request, rightful(row()));
}

/// Offcard 5.3, 5.4: 8.2.1/3.4 only from functions that have it
TEST_P(RowWithProfile, ProfileOnAnotherEuiccIsRefused) {
  const auto& own = function().failures;
  const bool told = std::find(own.begin(), own.end(), Failure::IccidElsewhere) != own.end();
  es::Message request = proper(bench, row());
  request.content.set("Iccid", elsewhere_iccid);
  expect_refusal(pair_of(told ? Failure::IccidElsewhere : Failure::IccidUnknown), request, rightful(row()));
}

TEST_P(RowWithProfile, ProfileOfAnotherIsRefused) {
  es::Message request = proper(bench, row());
  request.content.set("Iccid", others_iccid);
  expect_refusal(refusal_of_foreigner(row()), request, rightful(row()));
}

TEST_P(RowWithProfile, ProfileInTheWrongStateIsRefused) {
  es::Message request = proper(bench, row());
  const bool enables = row().name == "EnableProfile";
  const bool completes = row().name == "ProfileDownloadCompleted";
  if (row().name.starts_with("Delete")) return;  // deletes in any state
  if (enables) bench.switch_over();
  if (completes) request.content.set("Iccid", disabled_iccid);
  if (!enables && !completes) request.content.set("Iccid", created_iccid);
  expect_refusal(pair_of(Failure::BadState), request, rightful(row()));
}

// Rows that want the eUICC for themselves.
class ExclusiveRow : public Row {};
INSTANTIATE_TEST_SUITE_P(, ExclusiveRow, testing::ValuesIn(rows_where(is_exclusive)), test_name);

/// PROC-GEN-13, PROC-GRD
TEST_P(ExclusiveRow, BusyEuiccRefuses) {
  const es::Message request = proper(bench, row());
  bench.edit([](EuiccRecord& record) { record.lock = Lock{LockKind::Switch, "somebody"}; });
  expect_refusal(pair_of(Failure::Busy), request, rightful(row()));
}

/// PROC-EIS-11: only an audit, and what ends a download, go on
TEST_P(ExclusiveRow, EuiccWhoseEisMayBeWrongRefuses) {
  if (row().name == "AuditEIS" || row().name == "SendData") return;
  const es::Message request = proper(bench, row());
  bench.edit([](EuiccRecord& record) { record.suspect = true; });
  expect_refusal(pair_of(Failure::Busy), request, rightful(row()));
}

/// PROC-GRD: what only reads, or changes the EIS alone, waits for nobody
class UnhurtRow : public Row {};
INSTANTIATE_TEST_SUITE_P(, UnhurtRow, testing::ValuesIn(rows_where([](const FunctionRow& row) {
                           return !is_exclusive(row) && !is_unsupported(row);
                         })),
                         test_name);

TEST_P(UnhurtRow, BusyEuiccDoesNotMatter) {
  const es::Message request = proper(bench, row());
  bench.edit([](EuiccRecord& record) { record.lock = Lock{LockKind::Switch, "somebody"}; });
  EXPECT_EQ(bench.verdict(request, rightful(row())),
            row().name == "RegisterEIS" ? pair_of(Failure::EidInUse) : "EXECUTED_SUCCESS");
}

// Rows that go to the card.
class CardRow : public Row {};
INSTANTIATE_TEST_SUITE_P(, CardRow, testing::ValuesIn(rows_where(reaches_card)), test_name);

/// PROC-TIM-01: refused, with the period that would do
TEST_P(CardRow, ValidityTooShortIsRefused) {
  es::Message request = proper(bench, row());
  request.content.set("ValidityPeriod", "1");
  expect_refusal(pair_of(Failure::ValidityRefused), request, rightful(row()));
  const auto answer = bench.kept_answer(request, rightful(row()));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->content.number("AcceptableValidityPeriod"), SmSrSettings{}.shortest_validity);
}

/// PROC-TIM-03, PROC-TIM-04: nobody waits longer than he said, and it is written down (PROC-AUD-03)
TEST_P(CardRow, ValidityEndsBeforeTheCardAnswers) {
  es::Message request = proper(bench, row());
  request.content.set("ValidityPeriod", "30");
  ASSERT_EQ(bench.verdict(request, rightful(row())), "accepted");
  bench.pass(29);
  EXPECT_FALSE(bench.kept_answer(request, rightful(row())));
  EXPECT_EQ(bench.sent().size(), 0u);
  for (int second = 0; second < 10; ++second) bench.pass(1);
  const auto answer = bench.kept_answer(request, rightful(row()));
  ASSERT_TRUE(answer);
  EXPECT_EQ(es::status_of(*answer).execution, es::Execution::Expired) << es::status_of(*answer).describe();
  std::size_t answers = 0;
  for (const Sent& message : bench.sent()) answers += message.message.kind == es::Kind::Response ? 1 : 0;
  EXPECT_EQ(answers, 1u);
  EXPECT_GE(bench.audit().size(), 1u);
}

}  // namespace

}  // namespace sixline::tests::smsr
