// PROC-DL: profile download and installation, with everything that can go wrong on the way.  [SGP.02 §3.1]
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "tests/scenario/world.hpp"
#include "tests/support/source_tree.hpp"

namespace sixline::tests::scenario {
namespace {

using es::Execution;
using es::Failure;
using es::ProfileState;

host::profile::Personalisation subscription(const std::string& last_digits = "777") {
  host::profile::Personalisation values;
  values.iccid = "899990100000000" + last_digits;
  values.imsi = "001010000000" + last_digits;
  return values;
}

host::profile::ProfileFacts facts_of(World& world, const std::string& iccid) {
  const auto package = host::profile::Package::read(world.sm_dp->find(iccid)->package).value();
  return host::profile::facts_of(package).value();
}

/// After any failure: the same download works, and nothing is left of the first attempt.
void expect_clean_retry(World& world, const std::string& iccid) {
  world.faults = {};
  world.before_delivery = {};
  world.after_delivery = {};
  if (world.state_of(iccid) < ProfileState::Disabled) {
    world.download(iccid, false);
    world.settle(900);
    ASSERT_TRUE(world.answer);
    ASSERT_EQ(world.answer->status.execution, Execution::Success) << world.answer->status.describe();
  }
  EXPECT_EQ(world.state_of(iccid), ProfileState::Disabled);
  EXPECT_EQ(world.profiles_after_audit(), 2u);
  EXPECT_EQ(world.state_of(std::string(bootstrap_iccid)), ProfileState::Enabled);
}

TEST(Download, ProcDl01To45InstallsAProfileThatStaysDisabled) {
  World world;
  const std::string iccid = world.stock(subscription());
  world.download(iccid, false);
  world.settle();
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Success) << world.answer->status.describe();
  EXPECT_EQ(world.answer->iccid, iccid);
  EXPECT_EQ(world.read_iccid(), bootstrap_iccid);
  const es::Eis eis = world.eis();
  const es::EisProfile* profile = eis.find(iccid);
  ASSERT_NE(profile, nullptr);
  EXPECT_EQ(profile->state, ProfileState::Disabled);
  EXPECT_EQ(profile->mno_id, operator_id);
  EXPECT_EQ(profile->smdp_id, smdp_id);
  EXPECT_EQ(profile->address.imsi, "001010000000777");
  EXPECT_FALSE(profile->fall_back);
  EXPECT_LT(eis.remaining_memory, eis.available_memory);
  EXPECT_EQ(world.progress, world.sm_dp->find(iccid)->package.size());
}

TEST(Download, ProcDl50EnablesAndTheSubscriberAuthenticates) {
  for (auto curve : {host::crypto::Curve::P256, host::crypto::Curve::BrainpoolP256r1}) {
    World world(curve);
    const std::string iccid = world.stock(subscription());
    world.download(iccid, true);
    world.settle();
    ASSERT_TRUE(world.answer);
    EXPECT_EQ(world.answer->status.execution, Execution::Success) << world.answer->status.describe();
    EXPECT_EQ(world.state_of(iccid), ProfileState::Enabled);
    EXPECT_EQ(world.state_of(std::string(bootstrap_iccid)), ProfileState::Disabled);
    EXPECT_EQ(world.read_iccid(), iccid);
    EXPECT_EQ(world.read_imsi(), "001010000000777");
    auto facts = facts_of(world, iccid);
    EXPECT_TRUE(world.authenticates(facts));
    facts.aka->key[0] ^= 1;
    EXPECT_FALSE(world.authenticates(facts));
    // The Operator asked, so only the other profile's Operator is told (PROC-FAN-01).
    ASSERT_EQ(world.notifications.size(), 1u);
    EXPECT_EQ(world.notifications[0].event, es::ProfileEvent::Disabled);
    EXPECT_EQ(world.notifications[0].recipient, bootstrap_operator_id);
  }
}

TEST(Download, TheSharedPackagesInstallAndAuthenticate) {
  const std::filesystem::path folder = tests::support::source_tree() / "../shared/profiles";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared profiles beside the source tree";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".der") continue;
    SCOPED_TRACE(entry.path().filename());
    std::ifstream file(entry.path(), std::ios::binary);
    World world;
    const std::string iccid =
        world.stock_package({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
    world.download(iccid, true);
    world.settle(3000);
    ASSERT_TRUE(world.answer);
    EXPECT_EQ(world.answer->status.execution, Execution::Success) << world.answer->status.describe();
    EXPECT_EQ(world.read_iccid(), iccid);
    EXPECT_TRUE(world.authenticates(facts_of(world, iccid)));
  }
}

TEST(Download, ProcDl01RefusalsLeaveNoTrace) {
  World world;
  const std::string iccid = world.stock(subscription());
  es::DownloadProfile request{{std::string(operator_id), {}, "x-1", 0},
                              std::string(test_eid),
                              std::string(smsr_id),
                              {},
                              iccid,
                              false};
  const auto refused = [&](auto change) {
    es::DownloadProfile bad = request;
    change(bad);
    const auto answer = world.sm_dp->download_profile(bad);
    return answer ? answer->status.failure : std::nullopt;
  };
  EXPECT_EQ(refused([](auto& r) { r.caller.id = "9.9"; }), Failure::CallerUnknown);
  EXPECT_EQ(refused([](auto& r) { r.smsr_id = "9.9"; }), Failure::SmSrUnknown);
  EXPECT_EQ(refused([](auto& r) { r.iccid.clear(); }), Failure::ConditionMissing);
  EXPECT_EQ(refused([](auto& r) { r.iccid = "8999"; }), Failure::IccidUnknown);
  EXPECT_EQ(refused([](auto& r) { r.iccid.clear(), r.profile_type = "none"; }), Failure::ProfileTypeUnknown);
  request.eid = "89001012012341234012345678901225";
  EXPECT_FALSE(world.sm_dp->download_profile(request));
  world.settle(5);
  ASSERT_TRUE(world.answer);
  EXPECT_TRUE(world.answer->status.is(Failure::EidUnknown));
  expect_clean_retry(world, iccid);
}

TEST(Download, ProcDl21ADamagedCertificateIsRefusedAndTheIsdPGoes) {
  World world;
  const std::string iccid = world.stock(subscription());
  world.dp_certificate.back() ^= 0x01;
  world.restart_sm_dp();
  world.download(iccid, false);
  world.settle();
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Failed);
  EXPECT_FALSE(world.knows(iccid));
  world.dp_certificate = world.pki.sm_dp().certificate;
  world.restart_sm_dp();
  expect_clean_retry(world, iccid);
}

TEST(Download, ProcDl21ACertificateOfAnSmSrIsRefused) {
  World world;
  const std::string iccid = world.stock(subscription());
  world.dp_certificate = world.pki.sm_sr().certificate;
  world.dp_signer = world.pki.sm_sr().key.signer();
  world.restart_sm_dp();
  world.download(iccid, false);
  world.settle();
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Failed);
  EXPECT_FALSE(world.knows(iccid));
}

TEST(Download, ProcDl24ASignatureOfAnotherKeyIsRefused) {
  World world;
  const std::string iccid = world.stock(subscription());
  world.dp_signer = world.pki.sm_sr().key.signer();
  world.restart_sm_dp();
  world.download(iccid, false);
  world.settle();
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Failed);
  EXPECT_FALSE(world.knows(iccid));
  world.dp_signer.reset();
  world.restart_sm_dp();
  expect_clean_retry(world, iccid);
}

TEST(Download, ProcDl26AWrongReceiptEndsInErrorManagement) {
  World world;
  const std::string iccid = world.stock(subscription());
  bool changed = false;
  world.faults.change_es3_answer = [&](const es::Caller&, es::Answer& answer) {
    // R-APDU with `86 10 receipt 9000` at its end.
    ByteString& data = answer.euicc_response;
    const std::size_t size = data.size();
    if (changed || size < 20 || data[size - 20] != 0x86 || data[size - 19] != 0x10) return;
    data[size - 3] ^= 0x01;
    changed = true;
  };
  world.download(iccid, false);
  world.settle();
  EXPECT_TRUE(changed);
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Failed);
  EXPECT_NE(world.answer->status.describe().find("receipt"), std::string::npos)
      << world.answer->status.describe();
  expect_clean_retry(world, iccid);
}

TEST(Download, ProcDl32ABrokenPackageIsReportedAndGoes) {
  World world;
  auto package = host::profile::template_package();
  ASSERT_TRUE(host::profile::personalise(package, subscription()));
  // A PIN that wants a PUK which is not there.
  std::erase_if(package.elements(), [](const auto& n) { return n.tag == host::profile::element::puk_codes; });
  const std::string iccid = world.stock_package(package.encode());
  world.download(iccid, false);
  world.settle();
  ASSERT_TRUE(world.answer);
  EXPECT_EQ(world.answer->status.execution, Execution::Failed) << world.answer->status.describe();
  EXPECT_FALSE(world.knows(iccid));
  EXPECT_EQ(world.profiles_after_audit(), 1u);
}

/// Packets to the card that an undisturbed download takes, counted from the first.
unsigned packets_of_a_download() {
  World world;
  const unsigned before = world.packets;
  world.download(world.stock(subscription()), false);
  world.settle();
  return world.packets - before;
}

TEST(Download, ProcDl52To63EveryLostAnswerIsSurvived) {
  const unsigned total = packets_of_a_download();
  ASSERT_GE(total, 5u);
  for (unsigned k = 1; k <= total; ++k) {
    SCOPED_TRACE("answer " + std::to_string(k) + " of " + std::to_string(total) + " lost");
    World world;
    const std::string iccid = world.stock(subscription());
    world.faults.lose_answer_to = world.packets + k;
    world.download(iccid, false);
    world.settle(900);
    ASSERT_TRUE(world.answer);
    expect_clean_retry(world, iccid);
  }
}

TEST(Download, ProcDl52To63EveryLostCommandIsSurvived) {
  const unsigned total = packets_of_a_download();
  for (unsigned k = 1; k <= total; ++k) {
    SCOPED_TRACE("command " + std::to_string(k) + " lost");
    World world;
    const std::string iccid = world.stock(subscription());
    const unsigned wanted = world.packets + k - 1;
    bool armed = k == 1;
    if (armed) world.faults.lose_to_card = 1;
    world.after_delivery = [&] {
      if (armed || world.packets != wanted) return;
      armed = true;
      world.faults.lose_to_card = 1;
    };
    world.download(iccid, false);
    world.settle(900);
    ASSERT_TRUE(world.answer);
    expect_clean_retry(world, iccid);
  }
}

TEST(Download, ProcTim09EitherServerMayDieAfterEveryStep) {
  const unsigned total = packets_of_a_download();
  for (bool smsr : {true, false})
    for (bool before : {true, false})
      for (unsigned k = 1; k <= total; ++k) {
        SCOPED_TRACE(std::string(smsr ? "SM-SR" : "SM-DP") + " dies " + (before ? "before" : "after") +
                     " packet " + std::to_string(k));
        World world;
        const std::string iccid = world.stock(subscription());
        const unsigned wanted = world.packets + k;
        bool killed = false;
        auto kill = [&] {
          if (killed || world.packets != wanted) return;
          killed = true;
          smsr ? world.restart_sm_sr() : world.restart_sm_dp();
        };
        (before ? world.before_delivery : world.after_delivery) = kill;
        world.download(iccid, false);
        world.settle(900);
        EXPECT_TRUE(killed);
        ASSERT_TRUE(world.answer);
        expect_clean_retry(world, iccid);
      }
}

TEST(Download, ProcQry02AnAuditSeesMoreProfilesThanOneAnswerHolds) {
  World world;
  std::vector<std::string> iccids;
  for (int i = 0; i < 9; ++i) {
    iccids.push_back(world.stock(subscription("80" + std::to_string(i))));
    world.download(iccids.back(), false);
    world.settle();
    ASSERT_TRUE(world.answer && world.answer->status.ok()) << world.answer->status.describe();
  }
  world.notifications.clear();
  EXPECT_EQ(world.profiles_after_audit(), iccids.size() + 1);
  EXPECT_TRUE(world.notifications.empty());
  for (const std::string& iccid : iccids) EXPECT_EQ(world.state_of(iccid), es::ProfileState::Disabled);
}

TEST(Download, ProcGen06ARepeatedCallIsNotExecutedTwice) {
  World world;
  const std::string iccid = world.stock(subscription());
  world.download(iccid, false);
  world.settle();
  es::ProfileDownloadCompleted again{{std::string(smdp_id), std::string(operator_id), "again", 0},
                                     std::string(test_eid),
                                     iccid,
                                     "test",
                                     {"001010000000777", ""},
                                     {}};
  const auto first = world.sm_sr->call(servers::flow::AnswerTo::Es3, again);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->status.ok()) << first->status.describe();
  EXPECT_EQ(world.sm_sr->call(servers::flow::AnswerTo::Es3, again)->status, first->status);
  again.profile_type = "other";
  EXPECT_TRUE(world.sm_sr->call(servers::flow::AnswerTo::Es3, again)->status.is(Failure::ParameterInvalid));
  again.caller.message_id = "new";
  EXPECT_TRUE(world.sm_sr->call(servers::flow::AnswerTo::Es3, again)->status.is(Failure::BadState));
}

}  // namespace
}  // namespace sixline::tests::scenario
