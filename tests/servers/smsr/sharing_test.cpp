// Several desks at one store: no eUICC is worked on twice, no call executed twice; and a record that cannot
// be read harms nobody else.  (PROC-GEN-06, PROC-GEN-13, PROC-TIM-09)
#include <filesystem>
#include <latch>
#include <set>
#include <sqlite3.h>
#include <thread>

#include "tests/servers/smsr/bench.hpp"

namespace sixline::tests::smsr {

namespace {

/// A file for a store, gone with the test.
class StoreFile {
 public:
  StoreFile() {
    std::string path = (std::filesystem::temp_directory_path() / "sixline-smsr-XXXXXX").string();
    EXPECT_NE(::mkdtemp(path.data()), nullptr);
    folder_ = path;
  }
  ~StoreFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  StoreFile(const StoreFile&) = delete;
  StoreFile& operator=(const StoreFile&) = delete;

  std::string address() const { return "sqlite:" + path(); }
  /// Behind the back of the servers.
  void execute(const std::string& sql) const { static_cast<void>(text(sql)); }
  /// The only value of the last row.
  std::string text(const std::string& sql) const {
    std::string out;
    const auto keep = [](void* to, int, char** values, char**) {
      *static_cast<std::string*>(to) = values[0];
      return 0;
    };
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(path().c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), keep, &out, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
    return out;
  }

 private:
  std::string path() const { return (folder_ / "store").string(); }
  std::filesystem::path folder_;
};

// What only reads

TEST(Reading, IsWhatChangesNothing) {
  Bench bench;
  const SmSrDesk desk = bench.desk();
  for (const FunctionRow& row : functions()) {
    const bool expected = row.name == "GetEIS" || row.name == "GetPLMA" || row.name == "GetONC";
    EXPECT_EQ(desk.only_reads(es::function_named(row.interface, row.name)), expected) << row.name;
  }
  EXPECT_FALSE(desk.only_reads(es::function_named(Interface::Es2, "GetEIS"))) << "not ours";
}

TEST(Reading, WaitsForNoWriterAndIsNotRemembered) {
  const StoreFile file;
  Bench bench(file.address());
  const auto writer = bench.rows->begin();
  ASSERT_TRUE(writer && (*writer)->lock_euicc(eid));
  for (const auto& [interface, name] : {std::pair{Interface::Es3, "GetEIS"},
                                        {Interface::Es4, "GetEIS"},
                                        {Interface::Es4a, "GetPLMA"},
                                        {Interface::Es4a, "GetONC"}}) {
    const es::Message request = bench.request(interface, name);
    const std::string& caller = interface == Interface::Es3 ? smdp_id : operator_id;
    const lines::Taken taken = bench.post(request, caller);
    const auto envelope = soap::read_envelope(taken.reply.body);
    ASSERT_TRUE(envelope && envelope->message() != nullptr) << name;
    EXPECT_TRUE(es::status_of(envelope->message()->message).ok()) << name;
    const auto row = (*writer)->find_received(caller, es::qualified_name(*request.function),
                                              request.content.text("FunctionCallIdentifier"));
    EXPECT_TRUE(row && !row->has_value()) << name;
  }
}

TEST(Reading, OfARecordThatCannotBeOpenedFails) {
  const StoreFile file;
  Bench bench(file.address());
  file.execute("UPDATE euicc SET state = x'0011' WHERE eid = '" + eid + "'");
  SmSrDesk desk = bench.desk();
  const auto reading = bench.rows->begin_reading();
  const lines::Received received{{}, bench.request(Interface::Es4, "GetEIS"), operator_id, {}};
  const auto handled = desk.on_message(**reading, received, {}, bench.effects);
  ASSERT_FALSE(handled);
  EXPECT_EQ(handled.error().code, host::ErrorCode::Storage);
}

class Sharing : public testing::Test {
 protected:
  /// Both at once, as far as two threads can be.
  template <class Work>
  void both(Work work) {
    std::latch start(2);
    std::thread other([&] {
      start.arrive_and_wait();
      work(second);
    });
    start.arrive_and_wait();
    work(first);
    other.join();
  }

  StoreFile file;
  Bench first{file.address()};
  Bench second{file.address(), false};
};

/// Each desk is asked by a caller of its own; the EID is for one of them.
TEST_F(Sharing, OneEuiccIsForOneCallOfMany) {
  constexpr int each = 10;
  std::vector<std::string> verdicts[2];
  both([&](Bench& bench) {
    const bool is_first = &bench == &first;
    for (int i = 0; i < each; ++i) {
      es::Message request = bench.request(is_first ? Interface::Es4 : Interface::Es3, "EnableProfile");
      verdicts[is_first ? 0 : 1].push_back(bench.verdict(request, is_first ? operator_id : smdp_id));
    }
  });
  std::multiset<std::string> all(verdicts[0].begin(), verdicts[0].end());
  all.insert(verdicts[1].begin(), verdicts[1].end());
  EXPECT_EQ(all.count("accepted"), 1u);
  EXPECT_EQ(all.count(pair_of(Failure::Busy)), static_cast<std::size_t>(2 * each - 1));
  EXPECT_EQ(first.effects.short_messages.size() + second.effects.short_messages.size(), 1u);
  EXPECT_EQ(first.record().transactions.size(), 1u);
}

TEST_F(Sharing, CallThatIsRepeatedAtTheOtherDeskIsExecutedOnce) {
  for (int round = 0; round < 10; ++round) {
    es::Message request = first.request(Interface::Es4, "EnableProfile");
    request.content.set("FunctionCallIdentifier", "round-" + std::to_string(round));
    first.effects = second.effects = {};
    std::string verdicts[2];
    both([&](Bench& bench) { verdicts[&bench == &first ? 0 : 1] = bench.verdict(request, operator_id); });
    EXPECT_EQ(verdicts[0], "accepted");
    EXPECT_EQ(verdicts[1], "accepted");
    EXPECT_EQ(first.effects.short_messages.size() + second.effects.short_messages.size(), 1u);
    first.edit([](EuiccRecord& record) {
      EXPECT_EQ(record.transactions.size(), 1u);
      record.transactions.clear();
      record.lock.reset();
      record.line = {};
    });
  }
}

TEST_F(Sharing, SynchronousCallHasOneAnswerAtBothDesks) {
  es::Message request = first.request(Interface::Es4, "UpdatePolicyRules");
  es::write_pol2(request.content.add("pol2"),
                 {{{es::PolicyAction::Delete, es::PolicyQualification::NotAllowed}}});
  first.grant({operator_id, "gold", m2m_sp_id, {"HandleProfilePOL2UpdatedNotification"}});
  both([&](Bench& bench) { EXPECT_EQ(bench.verdict(request, operator_id), "EXECUTED_SUCCESS"); });
  EXPECT_EQ(first.notified().size(), 1u);
}

TEST_F(Sharing, WhatIsDueIsDoneOnce) {
  es::Message request = first.request(Interface::Es4, "EnableProfile");
  request.content.set("ValidityPeriod", "30");
  ASSERT_EQ(first.verdict(request, operator_id), "accepted");
  both([&](Bench& bench) { bench.pass(40); });
  both([&](Bench& bench) { bench.pass(60); });
  std::size_t answers = 0;
  for (const Sent& message : first.sent()) answers += message.message.kind == es::Kind::Response ? 1 : 0;
  EXPECT_EQ(answers, 1u);
}

// Records that cannot be read
class Unreadable : public Sharing {
 protected:
  /// Both eUICCs have something to do; what `eid` has is the longest overdue.
  void begin() {
    for (const std::string& of : {eid, other_eid}) {
      es::Message request =
          first.request(Interface::Es4, "EnableProfile", of == eid ? disabled_iccid : elsewhere_iccid);
      request.content.set("Eid", of).set("ValidityPeriod", of == eid ? "30" : "31");
      ASSERT_EQ(first.verdict(request, operator_id), "accepted");
    }
  }
  /// The other one's validity ends, though this one is there.
  void expect_the_other_goes_on() {
    first.now += 40;
    SmSrDesk desk = first.desk();
    for (int steps = 0; steps < 10; ++steps)
      if (!*first.unit([&](store::Unit& open) { return desk.on_due(open, first.now, first.effects); })) break;
    std::set<std::string> told;
    for (const lines::LogLine& line : first.effects.log)
      if (line.level == lines::LogLine::Level::Error) told.insert(line.eid);
    EXPECT_EQ(told, std::set<std::string>{eid});
    EXPECT_EQ(first.sent().size(), 1u);
    const auto next = first.unit([&](store::Unit& open) { return desk.next_due(open); });
    if (*next) {
      EXPECT_GT(**next, first.now);
    }
  }
};

TEST_F(Unreadable, RecordThatIsNoJsonHarmsNobodyElse) {
  begin();
  first.unit([](store::Unit& open) {
    store::EuiccRow row = open.lock_euicc(eid).value();
    row.state = "{\"eis\": 1";
    return open.update_euicc(row);
  });
  expect_the_other_goes_on();
  const auto row = first.unit([](store::Unit& open) { return open.find_euicc(eid); });
  EXPECT_EQ(row->state, "{\"eis\": 1");  // for whoever looks into it
}

TEST_F(Unreadable, RecordThatCannotBeOpenedHarmsNobodyElse) {
  begin();
  file.execute(
      "UPDATE euicc SET state = x'00112233445566778899AABBCCDDEEFF00112233445566778899AABB' WHERE eid = '" +
      eid + "'");
  expect_the_other_goes_on();
  EXPECT_EQ(file.text("SELECT hex(state) FROM euicc WHERE eid = '" + eid + "'"),
            "00112233445566778899AABBCCDDEEFF00112233445566778899AABB");  // for whoever looks into it
  auto open = first.rows->begin();
  EXPECT_EQ((*open)->find_euicc(eid).error().code, host::ErrorCode::Storage);  // never "not there"
}

/// One number may be that of profiles on several eUICCs.
TEST_F(Unreadable, ShortMessageOfTheSameNumberIsHeard) {
  const std::string number = first.profile(disabled_iccid).address.msisdn;
  first.edit([&](EuiccRecord& record) { record.eis.find(elsewhere_iccid)->address.msisdn = number; },
             other_eid);
  ASSERT_LT(eid, other_eid) << "in this order they are looked at";
  file.execute("UPDATE euicc SET state = x'0011' WHERE eid = '" + eid + "'");
  first.effects = {};
  SmSrDesk desk = first.desk();
  first.unit(
      [&](store::Unit& open) { return desk.on_short_message(open, number, host::Bytes{}, first.effects); });
  std::set<std::string> heard, told;
  for (const lines::LogLine& line : first.effects.log)
    (line.level == lines::LogLine::Level::Error ? told : heard).insert(line.eid);
  EXPECT_EQ(heard, std::set<std::string>{other_eid});
  EXPECT_EQ(told, std::set<std::string>{eid});
  EXPECT_EQ(file.text("SELECT hex(state) FROM euicc WHERE eid = '" + eid + "'"), "0011");
}

TEST_F(Unreadable, CallsForItFailAndOthersDoNot) {
  file.execute("UPDATE euicc SET state = x'0011' WHERE eid = '" + eid + "'");
  es::Message request = first.request(Interface::Es4, "GetEIS");
  request.content.set("Eid", other_eid);
  EXPECT_EQ(first.verdict(request, operator_id), "EXECUTED_SUCCESS");
  auto open = first.rows->begin();
  SmSrDesk desk = first.desk();
  const auto heard = desk.on_short_message_of(**open, eid, host::Bytes{}, first.effects);
  ASSERT_FALSE(heard);
  EXPECT_EQ(heard.error().code, host::ErrorCode::Storage);
}

}  // namespace

}  // namespace sixline::tests::smsr
