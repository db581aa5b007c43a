// One suite, whatever the database is.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "servers/store/sql.hpp"
#include "tests/servers/store/postgresql_server.hpp"
#include "tests/servers/store/store_for_tests.hpp"

namespace sixline::servers::store {
namespace {

using host::ErrorCode;
using tests::test_master_key;

enum class Kind { SqliteFile, SqliteMemory, Postgresql };

/// One server for all tests of this program.
tests::PostgresqlServer* postgresql(std::string& reason) {
  static auto server = tests::PostgresqlServer::start();
  if (!server) reason = server.error().describe();
  return server ? server->get() : nullptr;
}

class StoreTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (GetParam() == Kind::SqliteMemory) {
      address_ = "sqlite::memory:";
    } else if (GetParam() == Kind::SqliteFile) {
      address_ = "sqlite:" + (folder_->path() / "store.db").string();
    } else {
      std::string reason;
      auto* server = postgresql(reason);
      if (server == nullptr) GTEST_SKIP() << reason;
      address_ = *server->new_database();
    }
    store_ = open();
    ASSERT_NE(store_, nullptr);
  }
  std::unique_ptr<Store> open() {
    auto store = Store::open(address_, test_master_key());
    EXPECT_TRUE(store) << (store ? "" : store.error().describe());
    return store ? std::move(*store) : nullptr;
  }
  std::unique_ptr<Unit> begin() {
    auto unit = store_->begin();
    EXPECT_TRUE(unit) << (unit ? "" : unit.error().describe());
    return unit ? std::move(*unit) : nullptr;
  }
  template <class Action>
  void in_unit(Action action) {
    auto unit = begin();
    action(*unit);
    EXPECT_TRUE(unit->commit());
  }
  /// Units of other processes see each other's locks only where rows are locked one by one.
  bool locks_rows() const { return GetParam() == Kind::Postgresql; }
  bool is_shared() const { return GetParam() != Kind::SqliteMemory; }

  static EuiccRow euicc(const std::string& eid, std::optional<es::Time> wake_at = {}) {
    return {eid,
            "<signed/>",
            "{\"keys\":\"0011223344\"}",
            {{"8901" + eid, "1.2", "1.3", "type A", "4477" + eid, "Enabled"},
             {"8902" + eid, "1.4", "1.3", "type B", "", "Disabled"}},
            wake_at};
  }
  static OutboxRow outbox(const std::string& id, es::Time next = 0) {
    return {.message_id = id,
            .recipient = "1.2",
            .url = "https://a/",
            .content_type = "t",
            .envelope = "e" + id,
            .function = "ES2.X",
            .context_id = "c",
            .eid = "1",
            .next_attempt = next,
            .give_up_at = 1000};
  }

  host::Result<tools::TemporaryFolder> folder_ = tools::TemporaryFolder::make("store");
  std::string address_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreTest, KeepsWhatWasCommitted) {
  const EuiccRow row = euicc("1", 17);
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(row)); });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), row);
    EXPECT_EQ(unit.lock_euicc("1"), row);
    EXPECT_EQ(unit.find_euicc("2").error().code, ErrorCode::NotFound);
    EXPECT_EQ(unit.lock_euicc("2").error().code, ErrorCode::NotFound);
  });
}

TEST_P(StoreTest, ForgetsWhatWasNot) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  {
    auto unit = begin();
    ASSERT_TRUE(unit->insert_euicc(euicc("2")));
    EuiccRow changed = euicc("1", 99);
    changed.state = "other";
    changed.profiles.clear();
    ASSERT_TRUE(unit->update_euicc(changed));
    ASSERT_TRUE(unit->put_outbox(outbox("m")));
    ASSERT_TRUE(unit->put_job({"j", "download", "1", "s", {}}));
  }
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), euicc("1"));
    EXPECT_FALSE(unit.find_euicc("2"));
    EXPECT_EQ(unit.next_outbox_attempt().value(), std::nullopt);
    EXPECT_FALSE(unit.lock_job("j"));
  });
}

TEST_P(StoreTest, RefusesAnEidTwiceAndGoesOn) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  in_unit([&](Unit& unit) {
    EuiccRow other = euicc("1");
    other.state = "stolen";
    EXPECT_EQ(unit.insert_euicc(other).error().code, ErrorCode::BadInput);
    EXPECT_TRUE(unit.insert_euicc(euicc("2")));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_euicc("1"), euicc("1"));
    EXPECT_TRUE(unit.find_euicc("2"));
  });
}

TEST_P(StoreTest, ChangesStateProfilesAndWaking) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  EuiccRow row = euicc("1", 5);
  row.state = "changed";
  row.profiles[0].state = "Disabled";
  row.profiles.push_back({"8903", "1.9", "", "", "", "Created"});
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.lock_euicc("1"));
    ASSERT_TRUE(unit.update_euicc(row));
    ASSERT_TRUE(unit.update_euicc(row));
    EXPECT_EQ(unit.update_euicc(euicc("2")).error().code, ErrorCode::NotFound);
  });
  in_unit([&](Unit& unit) { EXPECT_EQ(unit.find_euicc("1"), row); });
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.remove_euicc("1")); });
  in_unit([&](Unit& unit) {
    EXPECT_FALSE(unit.find_euicc("1"));
    EXPECT_TRUE(unit.eids_with_iccid("8903")->empty());
  });
}

TEST_P(StoreTest, FindsEuiccsByWhatTheyCarry) {
  in_unit([&](Unit& unit) {
    for (const char* eid : {"1", "2", "3"}) ASSERT_TRUE(unit.insert_euicc(euicc(eid)));
    EuiccRow other = euicc("4");
    other.profiles = {{"89044", "1.7", "", "type A", "99", "Enabled"}};
    ASSERT_TRUE(unit.insert_euicc(other));
    ASSERT_TRUE(unit.put_plma({"1.2", "type A", "1.5", {"EnableProfile"}}));
  });
  using Eids = std::vector<std::string>;
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.eids_with_iccid("89012"), Eids{"2"});
    EXPECT_EQ(unit.eids_with_msisdn("99"), Eids{"4"});
    EXPECT_EQ(unit.eids_with_msisdn("nobody"), Eids{});
    EXPECT_EQ(unit.eids("", 10), (Eids{"1", "2", "3", "4"}));
    EXPECT_EQ(unit.eids("1", 2), (Eids{"2", "3"}));
    EXPECT_EQ(unit.eids_of_operator("1.2", "", 10), (Eids{"1", "2", "3"}));
    EXPECT_EQ(unit.eids_of_operator("1.2", "1", 1), (Eids{"2"}));
    EXPECT_EQ(unit.eids_of_m2m_sp("1.5", "", 10), (Eids{"1", "2", "3"}));
    EXPECT_EQ(unit.eids_of_m2m_sp("1.6", "", 10), Eids{});
  });
}

TEST_P(StoreTest, GivesWhatIsDueFirstComeFirst) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1", 30)));
    ASSERT_TRUE(unit.insert_euicc(euicc("2", 10)));
    ASSERT_TRUE(unit.insert_euicc(euicc("3")));
    ASSERT_TRUE(unit.put_job({"late", "download", "1", "s", 12}));
    ASSERT_TRUE(unit.put_job({"early", "download", "1", "s", 11}));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.next_euicc_wake().value(), 10);
    EXPECT_EQ(unit.next_job_wake().value(), 11);
    EXPECT_EQ(unit.lock_due_euicc(9).value(), std::nullopt);
    auto due = unit.lock_due_euicc(30).value();
    ASSERT_TRUE(due);
    EXPECT_EQ(due->eid, "2");
    EXPECT_EQ(due->profiles.size(), 2u);
    due->wake_at.reset();
    ASSERT_TRUE(unit.update_euicc(*due));
    EXPECT_EQ(unit.lock_due_euicc(30).value()->eid, "1");
    EXPECT_EQ(unit.lock_due_job(20).value()->id, "early");
    EXPECT_EQ(unit.lock_due_job(10).value(), std::nullopt);
  });
}

TEST_P(StoreTest, AppendsToTheAuditTrail) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1")));
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(unit.append_audit({"1", 100 - i, "r" + std::to_string(i)}));
    ASSERT_TRUE(unit.append_audit({"2", 1, "other"}));
  });
  in_unit([&](Unit& unit) {
    const auto all = unit.audit_of("1", 3);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 3u);
    EXPECT_EQ((*all)[0].record, "r2");
    EXPECT_EQ((*all)[2], (AuditRow{"1", 96, "r4"}));
  });
}

TEST_P(StoreTest, ReplacesAndRevokesAuthorisations) {
  const es::Plma first{"1.2", "type", "1.5", {"EnableProfile", "GetEIS"}};
  const es::Onc onc{"1.2", "type", {"HandleProfileEnabledNotification"}};
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_plma({"1.2", "type", "1.5", {"DeleteProfile"}}));
    ASSERT_TRUE(unit.put_plma(first));
    ASSERT_TRUE(unit.put_plma({"1.3", "type", "1.5", {"GetEIS"}}));
    ASSERT_TRUE(unit.put_onc(onc));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.plmas("1.2", "", ""), std::vector{first});
    EXPECT_EQ(unit.plmas("", "type", "1.5")->size(), 2u);
    EXPECT_EQ(unit.plmas("", "", "1.6")->size(), 0u);
    EXPECT_EQ(unit.oncs("1.2", "type"), std::vector{onc});
    ASSERT_TRUE(unit.put_plma({"1.2", "type", "1.5", {}}));
    ASSERT_TRUE(unit.put_onc({"1.2", "type", {}}));
    EXPECT_EQ(unit.plmas("1.2", "", "")->size(), 0u);
    EXPECT_EQ(unit.oncs("", "")->size(), 0u);
  });
}

TEST_P(StoreTest, RecognisesACallThatCameBefore) {
  ReceivedRow row{"1.2", "ES3.CreateISDP", "call", "//m", "digest", "{}", "", 50};
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.put_received(row)); });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.find_received("1.2", "ES3.CreateISDP", "call").value(), row);
    EXPECT_EQ(unit.find_received("1.3", "ES3.CreateISDP", "call").value(), std::nullopt);
    row.answer = "<answer/>";
    ASSERT_TRUE(unit.put_received(row));
    EXPECT_EQ(unit.find_received("1.2", "ES3.CreateISDP", "call").value()->answer, "<answer/>");
    EXPECT_EQ(unit.forget_received(50).value(), 0u);
    EXPECT_EQ(unit.forget_received(51).value(), 1u);
    EXPECT_EQ(unit.find_received("1.2", "ES3.CreateISDP", "call").value(), std::nullopt);
  });
}

TEST_P(StoreTest, KnowsWhichJobWaitsForAnAnswer) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_job({"j", "download", "1", "secret", 7}));
    ASSERT_TRUE(unit.put_job({"j", "download", "1", "secret 2", {}}));
    ASSERT_TRUE(unit.put_call({"//m", "j"}));
  });
  in_unit([&](Unit& unit) {
    EXPECT_EQ(unit.lock_job("j"), (JobRow{"j", "download", "1", "secret 2", {}}));
    EXPECT_EQ(unit.find_call("//m").value()->job_id, "j");
    EXPECT_EQ(unit.find_call("//n").value(), std::nullopt);
    ASSERT_TRUE(unit.remove_job("j"));
    EXPECT_EQ(unit.find_call("//m").value(), std::nullopt);
    EXPECT_EQ(unit.lock_job("j").error().code, ErrorCode::NotFound);
  });
}

TEST_P(StoreTest, HandsOutAMessageOnceUntilItsClaimEnds) {
  in_unit([&](Unit& unit) {
    for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(unit.put_outbox(outbox(id, 10)));
    ASSERT_TRUE(unit.put_outbox(outbox("later", 99)));
  });
  in_unit([&](Unit& unit) {
    EXPECT_TRUE(unit.claim_outbox(9, 60, 10)->empty());
    const auto two = unit.claim_outbox(10, 60, 2);
    ASSERT_TRUE(two);
    ASSERT_EQ(two->size(), 2u);
    OutboxRow expected = outbox("a", 60);
    EXPECT_EQ((*two)[0], expected);
    EXPECT_EQ((*two)[1].message_id, "b");
  });
  in_unit([&](Unit& unit) {
    const auto rest = unit.claim_outbox(10, 60, 10);
    ASSERT_EQ(rest->size(), 1u);
    OutboxRow row = rest->front();
    EXPECT_EQ(row.message_id, "c");
    row.attempts = 1;
    row.last_error = "refused";
    row.next_attempt = 20;
    ASSERT_TRUE(unit.update_outbox(row));
    ASSERT_TRUE(unit.remove_outbox("a"));
    EXPECT_EQ(unit.next_outbox_attempt().value(), 20);
    EXPECT_EQ(unit.claim_outbox(20, 70, 10)->front(), [&] {
      row.next_attempt = 70;
      return row;
    }());
    EXPECT_EQ(unit.claim_outbox(60, 80, 10)->front().message_id, "b");
  });
}

TEST_P(StoreTest, KeepsAnswersUntilTheyAreFetched) {
  const auto kept = [](const std::string& id, const std::string& recipient) {
    OutboxRow row = outbox(id);
    row.url.clear();
    row.poll_address = "anonymous?id=1";
    row.recipient = recipient;
    return row;
  };
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_outbox(kept("first", "1.2")));
    ASSERT_TRUE(unit.put_outbox(kept("second", "1.2")));
    ASSERT_TRUE(unit.put_outbox(kept("foreign", "1.9")));
  });
  in_unit([&](Unit& unit) {
    EXPECT_TRUE(unit.claim_outbox(500, 600, 10)->empty());
    EXPECT_EQ(unit.next_outbox_attempt().value(), std::nullopt);
    EXPECT_FALSE(unit.take_polled("anonymous?id=2", "1.2").value());
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", "1.3").value());
    const auto first = unit.take_polled("anonymous?id=1", "1.2").value();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->row.envelope, "efirst");
    EXPECT_TRUE(first->more);
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", "1.2").value()->more);
    EXPECT_FALSE(unit.take_polled("anonymous?id=1", "1.2").value());
  });
}

TEST_P(StoreTest, ReservesAProfileForOne) {
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.put_stock({"8901", "type A", "1.2", "package 1", ""}));
    ASSERT_TRUE(unit.put_stock({"8902", "type A", "1.2", "package 2", ""}));
  });
  in_unit([&](Unit& unit) {
    auto row = unit.lock_available("type A", "1.2").value();
    ASSERT_TRUE(row);
    EXPECT_EQ(*row, (StockRow{"8901", "type A", "1.2", "package 1", ""}));
    row->used_by = "1";
    ASSERT_TRUE(unit.put_stock(*row));
    EXPECT_EQ(unit.lock_available("type A", "1.2").value()->iccid, "8902");
    EXPECT_EQ(unit.lock_available("type B", "1.2").value(), std::nullopt);
    EXPECT_EQ(unit.lock_available("type A", "1.3").value(), std::nullopt);
    EXPECT_EQ(unit.lock_stock("8901")->used_by, "1");
    EXPECT_EQ(unit.lock_stock("8909").error().code, ErrorCode::NotFound);
    EXPECT_EQ(unit.stock()->size(), 2u);
  });
}

TEST_P(StoreTest, LosesNoIncrementOfManyThreads) {
  in_unit([&](Unit& unit) {
    EuiccRow row = euicc("1");
    row.state = "0";
    ASSERT_TRUE(unit.insert_euicc(row));
  });
  constexpr int threads = 4, each = 25;
  std::atomic<int> failures = 0;
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&] {
      for (int i = 0; i < each; ++i) {
        auto unit = store_->begin();
        auto row = unit ? (*unit)->lock_euicc("1") : host::Result<EuiccRow>(wire::fail(unit.error()));
        if (!row) {
          ++failures;
          continue;
        }
        row->state = std::to_string(std::stoi(row->state) + 1);
        if (!(*unit)->update_euicc(*row) || !(*unit)->commit()) ++failures;
      }
    });
  for (std::thread& thread : running) thread.join();
  EXPECT_EQ(failures, 0);
  in_unit([&](Unit& unit) { EXPECT_EQ(unit.find_euicc("1")->state, std::to_string(threads * each)); });
}

TEST_P(StoreTest, PassesOverWhatAnotherHolds) {
  if (!locks_rows()) GTEST_SKIP() << "a unit of SQLite is alone";
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1", 1)));
    ASSERT_TRUE(unit.insert_euicc(euicc("2", 2)));
    ASSERT_TRUE(unit.put_stock({"8901", "A", "1.2", "p", ""}));
    ASSERT_TRUE(unit.put_outbox(outbox("a")));
    ASSERT_TRUE(unit.put_outbox(outbox("b")));
  });
  auto one = begin(), other = begin();
  EXPECT_EQ(one->lock_due_euicc(10).value()->eid, "1");
  EXPECT_EQ(other->lock_due_euicc(10).value()->eid, "2");
  EXPECT_TRUE(one->lock_available("A", "1.2").value());
  EXPECT_FALSE(other->lock_available("A", "1.2").value());
  EXPECT_EQ(one->claim_outbox(10, 20, 1)->front().message_id, "a");
  EXPECT_EQ(other->claim_outbox(10, 20, 5)->size(), 1u);
}

TEST_P(StoreTest, OpensAgainWithEverythingInIt) {
  if (!is_shared()) GTEST_SKIP() << "memory does not last";
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1", 3))); });
  store_.reset();
  store_ = open();
  in_unit([&](Unit& unit) { EXPECT_EQ(unit.find_euicc("1"), euicc("1", 3)); });
  EXPECT_EQ(store_->counts()->euiccs, 1u);
}

TEST_P(StoreTest, IsClosedToAnotherMasterKey) {
  if (!is_shared()) GTEST_SKIP() << "memory does not last";
  store_.reset();
  const auto wrong = Store::open(address_, test_master_key(0x5B));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::Storage);
  EXPECT_NE(wrong.error().what.find("master key"), std::string::npos);
}

TEST_P(StoreTest, RefusesASchemaOfTheFuture) {
  if (!is_shared()) GTEST_SKIP() << "memory does not last";
  store_.reset();
  {
    auto database =
        address_.starts_with("sqlite:") ? open_sqlite(address_.substr(7)) : open_postgresql(address_);
    ASSERT_TRUE((*(*database)->connection())->run_script("UPDATE meta SET number = 2"));
  }
  const auto later = Store::open(address_, test_master_key());
  ASSERT_FALSE(later);
  EXPECT_NE(later.error().what.find("later edition"), std::string::npos);
}

TEST_P(StoreTest, SealsStatesToTheirPlace) {
  if (!is_shared()) GTEST_SKIP() << "nothing else reaches the memory";
  in_unit([&](Unit& unit) {
    ASSERT_TRUE(unit.insert_euicc(euicc("1")));
    ASSERT_TRUE(unit.insert_euicc(euicc("2")));
  });
  store_.reset();
  {
    auto database =
        address_.starts_with("sqlite:") ? open_sqlite(address_.substr(7)) : open_postgresql(address_);
    auto connection = *(*database)->connection();
    const auto rows = connection->run("SELECT state FROM euicc ORDER BY eid", {});
    ASSERT_TRUE(rows);
    const Bytes sealed = rows->rows[0].bytes(0);
    const std::string text(sealed.begin(), sealed.end());
    EXPECT_EQ(text.find("0011223344"), std::string::npos);
    ASSERT_TRUE(
        connection->run_script("UPDATE euicc SET state = (SELECT e.state FROM euicc e WHERE e.eid = '1')"));
  }
  store_ = open();
  in_unit([&](Unit& unit) {
    EXPECT_TRUE(unit.find_euicc("1"));
    EXPECT_EQ(unit.find_euicc("2").error().code, ErrorCode::Storage);
  });
}

/// A process that dies in the middle of units leaves what it committed, and nothing else.
TEST_P(StoreTest, SurvivesTheDeathOfAWriter) {
  if (!is_shared()) GTEST_SKIP() << "memory dies with its process";
  in_unit([&](Unit& unit) {
    EuiccRow row = euicc("1");
    row.state = "0";
    ASSERT_TRUE(unit.insert_euicc(row));
  });
  store_.reset();
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto store = Store::open(address_, test_master_key());
    for (char i = 1;; ++i) {
      auto unit = (*store)->begin();
      auto row = (*unit)->lock_euicc("1");
      row->state = std::to_string(static_cast<int>(i));
      static_cast<void>((*unit)->update_euicc(*row));
      static_cast<void>((*unit)->put_outbox(outbox(row->state)));
      if ((*unit)->commit()) static_cast<void>(!write(pipe_ends[1], &i, 1));
    }
  }
  char acknowledged = 0;
  while (acknowledged < 20) ASSERT_EQ(read(pipe_ends[0], &acknowledged, 1), 1);
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  close(pipe_ends[1]);
  while (read(pipe_ends[0], &acknowledged, 1) == 1) {
  }
  close(pipe_ends[0]);
  store_ = open();
  in_unit([&](Unit& unit) {
    const auto row = unit.lock_euicc("1");
    ASSERT_TRUE(row);
    EXPECT_GE(std::stoi(row->state), acknowledged);
    EXPECT_LE(std::stoi(row->state), acknowledged + 1);
    EXPECT_EQ(unit.claim_outbox(10, 20, 1000)->size(), static_cast<std::size_t>(std::stoi(row->state)));
  });
}

INSTANTIATE_TEST_SUITE_P(On, StoreTest,
                         testing::Values(Kind::SqliteFile, Kind::SqliteMemory, Kind::Postgresql),
                         [](const auto& parameter) -> std::string {
                           switch (parameter.param) {
                             case Kind::SqliteFile: return "SqliteFile";
                             case Kind::SqliteMemory: return "SqliteMemory";
                             default: return "Postgresql";
                           }
                         });

TEST(Store, SaysWhatIsWrongWithItsAddress) {
  EXPECT_EQ(Store::open("mysql://x", test_master_key()).error().code, ErrorCode::BadInput);
  EXPECT_EQ(Store::open("sqlite::memory:", host::crypto::Secret(host::ByteString(16))).error().code,
            ErrorCode::BadInput);
  const auto nowhere = Store::open("sqlite:/nowhere/at/all/store.db", test_master_key());
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().what.find("/nowhere/at/all/store.db"), std::string::npos);
  const auto nobody = Store::open("postgresql://127.0.0.1:1/x?connect_timeout=2", test_master_key());
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::Storage);
}

TEST(Store, RefusesAFileThatIsNoDatabase) {
  const auto folder = tools::TemporaryFolder::make("store");
  const auto file = folder->path() / "store.db";
  std::ofstream(file) << std::string(4096, 'x');
  const auto store = Store::open("sqlite:" + file.string(), test_master_key());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::Storage);
  EXPECT_NE(store.error().what.find("store.db"), std::string::npos);
}

}  // namespace
}  // namespace sixline::servers::store
