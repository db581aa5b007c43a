#include "tests/conformance/cases.hpp"

#include <gtest/gtest.h>
#include <thread>

#include "host/es/content.hpp"
#include "host/es/implementation.hpp"
#include "host/es/types.hpp"
#include "host/es/xml/namespaces.hpp"
#include "tests/host/es/golden.hpp"

namespace sixline::conformance {

namespace {

using es::Failure;

bool is_implemented(const es::Function& function) {
  return es::implementation_of(function) == "implemented";
}

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) out += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return out;
}

struct Broken {
  const es::Field* field;
  bool missing;
};

std::vector<Broken> broken_fields(const es::Function& function) {
  std::vector<Broken> out;
  const es::Shape shape = es::shape_of(function, function.first_kind());
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const es::Field& field = shape[i];
    if (field.choice != es::Choice::None) continue;
    if (field.occurs.min > 0) out.push_back({&field, true});
    if (!es::test::wrong_text(field.type).empty()) out.push_back({&field, false});
  }
  return out;
}

void add_refusals(const es::Function& function, std::vector<Case>& out) {
  std::vector<Failure> all{Failure::CallerUnknown, Failure::CallerDenied};
  if (needs_card(function) && is_implemented(function)) {
    all.push_back(Failure::ValidityRefused);
    all.push_back(Failure::TimeToLive);
    // The SM-DP's own time ends at the same moment as the SM-SR's.
    if (function.interface != es::Interface::Es2) all.push_back(Failure::NoResponse);
    // During a download SendData is what keeps the eUICC busy.
    if (function.name != "SendData") all.push_back(Failure::Busy);
  }
  if (function.name == "DownloadProfile" || function.name == "UpdateSubscriptionAddress")
    all.push_back(Failure::ConditionMissing);
  all.insert(all.end(), function.failures.begin(), function.failures.end());
  for (const Failure failure : all)
    if (exemption(function, failure).empty()) out.push_back({&function, Attempt::Refusal, failure});
}

/// A notification has no answer: it is taken or refused by HTTP.
void notify(const Case& one) {
  World world(Stage::NoCard);
  world.as("operator");
  const Call call = nominal_call(world, *one.function);
  const int status = world.post(call);
  EXPECT_GE(status, 200);
  EXPECT_LT(status, 300);
  // The SM-DP passes on what it hears, on ES2.
  std::string element = es::element_name(*one.function, es::Kind::Notification);
  if (one.function->interface == es::Interface::Es3) element.replace(0, 3, "ES2");
  EXPECT_TRUE(world.hears("operator", element)) << element;
}

/// What must be true of the eUICC when the function has succeeded.
void expect_effect(World& world, const es::Function& function) {
  const auto eis = world.record();
  const es::EisProfile* profile = eis ? eis->find(world.iccid) : nullptr;
  const std::string_view name = function.name;
  const auto state = [&](es::ProfileState wanted) {
    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(profile->state, wanted);
  };
  EXPECT_EQ(eis.has_value(), stage_of(function) != Stage::NoCard);
  if (name == "EnableProfile") state(es::ProfileState::Enabled);
  if (name == "DisableProfile" || name == "DownloadProfile" || name == "ProfileDownloadCompleted")
    state(es::ProfileState::Disabled);
  if (name == "CreateISDP") state(es::ProfileState::Created);
  if (name == "DeleteProfile" || name == "DeleteISDP") {
    EXPECT_EQ(profile, nullptr);
  }
  if (name == "UpdatePolicyRules" && profile != nullptr) {
    EXPECT_EQ(profile->pol2.forbids(es::PolicyAction::Delete), function.interface == es::Interface::Es4);
  }
  if (name == "UpdateSubscriptionAddress" && profile != nullptr) {
    EXPECT_EQ(profile->address.msisdn, tools::lab_number(world.iccid));
  }
}

void succeed(const Case& one) {
  World world(stage_of(*one.function));
  const Call call = nominal_call(world, *one.function);
  const es::EsStatus status = world.send(call);
  if (!is_implemented(*one.function)) {
    EXPECT_TRUE(status.is(Failure::Unsupported)) << status.describe();
    return;
  }
  EXPECT_TRUE(status.ok()) << status.describe();
  expect_effect(world, *one.function);
}

Call broken_call(World& world, const es::Function& function, const Broken& broken) {
  Call call = nominal_call(world, function);
  if (broken.field->name == "FunctionCallIdentifier") {
    call.bare = true;
  } else if (broken.missing) {
    call.message.content.remove(broken.field->name);
  } else {
    call.message.content.set(broken.field->name, es::test::wrong_text(broken.field->type));
    call.keeps_validity = broken.field->name == "ValidityPeriod";
  }
  return call;
}

void speak_another_edition(World& world, const es::Function& function) {
  const int status = world.post(nominal_call(world, function), [](EsLink::Letter& letter) {
    const std::string edition(es::xml::ns::rps);
    for (std::size_t at = 0; (at = letter.body.find(edition, at)) != std::string::npos; at += edition.size())
      letter.body[at + edition.size() - 1] = '9';
  });
  EXPECT_EQ(status, 400) << "a namespace of another edition";
}

/// Nothing of it reaches a procedure, so one world does for all.
void break_fields(const Case& one) {
  World world(Stage::NoCard);
  world.as("operator");
  for (const Broken& broken : broken_fields(*one.function)) {
    const Call call = broken_call(world, *one.function, broken);
    const std::string what = std::string(broken.field->name) + (broken.missing ? " missing" : " malformed");
    if (one.function->is_notification()) {
      EXPECT_EQ(world.post(call), 400) << what;
      continue;
    }
    const es::EsStatus status = world.send(call);
    EXPECT_TRUE(status.is(broken.missing ? Failure::ParameterMissing : Failure::ParameterInvalid))
        << what << ": " << status.describe();
    ASSERT_TRUE(status.code) << what;
    EXPECT_NE(status.code->message.find(broken.field->name), std::string::npos) << status.describe();
  }
  speak_another_edition(world, *one.function);
}

void be_refused(const Case& one) {
  const Recipe* recipe = find_recipe(one.failure);
  ASSERT_NE(recipe, nullptr) << "no recipe for " << es::code_of(one.failure).label;
  World world(recipe->stage.value_or(stage_of(*one.function)));
  Call call = nominal_call(world, *one.function);
  ASSERT_TRUE(recipe->prepare(world, call)) << "the recipe does not fit this function";
  const auto before = world.record();
  const bool late = one.failure == Failure::TimeToLive || one.failure == Failure::NoResponse;
  // While the call waits for its answer, its time ends.
  std::jthread time;
  if (late)
    time = std::jthread([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        world.pass(10);
      }
    });
  const es::EsStatus status = world.send(call);
  const es::FailureCode& wanted = es::code_of(one.failure);
  ASSERT_TRUE(status.code) << status.describe();
  EXPECT_EQ(status.code->subject + "/" + status.code->reason,
            std::string(wanted.subject) + "/" + std::string(wanted.reason))
      << status.describe();
  EXPECT_EQ(status.execution, one.failure == Failure::OncSideEffect ? es::Execution::Warning : wanted.status);
  const auto after = world.record();
  ASSERT_EQ(before.has_value(), after.has_value());
  // What a silent card did is found out later.
  if (before && one.failure != Failure::NoResponse) {
    EXPECT_EQ(before->profiles, after->profiles) << "nothing may have changed";
  }
}

/// The same call is not executed twice; another call under its name is refused (PROC-GEN-06).
void repeat(const Case& one) {
  World world(stage_of(*one.function));
  Call call = nominal_call(world, *one.function);
  call.call_id = "the same";
  const auto first = world.answer_to(call);
  const auto second = world.answer_to(call);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(es::status_of(*first), es::status_of(*second));
  call.validity = 77'777;
  const es::EsStatus other = world.send(call);
  // What only reads at the SM-SR leaves no trace, so there is nothing that it could be confused with.
  if (one.function->name.starts_with("Get") && one.function->interface != es::Interface::Es2)
    EXPECT_TRUE(other.ok()) << other.describe();
  else
    EXPECT_TRUE(other.is(Failure::ParameterInvalid)) << other.describe();
}

}  // namespace

std::string Case::name() const {
  static constexpr std::string_view words[]{"Nominal", "Fields", "Refusal", "Repeated"};
  std::string out = std::string(es::name_of(function->interface)) + "_" + std::string(function->name) + "_" +
                    std::string(words[static_cast<std::size_t>(attempt)]);
  if (attempt == Attempt::Refusal)
    out += "_" + plain(es::code_of(failure).label) + "_" + std::to_string(static_cast<int>(failure));
  return out;
}

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const es::Function& function : es::functions()) {
    out.push_back({&function, Attempt::Nominal, {}});
    out.push_back({&function, Attempt::Fields, {}});
    if (function.is_notification()) continue;
    add_refusals(function, out);
    out.push_back({&function, Attempt::Repeated, {}});
  }
  return out;
}

void run(const Case& one) {
  switch (one.attempt) {
    case Attempt::Nominal: return one.function->is_notification() ? notify(one) : succeed(one);
    case Attempt::Fields: return break_fields(one);
    case Attempt::Refusal: return be_refused(one);
    case Attempt::Repeated: return repeat(one);
  }
}

}  // namespace sixline::conformance
