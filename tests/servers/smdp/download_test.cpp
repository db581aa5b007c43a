// ES2.DownloadProfile: reservation, the sequence on ES3, who and what is refused.  [SGP.02 §5.3.2, §3.1]
// (PROC-DL)
#include <map>
#include <set>

#include "host/es/eis_content.hpp"
#include "host/es/signature/eum_signature.hpp"
#include "tests/servers/smdp/download_bench.hpp"

namespace sixline::tests::smdp {
namespace {

TEST(DownloadProfile, CallsTheSmSrInTheOrderOfTheProcedure) {
  for (const bool enable : {false, true}) {
    Bench bench;
    es::Pol2 pol2{{{es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}}};
    const std::string iccid = bench.stock("777", operator_id, "gold", pol2);
    const es::Message order = bench.download(iccid, enable);
    const es::EsStatus status = bench.outcome(order);
    EXPECT_EQ(status.execution, Execution::Success) << status.describe();
    EXPECT_EQ(called(bench), sequence(segment_calls(bench), enable));
    EXPECT_EQ(bench.card.installed(), bench.item(iccid).package);
    const auto answer = bench.answer_to(order);
    EXPECT_EQ(answer->content.text("Iccid"), iccid);
    EXPECT_EQ(bench.item(iccid).used_by, eid);
    EXPECT_EQ(bench.item(iccid).job, "");
    EXPECT_EQ(bench.counts().jobs, 0u);
    ASSERT_EQ(bench.to_others.size(), 1u) << "no ES2.EnableProfile answer of its own";
    EXPECT_EQ(bench.to_others[0].message.function->name, "DownloadProfile");
    EXPECT_EQ(bench.to_others[0].recipient, operator_id);
  }
}

// [SGP.02 §5.4] which fields the calls carry, and what the notes of §5.4.4 ask of SendData
TEST(DownloadProfile, EveryCallCarriesWhatItsFunctionWants) {
  Bench bench;
  es::Pol2 pol2{{{es::PolicyAction::Disable, es::PolicyQualification::AutoDelete}}};
  const std::string iccid = bench.stock("777", operator_id, "gold", pol2);
  es::Message order = bench.download(iccid, true);
  order.content.set_number("ValidityPeriod", 7200);
  EXPECT_TRUE(bench.outcome(order).ok());
  const std::string context = "context-" + order.content.text("FunctionCallIdentifier");
  std::set<std::string> call_ids;
  for (const Sent& sent : bench.to_smsr) {
    EXPECT_EQ(sent.message.content.text("Eid"), eid);
    EXPECT_EQ(sent.header.context_id, context);
    EXPECT_TRUE(call_ids.insert(sent.message.content.text("FunctionCallIdentifier")).second);
    EXPECT_LE(sent.message.content.number("ValidityPeriod"), 7200);
    EXPECT_GT(sent.message.content.number("ValidityPeriod"), 7000);
  }
  const es::Value& create = the_call(bench, "CreateISDP").message.content;
  EXPECT_EQ(create.text("Iccid"), iccid);
  EXPECT_EQ(create.text("Mno-id"), operator_id);
  EXPECT_GE(create.number("RequiredMemory"), static_cast<std::int64_t>(bench.card.package_size));
  EXPECT_TRUE(create.flag("MoreToDo"));
  const std::size_t data_calls = 3 + segment_calls(bench);
  for (std::size_t i = 0; i < data_calls; ++i) {
    const es::Value& data = the_call(bench, "SendData", i).message.content;
    EXPECT_EQ(data.bytes("Sd-aid"), host::to_byte_string(wire::aid::euicc(0x0011).view()));
    EXPECT_EQ(data.flag("MoreToDo"), i + 1 < data_calls) << "the last one lets the session go";
    EXPECT_NE(data.bytes("Data")[0], 0xAA) << "no command scripting template";
  }
  const es::Value& completed = the_call(bench, "ProfileDownloadCompleted").message.content;
  EXPECT_EQ(completed.text("Iccid"), iccid);
  EXPECT_EQ(completed.text("ProfileType"), "gold");
  EXPECT_EQ(es::read_address(*completed.find("SubscriptionAddress")).imsi, "001010000000777");
  EXPECT_EQ(es::read_pol2(*completed.find("pol2")), pol2);
  EXPECT_EQ(the_call(bench, "EnableProfile").message.content.text("Iccid"), iccid);
}

/// The elements of a call, as they stood on the wire.
Names fields_of(const Sent& sent) {
  Names names;
  for (const es::Value& child : sent.message.content.children()) names.emplace_back(child.field()->name);
  return names;
}

TEST(DownloadProfile, EveryCallHasTheseFieldsInThisOrder) {
  Bench bench;
  bench.eis.profiles = {created("8999901000000000555")};
  EXPECT_TRUE(bench.outcome(bench.download(bench.stock("777"), true)).ok());
  const std::map<std::string, Names> own{
      {"GetEIS", {"Eid"}},
      {"DeleteISDP", {"Eid", "Iccid"}},
      {"CreateISDP", {"Eid", "Iccid", "Mno-id", "RequiredMemory", "MoreToDo"}},
      {"SendData", {"Eid", "Sd-aid", "Data", "MoreToDo"}},
      {"ProfileDownloadCompleted", {"Eid", "Iccid", "ProfileType", "SubscriptionAddress", "pol2"}},
      {"EnableProfile", {"Eid", "Iccid"}}};
  std::set<std::string> seen;
  for (std::size_t i = 0; i < bench.to_smsr.size(); ++i) {
    const Sent& sent = bench.to_smsr[i];
    const std::string name(sent.message.function->name);
    seen.insert(name);
    Names wanted{"FunctionCallIdentifier", "ValidityPeriod"};
    wanted.insert(wanted.end(), own.at(name).begin(), own.at(name).end());
    const bool last_data = name == "SendData" && bench.to_smsr[i + 1].message.function->name != name;
    if (last_data) wanted.pop_back();
    EXPECT_EQ(fields_of(sent), wanted) << name;
  }
  EXPECT_EQ(seen.size(), own.size());
}

TEST(DownloadProfile, AnEmptyPol2IsSaid) {
  Bench bench;
  EXPECT_TRUE(bench.outcome(bench.download(bench.stock("777"))).ok());
  EXPECT_NE(the_call(bench, "ProfileDownloadCompleted").message.content.find("pol2"), nullptr);
}

TEST(DownloadProfile, AProfileOfTheTypeIsPicked) {
  Bench bench;
  bench.stock("776", other_operator_id);
  const std::string own = bench.stock("777"), next = bench.stock("778");
  es::Message order = bench.download({});
  order.content.set("ProfileType", "gold");
  EXPECT_TRUE(bench.outcome(order).ok());
  EXPECT_EQ(bench.answer_to(order)->content.text("Iccid"), own) << "told, because nobody else knows";
  order = bench.download({});
  order.content.set("ProfileType", "gold");
  EXPECT_TRUE(bench.outcome(order).ok());
  EXPECT_EQ(bench.answer_to(order)->content.text("Iccid"), next);
  order = bench.download({});
  order.content.set("ProfileType", "gold");
  EXPECT_TRUE(bench.outcome(order).is(Failure::ProfileTypeUsedUp));
}

TEST(DownloadProfile, RefusalsReserveNothing) {
  Bench bench;
  const std::string iccid = bench.stock("777"), foreign = bench.stock("778", other_operator_id, "tin");
  const auto refused = [&](auto change, const std::string& sender = operator_id) {
    es::Message order = bench.download(iccid);
    change(order.content);
    const auto answer = bench.call(order, sender);
    return answer ? es::status_of(*answer).failure : std::nullopt;
  };
  const auto nothing = [](es::Value&) {};
  EXPECT_EQ(refused(nothing, "9.9.9"), Failure::CallerUnknown);
  EXPECT_EQ(refused(nothing, eum_id), Failure::CallerDenied);
  EXPECT_EQ(refused(nothing, other_operator_id), Failure::NotAllowed);
  EXPECT_EQ(refused(nothing, m2m_sp_id), Failure::CallerDenied) << "PROC-PATH-08";
  for (const std::string& id : {std::string("9.9.9"), operator_id, smsr_without_address})
    EXPECT_EQ(refused([&](auto& c) { c.set("SmSr-id", id); }), Failure::SmSrUnknown);
  EXPECT_EQ(refused([](auto& c) { c.remove("Iccid"); }), Failure::ConditionMissing);
  EXPECT_EQ(refused([](auto& c) { c.set("Iccid", "8999901000000000001"); }), Failure::IccidUnknown);
  EXPECT_EQ(refused([&](auto& c) { c.set("Iccid", foreign); }), Failure::NotAllowed);
  EXPECT_EQ(refused([](auto& c) { c.set("ProfileType", "tin"); }), Failure::ParameterInvalid);
  EXPECT_EQ(refused([](auto& c) { c.remove("Iccid"), c.set("ProfileType", "lead"); }),
            Failure::ProfileTypeUnknown);
  EXPECT_EQ(refused([](auto& c) { c.remove("Iccid"), c.set("ProfileType", "tin"); }),
            Failure::ProfileTypeNotAllowed);
  bench.settle();
  EXPECT_TRUE(bench.to_smsr.empty());
  EXPECT_EQ(bench.counts().jobs, 0u);
  EXPECT_EQ(bench.item(iccid).used_by, "");
  EXPECT_EQ(bench.item(foreign).used_by, "");
}

TEST(DownloadProfile, AProfileInUseIsRefused) {
  Bench bench;
  const std::string iccid = bench.stock("777");
  const es::Message first = bench.download(iccid);
  EXPECT_FALSE(bench.call(first));
  const auto again = bench.call(bench.download(iccid));
  ASSERT_TRUE(again);
  EXPECT_TRUE(es::status_of(*again).is(Failure::Busy)) << "this very moment";
  es::Message elsewhere = bench.download(iccid);
  elsewhere.content.set("Eid", other_eid);
  EXPECT_TRUE(es::status_of(*bench.call(elsewhere)).is(Failure::IccidInUse));
  bench.settle();
  EXPECT_TRUE(es::status_of(*bench.answer_to(first)).ok());
  EXPECT_TRUE(es::status_of(*bench.call(elsewhere)).is(Failure::IccidInUse)) << "for good";
}

TEST(DownloadProfile, SeveralAtOnceUseDifferentProfiles) {
  Bench bench;
  std::vector<es::Message> orders;
  const Names stocked{bench.stock("771"), bench.stock("772"), bench.stock("773")};
  for (int i = 0; i < 4; ++i) {
    orders.push_back(bench.download({}));
    orders.back().content.set("ProfileType", "gold");
    const auto refused = bench.call(orders.back());
    EXPECT_EQ(refused.has_value(), i == 3);
  }
  std::set<std::string> jobs;
  for (const std::string& iccid : stocked) jobs.insert(bench.item(iccid).job);
  EXPECT_EQ(jobs.size(), 3u);
}

TEST(DownloadProfile, WhatTheSmSrRefusesBeforeCreationIsPassedOnAndTheProfileIsFree) {
  for (const auto& [function, failure] :
       {std::pair{"GetEIS", Failure::EidUnknown}, std::pair{"GetEIS", Failure::EisNotAllowed},
        std::pair{"CreateISDP", Failure::Busy}, std::pair{"CreateISDP", Failure::Memory}}) {
    SCOPED_TRACE(function);
    Bench bench;
    const std::string iccid = bench.stock("777");
    bench.statuses[function] = {es::EsStatus::of(failure, "said by the SM-SR")};
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_TRUE(status.is(failure)) << status.describe();
    EXPECT_EQ(status.code->message, "said by the SM-SR");
    EXPECT_EQ(called(bench).back(), function) << "nothing is undone";
    EXPECT_EQ(bench.item(iccid).used_by, "");
    EXPECT_EQ(bench.counts().jobs, 0u);
    bench.statuses.clear();
    EXPECT_TRUE(bench.outcome(bench.download(iccid)).ok()) << "the same again";
  }
}

std::string signature_with(const host::pki::X509Certificate& certificate) {
  const std::string pem = certificate.pem();
  const std::size_t begin = pem.find('\n') + 1;
  return "<rps:EumSignature xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/3\" "
         "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>" +
         pem.substr(begin, pem.find("-----END") - begin) +
         "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></rps:EumSignature>";
}

TEST(DownloadProfile, IneligibleCardsAreRefused) {
  const auto outcome = [](auto change) {
    Bench bench;
    const std::string iccid = bench.stock("777");
    change(bench);
    const es::EsStatus status = bench.outcome(bench.download(iccid));
    EXPECT_EQ(called(bench), Names{"GetEIS"});
    EXPECT_EQ(bench.item(iccid).used_by, "");
    return status.failure;
  };
  EXPECT_EQ(outcome([](Bench& b) { b.eis.remaining_memory = 1000; }), Failure::Memory);
  EXPECT_EQ(outcome([](Bench& b) {
              b.smsr = [](const es::Message& request) { return es::response_of(*request.function, {}); };
            }),
            Failure::Internal)
      << "GetEIS without an EIS";
  const auto other =
      host::pki::CertificateSet::generate(host::crypto::Curve::P256,
                                          {std::chrono::sys_days(std::chrono::year(2020) / 1 / 1),
                                           std::chrono::sys_days(std::chrono::year(2049) / 12 / 31)})
          .value();
  EXPECT_EQ(outcome([](Bench& b) {
              b.eums.clear();
              b.eis.signature_xml.clear();
            }),
            Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) {
              b.eums.insert_or_assign(eum_id, other.eum().certificate);
              b.eis.signature_xml.clear();
            }),
            Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) { b.eis.signature_xml = signature_with(other.eum().certificate); }),
            Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) { b.eis.signed_block.ecasd.key_sets.clear(); }), Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) { b.eis.signed_block.eid = other_eid; }), Failure::EcasdCertificate);
  EXPECT_EQ(outcome([&](Bench& b) {
              const auto packed = *wire::Eid::from(*host::from_hex(eid));
              const host::pki::Validity over{std::chrono::sys_days(std::chrono::year(2021) / 1 / 1),
                                             std::chrono::sys_days(std::chrono::year(2021) / 12 / 31)};
              b.eis.signed_block.ecasd.key_sets[0].certificates[0].value =
                  pki().issue_ecasd(packed, over).value().certificate;
            }),
            Failure::EcasdCertificateExpired);
}

TEST(DownloadProfile, TheSignatureOfTheEisMayBringTheCertificateOfTheEum) {
  Bench bench;
  bench.eums.clear();
  bench.eis.signature_xml = signature_with(pki().eum().certificate);
  EXPECT_TRUE(bench.outcome(bench.download(bench.stock("777"))).ok());
  for (const std::string text : {"", "<x/>", "<x><x>", "<s:EumSignature xmlns:s='s'/>"}) {
    es::Eis eis;
    eis.signature_xml = text;
    EXPECT_FALSE(es::signature::certificate_in(eis)) << text;
  }
  std::string broken = bench.eis.signature_xml;
  broken.replace(broken.find("MI"), 2, "??");
  es::Eis eis;
  eis.signature_xml = broken;
  EXPECT_FALSE(es::signature::certificate_in(eis));
}

}  // namespace
}  // namespace sixline::tests::smdp
