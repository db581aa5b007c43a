// The suite that is run on every database: what its tests begin with.
#pragma once

#include <filesystem>
#include <fstream>

#include "tests/servers/store/postgresql_server.hpp"
#include "tests/servers/store/store_for_tests.hpp"

namespace sixline::servers::store {

using host::ErrorCode;
using tests::test_master_key;

enum class Kind { SqliteFile, SqliteMemory, Postgresql };

/// One server for all tests of this program; null, with the reason, where there is none.
tests::PostgresqlServer* postgresql(std::string& reason);

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
  /// The name of a file of SQLite's that holds this text: none should.
  std::string plain_in_files(const std::string& text) const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_->path())) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string content((std::istreambuf_iterator<char>(file)), {});
      if (content.find(text) != std::string::npos) return entry.path();
    }
    return {};
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

}  // namespace sixline::servers::store
