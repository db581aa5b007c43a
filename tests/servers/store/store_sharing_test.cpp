// Several units, threads and processes at one database; what remains of it when they are gone.
#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "servers/store/sql.hpp"
#include "tests/servers/store/store_suite.hpp"

namespace sixline::servers::store {

tests::PostgresqlServer* postgresql(std::string& reason) {
  static auto server = tests::PostgresqlServer::start();
  if (!server) reason = server.error().describe();
  return server ? server->get() : nullptr;
}

namespace {

/// Two processes of one server, as far as the database can tell them apart.
TEST_P(StoreTest, HandsOutAMessageToOneOfTwoStores) {
  if (!is_shared()) GTEST_SKIP() << "memory is not shared";
  constexpr int messages = 200;
  in_unit([&](Unit& unit) {
    for (int i = 0; i < messages; ++i) ASSERT_TRUE(unit.put_outbox(outbox(std::to_string(i))));
  });
  const auto other = open();
  std::mutex mutex;
  std::vector<std::string> claimed;
  const auto claim = [&](Store& store) {
    for (bool more = true; more;) {
      auto unit = store.begin();
      ASSERT_TRUE(unit);
      const auto rows = (*unit)->claim_outbox(10, 20, 3);
      ASSERT_TRUE(rows && (*unit)->commit());
      more = !rows->empty();
      const std::lock_guard lock(mutex);
      for (const OutboxRow& row : *rows) claimed.push_back(row.message_id);
    }
  };
  std::thread first([&] { claim(*store_); }), second([&] { claim(*other); }), third([&] { claim(*other); });
  first.join();
  second.join();
  third.join();
  std::sort(claimed.begin(), claimed.end());
  EXPECT_EQ(std::adjacent_find(claimed.begin(), claimed.end()), claimed.end());
  EXPECT_EQ(claimed.size(), static_cast<std::size_t>(messages));
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

TEST_P(StoreTest, LosesNoIncrementOfManyProcesses) {
  if (!is_shared()) GTEST_SKIP() << "memory is not shared";
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.put_job({"j", "download", "1", "0", {}})); });
  store_.reset();  // a connection must not be in two processes
  constexpr int processes = 3, each = 20;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    children.push_back(fork());
    if (children.back() == 0) {
      auto store = Store::open(address_, test_master_key());
      for (int i = 0; i < each && store; ++i) {
        auto unit = (*store)->begin();
        auto job = unit ? (*unit)->lock_job("j") : host::Result<JobRow>(wire::fail(unit.error()));
        if (!job) _exit(1);
        job->state = std::to_string(std::stoi(job->state) + 1);
        if (!(*unit)->put_job(*job) || !(*unit)->commit()) _exit(2);
      }
      _exit(store ? 0 : 3);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  store_ = open();
  in_unit([&](Unit& unit) { EXPECT_EQ(unit.lock_job("j")->state, std::to_string(processes * each)); });
}

TEST_P(StoreTest, MakesASecondUnitWaitForARow) {
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  auto first = begin();
  EuiccRow row = *first->lock_euicc("1");
  std::promise<std::string> promise;
  auto seen = promise.get_future();
  std::thread second([&] {
    auto unit = store_->begin();
    const auto locked = (*unit)->lock_euicc("1");
    promise.set_value(locked ? locked->state : locked.error().describe());
  });
  row.state = "of the first";
  ASSERT_TRUE(first->update_euicc(row));
  EXPECT_EQ(seen.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  EXPECT_TRUE(first->commit());
  second.join();
  EXPECT_EQ(seen.get(), "of the first");
}

/// One of two units that wait for each other is ended, and says that it can be begun again.
TEST_P(StoreTest, EndsOneOfTwoThatWaitForEachOther) {
  if (!locks_rows()) GTEST_SKIP() << "a unit of SQLite is alone";
  in_unit([&](Unit& unit) {
    for (const char* eid : {"1", "2"}) ASSERT_TRUE(unit.insert_euicc(euicc(eid)));
  });
  std::latch both(2);
  std::atomic<int> ended = 0, other_errors = 0;
  const auto lock_in_order = [&](const std::string& one, const std::string& two) {
    auto unit = store_->begin();
    if (!unit || !(*unit)->lock_euicc(one)) ++other_errors;
    both.arrive_and_wait();
    const auto second = (*unit)->lock_euicc(two);
    if (!second) ++(second.error().code == ErrorCode::WrongState ? ended : other_errors);
  };
  std::thread a([&] { lock_in_order("1", "2"); }), b([&] { lock_in_order("2", "1"); });
  a.join();
  b.join();
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(other_errors, 0);
}

TEST_P(StoreTest, ConnectsAgainWhenTheDatabaseHungUp) {
  if (!locks_rows()) GTEST_SKIP() << "SQLite is no other process";
  in_unit([&](Unit& unit) { ASSERT_TRUE(unit.insert_euicc(euicc("1"))); });
  auto broken = begin();
  ASSERT_TRUE(broken->lock_euicc("1"));
  const auto hang_up = [&] {
    auto database = open_postgresql(address_);
    ASSERT_TRUE((*(*database)->connection())
                    ->run_script("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                                 "pg_backend_pid() AND datname = current_database()"));
  };
  hang_up();
  EXPECT_EQ(broken->lock_euicc("1").error().code, ErrorCode::WrongState);
  EXPECT_FALSE(broken->commit());
  broken.reset();
  in_unit([&](Unit& unit) { EXPECT_TRUE(unit.lock_euicc("1")); });
  hang_up();  // while the connection waits to be used again
  in_unit([&](Unit& unit) { EXPECT_TRUE(unit.lock_euicc("1")); });
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
    EXPECT_EQ(plain_in_files("0011223344"), "");
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

TEST(Store, KeepsItsFileFromOthers) {
  const auto folder = tools::TemporaryFolder::make("store");
  const auto file = folder->path() / "store.db";
  ASSERT_TRUE(Store::open("sqlite:" + file.string(), test_master_key()));
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms(0077),
            std::filesystem::perms::none);
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
